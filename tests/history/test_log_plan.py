"""What the log says of what was accepted: leaves, withdrawals, and nothing that slips away."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from generator.audit.audit_site import audit
from generator.audit.heads import AuditOptions
from generator.audit.site_source import source_of
from generator.build.site_log import open_log
from generator.commands.main import main
from generator.log.leaves import (
    DossierLeaf,
    ExportLeaf,
    Leaf,
    ReleaseLeaf,
    WithdrawalLeaf,
    decode_leaf,
)
from generator.log.writing import Log
from generator.model.canonical import canonical, read_json
from generator.model.problems import DataError, VerificationError
from generator.model.tables import Facility, Notice, NoticeRow
from generator.model.vocabulary import NoticeKind
from generator.pages.shared import urls
from generator.portal.folder import Deployment
from generator.store.database import open_readonly
from tests.built_once import built_once, own_copy
from tests.factory_portal import (
    REGION,
    Tables,
    TestPortal,
    make_portal,
    rebuilt,
    release_info,
    replaced,
    small_tables,
    tree_digest,
    without,
)
from tests.tables import rows_of

pytestmark = pytest.mark.slow

NUMBER = "试罚〔2026〕7号"
"""Of the penalty whose publicity ends on 2026-08-01 in the small tables."""


LIST = "关于第三季度检查结果的通报"
"""What a notice about a penalty and about others is called."""

REMOVED = (
    "policy/liaocheng-2026-grade-a-practice",
    "interpretation/liaocheng-grade-a-explained",
)
"""A policy and what interprets it: one does not go without the other."""

DOCUMENT = "policy/liaocheng-2024-hygiene-grading"


def in_publicity(until: date) -> Tables:
    """The small tables with a penalty of F2 that is in publicity up to a day."""
    return replaced(small_tables(), "penalties", "P1", publicity_ends=until)


def withdrawal() -> Notice:
    """A notice that takes grade G1 back."""
    return Notice(
        notice_id="N1",
        kind=NoticeKind.WITHDRAWAL,
        concerns_table="grades",
        concerns_id="G1",
        title="撤回一条评级",
        text="评级对象有误",
        published=date(2026, 9, 3),
    )


def leaves(portal: TestPortal) -> list[Leaf]:
    """What the log says."""
    return [decode_leaf(entry) for entry in open_log(portal.deployment).entries()]


def record(portal: TestPortal, path: str) -> dict[str, Any]:
    """A published record with its proof."""
    return dict(json.loads(portal.page(urls.file_of(path))))


def shown(portal: TestPortal, text: str) -> list[Path]:
    """The live files that have a text in them."""
    files = (path for path in portal.public.rglob("*") if path.is_file())
    return [path for path in files if text.encode() in path.read_bytes()]


def require_audit(portal: TestPortal) -> None:
    """The live site holds before anyone."""
    audit(source_of(str(portal.public)), AuditOptions())


def publish_first(folder: Path, tables: Tables) -> TestPortal:
    """A portal with one release, built."""
    portal = make_portal(folder, content=True)
    portal.publish(tables, release_info())
    portal.build()
    return portal


@pytest.fixture
def portal(run_folder: Path, tmp_path: Path) -> TestPortal:
    """A portal with one release, built; its penalty is in publicity."""
    first = partial(publish_first, tables=in_publicity(date(2026, 9, 10)))
    built = built_once(run_folder / "portal-with-penalty", first)
    return TestPortal(Deployment(own_copy(built, tmp_path / "portal")))


@pytest.fixture
def jury_portal(run_folder: Path, tmp_path: Path) -> TestPortal:
    """A portal with one release, built; grade G1 names its jury."""
    first = partial(publish_first, tables=with_a_jury())
    built = built_once(run_folder / "portal-with-jury", first)
    return TestPortal(Deployment(own_copy(built, tmp_path / "portal")))


def test_the_leaves_of_a_first_release(portal: TestPortal) -> None:
    """The export, each facility's record, the documents, and last the release of the site."""
    found = leaves(portal)
    assert isinstance(found[0], ExportLeaf)
    assert found[0].path == "exports/371500/371500-0001.zip"
    kinds = [leaf.kind for leaf in found[1:-1] if isinstance(leaf, DossierLeaf)]
    assert kinds[:3] == ["facility"] * 3
    assert set(kinds[3:]) == {"policy", "interpretation"}
    assert isinstance(found[-1], ReleaseLeaf)


