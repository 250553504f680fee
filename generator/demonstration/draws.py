"""Draws from a seeded generator: every number of the demonstration comes through here.

A generator is made from a name (`source_of`), never shared between exports and never seeded from
the clock, so that one export can be made again without the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")


def random_source(*names: str | int) -> Random:
    """The generator of this name; the same name draws the same numbers on every machine."""
    return Random("gongshi-demonstration/" + "/".join(map(str, names)))


def pick(rng: Random, choices: Sequence[T]) -> T:
    """One of the choices, each as likely; faster than `Random.choice`."""
    return choices[int(rng.random() * len(choices))]


def weighted(*shares: tuple[T, int]) -> tuple[T, ...]:
    """Choices for `pick` in which each stands as often as its share says."""
    return tuple(choice for choice, share in shares for _ in range(share))


def day_between(rng: Random, first: date, last: date) -> date:
    """A day from `first` to `last`, both included; `first` where `last` lies before it."""
    span = max((last - first).days, 0)
    return first + timedelta(days=int(rng.random() * (span + 1)))


def weekday_between(rng: Random, first: date, last: date) -> date:
    """A day as `day_between`, moved back to Friday from a weekend unless that is before `first`."""
    day = day_between(rng, first, last)
    moved = day - timedelta(days=max(day.weekday() - 4, 0))
    return moved if moved >= first else day


def years_later(day: date, years: int) -> date:
    """The same day some years later; 28 February for 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
