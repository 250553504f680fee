"""One cell of a source as one clean line of text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta

from generator.exports.checks.wording import CONTROL, REVERSED, UNSEEN
from generator.exports.reading.cell_values import Cell, Formatted, Repeated, Unreadable
from generator.exports.reading.refusal import Refused
from generator.exports.reading.shown import day_number, number_text, shown_text
from generator.exports.schema import Column
from generator.model.characters import Odd, as_meant, may_be_odd, odd_characters
from generator.model.messages import Message, msg

SPACE = msg("space at the ends removed")
BREAK = msg("line break or control character removed")
MERGED = msg("the value of a merged cell taken for each of its rows")
INVISIBLE = msg("invisible character removed")
TURNED = msg("holds a mark that turns the order of characters round: type it again")
ESCAPE = msg("what a spreadsheet writes for a control character (_x000D_ and the like) decoded")
FORMULA_TEXT = msg('a text written as a formula (="…") read as the text')
APOSTROPHE = msg("the apostrophe before a text removed")
MEANT = msg("radicals or compatibility characters replaced by the characters they stand for")
PRIVATE = msg(
    "holds a character of a private area (PUA), which others see as a blank or as "
    "another character: replace it by the character that is meant"
)
LONE_RADICAL = msg("holds a radical that no character stands for: replace it by what is meant")
DOUBTS = frozenset({PRIVATE, LONE_RADICAL})
"""What is no repair but has to be looked at: it is reported as a warning."""

_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_APOSTROPHE = re.compile("^'(?=[^'])(?!.*')")
_FORMULA_TEXT = re.compile(r'^="([^"=][^"]*)"$')
_SIGNS = ("'", "=")
_ODD_SPACE = re.compile("[\u034f\u115f\u1160\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc]")
"""What is not seen though Python calls it printable."""
_BREAKS = re.compile(rf"{CONTROL.pattern}(?:\s|{CONTROL.pattern})*")


def clean(text: str, repairs: list[Message]) -> str:
    """A text on one line, without space at its ends and without invisible characters.

    Full-width punctuation stays: it is right in Chinese. A line break between Chinese characters
    goes, elsewhere it becomes a space. Refused where a program has lost a character before.
    """
    if (
        text.isprintable()
        and text == text.strip()
        and text[:1] not in _SIGNS
        and "_x" not in text
        and not _ODD_SPACE.search(text)
    ):
        return _as_meant(text, repairs)
    if REVERSED.search(text):
        raise Refused(TURNED)
    kinds: dict[Message, None] = {}
    # What one step takes away may have hidden what another one looks for.
    while (once := _cleaned_once(text, kinds)) != text:
        text = once
    repairs += kinds
    return _as_meant(text, repairs)


def _cleaned_once(text: str, kinds: dict[Message, None]) -> str:
    for kind, step in _STEPS:
        changed = step(text)
        if changed != text:
            kinds[kind] = None
        text = changed
    return text


def _decoded(text: str) -> str:
    """Without the escapes of Open XML; characters beyond the first plane are two halves."""
    decoded = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return decoded.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _as_meant(text: str, repairs: list[Message]) -> str:
    if not may_be_odd(text):
        return text
    meant = as_meant(text)
    if meant != text:
        repairs.append(MEANT)
    odd = odd_characters(meant)
    if Odd.DAMAGED in odd:
        raise Refused(
            msg("holds a character that a program could not read (\ufffd): type it again")
        )
    if Odd.PRIVATE in odd:
        repairs.append(PRIVATE)
    if Odd.RADICAL in odd:
        repairs.append(LONE_RADICAL)
    return meant


def _joint(match: re.Match[str]) -> str:
    before, after = match.string[match.start() - 1], match.string[match.end() : match.end() + 1]
    between_chinese = _CHINESE.match(before) and _CHINESE.match(after)
    return "" if between_chinese or before.isspace() else " "


_STEPS: tuple[tuple[Message, Callable[[str], str]], ...] = (
    # Some programs escape an escape once more: _x005F_x000D_.
    (ESCAPE, lambda text: _decoded(text) if "_x" in text else text),
    (INVISIBLE, lambda text: UNSEEN.sub("", text)),
    (SPACE, str.strip),
    (BREAK, lambda text: _BREAKS.sub(_joint, text).strip()),
    # By ="001" a CSV keeps a spreadsheet from reading a number.
    (FORMULA_TEXT, lambda text: _FORMULA_TEXT.sub(r"\1", text)),
    (APOSTROPHE, lambda text: _APOSTROPHE.sub("", text)),
)


def as_text(column: Column, value: Cell, repairs: list[Message]) -> str:
    """The text of a cell as people see it; Refused."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            if column.type == "boolean":
                return "true" if value else "false"
            return str(value).upper()
        case Repeated():
            repairs.append(MERGED)
            return as_text(column, value.value, repairs)
        case Unreadable():
            raise Refused(value.why)
        case Formatted():
            return shown_text(column, value, repairs)
        case time() | timedelta():
            return shown_text(column, Formatted(value, "[h]:mm"), repairs)
        case date():
            if column.type != "date":
                raise Refused(
                    msg("the spreadsheet has made a date of it: format the column as text")
                )
            return value.isoformat().removesuffix("T00:00:00")
    if column.type == "date":
        return day_number(value, repairs)
    return number_text(value)
