"""What people see of a cell, rather than what a spreadsheet stores: the text that is read.

What the official sees is what gets signed. A format that fixes the decimals has rounded what is
seen; a number is taken as it is shown, and said, where that differs from what is stored. Where a
format cannot be worked out a text is refused, since nobody knows what was seen; a number is taken
as it is stored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from generator.exports.reading.cell_values import Formatted, Stored
from generator.exports.reading.dates import read_day_number
from generator.exports.reading.refusal import Refused
from generator.exports.schema import Column
from generator.exports.spreadsheets.date_formats import parts_shown, shown_moment, shows_plainly
from generator.exports.spreadsheets.number_formats import fixes_decimals, shown_number
from generator.model.messages import Message, msg

_COUNTED_ALIKE = (1900, 3)
"""Days before are shown as others, or not at all: Excel knows a 29 February 1900."""

SHOWN = msg("read as the spreadsheet shows it, which is not as it stores it")

_EXACT = 10**15
"""Spreadsheets keep fifteen digits: a longer whole number has lost its last ones."""

_NUMBER = re.compile(r"(?:[¥￥+]|RMB|CNY|人民币)?\s*(-?[\d,]*\.?\d+)")
_BRACKETED = re.compile(r"[(（]\s*[¥￥]?\s*([\d,]*\.?\d+)\s*[)）]")
"""How accounts write a negative number."""
_MIN_DECIMALS = 5
"""Decimals of a degree that a place needs: the fifth is about a metre."""


def number_text(value: float) -> str:
    """A stored number with the fifteen digits that a spreadsheet keeps; Refused beyond them."""
    if abs(value) >= _EXACT:
        raise Refused(
            msg(
                "the spreadsheet has rounded a long number: format the column as text and type it"
                " again"
            )
        )
    return f"{Decimal(f'{value:.15g}').normalize():f}"


def shown_text(column: Column, cell: Formatted, repairs: list[Message]) -> str:
    """The text that a column reads of a formatted cell, with repairs; Refused."""
    value = cell.value
    if isinstance(value, date | time | timedelta):
        return _moment(column, value, cell.format, repairs)
    if column.type == "date":
        return day_number(value, repairs, since_1904=cell.since_1904)
    if column.type in ("integer", "number"):
        return _number(column, value, cell.format, repairs)
    return _text(column, value, cell.format, repairs)


def day_number(value: float, repairs: list[Message], *, since_1904: bool = False) -> str:
    """A bare number in a column of dates: a day number, or digits such as 20240115."""
    days = value + 1462 if since_1904 and value < 100_000 else value
    return read_day_number(days, repairs) or number_text(value)


def _number(column: Column, value: float, format: str, repairs: list[Message]) -> str:
    stored, shown = number_text(value), shown_number(value, format)
    if shown and (below := _BRACKETED.fullmatch(shown)) and value < 0:
        shown = f"-{below[1]}"
    match = _NUMBER.match(shown or "")
    if shown == "":
        # A format such as 0;-0;; shows nothing of a nought.
        repairs.append(SHOWN)
        return ""
    if shown is None:
        return stored
    if not match:
        raise Refused(
            msg(
                "the spreadsheet shows %(shown)s, where a number is wanted: type what is meant, "
                "formatted as a number",
                shown=shown,
            )
        )
    same = Decimal(match[1].replace(",", "")) == Decimal(stored)
    if same and shown.endswith(match[1]):
        return stored
    if same:
        return stored + shown[match.end() :]
    decimals = fixes_decimals(format)
    if column.name in ("lon", "lat") and decimals is not None and decimals < _MIN_DECIMALS:
        raise Refused(
            msg(
                "the spreadsheet shows only %(decimals)s decimals of it: show at least "
                "%(min_decimals)s",
                decimals=decimals,
                min_decimals=_MIN_DECIMALS,
            )
        )
    repairs.append(SHOWN)
    return match[1].replace(",", "") + shown[match.end() :]


def _text(column: Column, value: float, format: str, repairs: list[Message]) -> str:
    stored, shown = number_text(value), shown_number(value, format)
    if shown is None:
        raise Refused(
            msg(
                "the spreadsheet shows it in a form that cannot be worked out (%(format)s): "
                "format the column as text and type it as it is shown",
                format=format,
            )
        )
    if column.pattern or column.references:
        # A code is the same with and without marks between its thousands.
        shown = shown if shown.replace(",", "") != stored else stored
    if shown != stored:
        repairs.append(SHOWN)
    return shown


def _moment(column: Column, value: Stored, format: str, repairs: list[Message]) -> str:
    assert not isinstance(value, int | float)
    if column.type in ("integer", "number"):
        what = msg("a duration")
        if not isinstance(value, timedelta):
            what = msg("a date or time of day")
        raise Refused(
            msg(
                "the spreadsheet shows %(what)s here: type the number, formatted as a number",
                what=what,
            )
        )
    if isinstance(value, date) and (value.year, value.month) < _COUNTED_ALIKE:
        raise Refused(
            msg(
                "a day before March 1900, which each spreadsheet shows in its own way: type it as"
                " text"
            )
        )
    if column.name == "period":
        return _period(value, format, repairs)
    if not shows_plainly(format):
        raise Refused(
            msg(
                "the spreadsheet shows it in a form of its own (%(format)s): show it in the form "
                "2024-01-15 and check it",
                format=format,
            )
        )
    if column.type == "date":
        return _day(value, format)
    if isinstance(value, date) and "y" not in (parts := parts_shown(format)) and parts:
        raise Refused(msg("the spreadsheet has made a date of it: format the column as text"))
    shown = shown_moment(value, format)
    if shown is None:
        raise Refused(msg("the spreadsheet has made a date of it: format the column as text"))
    repairs.append(SHOWN)
    return shown


def _day(value: date | datetime | time | timedelta, format: str) -> str:
    if not isinstance(value, date):
        if isinstance(value, timedelta):
            raise Refused(msg("a duration, not a date of the form 2024-01-15"))
        raise Refused(msg("a time of day, not a date of the form 2024-01-15"))
    missing = [name for letter, name in _NAMES if letter not in parts_shown(format)]
    if missing:
        raise Refused(
            msg(
                "the spreadsheet shows no %(list)s of this date; a whole date is needed: show it "
                "in the form 2024-01-15 and check it",
                list=_joined(missing),
            )
        )
    return value.isoformat().removesuffix("T00:00:00")


_NAMES = (("y", msg("year")), ("m", msg("month")), ("d", msg("day")))


def _joined(names: Sequence[Message]) -> Message:
    first, *others = names
    for other in others:
        first = msg("%(one)s and no %(other)s", one=first, other=other)
    return first


def _period(value: date | datetime | time | timedelta, format: str, repairs: list[Message]) -> str:
    parts = parts_shown(format)
    if isinstance(value, date) and parts in ({"y"}, {"y", "m"}):
        repairs.append(SHOWN)
        return f"{value.year}" if parts == {"y"} else f"{value.year}-{value.month:02d}"
    raise Refused(
        msg(
            "the spreadsheet shows a day or a time here; a period is a year or year-month, "
            "such as 2025 or 2025-06: type it as text"
        )
    )
