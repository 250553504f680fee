"""A value that should never have been signed goes from everything that is published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec import structs

from generator.build.site_log import open_log
from generator.commands.main import main
from generator.log.leaves import WithdrawalLeaf, decode_leaf
from generator.model.problems import VerificationError
from generator.model.tables import Facility, Inspection, Region
from generator.pages.shared import urls
from tests.audit.test_real_site import look
from tests.factory_portal import (
    Tables,
    TestPortal,
    make_portal,
    release_info,
    replaced,
    shared_portal,
    small_tables,
    tree_digest,
)
from tests.tables import rows_of

pytestmark = pytest.mark.slow

VALUE = "柳园路3号，联系人王小明妈妈家"
PLACE = "facilities/F3/address"
MOBILE = "139" + "0635" + "1234"


def remove(portal: TestPortal, *asked: str) -> int:
    """Run the command."""
    at = ["--portal", str(portal.deployment.folder), "--language", "en"]
    return main(["remove", *asked, "--reason", "personal-data", *at])


def holding(portal: TestPortal, text: str) -> list[str]:
    """The files of the site, the index and the store in which some text stands."""
    folder = portal.deployment.folder
    roots = (portal.deployment.site, portal.deployment.index.parent)
    files = [path for root in roots for path in root.rglob("*") if path.is_file()]
    found = [
        path for path in (*files, portal.deployment.store) if text.encode() in path.read_bytes()
    ]
    return [str(path.relative_to(folder)) for path in found]


@pytest.fixture
def portal(run_folder: Path, tmp_path: Path) -> TestPortal:
    """A portal of two releases; in both of them the value stands."""
    return shared_portal(run_folder, "portal-with-value", with_value, tmp_path / "portal")


def with_value(folder: Path) -> TestPortal:
    """The same, made."""
    made = make_portal(folder)
    tables = replaced(small_tables(), "facilities", "F3", address=VALUE)
    made.publish(tables, release_info(1, day=2))
    made.build()
    made.publish(replaced(tables, "facilities", "F3", telephone="0635-8888888"),
                 release_info(2, day=3))  # fmt: skip
    made.build()
    return made


def test_a_cell_goes_from_every_byte(
    portal: TestPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    """Page, record, index, files, history, public copy; its records are taken back in the log."""
    before = json.loads((portal.public / urls.file_of(urls.public_record("F3"))).read_text("utf-8"))
    assert holding(portal, VALUE)
    assert remove(portal, PLACE) == 0
    said = capsys.readouterr().out
    assert "2 entries of the log are taken back in public." in said
    assert "2 earlier releases of the site were deleted" in said
    assert VALUE not in said

    assert holding(portal, VALUE) == []
    assert holding(portal, before["proof"]["salt"]) == []
    page = portal.page(urls.file_of(urls.facility("F3")))
    assert "（已隐去）" in page and "0635-8888888" in page
    assert not list((portal.public / "data" / "rows").rglob("*.jsonl"))
    assert "不宜再传播" in portal.page(urls.file_of(urls.agency_data("371500")))
    taken = [leaf for leaf in map(decode_leaf, open_log(portal.deployment).entries())
             if isinstance(leaf, WithdrawalLeaf)]  # fmt: skip
    assert {(leaf.reason) for leaf in taken} == {"personal-data"}
    assert before["proof"]["leaf"] in {leaf.index for leaf in taken}
    look(portal.public)


def test_it_stays_away(portal: TestPortal) -> None:
    """In the next build, in a store made again, and from a build that was cut off."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("generator.build.pipeline.publish", cut_off)
        assert remove(portal, PLACE) == 1
    assert remove(portal, PLACE) == 0
    live = tree_digest(portal.public)
    assert portal.build().release is None
    portal.deployment.store.unlink()
    (portal.deployment.store.parent / "gongshi.sqlite.sha256").unlink()
    portal.build(from_scratch=True)
    assert tree_digest(portal.public) == live
    assert VALUE.encode() not in portal.deployment.store.read_bytes()


def cut_off(*_: object) -> None:
    """What a power cut looks like from here."""
    raise OSError("no power")


def test_another_value_in_its_place_is_shown(portal: TestPortal) -> None:
    """The agency signs the release again without it: its export is offered again."""
    assert remove(portal, PLACE) == 0
    portal.publish(replaced(small_tables(), "facilities", "F3", address="柳园路3号"),
                   release_info(3, day=4))  # fmt: skip
    portal.build()
    assert "柳园路3号" in portal.page(urls.file_of(urls.facility("F3")))
    assert holding(portal, VALUE) == []
    assert list((portal.public / "data" / "rows").rglob("*.jsonl"))
    look(portal.public)


