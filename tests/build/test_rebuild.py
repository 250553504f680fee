"""An earlier release made again from the archive: the same bytes, or why they are not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from generator.build.earlier.rebuild import rebuild
from generator.commands.main import main
from generator.history.kept_releases import KeptReleases
from generator.pages.shared import urls
from tests.factory_portal import (
    RULE,
    TestPortal,
    make_portal,
    release_info,
    replaced,
    shared_portal,
    small_tables,
    tree_digest,
)

pytestmark = pytest.mark.slow

POLICY = RULE.replace("托育机构应当备案。", "托育机构应当备案。联系人王小明。")


EXPLAINED = """---
标题: 备案通知的解读
发文机关: 市卫生健康部门
发布日期: 2026-03-02
解读:
  - beian
形式: 问答
解读人: 市卫生健康部门
---
备案要交哪些材料，多久办好。
"""

OWN_TEMPLATE = (
    '{% extends "!theme/facility.html" %}'
    "{% block main %}{{ super() }}<p>家长热线 12345</p>{% endblock %}"
)


def with_a_past(folder: Path) -> TestPortal:
    """Two releases, between which a policy, a setting and a template changed as well; then a
    release of the site for another setting.
    """
    made = make_portal(folder)
    content = folder / "content" / "policies"
    content.mkdir(parents=True)
    (content / "beian.md").write_text(POLICY, encoding="utf-8")
    explained = folder / "content" / "interpretations"
    explained.mkdir()
    (explained / "beian-jiedu.md").write_text(EXPLAINED, encoding="utf-8")
    templates = folder / "own templates"
    templates.mkdir()
    (templates / "facility.html").write_text(OWN_TEMPLATE, encoding="utf-8")
    theirs = made.deployment.pelicanconf.read_text("utf-8")
    named = f"THEME_TEMPLATES_OVERRIDES = [{str(templates.resolve())!r}]\n"
    (folder / "pelicanconf.py").write_text(theirs + named, "utf-8")
    tables = replaced(small_tables(), "penalties", "P1", publicity_ends=date(2026, 9, 2))
    made.publish(tables, release_info(1, day=1))
    made.build()
    (content / "beian.md").write_text(RULE, encoding="utf-8")
    (templates / "facility.html").write_text(OWN_TEMPLATE.replace("12345", "12356"), "utf-8")
    settings = made.deployment.settings
    settings.write_text(settings.read_text("utf-8").replace("试验公示", "试验公示网"), "utf-8")
    made.publish(replaced(tables, "facilities", "F1", telephone="0635-8888888"),
                 release_info(2, day=3))  # fmt: skip
    made.build()
    settings.write_text(settings.read_text("utf-8").replace("试验公示网", "公示网"), "utf-8")
    made.build()
    return made


@pytest.fixture
def portal(run_folder: Path, tmp_path: Path) -> TestPortal:
    """A copy of it."""
    return shared_portal(run_folder, "portal-with-a-past", with_a_past, tmp_path / "portal")


def run(portal: TestPortal, *asked: str) -> int:
    """Run the command in English."""
    return main(["rebuild", *asked, "--portal", str(portal.deployment.folder), "--language", "en"])


@pytest.mark.parametrize(
    ("release", "number"), [("371500-0001", "0001"), ("371500-0002", "0002"), ("newest", "0003")]
)
def test_the_same_bytes(
    portal: TestPortal, release: str, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every file of the site, the files of the log too, though another release is live."""
    before = tree_digest(portal.deployment.folder)
    assert run(portal, "--release", release) == 0
    assert "Its manifest is the same as in the log" in capsys.readouterr().out
    made = portal.deployment.folder / "rebuilt" / release
    public = portal.deployment.site / "releases" / number / "public"
    assert "家长热线 123" in (public / urls.file_of(urls.facility("F1"))).read_text("utf-8")
    assert tree_digest(made / "site" / "current") == tree_digest(public)
    after = tree_digest(portal.deployment.folder)
    assert {path: after[path] for path in before} == before


