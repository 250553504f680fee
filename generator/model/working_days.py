"""Working days by the official calendar of mainland China, with the days that were moved.

The table is that of the package chinesecalendar, which covers 2004–2026. Outside those years
Saturdays and Sundays are free and every other day is a working day: `covered` says whether a day
lies inside the table, so that a caller can say on what a count rests. An operator states what the
table does not know yet as `overrides`: day → whether it is worked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from chinese_calendar.constants import holidays, workdays

from generator.model.messages import msg

Overrides = Mapping[date, bool]

NO_OVERRIDES: Final[Overrides] = {}
_HOLIDAYS: Final = frozenset(holidays)
_MOVED_WORKDAYS: Final = frozenset(workdays)
_FIRST_YEAR: Final = min(_HOLIDAYS).year
LAST_YEAR: Final = max(_HOLIDAYS).year
"""The last year that the official table covers."""

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


def covered(first: date, last: date, overrides: Overrides = NO_OVERRIDES) -> bool:
    """Whether the official table or an override says of every day from `first` to `last` what kind
    of day it is.
    """
    return all(
        day in overrides or _FIRST_YEAR <= day.year <= LAST_YEAR for day in days_in(first, last)
    )


def is_working_day(day: date, overrides: Overrides = NO_OVERRIDES) -> bool:
    """Whether offices work on this day; by weekday alone where the table ends (see `covered`)."""
    if day in overrides:
        return overrides[day]
    return day in _MOVED_WORKDAYS or (day.weekday() < _SATURDAY and day not in _HOLIDAYS)


def add_working_days(start: date, n: int, overrides: Overrides = NO_OVERRIDES) -> date:
    """The n-th working day after `start`, which is not counted itself; `start` for n = 0."""
    if n < 0:
        raise ValueError(msg("working days are counted forwards, not %(n)s", n=n))
    day = start
    while n:
        day += _DAY
        n -= is_working_day(day, overrides)
    return day


def working_days_in(
    first: date, last: date, overrides: Overrides = NO_OVERRIDES
) -> tuple[date, ...]:
    """The working days from `first` to `last`, both included."""
    return tuple(day for day in days_in(first, last) if is_working_day(day, overrides))


def days_in(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    return (first + number * _DAY for number in range((last - first).days + 1))
