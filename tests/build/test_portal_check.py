"""What `gongshi status` finds, and that the next command mends what it says it mends."""

from __future__ import annotations

import json
import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from generator.build.portal_check import PortalStatus, portal_status
from generator.build.receive_handover import renew
from generator.build.staging import live_release
from generator.commands.main import main
from generator.model.problems import DataError, GongshiError, Severity, UsageError
from generator.trust.signed_day import day_at
from tests.factory_portal import TestPortal, make_portal, release_info, small_tables

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> TestPortal:
    """A portal with a release."""
    portal = make_portal(tmp_path_factory.mktemp("status") / "portal", content=True)
    shutil.copytree(portal.deployment.content, portal.deployment.folder / "content")
    portal.publish(small_tables(), release_info())
    portal.build()
    (portal.deployment.keys / "passphrase").chmod(0o600)
    return portal


@pytest.fixture
def portal(built: TestPortal, tmp_path: Path) -> TestPortal:
    """A copy to damage."""
    shutil.copytree(built.deployment.folder, tmp_path / "portal", symlinks=True)
    return TestPortal(type(built.deployment)(tmp_path / "portal"), built.clock)


def status(portal: TestPortal, days: int = 0) -> PortalStatus:
    """How it stands so many days after its last receipt."""
    return portal_status(portal.deployment, at=portal.clock + timedelta(days=days))


def said(portal: TestPortal, days: int = 0) -> list[str]:
    """What is wrong, with how much it matters."""
    return [f"{p.severity.value} {p}" for p in status(portal, days).problems]


def test_a_portal_that_is_well(portal: TestPortal) -> None:
    """What it has published, and nothing to say against it."""
    found = status(portal)
    assert found.live == "0001" and found.log_size
    assert [(a.region, a.release, a.suspension) for a in found.agencies] == [("371500", 1, None)]
    assert said(portal) == []


def test_what_ends_is_said_before_and_after(portal: TestPortal) -> None:
    """With the command that renews it: the portal's own first, then those of people."""
    soon = said(portal, 13)
    assert [line.partition(" its ")[0] for line in soon] == ["warning timestamp:"]
    assert "gongshi receive" in soon[0]
    late = said(portal, 91)
    assert any(line.startswith("error r-3715: its signature ended") for line in late)
    ended = status(portal, 91).agencies[0].suspension
    assert ended and ended.cause == "expired"


def test_a_day_that_nobody_moves_is_said(portal: TestPortal) -> None:
    """A timer that stopped leaves penalties in the files: two days are let pass."""
    portal.build(at=portal.clock, day=day_at(portal.clock))
    assert status(portal).day == day_at(portal.clock)
    assert said(portal, 2) == []
    assert any(line.startswith("warning site/current: speaks by 2026-") for line in said(portal, 3))


def test_what_was_renewed_and_not_published_is_said(portal: TestPortal) -> None:
    """Readers' clients stop where the timestamp on the site has run out, not the archive's."""
    later = portal.clock + timedelta(days=7)
    renew(portal.deployment, portal_keys=portal.portal_keys, at=later)
    assert said(portal) == [
        "warning archive: is newer than what the site shows; gongshi build publishes it"
    ]
    portal.build()
    assert said(portal) == []


DAMAGES = {
    "store": "warning gongshi.sqlite: is not what the last command left",
    "index": "warning search_index: is missing or damaged",
    "ledger": "warning site/releases/0001/files.sqlite: is damaged",
    "folder": "warning site/current: is a folder and no link",
    "lost link": "error site/current: leads to no release",
    "staging": "warning site/releases/staging: is left of a command",
    "new link": "warning site/.current.new: is left of a command",
}


def damage(portal: TestPortal, what: str) -> None:
    """Do to a portal what a disk, a back-up or a power cut does."""
    deployment = portal.deployment
    current = deployment.site / "current"
    if what == "store":
        deployment.store.write_bytes(deployment.store.read_bytes() + b"x")
    elif what == "index":
        shutil.rmtree(deployment.index)
    elif what == "ledger":
        live = live_release(deployment.site)
        assert live is not None
        (live / "files.sqlite").write_bytes(b"garbage")
    elif what == "folder":
        content = current.resolve()
        current.unlink()
        shutil.copytree(content, current)
    elif what == "lost link":
        current.unlink()
    elif what == "staging":
        (deployment.site / "releases" / "staging" / "public").mkdir(parents=True)
    else:
        (deployment.site / ".current.new").symlink_to("releases/0009")


