"""Which published indicators speak of the demonstration titles of cities.

Source: the cycle of Gansu in DOMAIN.md (self-score of at least 80, three gates beside the mean of
the province, at most two cities). Tables have no column for these, so the names tell: a gate says
so in brackets (`入托率（门槛一：不低于全省平均）`), the mean of the province bears the same name
(`入托率（全省平均）`), a self-score and a quota bear 自评 and 名额.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from statistics import fmean
from typing import Final, NamedTuple

from generator.model.tables import DemonstrationStage, Indicator
from generator.model.vocabulary import Stage

_GATE: Final = re.compile(r"[（(]\s*门槛")
_MEAN: Final = re.compile(r"[（(]\s*全省平均\s*[）)]")
_AFTER_NAMING: Final = frozenset({Stage.ANNUAL_REPORT, Stage.RECHECK, Stage.REVOCATION})


def is_gate(name: str) -> bool:
    """Whether an indicator is a condition without which no city is chosen."""
    return _GATE.search(name) is not None


def is_self_score(name: str) -> bool:
    """Whether an indicator is the score that a city gave itself."""
    return "自评" in name and _MEAN.search(name) is None


def is_quota(name: str) -> bool:
    """Whether an indicator of a province says how many of its cities may be named."""
    return "示范" in name and "名额" in name


def province_of(code: str) -> str:
    """The code of the province in which a region lies (GB/T 2260: its first two digits)."""
    return code[:2].ljust(12, "0")


def years_of_choosing(stages: Iterable[DemonstrationStage]) -> range | None:
    """The years from the application to the naming, or to the last stage of a candidate; None
    without stages.
    """
    days = [
        day
        for stage in stages
        if stage.stage not in _AFTER_NAMING
        for day in (stage.starts, stage.ends)
        if day is not None
    ]
    return range(min(days).year, max(days).year + 1) if days else None


def belongs(indicator: Indicator, years: range | None) -> bool:
    """Whether an indicator is of the years in which a title was decided on."""
    return years is None or int(indicator.period[:4]) in years


def _to_one_decimal(value: float) -> float:
    """Halves go up, as people round."""
    return float(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))


class ProvincialMean(NamedTuple):
    """What the cities of a province reach on average; `cities` is from how many scores it was
    computed, 0 where the province published it.
    """

    value: float
    cities: int = 0


def provincial_mean(
    indicator: Indicator, province: Iterable[Indicator], scores: Iterable[Indicator]
) -> ProvincialMean | None:
    """With what a figure of a city compares: the mean that its province published of it; for a
    self-score, where none was published, that of all the `scores` of its cities to one decimal.
    """
    name = _GATE.split(indicator.indicator)[0].rstrip()
    for row in province:
        own = _MEAN.split(row.indicator)
        if len(own) > 1 and own[0].rstrip() == name and row.period == indicator.period:
            return None if row.value is None else ProvincialMean(row.value)
    if not is_self_score(indicator.indicator):
        return None
    found = [
        row.value
        for row in scores
        if row.indicator == indicator.indicator
        and row.period == indicator.period
        and row.value is not None
    ]
    return ProvincialMean(_to_one_decimal(fmean(found)), len(found)) if len(found) > 1 else None
