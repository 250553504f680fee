"""Cells as officials type them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.exports.reading import cells, dates, quantities, repair
from generator.exports.reading.cell_values import Cell
from generator.exports.reading.refusal import Refused
from generator.exports.reading.repair import canonical_cell
from generator.exports.schema import TYPES_BY_NAME, columns
from generator.model.messages import Message

COLUMNS = {
    f"{table}.{column.name}": column
    for table, row_type in TYPES_BY_NAME.items()
    for column in columns(row_type)
}


def read(column: str, value: Cell) -> tuple[str, list[Message]]:
    """The canonical text of a cell and the repairs it took."""
    repairs: list[Message] = []
    return canonical_cell(COLUMNS[column], value, repairs), repairs


@pytest.mark.parametrize(
    ("column", "value", "text", "repairs"),
    [
        ("facilities.name", "阳光托育（一店）", "阳光托育（一店）", []),
        ("facilities.name", " 阳光\n托育\u3000", "阳光托育", [cells.SPACE, cells.BREAK]),
        ("facilities.name", "Sunny \r\nKids", "Sunny Kids", [cells.BREAK]),
        ("facilities.name", "阳\u200b光", "阳光", [cells.INVISIBLE]),
        ("facilities.uscc", "91371502ma94gcam0x", "91371502MA94GCAM0X", [repair.CAPITALS]),
        ("facilities.uscc", "９１371502MA94 GCAM0X", "91371502MA94GCAM0X", [repair.WIDTH]),
        ("facilities.uscc", "91627100МA", "91627100MA", [repair.LOOKALIKE]),
        ("facilities.uscc", "MACHA8GJ-8", "MACHA8GJ8", [repair.FOREIGN]),
        ("facilities.uscc", "无", "", [repair.PLACEHOLDER]),
        ("facilities.region_code", "371502", "371502000000", [repair.CODE_LENGTH]),
        ("facilities.region_code", 371502001000, "371502001000", []),
        ("facilities.nature", "民办非企业", "non_profit", []),
        ("facilities.nature", "FOR_PROFIT", "for_profit", []),
        ("facilities.inclusive", "是", "true", []),
        ("facilities.inclusive", "无", "false", []),
        ("facilities.inclusive", True, "true", []),
        ("facilities.inclusive", "", "", []),
        ("facilities.places", "1,200", "1200", [quantities.THOUSANDS]),
        ("facilities.places", 50.0, "50", []),
        ("facilities.places", "５０", "50", [repair.WIDTH]),
        ("facilities.service_modes", "全日托、临时托", "full_day|temporary", [repair.SEPARATOR]),
        ("facilities.service_modes", "全日托|全日", "full_day", []),
        ("facilities.other_names", "爱尔福；小太阳", "爱尔福|小太阳", [repair.SEPARATOR]),
        ("facilities.telephone", 6358212345, "6358212345", []),
        ("fees.amount", "¥1,880元", "1880", [quantities.THOUSANDS, quantities.UNIT]),
        ("demonstrations.subsidy", "30万元", "300000", [quantities.TEN_THOUSAND]),
        ("demonstrations.subsidy", "0.5万", "5000", [quantities.TEN_THOUSAND]),
        ("indicators.value", 4.5, "4.5", []),
        ("indicators.value", "-0.25", "-0.25", []),
        ("indicators.period", "2025年6月", "2025-06", [dates.PERIOD_FORM]),
        ("filings.decided", "2024年1月5日", "2024-01-05", [dates.DATE_FORM]),
        ("filings.decided", "２０２４．１．５", "2024-01-05", [dates.DATE_FORM]),
        ("filings.decided", "2024-01-15 10:47:38", "2024-01-15", [dates.TIME_OF_DAY]),
        ("filings.decided", "20240115", "2024-01-15", [dates.DATE_FORM]),
        ("filings.decided", 20240115, "2024-01-15", [dates.DATE_FORM]),
        ("filings.decided", 45306, "2024-01-15", [dates.DAY_NUMBER]),
        ("filings.decided", datetime(2024, 1, 15), "2024-01-15", []),  # noqa: DTZ001
        ("filings.decided", date(2024, 1, 15), "2024-01-15", []),
        ("filings.reason", "/", "", [repair.PLACEHOLDER]),
        ("filings.decided", "二〇二四年一月十五日", "2024-01-15", [dates.CHINESE_DIGITS]),
        ("filings.decided", "2024年1月5日（星期五）", "2024-01-05", [dates.DATE_FORM]),
        ("facilities.inclusive", "√", "true", [repair.TICK]),
        ("facilities.inclusive", "×", "false", [repair.TICK]),
        ("facilities.inclusive", "/", "", [repair.PLACEHOLDER]),
        ("facilities.status", "已停业", "suspended", []),
        ("facilities.places", "50个", "50", [quantities.UNIT]),
        ("facilities.uscc", "000000000000000000", "", [repair.PLACEHOLDER]),
        ("facilities.uscc", "办理中", "", [repair.PLACEHOLDER]),
        ("facilities.telephone", '="0635-8212345"', "0635-8212345", [cells.FORMULA_TEXT]),
        ("grades.valid_until", "长期", "", [repair.UNLIMITED]),
    ],
)
def test_repairs(column: str, value: Cell, text: str, repairs: list[str]) -> None:
    """What is repaired is said, what is merely Chinese is read."""
    assert read(column, value) == (text, repairs)


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("facilities.name", None, "empty, but it is required"),
        ("facilities.name", " \n", "empty, but it is required"),
        ("facilities.uscc", 9.1371502e17, "the spreadsheet has rounded a long number"),
        ("facilities.uscc", "见附件", "a credit code has 18"),
        ("filings.number", date(2024, 1, 5), "the spreadsheet has made a date of it"),
        ("facilities.nature", "盈利", "not one of for_profit, non_profit, public (营利性, 非营利"),
        ("facilities.inclusive", "可能", "neither true nor false"),
        ("facilities.places", "约50", "not a whole number from 0"),
        ("facilities.places", "1,20", "not a whole number from 0"),
        ("fees.amount", "1.2.3", "not a number from 0"),
        ("filings.decided", "2024年2月30日", "not a date of the form"),
        ("filings.decided", "去年", "not a date of the form"),
        ("filings.decided", "2024.1", "not a date of the form 2024-01-15: it names a month or"),
        ("filings.decided", "24.1.5", "not a date of the form 2024-01-15: write the year with"),
        ("filings.decided", "1月5日", "not a date of the form 2024-01-15: it has no year"),
        ("filings.decided", "2024.1.5-2025.1.4", "not a date of the form 2024-01-15: more than"),
        ("filings.decided", "45306", "not a date of the form 2024-01-15: it is how a spreadsheet"),
        ("facilities.name", "#N/A", "holds the error value #N/A"),
        ("filings.decided", 12, "not a date of the form"),
        ("indicators.period", "2025-13-01", "a period is a year or year-month"),
    ],
)
def test_refusals(column: str, value: Cell, why: str) -> None:
    """What cannot be repaired is refused; the value is not part of the message."""
    with pytest.raises(Refused) as refused:
        read(column, value)
    assert str(refused.value).startswith(why)


FORMS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%Y-%m-%d %H:%M:%S"]


@given(st.dates(date(1000, 1, 1)), st.sampled_from(FORMS), st.booleans())
@settings(deadline=None, max_examples=200)
def test_every_form_of_a_date_is_the_same_day(day: date, form: str, wide: bool) -> None:
    """Full-width or not."""
    text = day.strftime(form)
    if wide:
        text = text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert read("filings.decided", text)[0] == day.isoformat()


@pytest.mark.slow
@given(st.text(max_size=30))
@settings(deadline=None, max_examples=200)
def test_repaired_text_needs_no_second_repair(text: str) -> None:
    """Cleaning is done once and for all."""
    try:
        once = cells.clean(text, [])
    except Refused:
        return
    repairs: list[Message] = []
    assert cells.clean(once, repairs) == once
    assert set(repairs) <= cells.DOUBTS


@pytest.mark.parametrize("column", ["facilities.places", "fees.amount", "filings.decided"])
@pytest.mark.parametrize("text", ["9" * 5000, "-" + "9" * 5000, "1" * 400, "9" * 5000 + "万"])
def test_numbers_of_thousands_of_digits_are_refused(column: str, text: str) -> None:
    """In words, like any other number that is too large."""
    with pytest.raises(Refused, match="not a"):
        read(column, text)


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), 1e300])
@pytest.mark.parametrize("column", ["fees.amount", "filings.decided"])
def test_what_is_no_number_is_refused(column: str, value: float) -> None:
    """A workbook may hold it."""
    with pytest.raises(Refused):
        read(column, value)


def test_no_number_is_rounded_in_silence() -> None:
    """Kept exactly or refused; of a position only what nobody can measure is left out, and said."""
    assert read("indicators.value", "1234567890.12345") == ("1234567890.12345", [])
    with pytest.raises(Refused, match="more digits than can be kept exactly"):
        read("indicators.value", "12345678901.23456789")
    assert read("facilities.lon", "116.4038739728928") == ("116.4038739728928", [])
    assert read("facilities.lon", "116.4038739728928123") == (
        "116.40387397289281",
        [quantities.NO_METRES],
    )


@pytest.mark.parametrize("day", ["十十", "十二三", "二三", "四十", "十十十"])
def test_days_that_no_calendar_has_in_chinese_numerals(day: str) -> None:
    """Refused, never read as another day."""
    with pytest.raises(Refused, match="not a date"):
        read("filings.decided", f"二〇二四年一月{day}日")
    assert read("filings.decided", "二〇二四年十二月三十一日")[0] == "2024-12-31"
    assert read("filings.decided", "二〇二四年一十一月一十五日")[0] == "2024-11-15"
