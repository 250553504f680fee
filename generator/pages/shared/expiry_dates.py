"""Days on which a page reads otherwise by itself, as far as they lie behind the reference day."""

from __future__ import annotations

from datetime import date


def expired(today: date, expiry_dates: str) -> tuple[int, bool]:
    """How many of the dates in a text lie before the reference day, and whether one is that day."""
    if not expiry_dates:
        return 0, False
    dates = expiry_dates.split()
    on = today.isoformat()
    return sum(day < on for day in dates), on in dates
