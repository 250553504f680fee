"""Demonstration data of any size: invented institutions over every prefecture of the country.

One export a prefecture; the counties of municipalities and those directly under a province publish
for themselves. Each export depends on its region and its number of institutions alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from generator.demonstration.draws import (
    pick,
    random_source,
    weekday_between,
    weighted,
    years_later,
)
from generator.demonstration.export_parts import (
    DemonstrationExport,
    Tables,
    gather_tables,
    release_info,
)
from generator.demonstration.grading_schemes import (
    GENERAL_HYGIENE,
    NOT_RATED,
    general_hygiene_scheme,
)
from generator.demonstration.institutions import Custom
from generator.demonstration.ordinary import Institution, draw_institutions, make_filing
from generator.demonstration.sites import Place, region_rows, sites_in
from generator.demonstration.supervision import SEVEN_DOMAINS, Rigour, make_inspection
from generator.exports.civil_affairs import load_regions
from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.model.tables import Filing, Grade, Region, Row
from generator.model.vocabulary import FilingStatus, InspectionKind, RegionLevel

ISSUED = date(2026, 9, 10)
MAX_FACILITIES = 1_000_000

_CUSTOM = Custom(area="0999")
_FILED_SHARE = 0.56
_SUBMITTED_SHARE = 0.03
_GRADED_SHARE = 0.5
_INSPECTED_SHARE = 0.15
_FEE_SHARE = 0.87
_LAST_FILING = date(2026, 8, 31)
_GRADES = weighted(("A", 10), ("B", 129), ("C", 147), (NOT_RATED, 19))
_KINDS = (InspectionKind.ROUTINE, InspectionKind.DOUBLE_RANDOM, InspectionKind.JOINT)


@dataclass(frozen=True, slots=True)
class Share:
    """How many institutions a region's export holds."""

    region: Region
    facilities: int


def synthetic_exports(facilities: int) -> Iterator[DemonstrationExport]:
    """Exports with so many institutions in all, in the order of regions, one at a time.

    UsageError if there is no institution to make, or more than a million.
    """
    for share in shares(facilities):
        yield synthetic_export(share)


def shares(facilities: int) -> tuple[Share, ...]:
    """How institutions spread over publishing regions: by townships, none left over."""
    if not 1 <= facilities <= MAX_FACILITIES:
        raise UsageError(
            msg(
                "facilities: %(facilities)s is not between 1 and %(max_facilities)s",
                facilities=facilities,
                max_facilities=MAX_FACILITIES,
            )
        )
    regions = _publishing_regions()
    counts = allot(facilities, [len(_places(region.region_code)) for region in regions])
    return tuple(
        Share(region, count) for region, count in zip(regions, counts, strict=True) if count
    )


def allot(whole: int, weights: Sequence[int]) -> list[int]:
    """The whole in parts that are proportional to the weights (largest remainders)."""
    total = sum(weights)
    parts = [whole * weight // total for weight in weights]
    by_remainder = sorted(
        range(len(weights)), key=lambda place: (-(whole * weights[place] % total), place)
    )
    for place in by_remainder[: whole - sum(parts)]:
        parts[place] += 1
    return parts


def synthetic_export(share: Share) -> DemonstrationExport:
    """Release 1 of one region."""
    region = share.region
    return DemonstrationExport(
        release_info(region.region_code[:6], agency_of(region), ISSUED), _tables(share), ()
    )


def agency_of(region: Region) -> str:
    """The fictitious agency of a region."""
    return f"{region.name}卫生健康委员会（示例）"


def make_grade(rng: Random, facility_id: str, number: int, first: date, last: date) -> Grade:
    """A hygiene grade of a day between the two, valid for a year; number 1 is the first one."""
    assessed = weekday_between(rng, first, last)
    return Grade(
        grade_id=f"g-{facility_id}-{number}",
        facility_id=facility_id,
        scheme_id=GENERAL_HYGIENE,
        grade=pick(rng, _GRADES),
        assessed=assessed,
        valid_until=years_later(assessed, 1) - timedelta(days=1),
        authority="卫生健康综合执法机构（示例）",
        supersedes=f"g-{facility_id}-{number - 1}" if number > 1 else None,
    )


@cache
def _publishing_regions() -> tuple[Region, ...]:
    """Prefectures, and counties without one, that have any place for an institution."""
    regions = load_regions()
    provinces = {code for code, region in regions.items() if region.level is RegionLevel.PROVINCE}
    return tuple(
        region
        for _, region in sorted(regions.items())
        if region.level is RegionLevel.CITY
        or (region.level is RegionLevel.COUNTY and region.parent in provinces)
    )


@cache
def _places(region_code: str) -> tuple[Place, ...]:
    return sites_in(region_code)


def _tables(share: Share) -> Tables:
    region_code = share.region.region_code
    rng = random_source("synthetic", region_code)
    rows: list[Row] = general_hygiene_scheme()
    used: Counter[str] = Counter()
    places = _places(region_code)
    for institution in draw_institutions(rng, places, share.facilities, _CUSTOM):
        used[institution.facility.region_code] += 1
        rows += (institution.facility, *institution.groups)
        if rng.random() < _FEE_SHARE:
            rows += institution.fees
        rows += _supervised(rng, institution)
    tables = gather_tables(rows)
    tables[Region.table] = list(region_rows(sorted({region_code, *used})))
    return tables


def _supervised(rng: Random, institution: Institution) -> Iterator[Row]:
    """The filing, grade and inspection of an institution, as far as it has any."""
    facility_id = institution.facility_id
    filing = _filing(rng, institution)
    if filing is not None:
        yield filing
    if rng.random() < _GRADED_SHARE:
        yield make_grade(rng, facility_id, 1, date(2025, 6, 2), date(2026, 8, 31))
    if rng.random() < _INSPECTED_SHARE:
        inspection, findings = make_inspection(
            rng,
            facility_id,
            weekday_between(rng, date(2025, 10, 8), date(2026, 9, 4)),
            pick(rng, _KINDS),
            "卫生健康综合执法机构（示例）",
            SEVEN_DOMAINS,
            Rigour(failing=0.15, neglected=0.03, known=ISSUED),
        )
        yield inspection
        yield from findings


def _filing(rng: Random, institution: Institution) -> Filing | None:
    draw = rng.random()
    if draw < _FILED_SHARE:
        return make_filing(rng, institution, _LAST_FILING)
    if draw < _FILED_SHARE + _SUBMITTED_SHARE:
        status, submitted, decided = FilingStatus.SUBMITTED, date(2026, 9, 7), None
    else:
        status, submitted, decided = FilingStatus.NOT_FILED, None, date(2026, 1, 15)
    return Filing(
        filing_id=f"b-{institution.facility_id}-1",
        facility_id=institution.facility_id,
        status=status,
        authority=f"{institution.district}卫生健康部门",
        submitted=submitted,
        decided=decided,
    )
