"""How fresh and how whole the data are, region by region and agency by agency."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from generator.model.identifiers import is_uscc
from generator.model.working_days import Overrides
from generator.store.figures.filing_days import filing_days
from generator.store.figures.region_history import RATED

WHOLE = ""
"""The key of the figures of the whole site."""

_PROVINCE = 2
"""Digits of a region code that name the province."""
MEASURES = (
    "facilities", "filed", "graded", "overdue", "rectifications_overdue", "filings_late",
    "unexplained", "without_telephone", "without_fee", "without_point", "without_places",
    "without_code", "code_fails",
)  # fmt: skip
"""What is counted of open facilities, in the order of the table; `facilities` is all of them,
`graded` those that are rated in any scheme: neither not rated, nor withheld.
"""

_COUNTS = f"""
SELECT f.agency, substr(x.region_code, 1, 6) AS district, count(*),
    sum(x.filed IS 1), sum({RATED}), coalesce(sum(x.next_due < :today), 0),
    coalesce(sum(json_extract(x.item, '$.rectification_due') < :today), 0),
    sum(json_extract(x.item, '$.unexplained')),
    sum(f.telephone IS NULL), sum(x.fee IS NULL), sum(f.lon IS NULL OR f.lat IS NULL),
    sum(f.places IS NULL), sum(f.uscc IS NULL), coalesce(sum(code_fails(f.uscc)), 0)
FROM facts x JOIN facilities f USING (agency, facility_id) WHERE x.open GROUP BY 1, 2
"""
_LATE = "SELECT agency, substr(region_code, 1, 6), facility_id FROM facts WHERE open"
_ASSESSED = (
    "SELECT agency, substr(region_code, 1, 6), assessed, count(*) FROM facts"
    " WHERE open AND assessed IS NOT NULL GROUP BY 1, 2, 3"
)


HISTORY = {
    "facilities": "operating + status_unknown", "filed": "filed", "graded": "rated",
    "overdue": "overdue", "rectifications_overdue": "rectifications_overdue",
    "unexplained": "unexplained", "without_fee": "without_fee",
}  # fmt: skip
"""The measures that are kept with every release, with the columns that they are added from."""


@dataclass(slots=True)
class Quality:
    """The figures of one region or agency.

    `counts` are those of MEASURES, `assessed` the day on which the median facility was last
    assessed, of those that ever were.
    """

    counts: Counter[str] = field(default_factory=Counter)
    assessed: date | None = None

    def share(self, measure: str) -> float | None:
        """A count as a part of all open facilities; None where there are none."""
        every = self.counts["facilities"]
        return self.counts[measure] / every if every else None


def quality(
    connection: sqlite3.Connection, *, on: date, overrides: Overrides
) -> tuple[Mapping[str, Quality], Mapping[str, Quality]]:
    """The figures by province (two digits) and district (six), and by agency.

    Under WHOLE stand those of all, in both.
    """
    connection.create_function("code_fails", 1, _fails, deterministic=True)
    regions: dict[str, Quality] = defaultdict(Quality)
    agencies: dict[str, Quality] = defaultdict(Quality)
    day = {"today": on.isoformat()}

    def homes(agency: str, district: str) -> tuple[Quality, ...]:
        within = (regions[code] for code in (district, district[:_PROVINCE], WHOLE))
        return (*within, agencies[agency], agencies[WHOLE])

    names = [name for name in MEASURES if name != "filings_late"]
    for agency, district, *counts in connection.execute(_COUNTS, day):
        for each in homes(agency, district):
            each.counts.update(dict(zip(names, counts, strict=True)))
    late = {
        clock.facility_id
        for _, clock in filing_days(connection, on=on, overrides=overrides)
        if clock.missed
    }
    for agency, district, facility in connection.execute(_LATE) if late else ():
        if facility in late:
            for each in homes(agency, district):
                each.counts["filings_late"] += 1
    _put_medians(connection, regions, agencies)
    return dict(sorted(regions.items())), dict(sorted(agencies.items()))


def _put_medians(
    connection: sqlite3.Connection,
    regions: Mapping[str, Quality],
    agencies: Mapping[str, Quality],
) -> None:
    by_region: dict[str, Counter[str]] = defaultdict(Counter)
    by_agency: dict[str, Counter[str]] = defaultdict(Counter)
    for agency, district, assessed, count in connection.execute(_ASSESSED):
        for code in (district, district[:_PROVINCE], WHOLE):
            by_region[code][assessed] += count
        for code in (agency, WHOLE):
            by_agency[code][assessed] += count
    for grouped, qualities in ((by_region, regions), (by_agency, agencies)):
        for key, days in grouped.items():
            qualities[key].assessed = date.fromisoformat(_median(days))


def _median(days: Counter[str]) -> str:
    """The lower median of days of which each is so many times there."""
    left = (days.total() - 1) // 2
    for day, count in sorted(days.items()):
        if left < count:
            return day
        left -= count
    raise ValueError("there is no day")


def _fails(code: str | None) -> bool:
    return code is not None and not is_uscc(code)


@dataclass(frozen=True, slots=True)
class MomentFigures:
    """Open facilities of the whole site once a release was accepted.

    `counts` are those of HISTORY by name, as each agency's were on the day of its release.
    """

    day: date
    counts: Mapping[str, int]
    grades: Mapping[tuple[str, str], int]


def over_time(connection: sqlite3.Connection) -> Iterator[MomentFigures]:
    """The figures after the last release of each day of issue, oldest first.

    An agency counts with the newest release that it had by then.
    """
    present: dict[str, tuple[Counter[str], Counter[tuple[str, str]]]] = {}
    sums = ", ".join(f"sum({column})" for column in HISTORY.values())
    figures = {
        (agency, release): Counter(dict(zip(HISTORY, counts, strict=True)))
        for agency, release, *counts in connection.execute(
            f"SELECT agency, release, {sums} FROM region_history GROUP BY 1, 2"
        )
    }
    grades: dict[tuple[str, int], Counter[tuple[str, str]]] = defaultdict(Counter)
    for agency, release, scheme, label, count in connection.execute(
        "SELECT agency, release, scheme_id, label, sum(count) FROM grade_history"
        " GROUP BY 1, 2, 3, 4"
    ):
        grades[agency, release][scheme, label] = count
    releases = connection.execute(
        "SELECT substr(issued, 1, 10), region, release FROM releases ORDER BY issued, region"
    ).fetchall()
    for at, (day, agency, release) in enumerate(releases):
        present[agency] = figures.get((agency, release), Counter()), grades[agency, release]
        if at + 1 == len(releases) or releases[at + 1][0] != day:
            total: Counter[tuple[str, str]] = Counter()
            counts: Counter[str] = Counter()
            for own_counts, own in present.values():
                counts.update(own_counts)
                total.update(own)
            yield MomentFigures(date.fromisoformat(day), counts, total)


def fee_histogram(connection: sqlite3.Connection, step: int) -> list[tuple[int, int]]:
    """(lowest monthly fee in yuan, open facilities) step by step, empty ones between too."""
    query = (
        "SELECT CAST(fee / :step AS INTEGER), count(*) FROM facts"
        " WHERE open AND fee IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    found = dict(connection.execute(query, {"step": step}))
    if not found:
        return []
    return [(number * step, found.get(number, 0)) for number in range(min(found), max(found) + 1)]
