"""What each page type shows: the only things a template sees.

A view is complete: templates choose looks, never facts. `href` values are site-absolute paths made
by `pages.urls`, already prefixed for the deployment. Vocabulary members are passed as such; the
catalogue turns them into words. Dates are dates, amounts yuan, months whole months at the reference
time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from generator.model.vocabulary import (
    AgeClass,
    DemonstrationLevel,
    FacilityKind,
    FeeUnit,
    FilingStatus,
    FindingResult,
    InspectionKind,
    Nature,
    NoticeKind,
    OperatingStatus,
    PenaltyTier,
    RegionLevel,
    SchemeKind,
    ServiceMode,
    Stage,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A title and where it leads; `href` is None where there is nothing to lead to."""

    title: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A grade as it is drawn: `shape` is disc, square, diamond, bar, lock, dashed or plain.

    disc, square, diamond: the first, second, third rank of a scheme; plain: any further rank;
    bar: assessed, not rated; lock: withheld; dashed: never assessed (then `label` is None).
    `kind` is what its scheme measures, written beside the mark where several schemes meet.
    """

    shape: str
    label: str | None
    kind: SchemeKind | None = None


Terms = Mapping[str, tuple[str, str]]
"""Key of a term → its word and what the glossary says that it means."""


@dataclass(frozen=True, slots=True)
class PageHead:
    """What stands in `<head>` and above the content of every page.

    `tags` are the meta tags of 政府网站发展指引 in order (name, content).
    """

    title: str
    description: str
    path: str
    breadcrumbs: tuple[Link, ...]
    tags: tuple[tuple[str, str], ...]
    section: str
    """Which entry of the main navigation is current: home, region, scheme, demonstration, policy,
    statistics, release, data, about."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its name; `mark` where it counts a grade, `share` of the whole 0–1."""

    label: str
    value: int
    href: str | None = None
    mark: Mark | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the facilities of a region stand in one scheme, best first; never assessed last."""

    scheme: Link
    kind: SchemeKind
    total: int
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """How many facilities: the figures of one region. None: nothing published about it."""

    operating: int
    filed: int
    closed: int
    places: int | None
    inclusive: int
    demonstration: int


@dataclass(frozen=True, slots=True)
class FacilityItem:
    """A facility in a list."""

    name: str
    href: str
    township: str | None
    address: str
    filing: FilingStatus
    status: OperatingStatus
    marks: tuple[Mark, ...]
    """The present grade of the region's leading scheme first, then those of other schemes."""
    fee: float | None
    """Monthly full-day fee."""
    places: int | None
    demonstration: DemonstrationLevel | None


# --- home -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RegionItem:
    """A region in a list with its figures."""

    name: str
    href: str
    level: RegionLevel
    facts: Fact
    distribution: Distribution | None


@dataclass(frozen=True, slots=True)
class ReleaseItem:
    """A release of an agency in a list."""

    href: str
    agency: str
    region: str
    number: int
    issued: datetime
    new: int
    changed: int
    gone: int
    upgraded: int
    downgraded: int
    unexplained: int
    first: bool


@dataclass(frozen=True, slots=True)
class DocumentItem:
    """A policy with its interpretations, or an interpretation with its policies, in a list."""

    title: str
    href: str
    number: str | None
    published: date | None
    issuers: tuple[str, ...]
    validity: str
    related: tuple[Link, ...]
    summary: str | None


@dataclass(frozen=True, slots=True)
class HomeView:
    title: str
    facts: Fact
    distributions: tuple[Distribution, ...]
    regions: tuple[RegionItem, ...]
    demonstrations: tuple[Count, ...]
    releases: tuple[ReleaseItem, ...]
    policies: tuple[DocumentItem, ...]
    suspended: tuple[str, ...]
    """Agencies whose signature has expired, as sentences' subjects: name and date."""