def test_a_record_has_one_leaf_as_long_as_it_is_the_same(portal: TestPortal) -> None:
    """A release that changes one facility adds its export, one record, and the site's release."""
    before = leaves(portal)
    tables = replaced(in_publicity(date(2026, 9, 10)), "fees", "F1", amount=1980.0)
    portal.publish(tables, release_info(2, day=4))
    portal.build()
    added = leaves(portal)[len(before) :]
    assert [type(leaf) for leaf in added] == [ExportLeaf, DossierLeaf, ReleaseLeaf]
    assert record(portal, urls.public_record("F1"))["proof"]["leaf"] == len(before) + 1
    assert record(portal, urls.public_record("F3"))["proof"]["leaf"] < len(before)


def test_a_penalty_out_of_publicity_is_withdrawn(portal: TestPortal) -> None:
    """When its day has come the record turns: a new leaf, the old one taken back, no salt of it."""
    old = record(portal, urls.public_record("F2"))
    assert NUMBER in json.dumps(old, ensure_ascii=False)
    tables = replaced(in_publicity(date(2026, 9, 10)), "fees", "F1", amount=1980.0)
    portal.publish(tables, release_info(2, day=20))
    portal.build()
    now = record(portal, urls.public_record("F2"))
    assert now["proof"]["release"] == "371500-0001+2026-09-11"
    taken = [leaf for leaf in leaves(portal) if isinstance(leaf, WithdrawalLeaf)]
    assert taken == [WithdrawalLeaf(index=old["proof"]["leaf"], reason="publicity-ended")]
    history = portal.page(urls.file_of(urls.facility_history("F2")))
    assert "公示期已满" in history
    for path in portal.public.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert NUMBER.encode() not in content, path
            assert old["proof"]["salt"].encode() not in content, path


def with_a_list() -> Tables:
    """The penalty of F2 in publicity, and a notice about it that concerns F1 as well."""
    listed = Notice(
        notice_id="N1",
        kind=NoticeKind.PUBLICITY,
        concerns_table="grades",
        concerns_id="G1",
        title=LIST,
        text="名单如下。",
        published=date(2026, 8, 28),
    )
    about = NoticeRow(notice_id="N1", concerns_table="penalties", concerns_id="P1")
    tables = in_publicity(date(2026, 9, 10))
    return {**tables, "notices": [listed], "notice_rows": [about]}


def test_a_list_goes_from_every_institution_with_a_penalty_in_it(tmp_path: Path) -> None:
    """From page, record and log of the others as well, and the site made anew is the same."""
    portal = publish_first(tmp_path / "portal", with_a_list())
    old = {name: record(portal, urls.public_record(name)) for name in ("F1", "F2")}
    assert all(LIST in json.dumps(each, ensure_ascii=False) for each in old.values())
    require_audit(portal)
    portal.publish(replaced(with_a_list(), "facilities", "F3", places=31), release_info(2, day=20))
    portal.build()
    assert not shown(portal, LIST)
    taken = {leaf.index for leaf in leaves(portal) if isinstance(leaf, WithdrawalLeaf)}
    assert taken == {each["proof"]["leaf"] for each in old.values()}
    require_audit(portal)
    gone = without(without(with_a_list(), "penalties", "P1"), "notices", "N1")
    portal.publish({**gone, "notice_rows": []}, release_info(3, day=22))
    portal.build()
    assert not shown(portal, LIST)
    with closing(open_readonly(portal.deployment.store)) as connection:
        query = "SELECT DISTINCT table_name, unexplained, before FROM changes WHERE release = 3"
        went = {each for each in connection.execute(query) if each[0] != "facilities"}
    assert went == {(name, 0, None) for name in ("notice_rows", "notices", "penalties")}
    other = rebuilt(portal, tmp_path / "other")
    other.build()
    assert tree_digest(other.public) == tree_digest(portal.public)


