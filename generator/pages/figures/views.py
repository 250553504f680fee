"""What the pages of grading schemes and of statistics show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator.model.vocabulary import SchemeKind
from generator.pages.region.views import RegionTable
from generator.pages.shared.views import (
    Distribution,
    FacilityItem,
    Fact,
    IndicatorRow,
    Link,
    Mark,
)


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
    """Open facilities of the issuing regions that have no grade in this scheme."""
    examples: tuple[FacilityItem, ...]
    cross: CrossTable | None


@dataclass(frozen=True, slots=True)
class SchemeListView:
    schemes: tuple[SchemeView, ...]
    hrefs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReconciliationRow:
    """A published total beside the number counted from the rows."""

    region: Link
    indicator: str
    published: int
    counted: int
    gap: int | None
    """None where facilities of which nothing was published may be all that lacks."""
    unknown: int = 0
    """Of how many facilities it was not published whether they belong here."""
    number: str = ""
    """Where the query stands that counts it."""
    explained: tuple[str, ...] = ()
    """What the agency says about it."""
    rows: str | None = None
    """Where the facilities stand that were counted; None where there is no gap."""
    of_places: bool = False
    """Whether places were counted, not facilities."""


@dataclass(frozen=True, slots=True)
class BehindView:
    """A published total that differs, with the first of the facilities that were counted."""

    row: ReconciliationRow
    source: str
    as_of: date
    agency: Link
    items: tuple[FacilityItem, ...]
    reference: date


@dataclass(frozen=True, slots=True)
class Announcement:
    """The totals that stood in one place on one day, those that differ first."""

    source: str
    as_of: date
    rows: tuple[ReconciliationRow, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """Open facilities of the whole site on a day of issue: filed ones, and by grade of a scheme."""

    day: date
    open: int
    filed: int
    grades: Distribution


@dataclass(frozen=True, slots=True)
class FeeStep:
    """Open facilities whose monthly fee lies from `lowest` yuan up to the next step."""

    lowest: int
    upper: int
    count: int
    share: float
    """Of the fullest step."""


@dataclass(frozen=True, slots=True)
class StatisticsView:
    facts: Fact
    regions: RegionTable
    distributions: tuple[Distribution, ...]
    reconciliation: tuple[Announcement, ...]
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
    due_unknown: int
    """Assessed facilities of which no day of the next assessment was published."""
    reference: date
    moments: tuple[Moment, ...]
    fees: tuple[FeeStep, ...]
    quality: str

    @property
    def totals(self) -> tuple[ReconciliationRow, ...]:
        """Every published total."""
        return tuple(row for each in self.reconciliation for row in each.rows)

    @property
    def gaps(self) -> int:
        """How many published totals differ from what the rows add up to."""
        return sum(bool(row.gap) for row in self.totals)

    @property
    def undecided(self) -> int:
        """How many published totals cannot be recounted, since not all is stated."""
        return sum(row.gap is None for row in self.totals)
