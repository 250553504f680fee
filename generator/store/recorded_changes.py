"""What releases changed, as the store recorded it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from generator.model.tables import Notice, NoticeRow, Penalty
from generator.model.vocabulary import NoticeKind
from generator.store.derived import IN_PUBLICITY
from generator.store.open_data import visible
from generator.store.queries import rows

_SUPERSEDED = (
    "SELECT g.grade FROM grades g WHERE c.table_name = 'grades' AND c.what = 'new'"
    " AND g.agency = c.agency AND g.grade_id = json_extract(c.after, '$.supersedes')"
)


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A row that changed with a release; before and after by column, None where it was not."""

    agency: str
    release: int
    table: str
    key: str
    facility_id: str | None
    what: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    unexplained: bool
    superseded: str | None = None
    """The grade that a new grade takes the place of, where both stand."""


def changes_of_facility(
    connection: sqlite3.Connection, facility_id: str
) -> tuple[RecordedChange, ...]:
    """Every change that concerns a facility, oldest first."""
    return tuple(_changes(connection, "facility_id = ?", (facility_id,)))


def changes_of_release(
    connection: sqlite3.Connection, agency: str, release: int
) -> Iterator[RecordedChange]:
    """Every change that a release made."""
    return _changes(connection, "agency = ? AND release = ?", (agency, release))


def changes_inside(
    connection: sqlite3.Connection,
    agency: str,
    release: int,
    span: tuple[str, str],
    *,
    homeless: bool,
) -> Iterator[RecordedChange]:
    """The changes of a release that concern facilities with region codes between two.

    With `homeless` those too that concern no facility, or one that no longer is.
    """
    where = "facility_id IN (SELECT facility_id FROM facts WHERE region_code BETWEEN ? AND ?)"
    if homeless:
        where = f"({where} OR facility_id IS NULL"
        where += " OR facility_id NOT IN (SELECT facility_id FROM facts))"
    values = (agency, release, *span)
    return _changes(connection, f"agency = ? AND release = ? AND {where}", values)


def _changes(
    connection: sqlite3.Connection, where: str, values: tuple[object, ...]
) -> Iterator[RecordedChange]:
    """By agency, release and number."""
    query = (
        "SELECT agency, release, table_name, key, facility_id, what, before, after, unexplained,"
        f" ({_SUPERSEDED}) FROM changes c WHERE {where} ORDER BY agency, release, number"
    )
    for (
        agency,
        release,
        table,
        key,
        facility,
        what,
        before,
        after,
        unexplained,
        superseded,
    ) in connection.execute(query, values):
        yield RecordedChange(
            agency,
            release,
            table,
            key,
            facility,
            what,
            json.loads(before) if before else None,
            json.loads(after) if after else None,
            bool(unexplained),
            superseded,
        )


def public_changes(
    connection: sqlite3.Connection, recorded: Iterable[RecordedChange], *, on: date
) -> Iterator[RecordedChange]:
    """Changes as they may be told on a day.

    Of a penalty out of publicity, and of a notice about one, nothing is told; but where it went or
    changed without explanation, that it did is told, without its content.
    """
    for change in recorded:
        if _may_be_shown(connection, change, on):
            yield change
        elif change.unexplained:
            yield replace(change, before=None, after=None)


def _may_be_shown(connection: sqlite3.Connection, change: RecordedChange, on: date) -> bool:
    contents = [values for values in (change.before, change.after) if values is not None]
    if change.table == Penalty.table:
        return any(values["shown_until"] >= on.isoformat() for values in contents)
    if change.table in (Notice.table, NoticeRow.table):
        return not any(_speaks_of_hidden(connection, change.agency, v, on) for v in contents)
    return True


