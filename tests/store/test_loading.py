"""Two releases in a store: what it then says of rows, changes, records, notices and leaves."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from generator.exports.contents import DocumentSource, Export
from generator.exports.rows import sort
from generator.model.tables import TABLES, Facility, Grade, Notice, Penalty
from generator.model.vocabulary import NoticeKind
from generator.store import document_rows, leaf_numbers, record_versions
from generator.store.database import open_readonly, open_store
from generator.store.ddl import version as store_version
from generator.store.derived import IN_PUBLICITY, with_derived
from generator.store.load import known_digests, load, taken_identifiers
from generator.store.prepared import Prepared, prepare
from generator.store.queries import (
    export_documents,
    facility_record,
    region_tree,
    releases,
    rows,
)
from generator.store.recorded_changes import changes_of_release
from generator.store.sqlite_values import record_of
from generator.trust.verified import VerifiedExport
from tests.factory_portal import REGION, Tables, release_info, replaced, small_tables
from tests.tables import rows_of


@dataclass(frozen=True)
class SignedExport:
    """What the store asks of an export that was verified elsewhere."""

    region: str
    release: int
    path: str
    role: str = "r-3715"
    sha256: str = "00"
    length: int = 1

    @classmethod
    def verified(cls, region: str, release: int) -> VerifiedExport:
        """One of a region, as the store takes it."""
        path = f"exports/{region}/{region}-{release:04d}.zip"
        return cast(VerifiedExport, cls(region, release, path))


def prepared(tables: Tables, release: int = 1, region: str = REGION, day: int = 1) -> Prepared:
    """An export of these tables, ready to be stored."""
    every = {kind.table: sort(tuple(tables.get(kind.table, ()))) for kind in TABLES}
    sources = (DocumentSource("policies/rule.md", f"第 {release} 版"),)
    return prepare(Export(release_info(release, region, day=day), every, sources))[0]


def correction() -> Notice:
    """The notice that explains another grade of F1."""
    return Notice(
        notice_id="N1",
        kind=NoticeKind.CORRECTION,
        concerns_table="grades",
        concerns_id="G1",
        title="更正一条评级",
        text="录入有误",
        published=date(2026, 9, 8),
        field="grade",
        before="A",
        after="B",
    )


def second_tables() -> Tables:
    """The small tables with a corrected grade, a fee and a penalty that changed in silence."""
    tables = replaced(small_tables(), "grades", "G1", grade="B")
    tables = replaced(tables, "fees", "F1", amount=1980.0)
    tables = replaced(tables, "penalties", "P1", what="别的事由")
    return {**tables, "notices": [correction()]}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A store with two releases of Liaocheng."""
    with closing(open_store(tmp_path / "store.sqlite")) as connection:
        load(connection, SignedExport.verified(REGION, 1), prepared(small_tables()))
        load(connection, SignedExport.verified(REGION, 2), prepared(second_tables(), 2, day=8))
        yield connection


def test_rows_are_those_of_the_newest_release(store: sqlite3.Connection) -> None:
    """Typed as they were exported, under their agency; regions as the tree that they make."""
    found = [row for _, row in rows(store, Grade)]
    assert found == sorted(rows_of(second_tables(), Grade), key=lambda row: row.grade_id)
    assert [agency for agency, _ in rows(store, Facility)] == [REGION] * 3
    chain = [region.name for region in region_tree(store).chain("371502001000")]
    assert set(chain) == {"古楼街道", "东昌府区", "聊城市", "山东省"}


def test_releases_are_remembered(store: sqlite3.Connection) -> None:
    """With how many rows they had, and which was the first; documents are the newest ones."""
    first, second = releases(store)
    assert (first.number, first.first, first.rows["facilities"]) == (1, True, 3)
    assert (second.number, second.first, second.rows["notices"]) == (2, False, 1)
    assert list(export_documents(store)) == [(REGION, "policies/rule.md", "第 2 版", 2)]


def test_a_change_of_what_happened_is_explained_or_not(store: sqlite3.Connection) -> None:
    """A notice explains the grade; the penalty changed in silence; a fee may change."""
    found = {each.table: each for each in changes_of_release(store, REGION, 2)}
    assert found["grades"].before is not None and found["grades"].after is not None
    assert (found["grades"].before["grade"], found["grades"].after["grade"]) == ("A", "B")
    told = {table: found[table].unexplained for table in ("grades", "penalties", "fees")}
    assert told == {"grades": False, "penalties": True, "fees": False}
    assert found["grades"].facility_id == "F1"


def test_a_notice_explains_once(store: sqlite3.Connection) -> None:
    """The notice that an earlier release had explains nothing that a later one changes."""
    again = replaced(second_tables(), "grades", "G1", grade="A")
    load(store, SignedExport.verified(REGION, 3), prepared(again, 3, day=9))
    (change,) = (c for c in changes_of_release(store, REGION, 3) if c.table == "grades")
    assert change.unexplained


def test_a_record_holds_all_that_speaks_of_a_facility(store: sqlite3.Connection) -> None:
    """Rows of every table, findings by their inspection, and the notice about a grade."""
    record = facility_record(store, "F1")
    assert [row.grade_id for row in record.grades] == ["G1"]
    assert [row.finding_id for row in record.findings] == ["I1-1"]
    assert [row.notice_id for row in record.notices] == ["N1"]
    assert facility_record(store, "F3").grades == ()
    with pytest.raises(KeyError):
        facility_record(store, "nobody")


