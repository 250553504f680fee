"""What rules make of a facility's record: computed once when it changes, read everywhere.

`rules/` makes these values. The store keeps them as columns for SQL, and the record's JSON as
`facts` for scripts; pages, lists, search and figures take them from here and apply no rule.
None always means that nothing was published about it.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from generator.model.vocabulary import (
    AgeClass,
    ConcernKind,
    DemonstrationLevel,
    FilingStatus,
    OperatingStatus,
)


class PresentGrade(Struct, frozen=True, kw_only=True, gc=False):
    """The grade that a facility has now in one scheme."""

    scheme_id: str
    label: str
    assessed: date
    valid_until: date | None


class ClassRatio(Struct, frozen=True, kw_only=True, gc=False):
    """Children and carers of the largest class of an age, and children a carer as shown."""

    age_class: AgeClass
    children: int
    carers: int
    rounded: float


class TitleSpan(Struct, frozen=True, kw_only=True, gc=False):
    """A demonstration title: the first day on which it stands, the first on which no more.

    `starts` is None where it was recorded without its stages.
    """

    level: DemonstrationLevel
    starts: date | None
    revoked: date | None


class ShownPenalty(Struct, frozen=True, kw_only=True, gc=False):
    """A penalty: the last day on which it may be shown, the fine in yuan where there is one."""

    until: date
    amount: float | None


class Concern(Struct, frozen=True, gc=False):
    """Something that speaks against a facility, from the day after `after` to the day `until`.

    None: from ever, for good. `amount` is a fine in yuan.
    """

    kind: ConcernKind
    after: date | None = None
    until: date | None = None
    amount: float | None = None


class FacilityFacts(Struct, frozen=True, kw_only=True, gc=False):
    """The facts of one facility.

    `open` says that it is not said to have suspended or closed, `filed` that its filing stands.
    `fee` is the lowest full-day fee a month in yuan and `fee_item` what it is called, `prepayment`
    the longest term in months, `refund` whether refund terms are stated. `penalties` are all that
    may still be shown one day, `rectification_due` is the first day by which a fault that is open
    was to be put right, `above_standard` says that a class exceeds the national standard,
    `unexplained` that something published was changed without an explanation. `expiry_dates`
    holds the dates, sorted, with which something that is made at build reads differently.
    """

    facility_id: str
    region_code: str
    curve: int
    name: str
    address: str
    status: OperatingStatus | None
    open: bool
    filing: FilingStatus | None
    filed: bool | None
    places: int | None
    inclusive: bool | None
    demonstration: DemonstrationLevel | None
    fee: float | None
    fee_item: str | None
    prepayment: float | None
    refund: bool | None
    ratios: tuple[ClassRatio, ...]
    grades: tuple[PresentGrade, ...]
    penalties: tuple[ShownPenalty, ...]
    rectification_due: date | None
    above_standard: bool
    expiry_dates: tuple[date, ...]
    unexplained: bool = False

    @property
    def assessed(self) -> date | None:
        """When it was last assessed in any scheme."""
        return max((grade.assessed for grade in self.grades), default=None)

    @property
    def next_due(self) -> date | None:
        """When its first grade runs out."""
        return min((g.valid_until for g in self.grades if g.valid_until), default=None)
