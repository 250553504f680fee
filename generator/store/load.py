"""Loading an accepted export: compare with the agency's rows, record changes, replace."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

from generator.model.tables import (
    TABLES,
    Demonstration,
    Inspection,
    Notice,
    NoticeRow,
    Penalty,
    Row,
)
from generator.rules.publicity import rows_over
from generator.store.changes import (
    NOTHING,
    Explanations,
    RowChange,
    compare,
)
from generator.store.derived import derived_columns, derived_values, with_derived
from generator.store.notices import erase_taken_back, new_explanations, remember_notices
from generator.store.prepared import Prepared
from generator.store.queries import rows
from generator.store.sqlite_values import Record, Value, column_names
from generator.trust.verified import VerifiedExport

_BELONGS: tuple[tuple[str, type[Row], str], ...] = (
    ("inspection_id", Inspection, "facility_id"),
    ("demonstration_id", Demonstration, "subject_id"),
)
"""Column → the table it refers to, and the column there that names a facility."""


def load(
    connection: sqlite3.Connection, verified: VerifiedExport, prepared: Prepared
) -> frozenset[str]:
    """Replace the agency's rows; the identifiers of facilities whose record is new or differs.

    Runs inside the caller's transaction. The releases of one agency are loaded in order.
    """
    first = not _has_release(connection, verified.region)
    explained = NOTHING if first else _explained(connection, verified.region, prepared)
    changes = [
        change
        for row_type in TABLES
        for change in _replace_table(
            connection, verified, prepared, row_type, explained, first=first
        )
    ]
    if not first:
        _record_changes(connection, verified, changes, _subjects(prepared))
        erase_taken_back(connection, verified.region, prepared, explained, changes)
    remember_notices(connection, verified.region, prepared, changes)
    _replace_documents(connection, verified, prepared)
    _record_release(connection, verified, prepared, first=first)
    return _replace_dossiers(connection, verified, prepared)


def known_digests(connection: sqlite3.Connection, region: str) -> frozenset[str]:
    """The digests of the dossiers that an agency's last release left."""
    query = "SELECT digest FROM dossiers WHERE agency = ?"
    return frozenset(digest for (digest,) in connection.execute(query, (region,)))


def taken_identifiers(connection: sqlite3.Connection) -> tuple[tuple[str, str, str], ...]:
    """Facilities that two agencies publish: (identifier, one agency, the other)."""
    query = (
        "SELECT facility_id, min(agency), max(agency) FROM facilities"
        " GROUP BY facility_id HAVING count(*) > 1 ORDER BY 1"
    )
    return tuple(connection.execute(query))


def other_definitions(connection: sqlite3.Connection, region: str) -> tuple[tuple[str, str], ...]:
    """Schemes of an agency that another one defines otherwise: (scheme, other agency)."""
    query = """
        SELECT own.scheme_id, other.agency FROM schemes own JOIN schemes other USING (scheme_id)
        WHERE own.agency = :region AND other.agency <> :region AND (
            (own.name, own.kind, own.issuer) <> (other.name, other.kind, other.issuer)
            OR EXISTS (
                SELECT label, rank, standing, meaning FROM scheme_grades g
                WHERE g.agency = :region AND g.scheme_id = own.scheme_id
                EXCEPT SELECT label, rank, standing, meaning FROM scheme_grades g
                WHERE g.agency = other.agency AND g.scheme_id = own.scheme_id
            )
            OR EXISTS (
                SELECT label FROM scheme_grades g
                WHERE g.agency = other.agency AND g.scheme_id = own.scheme_id
                EXCEPT SELECT label FROM scheme_grades g
                WHERE g.agency = :region AND g.scheme_id = own.scheme_id
            )
        ) ORDER BY 1, 2
    """
    return tuple(connection.execute(query, {"region": region}))


def _subjects(prepared: Prepared) -> dict[tuple[str, str], tuple[str, ...]]:
    return {
        (table, entry.key): entry.facilities
        for table, entries in prepared.tables.items()
        for entry in entries
        if entry.facilities
    }


def _has_release(connection: sqlite3.Connection, region: str) -> bool:
    query = "SELECT 1 FROM releases WHERE region = ? LIMIT 1"
    return connection.execute(query, (region,)).fetchone() is not None


def _replace_table(
    connection: sqlite3.Connection,
    verified: VerifiedExport,
    prepared: Prepared,
    row_type: type[Row],
    explained: Explanations,
    *,
    first: bool,
) -> list[RowChange]:
    entries = prepared.tables[row_type.table]
    if first:
        _insert(connection, row_type, verified, (entry.record for entry in entries))
        return []
    before = _records(connection, row_type, verified.region)
    after = {entry.key: entry.record for entry in entries}
    changes = compare(row_type, before, after, explained)
    _delete(connection, row_type, verified.region, [c.before for c in changes if c.before])
    _insert(connection, row_type, verified, (c.after for c in changes if c.after))
    return changes


