"""What templates see, and nothing else: here what several page types show; each has its own module.

A view is complete: templates choose looks, never facts. `href` values are site-absolute paths made
by `pages.shared.urls`, already prefixed for the deployment. Vocabulary members are passed as such;
the catalogue turns them into words. Dates are dates, amounts yuan, months whole months at the
reference time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from generator.model.suspension import Cause
from generator.model.vocabulary import DemonstrationLevel, FilingStatus, OperatingStatus, SchemeKind


@dataclass(frozen=True, slots=True)
class Link:
    """A title and where it leads; `href` is None where there is nothing to lead to."""

    title: str
    href: str | None


OUTLINES = {
    "hexagon": "M6 1.5h12L24 12l-6 10.5H6L0 12z",
    "pentagon": "M12 0l12 9-4.6 14.5H4.6L0 9z",
    "shield": "M1 1.5h22V14L12 24 1 14z",
    "slant": "M6 2h18l-6 20H0z",
    "trapezium": "M5 2h14l5 20H0z",
    "plus": "M7 0h10v7h7v10h-7v7H7v-7H0V7h7z",
}
"""Shape → its outline in a box of 24, for the ranks of a scheme after the third one."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A grade as it is drawn, filled as strongly for every rank.

    disc, square, diamond: the first, second, third rank of a scheme; those of `OUTLINES`: the
    fourth to the ninth; plain: any further one; bar: assessed, not rated; lock: withheld; dashed:
    never assessed (then `label` is None).
    `kind` is what its scheme measures, written beside the mark where several schemes meet.
    """

    shape: str
    label: str | None
    kind: SchemeKind | None = None

    @property
    def outline(self) -> str | None:
        """The path of a shape of `OUTLINES`."""
        return OUTLINES.get(self.shape)


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
    shared: str = ""
    """What it is called where its address is passed on; its title if empty."""
    picture: str = ""
    """Where the picture stands that goes with it then; that of the site if empty."""
    linked: Markup | str = ""
    """What it is about, as JSON-LD."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its name; `mark` where it counts a grade, `share` of the whole 0–1."""

    label: str
    value: int
    href: str | None = None
    mark: Mark | None = None
    share: float | None = None


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
    drawn: tuple[float, float] | None = None
    """Value and target as parts of a scale that all periods of the indicator share; None where one
    of them lacks, and for a gate."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A list of fewer: what they have in common, where it stands, how many there are.

    `href` is None for the list that is shown.
    """

    title: str
    href: str | None
    count: int


Choices = tuple[str, tuple[Choice, ...]]
"""Lists to choose from, by what they are chosen by (year, issuer …), a message."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the facilities of a region stand in one scheme, best first; never assessed last."""

    scheme: Link
    kind: SchemeKind
    total: int
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """How many facilities: the figures of one region. None: nothing published about it.

    `open` are the operating ones and those of which no operating status was published
    (`status_unknown`); all further figures are about these. About the filing of `filing_unknown`
    nothing was published, and so with places and inclusive ones.
    """

    operating: int
    filed: int
    closed: int
    places: int | None
    inclusive: int
    demonstration: int
    status_unknown: int = 0
    filing_unknown: int = 0
    places_unknown: int = 0
    inclusive_unknown: int = 0

    @property
    def open(self) -> int:
        """How many are not said to have closed or suspended."""
        return self.operating + self.status_unknown


@dataclass(frozen=True, slots=True)
class ConcernItem:
    """Something that speaks against a facility, from the day after `after` to the day `until`;
    `section` is where its page tells it, `begun` says that it does so on the day of the build.
    """

    section: str
    words: str
    after: date | None
    until: date | None
    begun: bool


@dataclass(frozen=True, slots=True)
class FacilityItem:
    """A facility in a list. None: nothing published about it."""

    name: str
    href: str
    township: str | None
    address: str
    filing: FilingStatus | None
    filed: bool | None
    status: OperatingStatus | None
    open: bool
    """Not said to have closed or suspended."""
    marks: tuple[Mark, ...]
    """The present grade of the region's leading scheme first, then those of other schemes."""
    fee: float | None
    """Monthly full-day fee."""
    places: int | None
    demonstration: DemonstrationLevel | None
    concerns: tuple[ConcernItem, ...]
    """What speaks against it, the worst first."""


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
class Pager:
    """Where this page of a list stands."""

    page: int
    pages: int
    previous: str | None
    next: str | None
    links: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class SuspendedAgency:
    """An agency that is not trusted at present: its name, since which day, and what happened.

    `above` is the role above it to which it happened; empty where it was its own. `taken_back` is
    the number of a later release that was signed with its stolen key; None where there is none.
    """

    agency: str
    day: date
    cause: Cause
    above: str = ""
    taken_back: int | None = None


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
    suspended: SuspendedAgency | None


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """What "check this page" needs of a page with a record: its address, its leaf in the log, its
    salted digest in hexadecimal, where the keys of its agency stand and what that is called (both
    None for a document).
    """

    record: str
    leaf: int
    digest: str
    keys: str | None
    agency: str | None
