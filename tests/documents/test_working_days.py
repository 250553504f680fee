"""Working days: the official calendar, its end, and overrides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model.working_days import (
    LAST_YEAR,
    add_working_days,
    covered,
    is_working_day,
    working_days_in,
)


def test_a_moved_sunday_counts_and_a_holiday_does_not() -> None:
    """In May 2020 the 1st to the 5th were free and Saturday the 9th was worked."""
    assert not is_working_day(date(2020, 5, 5))
    assert is_working_day(date(2020, 5, 9))
    assert add_working_days(date(2020, 4, 30), 3) == date(2020, 5, 8)
    assert add_working_days(date(2020, 4, 30), 4) == date(2020, 5, 9)


def test_beyond_the_table_weekends_alone_are_free_and_it_says_so() -> None:
    """The table ends with 2026; the first of January 2027 is a Friday like any other."""
    day = date(LAST_YEAR + 1, 1, 1)
    assert not covered(day, day)
    assert not covered(date(LAST_YEAR, 12, 1), day)
    assert is_working_day(day) is (day.weekday() < 5)


def test_an_override_wins_over_the_table_and_covers_its_day() -> None:
    """An operator enters next year's holidays before the package knows them."""
    holiday = date(2027, 1, 1)
    overrides = {holiday: False}
    assert covered(date(2026, 12, 1), holiday, overrides)
    assert not covered(holiday, date(2027, 1, 4), overrides)
    assert add_working_days(date(2026, 12, 31), 1, overrides) == date(2027, 1, 4)


def test_counting_backwards_is_refused() -> None:
    """A negative number of working days has no meaning here."""
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 1, 5), -1)


@settings(deadline=None, max_examples=50)
@given(st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.integers(0, 30))
def test_adding_and_counting_agree(start: date, n: int) -> None:
    """The days between a start and its n-th working day are n, and none lies the other way."""
    end = add_working_days(start, n)
    days = working_days_in(start + timedelta(days=1), end)
    assert len(days) == n and all(map(is_working_day, days))
    assert working_days_in(end, start - timedelta(days=1)) == ()
