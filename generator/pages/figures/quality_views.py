"""What the pages of freshness and quality show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator.pages.shared.views import Link, SuspendedAgency


@dataclass(frozen=True, slots=True)
class QualityRow:
    """A region or an agency; `counts` are of MEASURES by name, `months` the age of the median
    assessment.
    """

    link: Link
    counts: dict[str, int]
    shares: dict[str, float | None]
    months: int | None


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency with its releases: `months` since the last one, `suspended` where it is not trusted
    at present.
    """

    link: Link
    releases: int
    last: date
    months: int
    suspended: SuspendedAgency | None
    row: QualityRow


@dataclass(frozen=True, slots=True)
class QualityMoment:
    """All authorities together once one of them had published on a day; `shares` of those open."""

    day: date
    counts: dict[str, int]
    shares: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class LateInterpretation:
    """An interpretation that came after its day."""

    document: Link
    policy: Link
    due: date
    published: date


@dataclass(frozen=True, slots=True)
class QualityView:
    """The figures of the whole site or of a province, region by region and agency by agency."""

    day: date
    whole: QualityRow
    regions: tuple[QualityRow, ...]
    agencies: tuple[AgencyRow, ...]
    late: tuple[LateInterpretation, ...]
    moments: tuple[QualityMoment, ...]
    data: str
    history: str
    """Where the same figures of every district and release stand as a table."""
