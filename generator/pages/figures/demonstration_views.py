"""What pages show of a demonstration title: its life, and lists of titles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator.model.vocabulary import DemonstrationLevel, Stage
from generator.pages.shared.views import Choices, Count, IndicatorRow, Link, Pager
from generator.rules.title_indicators import ProvincialMean


@dataclass(frozen=True, slots=True)
class StageEntry:
    """A stage of a title; `working_days` are those of a publicity period, None for the others."""

    stage: Stage
    starts: date
    ends: date | None
    result: str | None
    document: Link | None
    working_days: tuple[date, ...] | None


@dataclass(frozen=True, slots=True)
class GateRow:
    """A self-score or a gate of a city beside the mean of its province, None where unknown."""

    figure: IndicatorRow
    mean: ProvincialMean | None


@dataclass(frozen=True, slots=True)
class Quota:
    """How many cities a province may name in a period, as published, and how many it named."""

    region: Link
    name: str
    period: str
    places: int
    named: int


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
    gates: tuple[GateRow, ...] = ()

    @property
    def last_day(self) -> date | None:
        """The last day of its stages, None without any."""
        return max((stage.ends or stage.starts for stage in self.stages), default=None)


@dataclass(frozen=True, slots=True)
class DemonstrationListView:
    """Titles by level; `kind` is facilities or cities, `chosen` what they have in common where
    they are not all.
    """

    kind: str
    levels: tuple[Count, ...]
    items: tuple[DemonstrationItem, ...]
    pager: Pager | None
    other: Link
    choices: tuple[Choices, ...] = ()
    chosen: str | None = None
    everything: Link | None = None
    quotas: tuple[Quota, ...] = ()