@pytest.mark.parametrize("what", DAMAGES)
def test_what_a_build_mends_is_said_and_mended(portal: TestPortal, what: str) -> None:
    """One line for each, and the next build leaves nothing of it."""
    damage(portal, what)
    (line,) = said(portal)
    assert line.startswith(DAMAGES[what]) and ("build" in line or "the next" in line)
    page = portal.deployment.folder / "content" / "pages" / "methods.md"
    page.write_text(page.read_text("utf-8") + "\n又一句。\n", encoding="utf-8")
    portal.build()
    assert said(portal) == []
    assert "又一句" in portal.page("about/methods/index.html")


@pytest.mark.parametrize(
    "lost",
    ["portal.toml", "archive/log/salt", "archive/log/key.vkey", "archive/trusted-root.json",
     "archive/log/checkpoint"],
)  # fmt: skip
def test_what_only_a_copy_mends_is_an_error(portal: TestPortal, lost: str) -> None:
    """It is named, and nothing else is in the way of seeing it."""
    (portal.deployment.folder / lost).unlink()
    errors = [p for p in status(portal).problems if p.severity is Severity.ERROR]
    assert errors and all(Path(lost).name in str(problem) for problem in errors)
    with pytest.raises((GongshiError, OSError)):
        portal.build()


def test_what_everybody_can_read_is_warned_of(
    portal: TestPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    """By whoever uses a key too; the store and the archive are closed by the next build."""
    key = portal.deployment.keys / "log.pem"
    for path in (key, portal.deployment.store):
        path.chmod(0o644)
    portal.deployment.archive.chmod(0o755)
    lines = said(portal)
    assert [line.partition(":")[0] for line in lines] == [
        "warning keys/log.pem", "warning archive", "warning gongshi.sqlite"
    ]  # fmt: skip
    phrase = str(portal.deployment.keys / "passphrase")
    page = portal.deployment.folder / "content" / "pages" / "methods.md"
    page.write_text(page.read_text("utf-8") + "\n又一句。\n", encoding="utf-8")
    command = ["build", "--portal", str(portal.deployment.folder), "--passphrase-file", phrase]
    assert main(command) == 0
    assert f"{key} can be read by everybody" in capsys.readouterr().err
    assert [line.partition(":")[0] for line in said(portal)] == ["warning keys/log.pem"]


def test_the_command_says_it_and_fails_only_where_asked(
    portal: TestPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    """`gongshi status` reports; with --check a timer notices."""
    damage(portal, "lost link")
    command = ["status", "--portal", str(portal.deployment.folder)]
    assert main(command) == 0
    assert main([*command, "--check"]) == 1
    shown = capsys.readouterr()
    assert "No site is live." in shown.out and "site/current: leads to no release" in shown.err


def test_scripts_read_the_same(portal: TestPortal, capsys: pytest.CaptureFixture[str]) -> None:
    """On one line, with what the disk holds; a file of two releases counts once."""
    folder = portal.deployment.folder
    command = ["status", "--portal", str(folder), "--disk"]
    assert main([*command, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["live"] == "0001" and said["agencies"][0]["region"] == "371500"
    assert said["agencies"][0]["suspended"] is None
    assert ("timestamp", "error") in {(each["file"], each["severity"]) for each in said["problems"]}
    parts = said["disk"]["parts"]
    assert {"archive", "site", "search_index", "gongshi.sqlite"} <= parts.keys()
    blocks = sum(path.lstat().st_blocks for path in (folder / "site").rglob("*")) * 512
    assert 0 < parts["site"] <= blocks + 2**16
    live = (folder / "site" / "current" / "index.html").resolve()
    (folder / "site" / "second.html").hardlink_to(live)
    assert main([*command, "--json"]) == 0
    again = json.loads(capsys.readouterr().out)["disk"]["parts"]["site"]
    assert again == parts["site"]
    (folder / "site" / "second.html").unlink()
    assert main(command) == 0
    assert re.search(r"[\d.]+ MB  archive|[\d.]+ kB  archive", capsys.readouterr().out)


def test_a_clock_that_went_back_signs_nothing(portal: TestPortal) -> None:
    """Signatures that have ended before they begin would close the site to every client."""
    before = portal.deployment.state_file.read_bytes()
    long_ago = portal.clock - timedelta(days=400)
    with pytest.raises(UsageError, match="set the clock, and run the command again"):
        renew(portal.deployment, portal_keys=portal.portal_keys, at=long_ago)
    handover = portal.sign(portal.pack(small_tables(), release_info(2, day=8)))
    with pytest.raises(UsageError, match="set the clock"):
        portal.receive(handover, at=long_ago)
    assert portal.deployment.state_file.read_bytes() == before


def test_a_draft_that_is_wrong_keeps_nobody_out(portal: TestPortal) -> None:
    """An agency's export is received; the next build names the draft."""
    draft = portal.deployment.folder / "content" / "policies" / "draft.md"
    draft.write_text("---\n标题: 草稿\n---\n正文\n", encoding="utf-8")
    receipt = portal.publish(small_tables(), release_info(2, day=8))
    assert [export.release for export in receipt.new] == [2]
    with pytest.raises(DataError) as refused:
        portal.build()
    assert {problem.file for problem in refused.value.problems} == {"content/policies/draft.md"}
    draft.unlink()
    portal.build()


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("pelicanconf.py", b"raise SystemExit(0)\n", "pelicanconf.py:1: SystemExit"),
        ("pelicanconf.py", b"PLUGINS = [\n", "pelicanconf.py:1: SyntaxError"),
        ("portal.toml", b"name = '\xff'\n", "portal.toml"),
        ("accepted.json", b"{", "put its newest copy back from the back-up"),
        ("archive/log/checkpoint", b"garbage\n", "checkpoint: the note has no signatures"),
    ],
)
def test_a_damaged_file_is_named_with_what_mends_it(
    portal: TestPortal, file: str, content: bytes, said: str
) -> None:
    """By the build, which goes on with nothing; none ends the command as if all were well."""
    (portal.deployment.folder / file).write_bytes(content)
    with pytest.raises(GongshiError, match=Path(file).name) as refused:
        portal.build()
    assert said in str(refused.value)


def test_what_a_build_would_publish(portal: TestPortal) -> None:
    """Nothing right after one; then each thing that has come since, until it is built."""
    assert status(portal).waiting == ()
    folder = portal.deployment.folder
    (changed,) = [*(folder / "content").rglob("filing-explained.md")]
    changed.write_text(changed.read_text("utf-8").replace("备案", "登记备案", 1), "utf-8")
    (folder / "content" / "policies" / "liaocheng-2024-contract-fees.md").unlink()
    portal.deployment.settings.write_text(
        'name = "另一个公示"\naddress = "http://localhost:8000"\n'
    )
    (folder / "search_index" / "synonyms.txt").unlink()
    portal.publish(small_tables(), release_info(2, day=4))
    assert [str(each) for each in status(portal).waiting or ()] == [
        "r-3715 has signed version 2, with exports/371500/371500-0002.zip at last",
        f"{changed.relative_to(folder).as_posix()} has changed",
        "content/policies/liaocheng-2024-contract-fees.md is gone",
        "portal.toml has changed",
        "search_index/synonyms.txt is gone",
    ]
    assert not (folder / "search_index" / "synonyms.txt").exists(), "looking changes nothing"


def test_a_later_day_waits(portal: TestPortal) -> None:
    """Once a day is signed, the next one waits for a build."""
    portal.build(day=day_at(portal.clock))
    assert status(portal).waiting == ()
    (one,) = status(portal, days=1).waiting or ()
    assert str(one) == f"the day: the site speaks by {day_at(portal.clock).isoformat()}"


def test_what_ends_and_what_is_renewed_waits(portal: TestPortal) -> None:
    """A signature of the portal or of an agency changes the site without any file."""
    (ended,) = [str(one) for one in status(portal, days=100).waiting or () if "ended" in one]
    assert ended == "the signature of r-3715 has ended"
    later = portal.clock + timedelta(days=1)
    renew(portal.deployment, portal_keys=portal.portal_keys, at=later)
    assert [str(each) for each in status(portal).waiting or ()] == [
        "the portal's own signatures, which were renewed"
    ]
