"""Institutions as they usually are, with their filing: the common part of every small export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from generator.demonstration.draws import pick, weekday_between
from generator.demonstration.institutions import Custom, make_fees, make_institution
from generator.demonstration.sites import Place
from generator.model.tables import AgeGroup, Facility, Fee, Filing
from generator.model.vocabulary import FilingStatus


@dataclass(frozen=True, slots=True)
class Institution:
    """A facility with its classes and fees; `district` is the county's name."""

    facility: Facility
    groups: list[AgeGroup]
    fees: list[Fee]
    district: str

    @property
    def facility_id(self) -> str:
        return self.facility.facility_id


def draw_institutions(
    rng: Random, places: Sequence[Place], count: int, custom: Custom
) -> Iterator[Institution]:
    """So many institutions spread over the places, numbered by county from 1."""
    serials: Counter[str] = Counter()
    for _ in range(count):
        place = pick(rng, places)
        serials[place.county] += 1
        facility, groups = make_institution(rng, place, serials[place.county], custom)
        yield Institution(facility, groups, make_fees(rng, facility, custom), place.district)


def make_filing(rng: Random, institution: Institution, last: date) -> Filing:
    """A filing decided between a month after opening and `last`, within five working days."""
    facility = institution.facility
    first = (facility.opened or last) + timedelta(days=30)
    submitted = weekday_between(rng, first, last - timedelta(days=7))
    # Four to seven days on: always within five working days, never on a weekend.
    decided = submitted + timedelta(days=pick(rng, _DAYS_TO_DECIDE[submitted.weekday()]))
    return Filing(
        filing_id=f"b-{facility.facility_id}-1",
        facility_id=facility.facility_id,
        status=FilingStatus.FILED,
        number=f"示托备{facility.facility_id}",
        authority=f"{institution.district}卫生健康部门",
        submitted=submitted,
        decided=decided,
    )


_DAYS_TO_DECIDE = ((1, 2, 3, 4), (1, 2, 3), (1, 2, 5), (1, 4, 5), (3, 4, 5), (2, 3, 4), (1, 2, 3))
"""Days after Monday … Sunday on which a decision falls on a working day of an ordinary week."""
