"""What the page of a facility shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator.model.vocabulary import (
    AgeClass,
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
    months_ago: int
    overdue: bool
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
    status: FilingStatus
    number: str | None
    authority: str
    submitted: date | None
    decided: date | None
    reason: str | None
    row: str = ""
    """Its name in the record, for who checks the page."""


@dataclass(frozen=True, slots=True)
class FindingEntry:
    """`state` is pass, fail_open, fail_overdue, fail_rectified or not_applicable."""

    domain: str
    result: FindingResult
    state: str
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


@dataclass(frozen=True, slots=True)
class PenaltyEntry:
    decision_number: str
    decided: date
    authority: str
    tier: PenaltyTier
    what: str
    amount: float | None
    publicity_ends: date
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
    """Children a carer."""
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
    status_date: date | None
    opened: date | None
    region: Link
    township: Link | None
    address: str
    lon: float | None
    lat: float | None
    telephone: str | None
    web_page: str | None
    service_modes: tuple[ServiceMode, ...]
    places: int | None
    inclusive: bool | None
    filing: FilingStatus
    """The present state; NOT_FILED also where no filing was published (`filing_known` False)."""
    filing_known: bool
    filings: tuple[FilingEntry, ...]
    standings: tuple[SchemeStanding, ...]
    inspections: tuple[InspectionEntry, ...]
    penalties: tuple[PenaltyEntry, ...]
    fees: tuple[FeeEntry, ...]
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
    directions: str | None
    """Address that opens a map application, or the map that the operator chose."""
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
