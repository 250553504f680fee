"""Dates, amounts and ages as readers see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.render.formats import formats, number, percent, size
from generator.render.translations import load_catalogue
from tests.theme.samples import THEME

NBSP = "\u00a0"


def filters(language: str) -> dict[str, Callable[..., str]]:
    """The filters of a language."""
    return formats(language, load_catalogue(THEME / "locale", language))


def test_chinese_and_english_dates() -> None:
    """Prose spells a date out; a table has it in ISO form."""
    day = date(2026, 3, 12)
    assert filters("zh-CN")["prose_date"](day) == "2026年3月12日"
    assert filters("en")["prose_date"](day) == "12 March 2026"
    assert filters("zh-CN")["table_date"](datetime(2026, 3, 12, 9, 5, tzinfo=UTC)) == "2026-03-12"
    assert filters("zh-CN")["moment"](datetime(2026, 3, 12, 9, 5, tzinfo=UTC)) == "2026-03-12 09:05"


def test_dates_inside_a_text_are_spelled_out() -> None:
    """A value of the data stands in a sentence; what only looks like a date is left alone."""
    spelled = filters("zh-CN")["prose_dates"]
    assert spelled("C · 2026-09-08 · 聊城市") == "C · 2026年9月8日 · 聊城市"
    assert spelled("0635-2026-09-08 和 2026-13-01") == "0635-2026-09-08 和 2026-13-01"
    assert filters("en")["prose_dates"]("due 2026-09-08") == "due 8 September 2026"


def test_money_carries_its_unit() -> None:
    """Amounts are grouped and never show a needless zero."""
    assert filters("zh-CN")["money"](1880.0) == f"1,880{NBSP}元"
    assert filters("en")["money"](2100.5) == "2,100.5 yuan"


@pytest.mark.parametrize(
    ("length", "words"),
    [(312, "312 B"), (4096, "4.1 kB"), (999_499, "999 kB"), (999_500, "1.0 MB"), (12e9, "12 GB")],
)
def test_sizes_have_two_or_three_figures(length: int, words: str) -> None:
    """Sizes are decimal, as browsers show them."""
    assert size(int(length)) == words


@pytest.mark.parametrize(
    ("share", "words"), [(0, "0%"), (0.0004, "0%"), (0.016, "1.6%"), (0.2077, "21%"), (1, "100%")]
)
def test_shares(share: float, words: str) -> None:
    """One decimal below ten percent."""
    assert percent(share) == words


@settings(deadline=None, max_examples=60)
@given(st.integers(-(10**9), 10**9))
def test_whole_numbers_read_back(value: int) -> None:
    """Grouping loses nothing, and a whole float reads as the integer it is."""
    assert int(number(value).replace(",", "").replace("−", "-")) == value
    assert number(float(value)) == number(value)
