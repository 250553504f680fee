"""Loading an accepted export: compare with the agency's rows, record changes, replace."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

from generator.model.problems import BadData, Problem
from generator.model.tables import TABLES, Notice, Row
from generator.store.changes import RowChange, compare
from generator.store.prepared import Prepared
from generator.store.records import Record, column_names
from generator.trust.verified import VerifiedExport


def load(
    connection: sqlite3.Connection, verified: VerifiedExport, prepared: Prepared
) -> frozenset[str]:
    """Replace the agency's rows; the identifiers of facilities whose record is new or differs.

    Runs inside the caller's transaction. The releases of one agency are loaded in order. Raises
    BadData where a facility's identifier belongs to another agency.
    """
    _refuse_taken_identifiers(connection, verified, prepared)
    first = not _has_release(connection, verified.region)
    changes = [
        change
        for row_type in TABLES
        for change in _replace_table(connection, verified, prepared, row_type, first=first)
    ]
    if not first:
        _record_changes(connection, verified, changes, _subjects(prepared))
    _replace_documents(connection, verified, prepared)
    _record_release(connection, verified, prepared, first=first)
    return _replace_dossiers(connection, verified, prepared)


def _subjects(prepared: Prepared) -> dict[tuple[str, str], str]:
    return {
        (table, entry.key): entry.subject
        for table, entries in prepared.tables.items()
        for entry in entries
        if entry.subject
    }


def _refuse_taken_identifiers(
    connection: sqlite3.Connection, verified: VerifiedExport, prepared: Prepared
) -> None:
    query = "SELECT agency FROM dossiers WHERE facility_id = ? AND agency <> ?"
    problems = []
    for line, entry in enumerate(prepared.tables["facilities"], start=2):
        taken = connection.execute(query, (entry.key, verified.region)).fetchone()
        if taken:
            why = f'"{entry.key}" is a facility of agency {taken[0]} already'
            problems.append(Problem(f"{verified.path}/facilities.csv", line, "facility_id", why))
    if problems:
        raise BadData(problems)


def _has_release(connection: sqlite3.Connection, region: str) -> bool:
    query = "SELECT 1 FROM releases WHERE region = ? LIMIT 1"
    return connection.execute(query, (region,)).fetchone() is not None


def _replace_table(
    connection: sqlite3.Connection,
    verified: VerifiedExport,
    prepared: Prepared,
    row_type: type[Row],
    *,
    first: bool,
) -> list[RowChange]:
    entries = prepared.tables[row_type.table]
    if first:
        _insert(connection, row_type, verified, (entry.record for entry in entries))
        return []
    before = _records(connection, row_type, verified.region)
    after = {entry.key: entry.record for entry in entries}
    notices = _new_notices(connection, verified.region, prepared)
    changes = compare(row_type, before, after, notices, on=prepared.info.issued.date())
    _delete(connection, row_type, verified.region, [c.before for c in changes if c.before])
    _insert(connection, row_type, verified, (c.after for c in changes if c.after))
    return changes


def _new_notices(connection: sqlite3.Connection, region: str, prepared: Prepared) -> list[Notice]:
    """Notices of this release that the release before did not have (they load last)."""
    query = "SELECT notice_id FROM notices WHERE agency = ?"
    known = {row[0] for row in connection.execute(query, (region,))}
    return [notice for notice in prepared.notices if notice.notice_id not in known]


def _records(connection: sqlite3.Connection, row_type: type[Row], region: str) -> dict[str, Record]:
    names = column_names(row_type)
    at = [names.index(part) for part in row_type.key]
    query = f"SELECT {', '.join(names)} FROM {row_type.table} WHERE agency = ?"
    rows = connection.execute(query, (region,))
    return {"/".join(str(row[i]) for i in at): row for row in rows}


def _insert(
    connection: sqlite3.Connection,
    row_type: type[Row],
    verified: VerifiedExport,
    records: Iterable[Record],
) -> None:
    names = column_names(row_type)
    marks = ", ".join("?" * (len(names) + 2))
    connection.executemany(
        f"INSERT INTO {row_type.table} ({', '.join(names)}, agency, since) VALUES ({marks})",
        ((*record, verified.region, verified.release) for record in records),
    )


def _delete(
    connection: sqlite3.Connection, row_type: type[Row], region: str, records: list[Record]
) -> None:
    names = column_names(row_type)
    at = [names.index(part) for part in row_type.key]
    condition = " AND ".join(f"{part} = ?" for part in row_type.key)
    connection.executemany(
        f"DELETE FROM {row_type.table} WHERE agency = ? AND {condition}",
        ((region, *(record[i] for i in at)) for record in records),
    )


def _record_changes(
    connection: sqlite3.Connection,
    verified: VerifiedExport,
    changes: list[RowChange],
    subject_of: Mapping[tuple[str, str], str],
) -> None:
    """A row that was taken back, or whose publicity is over, leaves no content behind."""
    erased = [change for change in changes if change.erased]
    connection.executemany(
        "UPDATE changes SET before = NULL, after = NULL"
        " WHERE agency = ? AND table_name = ? AND key = ?",
        ((verified.region, change.row_type.table, change.key) for change in erased),
    )
    connection.executemany(
        "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                verified.region,
                verified.release,
                number,
                change.row_type.table,
                change.key,
                _subject(change, subject_of),
                change.what,
                None if change.erased else _as_json(change.row_type, change.before),
                _as_json(change.row_type, change.after),
                int(change.unexplained),
            )
            for number, change in enumerate(changes)
        ),
    )


def _subject(change: RowChange, subject_of: Mapping[tuple[str, str], str]) -> str | None:
    """The facility that a change concerns, also where the row itself is gone."""
    known = subject_of.get((change.row_type.table, change.key))
    if known or change.before is None:
        return known
    names = column_names(change.row_type)
    before = dict(zip(names, change.before, strict=True))
    if "facility_id" in before:
        return str(before["facility_id"])
    if "inspection_id" in before:
        return subject_of.get(("inspections", str(before["inspection_id"])))
    return None


def _as_json(row_type: type[Row], record: Record | None) -> str | None:
    if record is None:
        return None
    values = dict(zip(column_names(row_type), record, strict=True))
    return json.dumps(values, ensure_ascii=False)


def _replace_documents(
    connection: sqlite3.Connection, verified: VerifiedExport, prepared: Prepared
) -> None:
    known = dict(
        connection.execute(
            "SELECT path, text FROM export_documents WHERE agency = ?", (verified.region,)
        )
    )
    present = dict(prepared.documents)
    for path in sorted(known.keys() - present.keys()):
        connection.execute(
            "DELETE FROM export_documents WHERE agency = ? AND path = ?", (verified.region, path)
        )
    connection.executemany(
        "INSERT OR REPLACE INTO export_documents VALUES (?, ?, ?, ?)",
        (
            (verified.region, path, text, verified.release)
            for path, text in sorted(present.items())
            if known.get(path) != text
        ),
    )


def _record_release(
    connection: sqlite3.Connection, verified: VerifiedExport, prepared: Prepared, *, first: bool
) -> None:
    info = prepared.info
    counts = {table: len(entries) for table, entries in prepared.tables.items()}
    connection.execute(
        "INSERT INTO releases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            info.region,
            info.release,
            info.issued.isoformat(),
            info.agency,
            info.reviewed_by,
            info.reviewed_on.isoformat(),
            int(info.fictitious),
            verified.role,
            verified.path,
            verified.sha256,
            verified.length,
            json.dumps(counts),
            int(first),
        ),
    )


def _replace_dossiers(
    connection: sqlite3.Connection, verified: VerifiedExport, prepared: Prepared
) -> frozenset[str]:
    query = "SELECT facility_id, digest FROM dossiers WHERE agency = ?"
    known = dict(connection.execute(query, (verified.region,)))
    changed = [each for each in prepared.dossiers if known.get(each.facility_id) != each.digest]
    connection.executemany(
        "INSERT OR REPLACE INTO dossiers VALUES (?, ?, ?, ?, ?)",
        (
            (each.facility_id, verified.region, verified.release, each.digest, each.data)
            for each in changed
        ),
    )
    gone = known.keys() - {each.facility_id for each in prepared.dossiers}
    for identifier in sorted(gone):
        for table in ("dossiers", "facts", "standings"):
            connection.execute(f"DELETE FROM {table} WHERE facility_id = ?", (identifier,))
    return frozenset(each.facility_id for each in changed)
