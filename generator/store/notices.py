"""What notices ask for: corrections of a release, rows to be taken back, in whatever order.

`seen_notices` keeps every notice that a release ever had, since it may vanish itself. A withdrawal
`waits` until the row that it names is gone, and takes it back once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable

from generator.exports.subjects import RowRef, concerned
from generator.model.tables import Succession
from generator.model.vocabulary import NoticeKind
from generator.store.changes import PARENTS, Explanations, RowChange, explanations
from generator.store.prepared import Prepared

NO_ROW = ("", "")
"""What is noted of a notice that takes no row back."""


def new_explanations(
    connection: sqlite3.Connection, region: str, prepared: Prepared, over: Iterable[tuple[str, str]]
) -> Explanations:
    """What a release explains: by notices that no release had before, or that still wait.

    `over` are the rows that could not be shown any more, by table and first cell of the key.
    """
    query = "SELECT notice_id FROM seen_notices WHERE agency = ?"
    known = {row[0] for row in connection.execute(query, (region,))}
    new = (notice for notice in prepared.notices if notice.notice_id not in known)
    query = "SELECT takes_table, takes_key FROM seen_notices WHERE agency = ? AND waits"
    concerns = concerned(prepared.notices, prepared.notice_rows)
    keys = (entry.key.split("/") for entry in prepared.tables.get(Succession.table, ()))
    succeeded = ((old, new_id) for old, new_id in keys)
    waiting = connection.execute(query, (region,))
    return explanations(new, concerns, over, waiting, succeeded)


def remember_notices(
    connection: sqlite3.Connection, region: str, prepared: Prepared, changes: Iterable[RowChange]
) -> None:
    """Note the notices of a release, and which withdrawals still wait for their row to go."""
    connection.executemany(
        "UPDATE seen_notices SET waits = 0 WHERE agency = ? AND takes_table = ? AND takes_key = ?",
        ((region, one.row_type.table, one.key) for one in changes if one.what == "gone"),
    )
    concerns = concerned(prepared.notices, prepared.notice_rows)
    taking = {
        notice.notice_id: concerns[notice.notice_id]
        for notice in prepared.notices
        if notice.kind is NoticeKind.WITHDRAWAL
    }
    present = _present(prepared, {ref for refs in taking.values() for ref in refs})
    rows = (
        (region, notice.notice_id, *ref, not notice.field and ref in present)
        for notice in prepared.notices
        for ref in taking.get(notice.notice_id, (NO_ROW,))
    )
    connection.executemany("INSERT OR IGNORE INTO seen_notices VALUES (?, ?, ?, ?, ?)", rows)


def erase_taken_back(
    connection: sqlite3.Connection,
    region: str,
    prepared: Prepared,
    explained: Explanations,
    changes: Iterable[RowChange],
) -> None:
    """Of a row that went in silence before its withdrawal, and of its parts, keep no content.

    Likewise of a row that was changed before what it had said was taken back.
    """
    erased = {(one.row_type.table, one.key) for one in changes if one.erased}
    for row_ref in sorted(explained.former.keys() - erased):
        _erase(connection, region, "table_name = ? AND key = ?", row_ref)
    for table, key in sorted(explained.withdrawn - _present(prepared, explained.withdrawn)):
        _erase(connection, region, "table_name = ? AND key = ?", (table, key))
        for column, parent in PARENTS.items():
            if parent == table:
                part = f"json_extract(coalesce(before, after), '$.{column}') = ?"
                _erase(connection, region, part, (key,))


def _erase(
    connection: sqlite3.Connection, region: str, condition: str, values: tuple[str, ...]
) -> None:
    statement = f"UPDATE changes SET before = NULL, after = NULL WHERE agency = ? AND {condition}"
    connection.execute(statement, (region, *values))


def _present(prepared: Prepared, wanted: Collection[RowRef]) -> set[RowRef]:
    """Those of the wanted rows that a release has."""
    tables = {table for table, _ in wanted}
    rows = (
        (table, entry.key)
        for table in tables & prepared.tables.keys()
        for entry in prepared.tables[table]
    )
    return set(rows) & set(wanted)
