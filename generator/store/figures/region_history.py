"""The figures of an agency's regions as they were with each release."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

RATED = (
    "EXISTS (SELECT 1 FROM standings s JOIN scheme_grades g ON g.agency = x.agency"
    " AND g.scheme_id = s.scheme_id AND g.label = s.label"
    " WHERE s.facility_id = x.facility_id AND g.standing = 'rated')"
)
"""Whether the facility of a row `x` of facts is rated in any scheme, as an expression of SQL."""


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


_NOTE = f"""
INSERT INTO region_history
SELECT ?1, ?2, substr(x.region_code, 1, 6), sum(x.status IS 'operating'), sum(x.status IS NULL),
    sum(x.filed IS 1), sum(x.filed IS NULL), sum({RATED}), coalesce(sum(x.next_due < ?3), 0),
    coalesce(sum(json_extract(x.item, '$.rectification_due') < ?3), 0),
    sum(json_extract(x.item, '$.unexplained')), sum(x.fee IS NULL)
FROM facts x WHERE x.agency = ?1 AND x.open GROUP BY 3
"""


def note_regions(connection: sqlite3.Connection, agency: str, release: int, *, on: date) -> None:
    """Keep the figures of an agency's counties as they are on the day of a release; after its facts
    were put.
    """
    connection.execute(_NOTE, (agency, release, on.isoformat()))
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