def _explained(connection: sqlite3.Connection, region: str, prepared: Prepared) -> Explanations:
    """What a release explains: by its notices, or by the day."""
    own = "agency = ?", (region,)
    over = rows_over(
        (row for _, row in rows(connection, Penalty, *own)),
        (row for _, row in rows(connection, Notice, *own)),
        (row for _, row in rows(connection, NoticeRow, *own)),
        on=prepared.info.issued.date(),
    )
    return new_explanations(connection, region, prepared, over)


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
    names = (*column_names(row_type), *derived_columns(row_type))
    marks = ", ".join("?" * (len(names) + 2))
    connection.executemany(
        f"INSERT INTO {row_type.table} ({', '.join(names)}, agency, since) VALUES ({marks})",
        (
            (*record, *derived_values(row_type, record), verified.region, verified.release)
            for record in records
        ),
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
    subjects_of: Mapping[tuple[str, str], tuple[str, ...]],
) -> None:
    """What was taken back, or whose publicity is over, leaves no content behind."""
    connection.executemany(
        "UPDATE changes SET before = NULL, after = NULL"
        " WHERE agency = ? AND table_name = ? AND key = ?",
        (
            (verified.region, change.row_type.table, change.key)
            for change in changes
            if change.erased
        ),
    )
    explained = (
        (change, subject)
        for change in changes
        for subject in _subjects_of(change, changes, subjects_of)
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
                subject,
                change.what,
                None if change.erased else _as_json(change.row_type, change.before),
                _as_json(change.row_type, change.after),
                int(change.unexplained),
            )
            for number, (change, subject) in enumerate(explained)
        ),
    )


def _subjects_of(
    change: RowChange,
    changes: list[RowChange],
    subjects_of: Mapping[tuple[str, str], tuple[str, ...]],
) -> tuple[str | None, ...]:
    """The facilities that a change concerns: whose row it is now, and whose it was."""
    found = {*subjects_of.get((change.row_type.table, change.key), ())}
    if change.before is not None:
        values = dict(zip(column_names(change.row_type), change.before, strict=True))
        found |= _former_subjects(values, changes, subjects_of)
    return tuple(sorted(found)) or (None,)


def _former_subjects(
    values: Mapping[str, Value],
    changes: list[RowChange],
    subjects_of: Mapping[tuple[str, str], tuple[str, ...]],
) -> set[str]:
    if "facility_id" in values:
        return {str(values["facility_id"])}
    for column, row_type, name in _BELONGS:
        if column in values:
            key = str(values[column])
            known = subjects_of.get((row_type.table, key))
            gone = None if known else _gone_subject(changes, row_type, key, name)
            return {*known} if known else {gone} if gone else set()
    if "concerns_table" in values:
        return {*subjects_of.get((str(values["concerns_table"]), str(values["concerns_id"])), ())}
    if "new_id" in values:
        return {str(values["new_id"])}
    return set()


def _gone_subject(changes: list[RowChange], row_type: type[Row], key: str, name: str) -> str | None:
    """The facility of a row that went in the same release."""
    for change in changes:
        if change.row_type is row_type and change.key == key and change.before is not None:
            return str(change.before[column_names(row_type).index(name)])
    return None


def _as_json(row_type: type[Row], record: Record | None) -> str | None:
    if record is None:
        return None
    values = with_derived(row_type, record)
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
        "INSERT INTO releases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            info.format,
        ),
    )


def _replace_dossiers(
    connection: sqlite3.Connection, verified: VerifiedExport, prepared: Prepared
) -> frozenset[str]:
    query = "SELECT facility_id, digest FROM dossiers WHERE agency = ?"
    known = dict(connection.execute(query, (verified.region,)))
    changed = [
        each for each in prepared.facility_records if known.get(each.facility_id) != each.digest
    ]
    gone = known.keys() - {each.facility_id for each in prepared.facility_records}
    connection.executemany(
        "INSERT OR REPLACE INTO past_dossiers SELECT facility_id, agency, since, data"
        " FROM dossiers WHERE facility_id = ?",
        # Also that of another agency, where a facility is taken over before it is given up.
        ((identifier,) for identifier in (*(each.facility_id for each in changed), *sorted(gone))),
    )
    connection.executemany(
        "INSERT OR REPLACE INTO dossiers VALUES (?, ?, ?, ?, ?)",
        (
            (each.facility_id, verified.region, verified.release, each.digest, each.data)
            for each in changed
        ),
    )
    for identifier in sorted(gone):
        for table in ("dossiers", "facts", "standings"):
            connection.execute(f"DELETE FROM {table} WHERE facility_id = ?", (identifier,))
    return frozenset(each.facility_id for each in changed)
