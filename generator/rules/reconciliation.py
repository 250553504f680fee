"""Published totals beside what the rows add up to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from generator.model.tables import PublishedTotal
from generator.model.vocabulary import TotalIndicator


class Counted(Protocol):
    """The figures of a region that a total can be compared with."""

    operating: int
    status_unknown: int
    filed: int
    filing_unknown: int
    places: int
    inclusive: int
    inclusive_unknown: int
    demonstration: int

    @property
    def places_unknown(self) -> int:
        """Facilities that do not say how many places they have."""

    @property
    def grades(self) -> Mapping[tuple[str, str], int]:
        """Facilities by (scheme, label)."""

    @property
    def titles(self) -> Mapping[str, int]:
        """Facilities by demonstration level."""


def counted(total: PublishedTotal, counts: Counted) -> int:
    """The number of the rows that `total` announced."""
    if total.indicator is TotalIndicator.GRADED:
        return sum(
            number
            for (scheme, label), number in counts.grades.items()
            if scheme == total.scheme_id and total.grade in (None, label)
        )
    if total.indicator is TotalIndicator.DEMONSTRATION and total.level:
        return counts.titles.get(total.level.value, 0)
    return int(getattr(counts, total.indicator.value))


def unknown(total: PublishedTotal, counts: Counted) -> int:
    """Of how many facilities it was not published whether `total` counts them."""
    silent = {
        TotalIndicator.OPERATING: counts.status_unknown,
        TotalIndicator.FILED: counts.filing_unknown,
        TotalIndicator.PLACES: counts.places_unknown,
        TotalIndicator.INCLUSIVE: counts.inclusive_unknown,
    }
    return silent.get(total.indicator, 0)


def gap(total: PublishedTotal, counts: Counted) -> int | None:
    """How many more were counted than announced; None where silence may be all that lacks."""
    found, silent = counted(total, counts) - total.value, unknown(total, counts)
    of_places = total.indicator is TotalIndicator.PLACES
    return None if silent and found < 0 and (of_places or found + silent >= 0) else found