def test_without_the_list_nothing_is_published(portal: TestPortal) -> None:
    """An older back-up would show the value again: the build says what is missing."""
    assert remove(portal, PLACE) == 0
    live = tree_digest(portal.public)
    (portal.deployment.log / "removals.jsonl").unlink()
    with pytest.raises(VerificationError, match=r"removals\.jsonl does not name what was removed"):
        portal.build()
    assert tree_digest(portal.public) == live


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (["facilities/F3"], "name a cell as facilities/ID/address"),
        (["houses/F3/address"], "no table is called houses"),
        (["facilities/F3/colour"], "has no column colour"),
        (["facilities/F3/facility_id"], "other rows refer to it"),
        (["facilities/F3/kind"], "holds no sentence"),
        (["facilities/F9/address"], "no release says anything there"),
        (["facilities/F3/address", "--release", "7"], "no release says anything there"),
        (["policy/none"], "has no version of policy/none"),
    ],
)
def test_what_cannot_be_removed(
    portal: TestPortal, capsys: pytest.CaptureFixture[str], asked: list[str], why: str
) -> None:
    """Said in words; nothing is changed."""
    live = tree_digest(portal.public)
    assert remove(portal, *asked) == 2
    assert why in capsys.readouterr().err
    assert tree_digest(portal.public) == live
    assert not (portal.deployment.log / "removals.jsonl").exists()
    assert portal.build().release is None


def test_where_else_it_stands_is_said(
    portal: TestPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    """A value in two places is removed from the one that was named; the other is named."""
    tables = replaced(small_tables(), "facilities", "F3", address=VALUE)
    tables = replaced(tables, "facilities", "F1", address=f"{VALUE}隔壁")
    portal.publish(tables, release_info(3, day=4))
    portal.build()
    assert remove(portal, PLACE) == 0
    assert "gongshi remove facilities/F1/address --agency 371500" in capsys.readouterr().err


def test_what_was_let_in_earlier_is_warned_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By a program that did not look for it: with the command that takes it off the site."""
    portal = make_portal(tmp_path / "portal")
    tables = replaced(small_tables(), "facilities", "F3", address=f"柳园路3号 {MOBILE}")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("generator.exports.checks.consistency.personal_data", lambda *_: ())
        portal.publish(tables, release_info(1, day=2))
    portal.build()
    check = ["status", "--check", "--portal", str(portal.deployment.folder), "--language", "en"]
    main(check)
    said = capsys.readouterr()
    assert "gongshi remove facilities/F3/address --agency 371500" in said.err + said.out
    assert MOBILE not in said.err + said.out
    assert remove(portal, PLACE) == 0
    capsys.readouterr()
    main(check)
    said = capsys.readouterr()
    assert "gongshi remove" not in said.err + said.out
    assert holding(portal, MOBILE) == []


def test_two_agencies_may_use_one_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Keys of notices belong to an agency: the command asks whose, and takes that one's alone."""
    portal = make_portal(tmp_path / "portal", ("371500", "371600"))
    ours = replaced(small_tables(), "inspections", "I1", authority="甲方王某")
    portal.publish(ours, release_info(1, day=2))
    portal.publish(neighbours(ours), release_info(1, "371600", day=3))
    portal.build()
    place = "inspections/I1/authority"
    assert remove(portal, place) == 2
    assert "add --agency with one of 371500, 371600" in capsys.readouterr().err
    assert remove(portal, place, "--agency", "371600") == 0
    assert holding(portal, "乙方王某") == []
    assert holding(portal, "甲方王某")
    look(portal.public)


def neighbours(tables: Tables) -> Tables:
    """Another city's tables, whose inspection has the same key."""
    rename = {"371500000000": "371600000000", "371502000000": "371602000000"}
    regions = [
        structs.replace(
            row,
            region_code=rename.get(row.region_code, row.region_code),
            parent=rename.get(row.parent or "", row.parent),
        )
        for row in rows_of(tables, Region)[:3]
    ]
    (facility, *_) = rows_of(tables, Facility)
    (inspection,) = rows_of(tables, Inspection)
    return {
        "regions": list(regions),
        "facilities": [
            structs.replace(facility, facility_id="N1", region_code="371602000000", address="乙路")
        ],
        "inspections": [structs.replace(inspection, facility_id="N1", authority="乙方王某")],
    }


def test_a_document_of_an_export_goes(tmp_path: Path) -> None:
    """Its versions are taken back, and the export that still holds it is not offered."""
    portal = make_portal(tmp_path / "portal")
    (portal.deployment.folder / "content").mkdir()
    handed = portal.pack(small_tables(), release_info(1, day=2), {"documents/fees.md": POLICY})
    portal.receive(portal.sign(handed))
    portal.build()
    subject = next(
        json.loads(line)["subject"]
        for line in (portal.deployment.log / "documents.jsonl").read_text("utf-8").splitlines()
    )
    assert holding(portal, "联系人王某")
    assert remove(portal, subject) == 0
    assert holding(portal, "联系人王某") == []
    assert portal.build().release is None
    look(portal.public)


POLICY = """---
标题: 关于托育收费的通知
发文机关: 聊城市卫生健康委员会
成文日期: 2026-03-01
发布日期: 2026-03-02
---
联系人王某。
"""
