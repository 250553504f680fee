"""What lists and counts need to know of a facility, computed once when its record changes."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from generator.model.vocabulary import DemonstrationLevel, FilingStatus, OperatingStatus


class PresentGrade(Struct, frozen=True, kw_only=True, gc=False):
    """The grade that a facility has now in one scheme."""

    scheme_id: str
    label: str
    assessed: date
    valid_until: date | None


class FacilityFacts(Struct, frozen=True, kw_only=True, gc=False):
    """The figures of one facility.

    `fee` is the full-day fee a month in yuan, `prepayment` the longest term in months. `turning`
    holds the dates, sorted, after which the page of this facility reads differently.
    """

    facility_id: str
    region_code: str
    curve: int
    name: str
    address: str
    status: OperatingStatus | None
    filing: FilingStatus
    places: int | None
    inclusive: bool | None
    demonstration: DemonstrationLevel | None
    fee: float | None
    prepayment: float | None
    grades: tuple[PresentGrade, ...]
    expiry_dates: tuple[date, ...]

    @property
    def assessed(self) -> date | None:
        """When it was last assessed in any scheme."""
        return max((grade.assessed for grade in self.grades), default=None)

    @property
    def next_due(self) -> date | None:
        """When its first grade runs out."""
        return min((g.valid_until for g in self.grades if g.valid_until), default=None)
