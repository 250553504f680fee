"""What the pages of regions show, and the first page, which is that of the whole country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator.model.vocabulary import RegionLevel
from generator.pages.figures.demonstration_views import DemonstrationItem
from generator.pages.release.views import ReleaseItem
from generator.pages.shared.views import (
    Count,
    Distribution,
    DocumentItem,
    FacilityItem,
    Fact,
    IndicatorRow,
    Link,
    Pager,
    SuspendedAgency,
    Terms,
)


@dataclass(frozen=True, slots=True)
class RegionItem:
    """A region in a list with its figures."""

    name: str
    href: str
    level: RegionLevel
    facts: Fact
    distribution: Distribution | None


@dataclass(frozen=True, slots=True)
class RegionTable:
    """Regions with their figures; `quiet` are those where nothing is known to be open.

    The columns say which figures any region has, of these or of those shown beside.
    """

    active: tuple[RegionItem, ...] = ()
    quiet: tuple[RegionItem, ...] = ()
    unknown: bool = False
    filing_unknown: bool = False
    inclusive: bool = False
    places: bool = False
    titled: bool = False
    graded: bool = False

    def __len__(self) -> int:
        return len(self.active) + len(self.quiet)


@dataclass(frozen=True, slots=True)
class HomeView:
    title: str
    facts: Fact
    distributions: tuple[Distribution, ...]
    regions: RegionTable
    demonstrations: tuple[Count, ...]
    releases: tuple[ReleaseItem, ...]
    policies: tuple[DocumentItem, ...]
    suspended: tuple[SuspendedAgency, ...]


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
    children: RegionTable
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
    """Facilities whose next assessment is past due on `reference`."""
    reference: date
    not_rated: ShortList
    best: ShortList
    indicators: tuple[IndicatorRow, ...]
    demonstrations: tuple[DemonstrationItem, ...]
    policies: tuple[DocumentItem, ...]
    terms: Terms
    feed: Link | None = None
    """What changes in the region, as a feed; None where nothing ever changed."""