def test_the_same_leaves_from_the_archive(portal: TestPortal, tmp_path: Path) -> None:
    """A store made anew knows every version again, also those that only a day had made."""
    portal.publish(
        replaced(in_publicity(date(2026, 9, 10)), "fees", "F1", amount=1980.0),
        release_info(2, day=20),
    )
    portal.build()
    portal.publish(replaced(in_publicity(date(2026, 9, 10)), "facilities", "F2", places=30),
                   release_info(3, day=25))  # fmt: skip
    portal.build()
    other = rebuilt(portal, tmp_path / "other")
    other.build()
    assert tree_digest(other.public) == tree_digest(portal.public)
    assert leaves(other) == leaves(portal)


def test_a_row_that_was_taken_back(portal: TestPortal) -> None:
    """What a notice withdraws is withdrawn from the log as well."""
    old = record(portal, urls.public_record("F1"))
    notice = withdrawal()
    tables = without(in_publicity(date(2026, 9, 10)), "grades", "G1")
    portal.publish({**tables, "notices": [notice]}, release_info(2, day=4))
    portal.build()
    assert WithdrawalLeaf(index=old["proof"]["leaf"], reason="withdrawn") in leaves(portal)
    assert old["proof"]["salt"] not in "".join(
        path.read_text(encoding="utf-8") for path in portal.public.rglob("*.json")
    )


JURY = "某人所在的评审组"
"""What only grade G1 says."""


def with_a_jury() -> Tables:
    """The small tables with a grade that names its jury."""
    return replaced(in_publicity(date(2026, 9, 10)), "grades", "G1", authority=JURY)


@pytest.mark.parametrize(
    "after",
    [
        # A notice and the row it takes back; both are there no more; one build after both.
        [({"grades": False, "notices": True}, 4), ({"grades": False, "notices": False}, 5)],
        # The notice came first, the row went with it.
        [({"grades": True, "notices": True}, 4), ({"grades": False, "notices": False}, 5)],
        # The row went in silence, the notice came afterwards.
        [({"grades": False, "notices": False}, 4), ({"grades": False, "notices": True}, 5)],
    ],
    ids=["notice gone as well", "notice before", "notice afterwards"],
)
def test_a_row_of_which_a_withdrawal_was_asked(
    jury_portal: TestPortal, tmp_path: Path, after: list[tuple[dict[str, bool], int]]
) -> None:
    """Once it is gone, no byte of it stays, in whatever order notice and row came and went."""
    portal, tables = jury_portal, with_a_jury()
    assert shown(portal, JURY)
    old = record(portal, urls.public_record("F1"))
    for number, (present, day) in enumerate(after, start=2):
        released = dict(tables)
        if not present["grades"]:
            released = without(tables, "grades", "G1")
        if present["notices"]:
            released["notices"] = [withdrawal()]
        portal.publish(released, release_info(number, day=day))
    portal.build()
    taken = WithdrawalLeaf(index=old["proof"]["leaf"], reason="withdrawn")
    assert taken in leaves(portal)
    assert not shown(portal, JURY)
    require_audit(portal)
    other = rebuilt(portal, tmp_path / "other")
    other.build()
    assert tree_digest(other.public) == tree_digest(portal.public)


@pytest.mark.parametrize("later", [False, True], ids=["with the new value", "afterwards"])
def test_a_former_value_is_taken_back(jury_portal: TestPortal, tmp_path: Path, later: bool) -> None:
    """A withdrawal that names a column: the row stays with its new value, what it said goes."""
    portal, tables = jury_portal, with_a_jury()
    old = record(portal, urls.public_record("F1"))
    corrected = replaced(tables, "grades", "G1", authority="市卫生监督所")
    notice = msgspec.structs.replace(withdrawal(), field="authority", title="撤回原来的评定机关")
    portal.publish({**corrected, "notices": [] if later else [notice]}, release_info(2, day=4))
    if later:
        portal.build()
        assert shown(portal, JURY)
        portal.publish({**corrected, "notices": [notice]}, release_info(3, day=5))
    portal.build()
    assert WithdrawalLeaf(index=old["proof"]["leaf"], reason="withdrawn") in leaves(portal)
    assert not shown(portal, JURY)
    page = portal.page(urls.file_of(urls.facility("F1")))
    assert "撤回原来的评定机关" in page and ("没有公布原因" in page) is later
    require_audit(portal)
    other = rebuilt(portal, tmp_path / "other")
    other.build()
    assert tree_digest(other.public) == tree_digest(portal.public)


