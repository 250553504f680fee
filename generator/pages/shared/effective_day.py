"""The day as far as a page can tell it: between two days that matter, every day is the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

NO_DAY = date.min


def effective_day(today: date, dates: Iterable[str], since: date = NO_DAY) -> date:
    """The first day, up to `today`, from which on nothing about `dates` (ISO) reads otherwise.

    Each date counts as itself and, after it, as the day that follows: a page may compare a day
    with it in any way. Never before `since`. A page that is made with this day instead of the
    present one is the same page, and its key need not name any other.
    """
    on = today.isoformat()
    passed = max((day for day in dates if day <= on), default="")
    if passed == on:
        return today
    last = date.fromisoformat(passed) + timedelta(days=1) if passed else NO_DAY
    return max(last, min(since, today))