# --- region -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator of a region in one period; `reached` is None where value or target lacks."""

    name: str
    period: str
    value: float | None
    target: float | None
    unit: str
    source: str
    reached: bool | None
    yes_or_no: bool = False
    """A gate: 1 stands for yes, 0 for no."""


@dataclass(frozen=True, slots=True)
class Pager:
    """Where this page of a list stands."""

    page: int
    pages: int
    previous: str | None
    next: str | None
    links: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class ShortList:
    """The first few facilities of a list that is `count` long."""

    items: tuple[FacilityItem, ...]
    count: int


@dataclass(frozen=True, slots=True)
class RegionView:
    name: str
    code: str
    level: RegionLevel
    edition: int
    parent: Link | None
    facts: Fact
    distributions: tuple[Distribution, ...]
    children: tuple[RegionItem, ...]
    neighbours: tuple[Link, ...]
    first: bool
    """Whether this page tells everything of the region, or is a further one of its list."""
    facilities: tuple[FacilityItem, ...]
    """Facilities of this region where it has no children or beside them (deepest known region)."""
    facility_count: int
    orders: tuple[Link, ...]
    """In which orders the list can be read, the present one without address; empty if in one."""
    pager: Pager | None
    overdue: ShortList
    """Facilities whose next assessment is past due at the reference time."""
    not_rated: ShortList
    best: ShortList
    indicators: tuple[IndicatorRow, ...]
    demonstrations: tuple[DemonstrationItem, ...]
    policies: tuple[DocumentItem, ...]
    terms: Terms
    feed: Link | None = None
    """What changes in the region, as a feed; None where nothing ever changed."""


# --- facility ---------------------------------------------------------------------------------


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
class StageEntry:
    """`working_days` is set for a publicity period; `state` is past, present or planned."""

    stage: Stage
    starts: date
    ends: date | None
    result: str | None
    document: Link | None
    working_days: int | None
    working_days_left: int | None
    state: str


@dataclass(frozen=True, slots=True)
class DemonstrationItem:
    """A demonstration title with its life."""

    title: str
    level: DemonstrationLevel
    model: str | None
    cycle: str | None
    subject: Link
    region: Link | None
    basis: Link | None
    subsidy: float | None
    paired: tuple[Link, ...]
    stages: tuple[StageEntry, ...]
    named: date | None
    revoked: date | None
    revoked_reason: str | None
    row: str = ""
    """Its name in the record, for who checks the page."""


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
class Change:
    """One change of one row between two releases of an agency.

    `what` is new, changed or gone; `subject` names the thing, `field` a column's Chinese heading.
    A new grade has the one it supersedes as `before`.
    """

    what: str
    subject: Link
    table: str
    table_title: str
    field: str | None
    before: str | None
    after: str | None
    unexplained: bool
    release: Link
    issued: datetime


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
class SourceStatement:
    """From which signed export a page was made."""

    release: Link
    agency: str
    number: int
    issued: datetime
    path: str
    sha256: str
    role: str
    data: Link
    """Where the exports that are offered can be downloaded."""
    suspended_since: date | None


@dataclass(frozen=True, slots=True)
class FacilityView:
    name: str
    other_names: tuple[str, ...]
    uscc: str | None
    uscc_note: str | None
    facility_id: str
    nature: Nature | None
    kind: FacilityKind
    status: OperatingStatus
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


