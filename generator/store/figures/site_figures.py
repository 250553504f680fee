"""Figures of the whole site about open facilities: not said to have closed or suspended."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date


def graded_counts(connection: sqlite3.Connection) -> Iterator[tuple[str, str, int]]:
    """(agency, scheme, how many of its facilities have a grade in it), closed ones too."""
    query = (
        "SELECT facts.agency, scheme_id, count(*) FROM standings JOIN facts USING (facility_id)"
        " GROUP BY facts.agency, scheme_id"
    )
    yield from connection.execute(query)


def crossed_grades(
    connection: sqlite3.Connection, down: str, across: str
) -> dict[tuple[str, str], int]:
    """How many open facilities have each pair of grades in two schemes."""
    query = (
        "SELECT d.label, a.label, count(*) FROM standings d JOIN standings a USING (facility_id)"
        " WHERE d.open = 1 AND d.scheme_id = ? AND a.scheme_id = ? GROUP BY d.label, a.label"
    )
    found = connection.execute(query, (down, across))
    return {(row, column): count for row, column, count in found}


def fee_median(connection: sqlite3.Connection) -> tuple[float | None, int]:
    """The lower median of the monthly fee in yuan, and of how many facilities it is known."""
    value, count = _median(connection, "fee")
    return None if value is None else float(str(value)), count


def median_assessment(connection: sqlite3.Connection) -> date | None:
    """The day on which the median facility was last assessed; None where none ever was."""
    value, _ = _median(connection, "assessed")
    return None if value is None else date.fromisoformat(str(value))


def overdue_count(connection: sqlite3.Connection, *, on: date) -> int:
    """How many facilities should have been assessed again before a day."""
    query = "SELECT count(*) FROM facts WHERE open AND next_due < ?"
    return int(connection.execute(query, (on.isoformat(),)).fetchone()[0])


def due_unknown_count(connection: sqlite3.Connection) -> int:
    """How many have a grade and no day by which they are to be assessed again."""
    query = "SELECT count(*) FROM facts WHERE open AND assessed IS NOT NULL AND next_due IS NULL"
    return int(connection.execute(query).fetchone()[0])


def finding_counts(connection: sqlite3.Connection) -> tuple[tuple[str, int, int], ...]:
    """(domain, findings that apply, findings of faults), the most looked at first."""
    query = (
        "SELECT domain, sum(result <> 'not_applicable'), sum(result = 'fail') FROM findings"
        " GROUP BY domain ORDER BY 2 DESC, 1"
    )
    return tuple((domain, seen, failed) for domain, seen, failed in connection.execute(query))


def _median(connection: sqlite3.Connection, column: str) -> tuple[object, int]:
    """The lower median of a column where it is known, and of how many; None for none."""
    known = f"FROM facts WHERE open AND {column} IS NOT NULL"
    count = int(connection.execute(f"SELECT count(*) {known}").fetchone()[0])
    if not count:
        return None, 0
    query = f"SELECT {column} {known} ORDER BY {column} LIMIT 1 OFFSET ?"
    return connection.execute(query, ((count - 1) // 2,)).fetchone()[0], count
