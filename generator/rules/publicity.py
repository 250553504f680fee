"""How long a penalty may be seen: 信用修复管理办法, in force 2026-04-01."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from generator.model.tables import Penalty


def in_publicity(penalty: Penalty, *, on: date) -> bool:
    """Whether a penalty may be shown: not past its last day, its credit not repaired."""
    return _shown(penalty.publicity_ends, penalty.repaired, on)


def any_in_publicity(values: Mapping[str, Any], *, on: date) -> bool:
    """The same for a recorded row, by column."""
    repaired = values.get("repaired")
    ends = date.fromisoformat(values["publicity_ends"])
    return _shown(ends, date.fromisoformat(repaired) if repaired else None, on)


def _shown(ends: date, repaired: date | None, on: date) -> bool:
    return ends >= on and not (repaired and repaired <= on)


SQL = "(publicity_ends >= :today AND (repaired IS NULL OR repaired > :today))"
"""The same as a condition on the table `penalties`."""