def test_what_may_not_be_shown_any_more_is_named(
    portal: TestPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(portal, "--release", "371500-0001") == 0
    said = capsys.readouterr()
    assert "F2  publicity-ended" in said.out
    assert "do not publish it" in said.err


def test_what_was_destroyed_stays_away(
    portal: TestPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    """A version of a policy that named somebody: neither in the archive nor in what is rebuilt."""
    folder = portal.deployment.folder
    assert holding(portal.deployment.archive, "王小明")
    asked = ["policy/beian", "--version", "1", "--reason", "personal-data"]
    assert main(["remove", *asked, "--portal", str(folder), "--language", "en"]) == 0
    assert not holding(portal.deployment.archive, "王小明")
    capsys.readouterr()

    assert run(portal, "--release", "371500-0001") == 0
    said = capsys.readouterr()
    assert "policy/beian/index.html  ← " in said.out and "(personal-data)" in said.out
    assert "content/policies/beian.md was taken out of the archive" in said.err
    assert not holding(folder / "rebuilt", "王小明")
    (folder / "mirrors" / "host").mkdir(parents=True)
    assert main(["remove", *asked, "--portal", str(folder), "--language", "en"]) == 0
    assert not (folder / "rebuilt").exists() and not (folder / "mirrors").exists()


def holding(folder: Path, text: str) -> list[Path]:
    """The files below a folder in which some text stands."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if text.encode() in path.read_bytes()]


def test_an_archive_that_was_altered_is_found(
    portal: TestPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other settings put in the place of those of then: nothing explains what comes out."""
    kept = KeptReleases(portal.deployment.releases)
    first, second, _ = kept.entries()
    path = kept.folder / f"{first}.json"
    said = json.loads(path.read_bytes())
    newer = kept.find(second)
    assert newer is not None
    said["files"]["portal.toml"] = newer.files["portal.toml"]
    path.write_text(json.dumps(said), encoding="utf-8")
    assert run(portal, "--release", str(first)) == 1
    assert "NOTHING EXPLAINS THIS" in capsys.readouterr().err
    done = rebuild(portal.deployment, str(first), portal.deployment.folder / "again")
    assert urls.file_of("/") in {each.path for each in done.differences}


def test_what_was_removed_before_explains_nothing(
    portal: TestPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    """A value taken out of an earlier release is no reason why a later one differs."""
    folder = portal.deployment.folder
    asked = ["facilities/F3/address", "--reason", "mistake"]
    assert main(["remove", *asked, "--portal", str(folder), "--language", "en"]) == 0
    kept = KeptReleases(portal.deployment.releases)
    first, *_, last = kept.entries()
    done = rebuild(portal.deployment, str(first), folder / "first")
    assert not done.equal and done.removed == 1 and done.explained
    done = rebuild(portal.deployment, str(last), folder / "last")
    assert done.equal and done.removed == 0


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (
            ("--release", "371500-0009"),
            "371500-0009: no release of the site of which the sources were kept",
        ),
        (("--release", "oldest"), "name a release of an agency"),
        (("--release", "0"), "0: no release of the site of which the sources were kept"),
        (("--release", "371500-0001", "--out", "."), "is there already"),
    ],
)
def test_what_cannot_be_asked_for(
    portal: TestPortal, asked: tuple[str, ...], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree_digest(portal.deployment.folder)
    assert run(portal, *asked) == 2
    assert why in capsys.readouterr().err
    assert tree_digest(portal.deployment.folder) == before


@pytest.mark.parametrize("name", ["../outside.toml", "/outside", "content/../../x", "a\\b"])
def test_a_list_that_leads_out_of_the_folder_is_refused(
    portal: TestPortal, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = KeptReleases(portal.deployment.releases)
    path = kept.folder / f"{kept.entries()[0]}.json"
    said = json.loads(path.read_bytes())
    said["files"][name] = said["files"]["portal.toml"]
    path.write_text(json.dumps(said), encoding="utf-8")
    assert run(portal, "--release", "371500-0001") == 1
    assert "is no name of a file here" in capsys.readouterr().err
    assert not (portal.deployment.folder / "rebuilt" / "371500-0001").exists()


def test_a_file_that_was_lost_is_named(
    portal: TestPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = KeptReleases(portal.deployment.releases)
    release = kept.find(kept.entries()[0])
    assert release is not None
    digest = release.files["portal.toml"]
    (kept.folder / "files" / digest[:2] / digest).unlink()
    assert run(portal, "--release", "371500-0001") == 1
    assert "portal.toml of entry" in capsys.readouterr().err
    assert not (portal.deployment.folder / "rebuilt" / "371500-0001").exists()