def test_a_former_value_of_the_facility_itself(portal: TestPortal) -> None:
    """Also what no history is kept of for its own sake, such as an address."""
    tables = in_publicity(date(2026, 9, 10))
    assert shown(portal, "启明星托育中心门牌1号")
    notice = msgspec.structs.replace(
        withdrawal(), concerns_table="facilities", concerns_id="F1", field="address"
    )
    moved = replaced(tables, "facilities", "F1", address="东昌路9号")
    portal.publish({**moved, "notices": [notice]}, release_info(2, day=4))
    portal.build()
    assert not shown(portal, "启明星托育中心门牌1号")
    require_audit(portal)
    notice = msgspec.structs.replace(notice, notice_id="N2", field="house")
    with pytest.raises(DataError, match=r"facilities\.csv has no such column"):
        portal.publish({**moved, "notices": [notice]}, release_info(3, day=5))
    notice = msgspec.structs.replace(notice, field="address", before="启明星托育中心门牌1号")
    with pytest.raises(DataError, match="a withdrawal says again what it takes back"):
        portal.publish({**moved, "notices": [notice]}, release_info(3, day=5))


def test_an_inspection_that_went_in_silence_and_is_withdrawn_later(portal: TestPortal) -> None:
    """What it found goes with it, also from the pages of the release that dropped it."""
    finding = "应急照明不亮"
    assert shown(portal, finding)
    tables = {**in_publicity(date(2026, 9, 10)), "inspections": [], "findings": []}
    portal.publish(tables, release_info(2, day=4))
    portal.build()
    assert shown(portal, finding)
    notice = msgspec.structs.replace(
        withdrawal(), concerns_table="inspections", concerns_id="I1", title="撤回一次检查"
    )
    portal.publish({**tables, "notices": [notice]}, release_info(3, day=5))
    portal.build()
    require_audit(portal)
    assert not shown(portal, finding)


def test_a_withdrawal_takes_back_once(portal: TestPortal) -> None:
    """The row that returned, and then went in silence, is an unexplained change like any other."""
    tables = in_publicity(date(2026, 9, 10))
    gone = without(tables, "grades", "G1")
    portal.publish({**gone, "notices": [withdrawal()]}, release_info(2, day=4))
    portal.publish({**tables, "notices": [withdrawal()]}, release_info(3, day=5))
    portal.publish({**gone, "notices": [withdrawal()]}, release_info(4, day=6))
    portal.build()
    require_audit(portal)
    assert "没有公布原因" in portal.page(urls.file_of(urls.facility("F1")))


def test_a_facility_that_is_published_no_more(portal: TestPortal) -> None:
    """Its records are taken back in public, so that it cannot go in silence."""
    old = record(portal, urls.public_record("F3"))
    portal.publish(without(in_publicity(date(2026, 9, 10)), "facilities", "F3"),
                   release_info(2, day=4))  # fmt: skip
    portal.build()
    reason = "no-longer-published"
    assert WithdrawalLeaf(index=old["proof"]["leaf"], reason=reason) in leaves(portal)


def test_the_record_as_it_was(portal: TestPortal) -> None:
    """An earlier version stays, with its own page and proof, linked from the history."""
    old = record(portal, urls.public_record("F1"))
    portal.publish(replaced(in_publicity(date(2026, 9, 10)), "fees", "F1", amount=1980.0),
                   release_info(2, day=4))  # fmt: skip
    portal.build()
    path = urls.facility_version("F1", "371500-0001")
    for member in ("record", "proof"):
        assert record(portal, urls.record_of(path))[member] == old[member]
    assert "1880" in portal.page(urls.file_of(path))
    assert path in portal.page(urls.file_of(urls.facility_history("F1")))


def test_the_versions_of_a_document(portal: TestPortal, tmp_path: Path) -> None:
    """An edited policy has a new leaf; what it said before stands in its history."""
    own = portal.deployment.folder / "content"
    shutil.copytree(portal.deployment.content, own)
    policy = own / "policies" / "liaocheng-2024-hygiene-grading.md"
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.rstrip("\n") + "\n\n本条为后加。\n", encoding="utf-8")
    portal.build()
    policy.write_text(text, encoding="utf-8")
    portal.build()
    history = portal.page("policy/liaocheng-2024-hygiene-grading/history.html")
    assert "<ins>本条为后加。</ins>" in history
    assert "<del>本条为后加。</del>" in history
    proofs = [
        record(portal, f"/policy/liaocheng-2024-hygiene-grading/{name}.json")["proof"]["leaf"]
        for name in ("record-1", "record-2", "record")
    ]
    assert proofs == sorted(set(proofs))
    other = rebuilt(portal, tmp_path / "other")
    shutil.copytree(own, other.deployment.folder / "content")
    other.build()
    assert tree_digest(other.public) == tree_digest(portal.public)


