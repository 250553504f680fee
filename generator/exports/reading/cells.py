"""One cell of a source as one clean line of text."""

from __future__ import annotations

import re
from datetime import date, datetime

from generator.exports.checks.wording import CONTROL, DIRECTION
from generator.exports.reading.dates import read_day_number
from generator.exports.schema import Column

Cell = str | int | float | bool | date | datetime | None
"""What a source holds: a CSV only texts, a spreadsheet more."""

SPACE = "space at the ends removed"
BREAK = "line break or control character removed"
INVISIBLE = "invisible character removed"

_EXACT = 10**15
"""Spreadsheets keep fifteen digits: a longer whole number has lost its last ones."""

_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_BREAKS = re.compile(rf"{CONTROL.pattern}(?:\s|{CONTROL.pattern})*")


class Refused(Exception):
    """A cell that cannot be repaired; the text says what it has to be, never what it is."""


def clean(text: str, repairs: list[str]) -> str:
    """A text on one line, without space at its ends and without invisible characters.

    Full-width punctuation stays: it is right in Chinese. A line break between Chinese characters
    goes, elsewhere it becomes a space.
    """
    visible = DIRECTION.sub("", text).replace("\ufeff", "")
    if visible != text:
        repairs.append(INVISIBLE)
    stripped = visible.strip()
    if stripped != visible:
        repairs.append(SPACE)
    joined = _BREAKS.sub(_joint, stripped).strip()
    if joined != stripped:
        repairs.append(BREAK)
    return joined


def _joint(match: re.Match[str]) -> str:
    before, after = match.string[match.start() - 1], match.string[match.end() : match.end() + 1]
    between_chinese = _CHINESE.match(before) and _CHINESE.match(after)
    return "" if between_chinese or before.isspace() else " "


def as_text(column: Column, value: Cell, repairs: list[str]) -> str:
    """The text of a cell, with what a spreadsheet has made of it undone; Refused."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case date():
            if column.type != "date":
                raise Refused("the spreadsheet has made a date of it: format the column as text")
            return value.isoformat().removesuffix("T00:00:00")
        case int() | float() if column.type == "date":
            return read_day_number(value, repairs) or f"{value:.0f}"
        case float() if not value.is_integer():
            return repr(value)
    if abs(value) >= _EXACT:
        raise Refused("the spreadsheet has rounded a long number: format the column as text")
    return str(int(value))
