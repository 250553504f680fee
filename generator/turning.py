"""Records that read otherwise by a day: a penalty left publicity, a row was taken back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

from generator.derive.publicity import in_publicity
from generator.derive.record import TABLES, facility_record, sealed, turned_on
from generator.exports.schema import key_of
from generator.model.dossier import Dossier
from generator.model.tables import Penalty
from generator.store.leaves import reference_days
from generator.store.queries import rows
from generator.store.versions import (
    TURNED,
    RecordVersion,
    dossier_of,
    fragile_subjects,
    issue_days,
    keep_records,
    version_of,
    versions,
)


def turned_versions(connection: sqlite3.Connection, secret: bytes, *, on: date) -> Iterator[bytes]:
    """Notes and gives the salted digest of each record that a release of the site saw turned.

    Looked for on the reference day of every release that the log has and on the present one, so
    that what follows is the same in a store made anew.
    """
    days = [*reference_days(connection), on]
    issued = issue_days(connection)
    for subject in fragile_subjects(connection):
        found = [each for each in versions(connection, subject) if each.turned is None]
        ends = [issued[each.agency, each.release] for each in found[1:]]
        for version, end in zip(found, [*ends, None], strict=True):
            start = issued[version.agency, version.release]
            lived = [day for day in days if start < day and (end is None or day < end)]
            yield from _turned(connection, version, start, sorted(set(lived)), secret)


def _turned(
    connection: sqlite3.Connection,
    version: RecordVersion,
    start: date,
    days: list[date],
    secret: bytes,
) -> Iterator[bytes]:
    dossier = dossier_of(connection, version)
    before = facility_record(dossier, on=start)
    for day in days:
        record = facility_record(dossier, on=day)
        turned = turned_on(dossier.penalties, after=start, until=day)
        if record == before or turned is None:
            continue
        before = record
        name = version_of(version.agency, version.release, turned)
        digest = sealed(record, version.subject, name, secret)
        row = (version.subject, name, TURNED, digest)
        keep_records(connection, version.agency, version.release, [row])
        yield digest


def versions_to_withdraw(
    connection: sqlite3.Connection, *, on: date
) -> Iterator[tuple[RecordVersion, str]]:
    """The versions that may not be shown any more, each with the reason for taking it back."""
    issued = issue_days(connection)
    for subject in fragile_subjects(connection):
        over = {
            penalty.penalty_id: _reason(penalty, on)
            for _, penalty in rows(connection, Penalty, "facility_id = ?", (subject,))
            if not in_publicity(penalty, on=on)
        }
        for version in versions(connection, subject):
            day = version.turned or issued[version.agency, version.release]
            for penalty in dossier_of(connection, version).penalties:
                if not in_publicity(penalty, on=day):
                    continue
                if penalty.penalty_id in over or not in_publicity(penalty, on=on):
                    yield version, over.get(penalty.penalty_id) or _reason(penalty, on)
                    break
    for subject, table, key in _erased(connection):
        for version in versions(connection, subject):
            if _holds(dossier_of(connection, version), table, key):
                yield version, "withdrawn"


def _reason(penalty: Penalty, on: date) -> str:
    repaired = penalty.repaired is not None and penalty.repaired <= on
    return "credit-repaired" if repaired else "publicity-ended"


def _erased(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """(facility, table, key) of every row that a notice took back."""
    query = (
        "SELECT DISTINCT c.facility_id, c.table_name, c.key FROM changes c"
        " JOIN notices n ON n.agency = c.agency AND n.concerns_table = c.table_name"
        " AND n.concerns_id = c.key AND n.kind = 'withdrawal'"
        " WHERE c.what = 'gone' AND c.before IS NULL AND c.facility_id IS NOT NULL ORDER BY 1, 2, 3"
    )
    return connection.execute(query).fetchall()


def _holds(dossier: Dossier, table: str, key: str) -> bool:
    """Whether a dossier has the row of that key."""
    return any(
        row.table == table and key_of(row) == key
        for member in TABLES
        for row in getattr(dossier, member)
    )
