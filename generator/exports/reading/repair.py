"""From what officials type to canonical cells: generous in reading, honest in saying so.

`canonical` turns one cell into the text that an export holds and names every repair. What cannot
be repaired is refused; nothing is guessed and nothing dropped in silence. Reading Chinese words of
a vocabulary (营利性, 是, 已备案) is no repair: they are part of the contract.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from functools import cache

from generator.exports.reading.cell_values import Cell
from generator.exports.reading.cells import as_text, clean
from generator.exports.reading.dates import read_date, read_period, why_no_date, why_no_period
from generator.exports.reading.quantities import read_number
from generator.exports.reading.refusal import Refused
from generator.exports.reading.spellings import (
    CODE_PLACEHOLDERS,
    ENDLESS,
    LOST,
    NO,
    NO_CODE,
    PLACEHOLDERS,
    ROUNDED,
    TICKS,
    YES,
)
from generator.exports.rows import why_refused
from generator.exports.schema import LIST_SEPARATOR, Column
from generator.model.characters import folded_name
from generator.model.messages import Message, msg
from generator.model.vocabulary import ALIASES

WIDTH = msg("full-width characters or inner spaces put right")
PLACEHOLDER = msg("a placeholder for nothing left empty")
CODE_LENGTH = msg("region code filled up to 12 digits")
CAPITALS = msg("small letters made capitals")
LOOKALIKE = msg("letters of another script replaced by the Latin ones they look like")
FOREIGN = msg("characters that no credit code has removed")
SEPARATOR = msg('parts of a list separated by "%(list_separator)s"', list_separator=LIST_SEPARATOR)
TICK = msg("a mark read as yes or no")
UNLIMITED = msg("no day on which it ends: left empty")

_SIMILAR = str.maketrans("АВЕКМНОРСТХУΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTXYABEZHIKMNOPTYX")
_NOT_IN_CODE = re.compile(r"[^0-9A-Z*]")
_NAMES_APART = re.compile(r"\s*[|｜;；]\s*")
_WORDS_APART = re.compile(r"\s*[|｜;；、,，/\s]\s*")


def canonical_cell(column: Column, value: Cell, repairs: list[Message]) -> str:
    """The canonical text of a cell, with the kinds of repairs added to `repairs`; Refused."""
    text = clean(as_text(column, value, repairs), repairs)
    optional = not column.required and column.type != "boolean"
    if optional and text.casefold() in PLACEHOLDERS:
        repairs.append(PLACEHOLDER)
        return ""
    if not text:
        if column.required:
            raise Refused(msg("empty, but it is required"))
        return ""
    if text[0] in _LEFTOVERS:
        _refuse_leftovers(column, text)
    return _reader(column)(column, text, repairs)


def _refuse_leftovers(column: Column, text: str) -> None:
    """What a spreadsheet leaves instead of a value, from a CSV too; Refused."""
    if text.startswith(("#", "=")) and text.upper().startswith(_ERRORS):
        if "DISPIMG" in text.upper():
            raise Refused(msg("holds a picture: mend it, or type the value"))
        raise Refused(msg("holds the error value %(text)s: mend it, or type the value", text=text))
    if column.type not in ("string", "list") or column.enum or column.item_enum:
        return
    plain = unicodedata.normalize("NFKC", text)
    if LOST.fullmatch(plain) or ROUNDED.fullmatch(plain):
        raise Refused(
            msg(
                "the last digits are lost: a spreadsheet has rounded a long number; format the "
                "column as text and type it again"
            )
        )


_LEFTOVERS = frozenset("#=+-－＋0123456789０１２３４５６７８９")
_ERRORS = (
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!",
    "#####", "=DISPIMG", "=_XLFN.DISPIMG",
)  # fmt: skip


Reader = Callable[[Column, str, list[Message]], str]


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


def _half_width(text: str, repairs: list[Message]) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if plain != text:
        repairs.append(WIDTH)
    return plain


def _text(column: Column, text: str, repairs: list[Message]) -> str:
    return text


def _form(column: Column, text: str, repairs: list[Message]) -> str:
    return _half_width(text, repairs)


def _word(column: Column, text: str, repairs: list[Message]) -> str:
    assert column.enum is not None
    return _member(column, column.enum, text)


def _member(column: Column, vocabulary: type[StrEnum], text: str) -> str:
    member = _spellings(vocabulary).get(folded_name(text))
    if member is None:
        words = ", ".join(ALIASES[vocabulary][member][0] for member in vocabulary)
        raise Refused(
            msg("%(why_refused)s (%(words)s)", why_refused=why_refused(column), words=words)
        )
    return member


@cache
def _spellings(vocabulary: type[StrEnum]) -> dict[str, str]:
    return {
        folded_name(spelling): str(member)
        for member in vocabulary
        for spelling in (str(member), *ALIASES[vocabulary][member])
    }


def _credit_code(column: Column, text: str, repairs: list[Message]) -> str:
    code = _half_width(text, repairs)
    if code.casefold() in CODE_PLACEHOLDERS or NO_CODE.fullmatch(code):
        repairs.append(PLACEHOLDER)
        return ""
    for kind, change in _CODE_REPAIRS:
        changed = change(code)
        if changed != code:
            repairs.append(kind)
        code = changed
    if not code:
        raise Refused(why_refused(column))
    return code


_CODE_REPAIRS: tuple[tuple[Message, Callable[[str], str]], ...] = (
    (CAPITALS, str.upper),
    (LOOKALIKE, lambda code: code.translate(_SIMILAR)),
    (FOREIGN, lambda code: _NOT_IN_CODE.sub("", code)),
)


def _region_code(column: Column, text: str, repairs: list[Message]) -> str:
    code = _half_width(text, repairs)
    if len(code) not in (6, 9):
        return code
    repairs.append(CODE_LENGTH)
    return code.ljust(12, "0")


def _period(column: Column, text: str, repairs: list[Message]) -> str:
    why = why_no_period(text)
    period = None if why else read_period(text, repairs)
    if period is None:
        raise Refused(why or why_refused(column))
    return period


def _date(column: Column, text: str, repairs: list[Message]) -> str:
    if not column.required and text in ENDLESS:
        repairs.append(UNLIMITED)
        return ""
    day = read_date(text, repairs)
    if day is None:
        raise Refused(why_no_date(text))
    return day


def _boolean(column: Column, text: str, repairs: list[Message]) -> str:
    if text in TICKS:
        repairs.append(TICK)
        return TICKS[text]
    if text.casefold() in PLACEHOLDERS - NO:
        repairs.append(PLACEHOLDER)
        return ""
    word = folded_name(text)
    if word in YES or word in NO:
        return "true" if word in YES else "false"
    raise Refused(msg("%(why_refused)s (是, 否, √, ×)", why_refused=why_refused(column)))


def _list(column: Column, text: str, repairs: list[Message]) -> str:
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


_RAISED = re.compile(
    "[\u00b2\u00b3\u00b9\u2070-\u209c\u2460-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289*＊※†‡]"
)
"""Marks of notes: raised, lowered and circled digits, stars."""


def _number(column: Column, text: str, repairs: list[Message]) -> str:
    if _RAISED.search(text.replace("m²", "").replace("m³", "")):
        raise Refused(
            msg("a mark of a note stands at the number: leave it out, and write the note elsewhere")
        )
    return read_number(column, _half_width(text, repairs), repairs)


_READERS: dict[str, Reader] = {
    "string": _text,
    "integer": _number,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "list": _list,
}
