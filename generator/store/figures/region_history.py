"""The figures of an agency's regions as they were with each release."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RegionThen:
    """A county (six digits and zeros) with one release; `grades` counts (scheme, label).

    `status_unknown` are those of which no operating status was published; `filed` counts among
    these and the operating ones, `filing_unknown` those of them about whose filing nothing was.
    """

    code: str
    operating: int
    status_unknown: int
    filed: int
    filing_unknown: int
    grades: dict[tuple[str, str], int]


def note_regions(connection: sqlite3.Connection, agency: str, release: int) -> None:
    """Keep the figures of an agency's counties as they are now; after its facts were put."""
    connection.execute(
        "INSERT INTO region_history SELECT ?1, ?2, substr(region_code, 1, 6),"
        " sum(status IS 'operating'), sum(status IS NULL), sum(filed IS 1), sum(filed IS NULL)"
        " FROM facts"
        " WHERE agency = ?1 AND open GROUP BY 3",
        (agency, release),
    )
    connection.execute(
        "INSERT INTO grade_history SELECT ?1, ?2, substr(f.region_code, 1, 6),"
        " s.scheme_id, s.label, count(*) FROM facts f CROSS JOIN standings s USING (facility_id)"
        " WHERE f.agency = ?1 AND s.open = 1 GROUP BY 3, 4, 5",
        (agency, release),
    )


def regions_then(connection: sqlite3.Connection, agency: str, release: int) -> Iterator[RegionThen]:
    """The counties of an agency with a release, by code."""
    grades: dict[str, dict[tuple[str, str], int]] = {}
    query = (
        "SELECT code, scheme_id, label, count FROM grade_history WHERE agency = ? AND release = ?"
    )
    for code, scheme, label, count in connection.execute(query, (agency, release)):
        grades.setdefault(code, {})[scheme, label] = count
    query = (
        "SELECT code, operating, status_unknown, filed, filing_unknown FROM region_history"
        " WHERE agency = ? AND release = ? ORDER BY code"
    )
    for code, operating, unknown, filed, silent in connection.execute(query, (agency, release)):
        own = grades.get(code, {})
        yield RegionThen(code.ljust(12, "0"), operating, unknown, filed, silent, own)
