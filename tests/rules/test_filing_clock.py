"""Terms of applications for filing, counted in working days."""

from __future__ import annotations

from datetime import date

import pytest

from generator.model.tables import Filing
from generator.model.vocabulary import FilingStatus
from generator.rules.filing_clock import FilingClock, filing_clocks

HOLIDAY = date(2026, 9, 30)
"""A Wednesday; the first week of October is free, and Saturday the tenth is worked."""


def step(number: int, status: FilingStatus, submitted: date | None, decided: date | None) -> Filing:
    """A step of the filing of one facility."""
    return Filing(
        filing_id=f"b-{number}",
        facility_id="F1",
        status=status,
        authority="卫生健康局",
        submitted=submitted,
        decided=decided,
    )


def clocks(*steps: Filing, on: date = date(2026, 12, 1)) -> list[FilingClock]:
    """What is said of them on a day."""
    return list(filing_clocks(steps, on=on, overrides={}))


@pytest.mark.parametrize(
    ("status", "answered", "taken", "missed"),
    [
        (FilingStatus.FILED, date(2026, 10, 13), 5, False),
        (FilingStatus.FILED, date(2026, 10, 14), 6, True),
        (FilingStatus.REFUSED, date(2026, 10, 14), 6, False),
        (FilingStatus.REFUSED, date(2026, 10, 28), 16, True),
        (FilingStatus.FILED, HOLIDAY, 0, False),
    ],
)
def test_an_answer_is_late_after_its_term(
    status: FilingStatus, answered: date, taken: int, missed: bool
) -> None:
    """Five working days for a receipt, fifteen for a refusal, moved days counted as they are."""
    (clock,) = clocks(step(1, status, HOLIDAY, answered))
    assert (clock.taken, clock.missed) == (taken, missed)


def test_what_waits_is_late_once_the_longer_term_is_over() -> None:
    """Which of the two answers will come, nobody knows yet."""
    waiting = step(1, FilingStatus.SUBMITTED, HOLIDAY, None)
    (clock,) = clocks(waiting, on=date(2026, 10, 27))
    assert (clock.due, clock.taken, clock.missed) == (date(2026, 10, 27), None, False)
    assert clocks(waiting, on=date(2026, 10, 28))[0].missed


def test_an_application_that_was_answered_waits_no_more() -> None:
    """The step of submission says nothing once the answer stands beside it."""
    submitted = step(1, FilingStatus.SUBMITTED, HOLIDAY, None)
    answered = step(2, FilingStatus.FILED, HOLIDAY, date(2026, 10, 12))
    assert [clock.filing_id for clock in clocks(submitted, answered)] == ["b-2"]


def test_nothing_is_said_without_both_days() -> None:
    """Nor of changes and cancellations, for which no term is named."""
    assert not clocks(step(1, FilingStatus.FILED, None, date(2026, 10, 12)))
    assert not clocks(step(1, FilingStatus.FILED, HOLIDAY, None))
    assert not clocks(step(1, FilingStatus.CHANGED, HOLIDAY, date(2026, 11, 30)))
