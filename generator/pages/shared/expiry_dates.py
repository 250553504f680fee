"""Days on which a page reads otherwise by itself, as far as they lie behind the reference day."""

from __future__ import annotations

from datetime import date


def turned(today: date, turning: str) -> tuple[int, bool]:
    """How many of the dates in a text lie before the reference day, and whether one is that day."""
    if not turning:
        return 0, False
    dates = turning.split()
    on = today.isoformat()
    return sum(day < on for day in dates), on in dates
