"""What the log has of documents and the sources have not any more takes nothing back by itself."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.build.site_log import open_log
from generator.commands.main import main
from generator.log.leaves import WithdrawalLeaf, decode_leaf
from generator.model.problems import DataError, UsageError
from generator.portal.folder import DEMONSTRATION
from tests.factory_portal import TestPortal, make_portal, release_info, small_tables, tree_digest

pytestmark = pytest.mark.slow

POLICY = """---
标题: {title}
发文机关: 试验市卫生健康委员会
成文日期: 2026-08-01
发布日期: 2026-08-01
---
{text}
"""
INTERPRETATION = """---
标题: 办法问答
发布日期: 2026-08-02
解读: fees
形式: 问答
解读人: 起草单位
---
为什么要有这个办法。
"""
EXPORTED = POLICY.format(title="随导出的通知", text="通知正文。")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> TestPortal:
    """A portal with two policies and an interpretation of its own, and one policy in an export."""
    portal = make_portal(tmp_path_factory.mktemp("documents") / "portal", content=True)
    (portal.deployment.folder / DEMONSTRATION).unlink()
    content = portal.deployment.folder / "content"
    shutil.copytree(Path("content/pages"), content / "pages")
    for name, text in {
        "policies/fees.md": POLICY.format(title="收费办法", text="收费正文。"),
        "policies/safety.md": POLICY.format(title="安全办法", text="安全正文。"),
        "interpretations/fees-explained.md": INTERPRETATION,
    }.items():
        file = content / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    portal.publish(small_tables(), release_info(), {"documents/notice.md": EXPORTED})
    portal.build()
    return portal


@pytest.fixture
def portal(built: TestPortal, tmp_path: Path) -> TestPortal:
    """A copy of it to be damaged."""
    shutil.copytree(built.deployment.folder, tmp_path / "portal", symlinks=True)
    copied = TestPortal(type(built.deployment)(tmp_path / "portal"), built.clock)
    assert copied.page("policy/fees/index.html")
    return copied


def content(portal: TestPortal) -> Path:
    return portal.deployment.folder / "content"


def withdrawals(portal: TestPortal) -> list[WithdrawalLeaf]:
    leaves = map(decode_leaf, open_log(portal.deployment).entries())
    return [leaf for leaf in leaves if isinstance(leaf, WithdrawalLeaf)]


def refused(portal: TestPortal) -> list[str]:
    """Why the build stops; site, log and journal stand as they did."""
    before = tree_digest(portal.public), tree_digest(portal.deployment.log)
    with pytest.raises(DataError) as bad:
        portal.build()
    assert (tree_digest(portal.public), tree_digest(portal.deployment.log)) == before
    assert "withdraw-missing" not in str(bad.value)
    return [str(problem) for problem in bad.value.problems]


def remove_folder(folder: Path) -> None:
    shutil.rmtree(folder / "policies")


def empty_folder(folder: Path) -> None:
    for path in (folder / "policies").iterdir():
        path.unlink()


def put_a_file_there(folder: Path) -> None:
    shutil.rmtree(folder / "policies")
    (folder / "policies").write_text("not mounted", encoding="utf-8")


def lose_the_mount(folder: Path) -> None:
    shutil.rmtree(folder / "policies")
    (folder / "policies").symlink_to("/nowhere/at/all")


def lose_everything(folder: Path) -> None:
    shutil.rmtree(folder)


def link_to_itself(folder: Path) -> None:
    shutil.rmtree(folder / "policies")
    (folder / "policies").symlink_to("policies")


@pytest.mark.parametrize(
    "lose",
    [
        remove_folder,
        empty_folder,
        put_a_file_there,
        lose_the_mount,
        lose_everything,
        link_to_itself,
    ],
)
def test_a_lost_folder_takes_nothing_back(portal: TestPortal, lose: Callable[[Path], None]) -> None:
    """Every missing file is named, with what to do for each, all at once."""
    lose(content(portal))
    found = "\n".join(refused(portal))
    assert "content/policies: holds none of the 2 documents that stand in the log" in found
    for slug, title in (("fees", "收费办法"), ("safety", "安全办法")):
        assert (
            f"content/policies/{slug}.md: is missing, but the site shows it as policy/{slug}"
            f" 《{title}》: put the file back; where this one is to go for ever,"
            f" gongshi build --remove policy/{slug}"
        ) in found
    assert "notice" not in found
    assert not withdrawals(portal)


def test_a_folder_of_another_kind(portal: TestPortal) -> None:
    """Interpretations are held as well."""
    shutil.rmtree(content(portal) / "interpretations")
    found = refused(portal)
    assert any("interpretation/fees-explained" in line for line in found)


def test_one_file_that_vanished(portal: TestPortal) -> None:
    """The message names it and no other; put back, everything stands as before."""
    file = content(portal) / "policies" / "safety.md"
    text = file.read_bytes()
    file.unlink()
    (only,) = refused(portal)
    assert only.startswith("content/policies/safety.md: is missing")
    file.write_bytes(text)
    assert portal.build().release is None


@pytest.mark.parametrize("code", [errno.EACCES, errno.EIO])
def test_a_file_that_cannot_be_read(
    portal: TestPortal, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is there: named once with the reason, and not as missing."""
    read = Path.read_bytes

    def failing(path: Path) -> bytes:
        if path.name == "safety.md":
            raise OSError(code, os.strerror(code), str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", failing)
    assert refused(portal) == [f"content/policies/safety.md: cannot be read: {os.strerror(code)}"]


def test_a_folder_that_cannot_be_listed(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same for a folder, whose files cannot be known."""
    listing = Path.iterdir

    def failing(path: Path) -> object:
        if path.name == "policies":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return listing(path)

    monkeypatch.setattr(Path, "iterdir", failing)
    assert "content/policies: cannot be read: Permission denied" in refused(portal)


def test_a_loop_of_links(portal: TestPortal) -> None:
    """Named, where following it would never end."""
    (content(portal) / "policies" / "again").symlink_to("../policies")
    (only,) = refused(portal)
    assert only == "content/policies/again: is a link that leads back to a folder above"


def test_a_renamed_file(portal: TestPortal) -> None:
    """With its old link name nothing changes; without it the message says how to keep it."""
    old = content(portal) / "policies" / "safety.md"
    new = old.with_name("2026-safety.md")
    old.rename(new)
    (only,) = refused(portal)
    assert "if content/policies/2026-safety.md is this file, write 链接名: safety in it" in only
    new.write_text(new.read_text("utf-8").replace("---\n", "---\n链接名: safety\n", 1), "utf-8")
    portal.build()
    assert not withdrawals(portal)
    assert "安全正文" in portal.page("policy/safety/index.html")


def test_a_document_that_is_named_goes(portal: TestPortal) -> None:
    """The operator says which one, once; later builds have nothing more to ask."""
    at = ["--portal", str(portal.deployment.folder)]
    (content(portal) / "policies" / "safety.md").unlink()
    assert main(["build", "--remove", "policy/safety", *at]) == 0
    assert [leaf.reason for leaf in withdrawals(portal)] == ["removed"]
    page = portal.page("policy/safety/index.html")
    assert "这份文件已不再公布" in page and 'class="body"' not in page
    assert not (portal.public / "policy/safety/record.json").exists()
    assert portal.build().release is None
    assert len(withdrawals(portal)) == 1
    portal.build(remove=["policy/safety"])
    assert len(withdrawals(portal)) == 1


def test_naming_one_does_not_excuse_another(portal: TestPortal) -> None:
    """Nor does --withdraw-missing, which speaks of facilities."""
    empty_folder(content(portal))
    with pytest.raises(DataError, match=r"policies/fees\.md: is missing"):
        portal.build(remove=["policy/safety"], withdraw_missing=True)
    assert not withdrawals(portal)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("policy/safety", r"content/policies/safety\.md still holds it; remove the file first"),
        ("policy/savety", "the log has no document of this name"),
        ("entry/0", "is no entry whose document is lost"),
    ],
)
def test_a_name_that_cannot_be_removed(portal: TestPortal, name: str, why: str) -> None:
    """What is there, or never was, is not removed."""
    with pytest.raises(UsageError, match=why):
        portal.build(remove=[name])
    assert not withdrawals(portal)


def test_an_agency_that_signs_a_document_no_more(portal: TestPortal) -> None:
    """Its signed release says so: nobody is asked."""
    portal.publish(small_tables(), release_info(2, day=4))
    portal.build()
    assert [leaf.reason for leaf in withdrawals(portal)] == ["removed"]


def test_a_portal_without_content_publishes_none_of_ours(tmp_path: Path) -> None:
    """The usual pages, which speak of no portal, but no policy of the demonstration."""
    portal = make_portal(tmp_path / "portal", content=True)
    (portal.deployment.folder / DEMONSTRATION).unlink()
    portal.publish(small_tables(), release_info())
    report = portal.build()
    assert [str(each) for each in report.warnings if "content" in each.file] == [
        "content/pages: is missing: the program's own pages are published in their place"
    ]
    assert "怎样" in portal.page("verify/index.html") or (portal.public / "about").is_dir()
    assert not list((portal.public / "policy").glob("*/index.html"))
    assert not list((portal.public / "interpretation").glob("*/index.html"))


def test_what_a_portal_of_earlier_code_published_of_ours(tmp_path: Path) -> None:
    """It stops, rather than publish it again or take it back: the operator decides by name."""
    portal = make_portal(tmp_path / "portal", content=True)
    portal.publish(small_tables(), release_info())
    portal.build()
    (portal.deployment.folder / DEMONSTRATION).unlink()
    found = refused(portal)
    assert sum("gongshi build --remove policy/" in line for line in found) == 13
    names = [line.rpartition(" ")[2] for line in found if "--remove" in line]
    portal.build(remove=names)
    assert len(withdrawals(portal)) == len(names)
    assert "这份文件已不再公布" in portal.page("policy/xingtai-2020-3/index.html")