# --- schemes ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SchemeGradeRow:
    mark: Mark
    label: str
    aliases: tuple[str, ...]
    meaning: str
    frequency: str | None
    count: int


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Facilities by the grades of two schemes (Beijing: risk × credit); cells row by row."""

    row_scheme: Link
    column_scheme: Link
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class SchemeView:
    name: str
    kind: SchemeKind
    issuer: str
    basis: Link
    summary: str | None
    grades: tuple[SchemeGradeRow, ...]
    never_assessed: int
    """Operating facilities of the issuing regions that have no grade in this scheme."""
    examples: tuple[FacilityItem, ...]
    cross: CrossTable | None


@dataclass(frozen=True, slots=True)
class SchemeListView:
    schemes: tuple[SchemeView, ...]
    hrefs: tuple[str, ...]


# --- demonstration ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DemonstrationListView:
    """Titles by level; `kind` is facilities or cities."""

    kind: str
    levels: tuple[Count, ...]
    items: tuple[DemonstrationItem, ...]
    pager: Pager | None
    other: Link


# --- documents --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A policy or an interpretation; `fields` is the metadata table in order (label, value)."""

    kind: str
    title: str
    body: str
    fields: tuple[tuple[str, str], ...]
    validity: str
    repealed_by: Link | None
    repeals: tuple[Link, ...]
    related: tuple[DocumentItem, ...]
    """The interpretations of a policy, or the policies of an interpretation."""
    cites: tuple[Link, ...]
    cited_by: tuple[Link, ...]
    attachments: tuple[Link, ...]
    milestones: tuple[tuple[int, str], ...]
    duties: tuple[tuple[str, tuple[str, ...]], ...]
    explains: tuple[str, ...]
    consultation_ends: date | None
    consultation_open: bool
    source: SourceStatement | None
    """None where the document stands in `content/`."""
    lang: str = "zh-CN"
    """`zh-Hant` where the body is in traditional script."""
    check: CheckEntry | None = None
    history: str | None = None
    """Where its versions stand, if there are several."""


@dataclass(frozen=True, slots=True)
class DocumentListView:
    kind: str
    items: tuple[DocumentItem, ...]
    other: Link


@dataclass(frozen=True, slots=True)
class PageView:
    """A page written in `content/pages`."""

    title: str
    body: str
    children: tuple[Link, ...]


# --- statistics, releases, data ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReconciliationRow:
    """A published total beside the number counted from the rows."""

    region: Link
    indicator: str
    published: int
    counted: int
    gap: int
    as_of: date
    source: str


@dataclass(frozen=True, slots=True)
class StatisticsView:
    facts: Fact
    regions: tuple[RegionItem, ...]
    distributions: tuple[Distribution, ...]
    reconciliation: tuple[ReconciliationRow, ...]
    indicators: tuple[tuple[Link, tuple[IndicatorRow, ...]], ...]
    cross: tuple[CrossTable, ...]
    findings: tuple[tuple[str, int, int], ...]
    """Per inspection domain: inspected, failed."""
    fee_median: float | None
    fee_count: int
    over_cap: tuple[FacilityItem, ...]
    grade_age_median: int | None
    """Months."""
    overdue: int
    reference: date


@dataclass(frozen=True, slots=True)
class ReleaseListView:
    releases: tuple[ReleaseItem, ...]


@dataclass(frozen=True, slots=True)
class ReleaseView:
    agency: str
    region: Link
    number: int
    issued: datetime
    reviewed_by: str
    reviewed_on: date
    path: str
    sha256: str
    first: bool
    rows: tuple[tuple[str, int], ...]
    """Table title → rows."""
    unexplained: tuple[Change, ...]
    groups: tuple[tuple[str, tuple[Change, ...]], ...]
    """Heading key (closed, upgraded, downgraded, filed, new, fees, titles, corrections, other) →
    changes."""
    regions_href: str | None = None
    """Where the figures of its counties stand."""


@dataclass(frozen=True, slots=True)
class Download:
    title: str
    href: str
    size: int
    rows: int | None
    note: str | None


@dataclass(frozen=True, slots=True)
class DataView:
    tables: tuple[tuple[str, tuple[Download, ...]], ...]
    """Table title → its files."""
    whole: tuple[Download, ...]
    exports: tuple[Download, ...]
    withheld: tuple[str, ...]
    """Signed exports that are not offered, because a record in them has left publicity."""


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """What "check this page" works with: addresses, the key of the log, the leaf."""

    record: str
    log: str
    key: str
    library: str | None
    leaf: int
    release: str
    verify: str