def changed_names(connection: sqlite3.Connection, agency: str, release: int) -> dict[str, str]:
    """The names of the facilities that a release changed, also of those that went."""
    query = (
        "SELECT facility_id, json_extract(item, '$.name') FROM facts WHERE facility_id IN"
        " (SELECT facility_id FROM changes WHERE agency = ? AND release = ?)"
    )
    names = dict(connection.execute(query, (agency, release)))
    gone = (
        "SELECT facility_id, before FROM changes WHERE agency = ? AND release = ?"
        " AND table_name = 'facilities' AND what = 'gone' AND before IS NOT NULL"
    )
    for identifier, before in connection.execute(gone, (agency, release)):
        names[identifier] = json.loads(before)["name"]
    return names


def changed_regions(connection: sqlite3.Connection) -> Iterator[str]:
    """The codes of regions in which a release ever changed something, of agencies too."""
    query = (
        "SELECT DISTINCT region_code FROM facts WHERE facility_id IN"
        " (SELECT facility_id FROM changes)"
        " UNION SELECT DISTINCT agency || '000000' FROM changes"
    )
    for (code,) in connection.execute(query):
        yield code


def change_counts(
    connection: sqlite3.Connection,
) -> Iterator[tuple[str | None, str, int, list[int]]]:
    """(region, agency, release, counts) of what releases changed.

    The counts are of rows, those with a content before, with one after, and those about penalties.
    The region is None where no facility is concerned that is still there.
    """
    query = (
        "SELECT f.region_code, c.agency, c.release, count(*), count(c.before), count(c.after),"
        " sum(c.table_name IN ('penalties', 'notices', 'notice_rows'))"
        " FROM changes c LEFT JOIN facts f USING (facility_id) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    for code, agency, release, *counts in connection.execute(query):
        yield code, agency, release, counts


def rows_taken_back(connection: sqlite3.Connection) -> list[tuple[str, str, str, str, int]]:
    """(facility, table, key, agency, last release that did so) of rows that a notice took back.

    Or of which it took back what they said before.
    """
    query = (
        "SELECT c.facility_id, c.table_name, c.key, c.agency, max(c.release) FROM changes c"
        " JOIN seen_notices n ON n.agency = c.agency AND n.takes_table = c.table_name"
        " AND n.takes_key = c.key"
        " WHERE c.what <> 'new' AND c.before IS NULL AND c.facility_id IS NOT NULL"
        " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
    )
    return connection.execute(query).fetchall()


def withdrawals_of(
    connection: sqlite3.Connection, found: Iterable[RecordedChange]
) -> tuple[Notice, ...]:
    """The notices that took back something of what changed: it is gone, they stay."""
    erased: set[tuple[str, str, str]] = {
        (change.agency, change.table, change.key)
        for change in found
        if change.what == "gone" and change.before is None
    }
    where = "agency = ? AND concerns_table = ? AND concerns_id = ? AND kind = ?"
    return tuple(
        notice
        for ref in sorted(erased)
        for _, notice in rows(connection, Notice, where, (*ref, NoticeKind.WITHDRAWAL.value))
    )


def _speaks_of_hidden(
    connection: sqlite3.Connection, agency: str, notice: Mapping[str, Any], on: date
) -> bool:
    """Whether a notice concerns, by itself or by its rows, a penalty out of publicity on a day, or
    a notice that does.
    """
    query = "SELECT concerns_table, concerns_id FROM notice_rows WHERE agency = ? AND notice_id = ?"
    refs = set(connection.execute(query, (agency, notice["notice_id"])))
    refs.add((notice["concerns_table"], notice["concerns_id"]))
    given = {"agency": agency, "today": on.isoformat()}
    hidden = {
        Penalty.table: "NOT EXISTS (SELECT 1 FROM penalties WHERE agency = :agency"
        f" AND penalty_id = :key AND {IN_PUBLICITY})",
        Notice.table: "EXISTS (SELECT 1 FROM notices WHERE agency = :agency"
        f" AND notice_id = :key AND NOT ({visible(Notice.table)}))",
    }
    return any(
        connection.execute(f"SELECT {hidden[table]}", given | {"key": key}).fetchone()[0]
        for table, key in refs
        if table in hidden
    )