def test_only_changed_records_are_told(store: sqlite3.Connection) -> None:
    """A third release that renames one facility changes one record; digests say which is which."""
    before = known_digests(store, REGION)
    tables = replaced(second_tables(), "facilities", "F3", name="别的园")
    changed = load(store, SignedExport.verified(REGION, 3), prepared(tables, 3, day=9))
    assert changed == {"F3"}
    assert len(before - known_digests(store, REGION)) == 1


def test_two_agencies_with_one_facility_are_found(store: sqlite3.Connection) -> None:
    """Whose it is cannot be decided here."""
    load(store, SignedExport.verified("371600", 1), prepared(small_tables(), 1, "371600"))
    assert ("F1", REGION, "371600") in taken_identifiers(store)


def test_publicity_is_a_column(store: sqlite3.Connection) -> None:
    """The rule is applied when a row is loaded; a query compares a date."""
    query = f"SELECT penalty_id FROM penalties WHERE {IN_PUBLICITY}"
    for today, shown in (("2026-07-31", 1), ("2026-09-01", 0)):
        assert len(store.execute(query, {"today": today}).fetchall()) == shown, today
    (penalty,) = rows_of(small_tables(), Penalty)
    assert with_derived(Penalty, record_of(penalty))["shown_until"] >= "2026-07-31"  # type: ignore[operator]


def test_a_store_of_another_version_is_made_again(tmp_path: Path) -> None:
    """What it held follows from the archive; one that is only read cannot be written."""
    path = tmp_path / "store.sqlite"
    with closing(open_store(path)) as connection:
        load(connection, SignedExport.verified(REGION, 1), prepared(small_tables()))
        assert connection.execute("PRAGMA user_version").fetchone() == (store_version(),)
    with closing(open_readonly(path)) as connection:
        assert len(releases(connection)) == 1
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("DELETE FROM releases")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1")
    with closing(open_store(path)) as connection:
        assert releases(connection) == ()


def test_versions_of_a_record_come_in_the_order_of_the_log(store: sqlite3.Connection) -> None:
    """A version has a leaf once the log is to take it; without one it comes last."""
    for release, digest in ((1, b"1" * 32), (2, b"2" * 32)):
        name = record_versions.version_of(REGION, release)
        one = ("F1", name, record_versions.FRAGILE, digest)
        record_versions.keep_records(store, REGION, release, [one])
    leaf_numbers.note_leaves(store, [(b"2" * 32, 7)])
    found = list(record_versions.versions(store, "F1"))
    assert [(each.release, each.leaf) for each in found] == [(2, 7), (1, None)]
    present = record_versions.present_version(store, "F1")
    assert record_versions.is_present(store, present)
    assert record_versions.dossier_of(store, present) == facility_record(store, "F1")
    assert record_versions.dossier_of(store, found[1]).grades[0].grade == "A"
    assert record_versions.fragile_subjects(store) == ["F1"]


def test_plans_that_the_log_never_took_are_forgotten(store: sqlite3.Connection) -> None:
    """What was read stays; what was only planned goes, withdrawals too."""
    leaf_numbers.note_read(store, 5, b"root")
    leaf_numbers.note_leaves(store, [(b"4" * 32, 4)])
    leaf_numbers.plan_leaf(store, 5, leaf_numbers.withdrawal_name(4), b"entry")
    leaf_numbers.note_withdrawal(store, 4, "no-longer-published")
    assert list(leaf_numbers.planned(store)) == [b"entry"]
    assert leaf_numbers.withdrawal_reasons(store, [3, 4]) == {4: "no-longer-published"}
    assert leaf_numbers.unknown_records(store) == []
    leaf_numbers.forget_plans(store, 5)
    assert list(leaf_numbers.planned(store)) == []
    assert leaf_numbers.leaf_of(store, leaf_numbers.withdrawal_name(4)) is None
    assert leaf_numbers.unknown_records(store) == [4]
    assert leaf_numbers.log_read(store) == (5, b"root")


def test_versions_of_documents(store: sqlite3.Connection) -> None:
    """The last one is the present one; one that was taken back says why, and since when."""
    subject = "policy/rule"
    assert document_rows.present_version(store, subject) == (0, b"")
    for number in (1, 2):
        version = document_rows.DocumentVersion(subject, number, "2026-09-01")
        document_rows.keep_document(store, version, b"text %d" % number)
        digest = b"%d" % number * 32
        one = (subject, f"{number}", record_versions.LASTING, digest)
        record_versions.keep_records(store, "", number, [one])
        leaf_numbers.note_leaves(store, [(digest, number)])
    assert document_rows.present_version(store, subject) == (2, b"text 2")
    found = [(each.version, data) for each, data, *_ in document_rows.document_versions(store)]
    assert found == [(1, b"text 1"), (2, b"text 2")]
    leaf_numbers.note_leaves(store, [(leaf_numbers.withdrawal_name(1), 3)])
    leaf_numbers.note_withdrawal(store, 1, "personal-data")
    (withdrawn,) = document_rows.withdrawn_documents(store)
    assert (withdrawn.version.version, withdrawn.reason, withdrawn.at) == (1, "personal-data", None)