def test_a_document_that_was_removed(portal: TestPortal) -> None:
    """Its leaf is taken back in public."""
    own = portal.deployment.folder / "content"
    shutil.copytree(portal.deployment.content, own)
    (own / "interpretations" / "liaocheng-grade-a-explained.md").unlink()
    (own / "policies" / "liaocheng-2026-grade-a-practice.md").unlink()
    portal.build(remove=REMOVED)
    assert "removed" in [x.reason for x in leaves(portal) if isinstance(x, WithdrawalLeaf)]
    releases = portal.page("release/index.html")
    assert "这份文件已经移除" in releases
    portal.publish(replaced(in_publicity(date(2026, 9, 10)), "fees", "F1", amount=1980.0),
                   release_info(2, day=4))  # fmt: skip
    portal.build()
    # The day on which it went stays, whatever is published later.
    day = re.search(r"<time[^>]*>[^<]*</time> 政策文件", releases)
    assert day and day[0] in portal.page("release/index.html")


def test_a_document_that_came_back(portal: TestPortal) -> None:
    """What was taken back when it was removed is not shown again beside its new version."""
    own = portal.deployment.folder / "content"
    shutil.copytree(portal.deployment.content, own)
    policy = own / "policies" / "liaocheng-2026-grade-a-practice.md"
    text = policy.read_text(encoding="utf-8")
    policy.unlink()
    (own / "interpretations" / "liaocheng-grade-a-explained.md").unlink()
    portal.build(remove=REMOVED)
    policy.write_text(text, encoding="utf-8")
    portal.build()
    require_audit(portal)


def test_a_version_of_a_document_is_taken_back(portal: TestPortal) -> None:
    """Without its line in the journal a version goes, though nothing else has changed."""
    own = portal.deployment.folder / "content"
    shutil.copytree(portal.deployment.content, own)
    policy = own / "policies" / "liaocheng-2024-hygiene-grading.md"
    text = policy.read_text(encoding="utf-8")
    policy.write_text(f"{text}\n某人的电话。\n", encoding="utf-8")
    portal.build()
    policy.write_text(text, encoding="utf-8")
    portal.build()
    journal = portal.deployment.log / "documents.jsonl"
    lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    (lost,) = [json.loads(line)["leaf"] for line in lines if "某人的电话" in line]
    left = "".join(line for line in lines if "某人的电话" not in line)
    journal.write_text(left, encoding="utf-8")
    with pytest.raises(VerificationError, match=rf"documents\.jsonl.*--remove entry/{lost}$"):
        portal.build(withdraw_missing=True)
    portal.build(remove=[f"entry/{lost}"])
    require_audit(portal)
    assert not shown(portal, "某人的电话")


def withdraw(portal: TestPortal, version: int, document: str = DOCUMENT) -> int:
    """Run the command that destroys a version, and builds."""
    at = ["--portal", str(portal.deployment.folder)]
    why = ["--reason", "personal-data"]
    return main(["remove", document, "--version", str(version), *why, *at])


