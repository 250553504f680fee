"""From what officials type to canonical cells: generous in reading, honest in saying so.

`canonical` turns one cell into the text that an export holds and names every repair. What cannot
be repaired is refused; nothing is guessed and nothing dropped in silence. Reading Chinese words of
a vocabulary (营利性, 是, 已备案) is no repair: they are part of the contract.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from functools import cache

from generator.exports.dates import read_date, read_period
from generator.exports.rows import why_refused
from generator.exports.schema import LIST_SEPARATOR, Column
from generator.exports.wording import CONTROL, DIRECTION
from generator.model.vocabulary import ALIASES

Cell = str | int | float | bool | date | datetime | None
"""What a source holds: a CSV only texts, a spreadsheet more."""

EXACT = 10**15
"""Spreadsheets keep fifteen digits: a longer whole number has lost its last ones."""

SPACE = "space at the ends removed"
BREAK = "line break or control character removed"
INVISIBLE = "invisible character removed"
WIDTH = "full-width characters made half-width"
PLACEHOLDER = "a placeholder for nothing left empty"
CODE_LENGTH = "region code filled up to 12 digits"
CAPITALS = "small letters made capitals"
LOOKALIKE = "letters of another script replaced by the Latin ones they look like"
FOREIGN = "characters that no credit code has removed"
SEPARATOR = f'parts of a list separated by "{LIST_SEPARATOR}"'
THOUSANDS = "thousands separators removed"
YUAN = "unit removed from an amount"
TEN_THOUSAND = "万 written out"

_PLACEHOLDERS = frozenset(["/", "-", "--", "—", "——", "－", "\\", "无", "暂无", "null", "n/a", "none"])
_BOOLEANS = {"true": "true", "是": "true", "有": "true", "1": "true", "y": "true", "yes": "true"}
_BOOLEANS |= {"false": "false", "否": "false", "无": "false", "0": "false", "n": "false"}
_BOOLEANS |= {"no": "false", "非": "false", "不是": "false"}
_SIMILAR = str.maketrans("АВЕКМНОРСТХУавекмнорстхуΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTXYABEKMHOPCTXYABEZHIKMNOPTYX")
_CJK = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_JOINT = re.compile(rf"(?<={_CJK})\s+(?={_CJK})")
_PARTS = re.compile(r"[|｜;；]")
_MORE_PARTS = re.compile(r"[|｜;；、,，/\s]+")
_AMOUNT = re.compile(r"(?:[¥￥]|人民币)?(-?[0-9.,]+)(万)?(?:元|圆)?")
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d*)?|-?\.\d+")


class Refused(Exception):
    """A cell that cannot be repaired; the text says what it has to be, never what it is."""


def canonical(column: Column, value: Cell, repairs: list[str]) -> str:
    """The canonical text of a cell, with the kinds of repairs added to `repairs`; Refused."""
    text = _clean(_as_text(column, value), repairs)
    if column.type != "boolean" and not column.required and text.casefold() in _PLACEHOLDERS:
        repairs.append(PLACEHOLDER)
        text = ""
    if not text:
        if column.required:
            raise Refused("empty, but it is required")
        return ""
    return _reader(column)(column, text, repairs)


def _as_text(column: Column, value: Cell) -> str:
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
            return value.isoformat()
        case float() if not value.is_integer():
            return repr(value)
    if abs(value) >= EXACT:
        raise Refused("the spreadsheet has rounded a long number: format the column as text")
    return str(int(value))


def _clean(text: str, repairs: list[str]) -> str:
    if DIRECTION.search(text) or "\ufeff" in text:
        text = DIRECTION.sub("", text).replace("\ufeff", "")
        repairs.append(INVISIBLE)
    stripped = text.strip()
    if stripped != text:
        # A line break at the end is a matter of space too.
        repairs.append(SPACE)
    if CONTROL.search(stripped):
        spaced = CONTROL.sub(" ", re.sub(r"\s*[\r\n\t]+\s*", "\n", stripped))
        stripped = re.sub(r" {2,}", " ", _JOINT_AT_BREAK.sub("", stripped) if False else spaced)
        repairs.append(BREAK)
    return stripped
