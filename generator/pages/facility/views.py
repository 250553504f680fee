"""What the page of a facility shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator.model.vocabulary import (
    AgeClass,
    Crs,
    FacilityKind,
    FeeUnit,
    FilingStatus,
    FindingResult,
    InspectionKind,
    Nature,
    NoticeKind,
    OperatingStatus,
    PenaltyTier,
    SchemeKind,
    ServiceMode,
)
from generator.pages.figures.demonstration_views import DemonstrationItem
from generator.pages.shared.views import CheckEntry, Link, Mark, SourceStatement, Terms
from generator.rules.findings import FindingState


@dataclass(frozen=True, slots=True)
class GradeEntry:
    """A grade given at a date."""

    mark: Mark
    label: str
    meaning: str
    assessed: date
    valid_until: date | None
    authority: str
    basis: Link | None
    frequency: str | None
    row: str = ""
    """Its name in the record, for who checks the page."""


@dataclass(frozen=True, slots=True)
class SchemeStanding:
    """A facility's grades in one scheme: the present one and earlier ones, newest first.

    `present` is None where the facility was never assessed in a scheme of its region.
    """

    scheme: Link
    kind: SchemeKind
    issuer: str
    present: GradeEntry | None
    earlier: tuple[GradeEntry, ...]


@dataclass(frozen=True, slots=True)
class FilingEntry:
    """A step of the filing; `day` is its own, `columns` are the cells that the entry shows."""

    status: FilingStatus
    number: str | None
    authority: str
    day: date | None
    reason: str | None
    columns: str = ""
    row: str = ""
    """Its name in the record, for who checks the page."""


@dataclass(frozen=True, slots=True)
class FindingEntry:
    domain: str
    result: FindingResult
    state: FindingState
    text: str | None
    due: date | None
    rectified: date | None
    reply: tuple[date, str] | None = None
    """Day and words of what the facility replied."""
    row: str = ""
    """Its name in the record, for who checks the page."""


@dataclass(frozen=True, slots=True)
class InspectionEntry:
    inspected: date
    kind: InspectionKind
    authority: str
    failed: int
    rectified: int
    findings: tuple[FindingEntry, ...]
    row: str = ""
    """Its name in the record, for who checks the page."""

    @property
    def open(self) -> bool:
        """Whether any fault is not said to have been put right."""
        return self.failed > self.rectified

    @property
    def faults(self) -> tuple[FindingEntry, ...]:
        """What was found wrong, put right or not."""
        return tuple(each for each in self.findings if each.result is FindingResult.FAIL)

    @property
    def others(self) -> tuple[tuple[FindingState, tuple[FindingEntry, ...]], ...]:
        """What was in order, and what did not apply; a state without findings is left out."""
        states = (FindingState.PASS, FindingState.NOT_APPLICABLE)
        found = ((state, tuple(f for f in self.findings if f.state == state)) for state in states)
        return tuple((state, findings) for state, findings in found if findings)


@dataclass(frozen=True, slots=True)
class PenaltyEntry:
    decision_number: str
    decided: date
    authority: str
    tier: PenaltyTier
    what: str
    amount: float | None
    publicity_ends: date
    shown_until: date
    """The last day on which it may be shown: from then on the page hides it by itself."""
    reply: tuple[date, str] | None = None
    """Day and words of what the facility replied."""
    row: str = ""
    """Its name in the record, for who checks the page."""


@dataclass(frozen=True, slots=True)
class FeeEntry:
    """`over_cap` is None where no prepayment term was published."""

    item: str
    amount: float
    unit: FeeUnit
    age_class: AgeClass | None
    mode: ServiceMode | None
    prepayment_months: float | None
    over_cap: bool | None
    refund_rule: str | None
    contract_template: str | None
    row: str = ""
    """Its name in the record, for who checks the page."""

    @property
    def silent(self) -> bool:
        """Whether nothing was published about prepayment and refunds."""
        return self.prepayment_months is None and not self.refund_rule


@dataclass(frozen=True, slots=True)
class AgeEntry:
    """An age class against the national standard (托育机构设置标准)."""

    age_class: AgeClass
    months: str
    classes: int
    children: int | None
    children_limit: int
    carers: int | None
    ratio: float | None
    """Children a carer, rounded."""
    ratio_limit: int | None
    within: bool | None


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """`field` is a column's Chinese heading; before and after as printed."""

    kind: NoticeKind
    title: str
    text: str
    published: date
    ends: date | None
    field: str | None
    before: str | None
    after: str | None
    row: str = ""
    """Its name in the record, for who checks the page."""
    until: date | None = None
    """The last day on which it may be shown, where it speaks of a penalty."""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a facility on a day, as a sentence tells it.

    `what` says which sentence: opened, suspended, closed, filing, graded, regraded, confirmed,
    inspected, penalty, named, revoked, notice for acts; added, changed, filled, emptied, altered,
    gone for what a release altered in the record. `marks` are the grade before, if there was one,
    and after.
    """

    day: date
    what: str
    subject: str
    before: str | None = None
    after: str | None = None
    marks: tuple[Mark, ...] = ()
    inspection: InspectionEntry | None = None
    release: Link | None = None
    unexplained: bool = False
    until: date | None = None
    """The last day on which it may be shown, where it speaks of a penalty."""


@dataclass(frozen=True, slots=True)
class FacilityView:
    name: str
    other_names: tuple[str, ...]
    uscc: str | None
    uscc_note: str | None
    facility_id: str
    nature: Nature | None
    kind: FacilityKind
    status: OperatingStatus | None
    open: bool
    """Not said to have suspended or closed."""
    status_date: date | None
    opened: date | None
    region: Link
    township: Link | None
    address: str
    lon: float | None
    lat: float | None
    crs: Crs | None
    complaints: str
    """The telephone for complaints."""
    telephone: str | None
    web_page: str | None
    service_modes: tuple[ServiceMode, ...]
    places: int | None
    inclusive: bool | None
    filing: FilingStatus | None
    """The present state; None where nothing was published about it."""
    filed: bool | None
    filings: tuple[FilingEntry, ...]
    """The present step first."""
    standings: tuple[SchemeStanding, ...]
    inspections: tuple[InspectionEntry, ...]
    penalties: tuple[PenaltyEntry, ...]
    fee: FeeEntry | None
    """The fee by which facilities are compared: the lowest full-day one a month."""
    fees: tuple[FeeEntry, ...]
    prepayment: float | None
    """The longest term paid in advance, in months."""
    over_cap: bool | None
    prepayment_cap: float
    prepayment_policy: Link | None
    ages: tuple[AgeEntry, ...]
    age_span: tuple[int, int] | None
    """Months of age, from and up to."""
    carer_span: tuple[float, float] | None
    """The fewest and the most children a carer, by class."""
    demonstrations: tuple[DemonstrationItem, ...]
    notices: tuple[NoticeEntry, ...]
    events: tuple[Event, ...]
    ways: tuple[Link, ...]
    """Map services that show the way."""
    explained_by: dict[str, tuple[Link, ...]]
    """Section (filing, grade, fees, places, demonstration) → documents that explain it."""
    terms: Terms
    how_to_read: Link | None
    how_to_correct: Link | None
    how_to_verify: Link | None
    source: SourceStatement
    check: CheckEntry | None = None
    history: str | None = None
    """Where its earlier versions stand, if there are any."""

    @property
    def silent_fees(self) -> int:
        """Of how many fees neither prepayment nor refund terms were published."""
        return sum(fee.silent for fee in self.fees)

    @property
    def within_standard(self) -> bool:
        """Whether each class keeps the national standard, and says all that this takes."""
        return all(age.within for age in self.ages)

    @property
    def above_standard(self) -> tuple[AgeClass, ...]:
        """The age classes in which the national standard is exceeded."""
        return tuple(age.age_class for age in self.ages if age.within is False)

    @property
    def fee_documents(self) -> tuple[Link, ...]:
        """Documents that explain fees, besides the one that sets the cap."""
        found = self.explained_by.get("fees", ())
        return tuple(link for link in found if link != self.prepayment_policy)