def test_a_version_with_personal_data_is_withdrawn(
    portal: TestPortal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No byte of it stays on the site or in the archive; that it went, and why, is told."""
    own = portal.deployment.folder / "content"
    shutil.copytree(portal.deployment.content, own)
    policy = own / "policies" / "liaocheng-2024-hygiene-grading.md"
    text = policy.read_text(encoding="utf-8")
    policy.write_text(f"{text}\n某人的电话。\n", encoding="utf-8")
    portal.build()
    old = record(portal, f"/{DOCUMENT}/record.json")
    journal = portal.deployment.log / "documents.jsonl"
    kept = journal.read_bytes()
    assert withdraw(portal, 2) == 1
    assert "liaocheng-2024-hygiene-grading.md: still says" in capsys.readouterr().err
    assert journal.read_bytes() == kept
    policy.write_text(text, encoding="utf-8")
    assert withdraw(portal, 2) == 0
    taken = WithdrawalLeaf(index=old["proof"]["leaf"], reason="personal-data")
    assert taken in leaves(portal)
    require_audit(portal)
    assert not shown(portal, "某人的电话") and not shown(portal, old["proof"]["salt"])
    assert "某人的电话".encode() not in journal.read_bytes()
    assert len(list((portal.deployment.site / "releases").iterdir())) == 1
    assert "含有个人信息" in portal.page(f"{DOCUMENT}/history.html")
    assert "含有个人信息" in portal.page("release/index.html")
    before = tree_digest(portal.public)
    assert portal.build().release is None
    other = rebuilt(portal, tmp_path / "other")
    shutil.copytree(own, other.deployment.folder / "content")
    other.build()
    assert tree_digest(other.public) == before
    policy.write_text(f"{text}\n某人的电话。\n", encoding="utf-8")
    with pytest.raises(DataError, match="says what was withdrawn as version 2"):
        portal.build()


def test_a_version_that_the_log_never_took_is_withdrawn(portal: TestPortal) -> None:
    """Of a build that was cut off a line may be left: no other entry is taken back for it."""
    own = portal.deployment.folder / "content"
    shutil.copytree(portal.deployment.content, own)
    policy = own / "policies" / "liaocheng-2024-hygiene-grading.md"
    text = policy.read_text(encoding="utf-8")
    policy.write_text(f"{text}\n某人的电话。\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Log, "append", lambda *_: (_ for _ in ()).throw(OSError("no power")))
        with pytest.raises(OSError, match="no power"):
            portal.build()
    policy.write_text(text, encoding="utf-8")
    assert withdraw(portal, 2) == 0
    other = own / "policies" / "liaocheng-2026-grade-a-practice.md"
    other.write_text(other.read_text(encoding="utf-8") + "\n后加。\n", encoding="utf-8")
    policy.write_text(text, encoding="utf-8")
    portal.build()
    assert not [leaf for leaf in leaves(portal) if isinstance(leaf, WithdrawalLeaf)]
    require_audit(portal)
    assert "后加" in portal.page("policy/liaocheng-2026-grade-a-practice/index.html")


def test_the_first_version_is_withdrawn_alone(portal: TestPortal) -> None:
    """Nothing but the journal has changed: the next build takes it off all the same."""
    own = portal.deployment.folder / "content"
    shutil.copytree(portal.deployment.content, own)
    policy = own / "policies" / "liaocheng-2024-hygiene-grading.md"
    policy.write_text(policy.read_text("utf-8") + "\n本条为后加。\n", encoding="utf-8")
    portal.build()
    old = record(portal, f"/{DOCUMENT}/record-1.json")
    assert withdraw(portal, 1) == 0
    require_audit(portal)
    assert not shown(portal, old["proof"]["salt"])
    assert not (portal.public / DOCUMENT / "record-1.json").exists()
    assert "<ins>" not in portal.page(f"{DOCUMENT}/history.html")


def test_a_version_that_cannot_be_withdrawn(
    portal: TestPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message says which there are; nothing is changed."""
    journal = portal.deployment.log / "documents.jsonl"
    before = journal.read_bytes()
    assert withdraw(portal, 1, "policy/none") == 2
    assert "has no version of policy/none" in capsys.readouterr().err
    assert withdraw(portal, 7) == 2
    assert "has no version 7; it has 1 (2026-09-01)" in capsys.readouterr().err
    assert journal.read_bytes() == before
    own = portal.deployment.folder / "content"
    shutil.copytree(portal.deployment.content, own)
    policy = own / "policies" / "liaocheng-2024-hygiene-grading.md"
    policy.write_text(policy.read_text("utf-8") + "\n本条为后加。\n", encoding="utf-8")
    assert withdraw(portal, 1) == 0 and withdraw(portal, 1) == 0
    assert capsys.readouterr().out.count("It was removed before") == 1
    journal.write_bytes(before + b'{"leaf":1,"subject":"a","version":1,"published":"x"}\n')
    with pytest.raises(DataError, match=r"documents\.jsonl:\d+: neither a record nor a digest"):
        portal.build()


def test_a_facility_that_moves_within_one_hand_over(tmp_path: Path) -> None:
    """Two agencies sign one stick: it is in one of them at any time, and its history goes on."""
    portal = make_portal(tmp_path / "portal", (REGION, "371600"))
    tables = in_publicity(date(2027, 1, 20))
    portal.publish(tables, release_info())
    portal.build()
    old = record(portal, urls.public_record("F3"))
    province, city, county = tables["regions"][:3]
    moved = next(row for row in rows_of(tables, Facility) if row.facility_id == "F3")
    replace = msgspec.structs.replace
    theirs: Tables = {
        "regions": [
            province,
            replace(city, region_code="371600000000", name="滨州市"),
            replace(county, region_code="371602000000", name="滨城区", parent="371600000000"),
        ],
        "facilities": [replace(moved, region_code="371602000000")],
    }
    handover_dir = portal.sign(portal.pack(theirs, release_info(1, "371600", day=3)))
    with pytest.raises(DataError, match='"F3" is a facility of agency 371500 already'):
        portal.receive(handover_dir)
    given = portal.pack(without(tables, "facilities", "F3"), release_info(2, day=4))
    portal.receive(portal.sign(given, handover_dir=handover_dir))
    portal.build()
    require_audit(portal)
    now = record(portal, urls.public_record("F3"))
    assert now["proof"]["release"] == "371600-0001"
    assert not [leaf for leaf in leaves(portal) if isinstance(leaf, WithdrawalLeaf)]
    path = urls.facility_version("F3", "371500-0001")
    for member in ("record", "proof"):
        assert record(portal, urls.record_of(path))[member] == old[member]
    history = portal.page(urls.file_of(urls.facility_history("F3")))
    assert path in history and "371600-0001" in history
    other = rebuilt(portal, tmp_path / "other")
    other.build()
    assert tree_digest(other.public) == tree_digest(portal.public)


def test_a_penalty_repaired_and_dropped_before_one_build(portal: TestPortal) -> None:
    """Its repair counts for the earlier versions, also where no build lay between."""
    tables = in_publicity(date(2026, 9, 10))
    repaired = replaced(tables, "penalties", "P1", repaired=date(2026, 9, 3))
    portal.publish(repaired, release_info(2, day=4))
    portal.publish(without(tables, "penalties", "P1"), release_info(3, day=5))
    portal.build()
    require_audit(portal)
    assert not shown(portal, NUMBER)


def test_notices_follow_the_penalty_they_speak_of(portal: TestPortal, tmp_path: Path) -> None:
    """A notice that did not change itself leaves the open data with its penalty."""
    tables = in_publicity(date(2026, 9, 30))
    told = msgspec.structs.replace(withdrawal(), concerns_table="penalties", concerns_id="P1")
    tables["notices"] = [told]
    portal.publish(tables, release_info(2, day=4))
    portal.build()
    file = urls.table("371500", "notices", "csv").removeprefix("/")
    assert told.notice_id in portal.page(file)
    portal.publish(without(tables, "penalties", "P1"), release_info(3, day=5))
    portal.build()
    other = rebuilt(portal, tmp_path / "other")
    other.build()
    assert tree_digest(other.public) == tree_digest(portal.public)


def test_a_penalty_that_went_in_silence(portal: TestPortal) -> None:
    """What is told of it ends with its publicity, also on the page of its facility."""
    tables = without(in_publicity(date(2026, 9, 10)), "penalties", "P1")
    portal.publish(tables, release_info(2, day=4))
    portal.build()
    assert shown(portal, NUMBER)
    portal.publish(replaced(tables, "fees", "F1", amount=1980.0), release_info(3, day=20))
    portal.build()
    require_audit(portal)
    assert not shown(portal, NUMBER)


def test_a_row_that_was_taken_back_and_returned(portal: TestPortal) -> None:
    """The versions from before the notice stay withdrawn, the one with the row again does not."""
    tables = in_publicity(date(2026, 9, 10))
    notice = withdrawal()
    gone = without(tables, "grades", "G1")
    portal.publish({**gone, "notices": [notice]}, release_info(2, day=4))
    portal.build()
    portal.publish({**tables, "notices": [notice]}, release_info(3, day=5))
    portal.build()
    require_audit(portal)


def test_a_scheme_that_was_given_up(portal: TestPortal) -> None:
    """The figures of earlier releases stand, though no agency has their scheme any more."""
    tables = in_publicity(date(2026, 9, 10))
    for table in ("schemes", "scheme_grades", "grades"):
        del tables[table]
    portal.publish(tables, release_info(2, day=4))
    portal.build()
    require_audit(portal)


def test_a_moment_with_a_fraction_of_a_second(tmp_path: Path) -> None:
    """An export may be issued at any moment; the log has it to the second."""
    portal = make_portal(tmp_path / "portal")
    info = release_info()
    issued = info.issued.replace(microsecond=123)
    portal.publish(small_tables(), msgspec.structs.replace(info, issued=issued))
    portal.build()
    require_audit(portal)


def test_what_the_archive_lost_is_not_passed_over(portal: TestPortal) -> None:
    """A build stops where the log has a record that the archive does not give any more."""
    (portal.deployment.log / "documents.jsonl").unlink()
    own = portal.deployment.folder / "content"
    shutil.copytree(portal.deployment.content, own)
    policy = own / "policies" / "liaocheng-2024-hygiene-grading.md"
    policy.write_text(policy.read_text(encoding="utf-8") + "\n后加。\n", encoding="utf-8")
    before = tree_digest(portal.public)
    with pytest.raises(
        VerificationError, match=r"1 entries of the log say.*put back the newest copy"
    ):
        portal.build()
    assert tree_digest(portal.public) == before


def test_a_log_that_was_rolled_back_is_not_gone_on_with(portal: TestPortal, tmp_path: Path) -> None:
    """An older copy of the log is refused, before anything is signed."""
    shutil.copytree(portal.deployment.log, tmp_path / "old")
    portal.publish(replaced(in_publicity(date(2026, 9, 10)), "fees", "F1", amount=1980.0),
                   release_info(2, day=4))  # fmt: skip
    portal.build()
    shutil.rmtree(portal.deployment.log)
    shutil.copytree(tmp_path / "old", portal.deployment.log)
    with pytest.raises(VerificationError, match="rolled back"):
        portal.build()


def test_records_are_canonical(portal: TestPortal) -> None:
    """What is published is the one spelling that RFC 8785 gives."""
    for path in sorted(portal.public.glob("f/*/*.json")):
        published = read_json(path.read_bytes())
        assert isinstance(published, dict)
        written = canonical(published["record"])
        assert written in path.read_bytes()
        assert msgspec.json.encode(msgspec.json.decode(written), order="sorted") == written


def test_the_key_of_the_log_is_signed(portal: TestPortal) -> None:
    """The targets role lists it; another key in its place is refused before anything is made."""
    metadata = json.loads((portal.deployment.archive / "tuf/metadata/1.targets.json").read_bytes())
    assert "log/key.vkey" in metadata["signed"]["targets"]
    published = portal.page(urls.file_of(urls.LOG_KEY)).splitlines()
    key = portal.deployment.log / "key.vkey"
    assert published[0] == key.read_text("ascii").strip() == portal.page("log/key.vkey").strip()
    key.write_text("localhost:8000+00000000+AAAA\n", encoding="ascii")
    with pytest.raises(VerificationError, match="no verifier key"):
        portal.build()


def test_an_altered_file_is_made_again(portal: TestPortal) -> None:
    """What somebody altered in the live folder is put right by a build that takes nothing over."""
    right = tree_digest(portal.public)
    page = portal.public / urls.file_of(urls.facility("F1"))
    page.write_text("altered", encoding="utf-8")
    portal.build(from_scratch=True)
    assert tree_digest(portal.public) == right


def test_a_notice_that_was_reworded(portal: TestPortal, tmp_path: Path) -> None:
    """The page that tells of a withdrawal follows the words of its notice."""
    rest = without(in_publicity(date(2026, 9, 10)), "grades", "G1")
    notice = withdrawal()
    portal.publish({**rest, "notices": [notice]}, release_info(2, day=4))
    portal.build()
    reworded = msgspec.structs.replace(notice, text="评级对象写错")
    portal.publish({**rest, "notices": [reworded]}, release_info(3, day=5))
    portal.build()
    assert "评级对象写错" in portal.page(urls.file_of(urls.facility("F1")))
    other = rebuilt(portal, tmp_path / "other")
    other.build()
    assert tree_digest(other.public) == tree_digest(portal.public)
