"""Counts of facilities by region: summed where they stand, then carried up the tree."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.model.regions import RegionTree


@dataclass(slots=True)
class RegionCounts:
    """The figures of one region with everything below it.

    `operating`, `suspended` and `closed` count those of which this is said, `status_unknown` those
    of which no operating status was published. All other figures are about the open ones: operating
    or of unknown status. `filed` counts those said to be filed, `filing_unknown` those about whose
    filing nothing was published, and so with `inclusive`; `places` are those of `places_known`
    facilities. `grades` counts by (scheme, label), `titles` by demonstration level.
    """

    operating: int = 0
    status_unknown: int = 0
    suspended: int = 0
    closed: int = 0
    filed: int = 0
    filing_unknown: int = 0
    places: int = 0
    places_known: int = 0
    inclusive: int = 0
    inclusive_unknown: int = 0
    demonstration: int = 0
    grades: Counter[tuple[str, str]] = field(default_factory=Counter)
    titles: Counter[str] = field(default_factory=Counter)

    def add(self, other: RegionCounts) -> None:
        """Count the facilities of another region too."""
        # Written out, since this runs for every township times the regions above it.
        self.operating += other.operating
        self.status_unknown += other.status_unknown
        self.suspended += other.suspended
        self.closed += other.closed
        self.filed += other.filed
        self.filing_unknown += other.filing_unknown
        self.places += other.places
        self.places_known += other.places_known
        self.inclusive += other.inclusive
        self.inclusive_unknown += other.inclusive_unknown
        self.demonstration += other.demonstration
        for grade, count in other.grades.items():
            self.grades[grade] += count
        for level, count in other.titles.items():
            self.titles[level] += count

    @property
    def open(self) -> int:
        """How many are not said to have closed or suspended."""
        return self.operating + self.status_unknown

    @property
    def places_unknown(self) -> int:
        """How many do not say how many places they have."""
        return self.open - self.places_known

    def graded(self, scheme_id: str) -> int:
        """How many have any grade of a scheme, rated or not."""
        return sum(n for (scheme, _), n in self.grades.items() if scheme == scheme_id)


_FIGURES = """
SELECT region_code,
       sum(status IS 'operating'), sum(status IS NULL), sum(status IS 'suspended'),
       sum(status IS 'closed'), sum(open AND filed IS 1), sum(open AND filed IS NULL),
       coalesce(sum(CASE WHEN open THEN places END), 0), count(CASE WHEN open THEN places END),
       sum(open AND inclusive IS 1), sum(open AND inclusive IS NULL),
       sum(open AND demonstration IS NOT NULL)
FROM facts GROUP BY region_code
"""
_GRADES = """
SELECT region_code, scheme_id, label, count(*) FROM standings WHERE open = 1
GROUP BY region_code, scheme_id, label
"""
_TITLES = """
SELECT region_code, demonstration, count(*) FROM facts
WHERE demonstration IS NOT NULL AND open GROUP BY region_code, demonstration
"""


def region_counts(connection: sqlite3.Connection, tree: RegionTree) -> Mapping[str, RegionCounts]:
    """Counts for every region of the tree, and under "" for the whole site."""
    own: dict[str, RegionCounts] = {}
    for code, *figures in connection.execute(_FIGURES):
        own[code] = RegionCounts(*figures)
    for code, scheme, label, count in connection.execute(_GRADES):
        own[code].grades[scheme, label] += count
    for code, level, count in connection.execute(_TITLES):
        own[code].titles[level] += count
    total: dict[str, RegionCounts] = {code: RegionCounts() for code in ("", *tree.regions)}
    for code, counts in own.items():
        total[""].add(counts)
        for region in tree.chain(code):
            total[region.region_code].add(counts)
    return total
