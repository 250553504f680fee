"""From what officials type to canonical cells: generous in reading, honest in saying so.

`canonical` turns one cell into the text that an export holds and names every repair. What cannot
be repaired is refused; nothing is guessed and nothing dropped in silence. Reading Chinese words of
a vocabulary (营利性, 是, 已备案) is no repair: they are part of the contract.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache

from generator.exports.reading.cells import Cell, Refused, as_text, clean
from generator.exports.reading.dates import read_date, read_period
from generator.exports.rows import why_refused
from generator.exports.schema import LIST_SEPARATOR, Column
from generator.model.vocabulary import ALIASES

WIDTH = "full-width characters or inner spaces put right"
PLACEHOLDER = "a placeholder for nothing left empty"
CODE_LENGTH = "region code filled up to 12 digits"
CAPITALS = "small letters made capitals"
LOOKALIKE = "letters of another script replaced by the Latin ones they look like"
FOREIGN = "characters that no credit code has removed"
SEPARATOR = f'parts of a list separated by "{LIST_SEPARATOR}"'
THOUSANDS = "thousands separators removed"
UNIT = "unit of money removed"
TEN_THOUSAND = "万 written out"

_PLACEHOLDERS = frozenset(["/", "-", "--", "—", "——", "－", "\\", "无", "暂无", "null", "n/a"])
_YES, _NO = ("true", "是", "有", "1", "y", "yes"), ("false", "否", "无", "非", "0", "n", "no")
_SIMILAR = str.maketrans("АВЕКМНОРСТХУΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTXYABEZHIKMNOPTYX")
_NOT_IN_CODE = re.compile(r"[^0-9A-Z*]")
_NAMES_APART = re.compile(r"\s*[|｜;；]\s*")
_WORDS_APART = re.compile(r"\s*[|｜;；、,，/\s]\s*")
_AMOUNT = re.compile(r"[¥￥]?(-?[0-9][0-9.,]*|-?\.[0-9]+)(万)?([元圆]?)")
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def canonical_cell(column: Column, value: Cell, repairs: list[str]) -> str:
    """The canonical text of a cell, with the kinds of repairs added to `repairs`; Refused."""
    text = clean(as_text(column, value, repairs), repairs)
    optional = not column.required and column.type != "boolean"
    if optional and text.casefold() in _PLACEHOLDERS:
        repairs.append(PLACEHOLDER)
        return ""
    if not text:
        if column.required:
            raise Refused("empty, but it is required")
        return ""
    return _reader(column)(column, text, repairs)


Reader = Callable[[Column, str, list[str]], str]


@cache
def _reader(column: Column) -> Reader:
    if column.name == "uscc":
        return _credit_code
    if column.references == "regions" or column.name == "region_code":
        return _region_code
    if column.name == "period":
        return _period
    if column.enum:
        return _word
    if column.pattern:
        return _form
    return _READERS[column.type]


def _half_width(text: str, repairs: list[str]) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if plain != text:
        repairs.append(WIDTH)
    return plain


def _text(column: Column, text: str, repairs: list[str]) -> str:
    return text


def _form(column: Column, text: str, repairs: list[str]) -> str:
    return _half_width(text, repairs)


def _word(column: Column, text: str, repairs: list[str]) -> str:
    assert column.enum is not None
    return _member(column, column.enum, text)


def _member(column: Column, vocabulary: type[StrEnum], text: str) -> str:
    member = _spellings(vocabulary).get(_folded(text))
    if member is None:
        words = ", ".join(ALIASES[vocabulary][member][0] for member in vocabulary)
        raise Refused(f"{why_refused(column)} ({words})")
    return member


@cache
def _spellings(vocabulary: type[StrEnum]) -> dict[str, str]:
    return {
        _folded(spelling): str(member)
        for member in vocabulary
        for spelling in (str(member), *ALIASES[vocabulary][member])
    }


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _credit_code(column: Column, text: str, repairs: list[str]) -> str:
    code = _half_width(text, repairs)
    for kind, change in _CODE_REPAIRS:
        changed = change(code)
        if changed != code:
            repairs.append(kind)
        code = changed
    if not code:
        raise Refused(why_refused(column))
    return code


_CODE_REPAIRS: tuple[tuple[str, Callable[[str], str]], ...] = (
    (CAPITALS, str.upper),
    (LOOKALIKE, lambda code: code.translate(_SIMILAR)),
    (FOREIGN, lambda code: _NOT_IN_CODE.sub("", code)),
)


def _region_code(column: Column, text: str, repairs: list[str]) -> str:
    code = _half_width(text, repairs)
    if len(code) not in (6, 9):
        return code
    repairs.append(CODE_LENGTH)
    return code.ljust(12, "0")


def _period(column: Column, text: str, repairs: list[str]) -> str:
    return _or_refuse(column, read_period(text, repairs))


def _date(column: Column, text: str, repairs: list[str]) -> str:
    return _or_refuse(column, read_date(text, repairs))


def _boolean(column: Column, text: str, repairs: list[str]) -> str:
    word = _folded(text)
    return _or_refuse(column, "true" if word in _YES else "false" if word in _NO else None)


def _or_refuse(column: Column, text: str | None) -> str:
    if text is None:
        raise Refused(why_refused(column))
    return text


def _number(column: Column, text: str, repairs: list[str]) -> str:
    match = _AMOUNT.fullmatch(_half_width(text, repairs))
    if match is None:
        raise Refused(why_refused(column))
    digits, ten_thousands, _ = match.groups()
    if "," in digits:
        if not _GROUPED.fullmatch(digits):
            raise Refused(why_refused(column))
        repairs.append(THOUSANDS)
    if match.group(0) != digits:
        repairs.append(TEN_THOUSAND if ten_thousands else UNIT)
    try:
        value = Decimal(digits.replace(",", "")) * (10_000 if ten_thousands else 1)
    except InvalidOperation:
        raise Refused(why_refused(column)) from None
    return str(int(value)) if value == int(value) else f"{value.normalize():f}"


def _list(column: Column, text: str, repairs: list[str]) -> str:
    apart = _WORDS_APART if column.item_enum or column.references else _NAMES_APART
    parts = [part for part in apart.split(text) if part]
    joined = LIST_SEPARATOR.join(parts)
    if joined != text:
        repairs.append(SEPARATOR)
    if column.item_enum:
        # A mode of care that is named twice is one mode of care.
        members = (_member(column, column.item_enum, part) for part in parts)
        return LIST_SEPARATOR.join(dict.fromkeys(members))
    return joined


_READERS: dict[str, Reader] = {
    "string": _text,
    "integer": _number,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "list": _list,
}
