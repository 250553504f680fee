"""The wording of cells: no markup, no formulas, no control characters.

What an export says is shown on pages and opened in spreadsheets: a cell must be harmless in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from generator.exports.contents import Export, error, warning
from generator.exports.schema import Column, columns, tables_of
from generator.model.messages import msg
from generator.model.problems import Problem
from generator.model.tables import Row

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
"""Characters that no cell may hold: line breaks and other controls."""

DIRECTION = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]")
"""Invisible characters that hide or turn round what a reader sees."""

UNSEEN = re.compile(
    rf"{DIRECTION.pattern}|[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200c\u200d\u2061-\u2064"
    "\u206a-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc\U000e0000-\U000e007f]"
)
"""The same, and whatever else is not seen: what is read leaves it out. What was signed before this
was known stays readable, so that a check goes by `DIRECTION`."""

REVERSED = re.compile(r"[\u202d\u202e]")
"""Marks after which characters stand in another order than they are shown."""

MARKUP = re.compile(r"<[/!?A-Za-z][^>]*>")

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_NAMES = frozenset({"name", "other_names", "title", "label", "aliases", "agency", "item"})
_CHARACTERS = re.compile(
    r"[<\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff"
    r"\ufffe\uffff\ud800-\udfff]"
)
_STARTS = re.compile(r'[,|"\n](?:[=+@＝＋－＠|]|-(?![\d.]+[,\n])|[^\S\n]+[,|"\n]|(?<=\|)[,"\n])')
"""Two searches that find, in a whole table at once, that something in it may be amiss."""


def check_wording(export: Export, texts: Mapping[str, str]) -> Iterator[Problem]:
    """Every cell of an export that holds markup, a formula or a control character.

    `texts` are the canonical CSVs by table.
    """
    for row_type in tables_of(export.info.format):
        text = texts[row_type.table]
        # Cell by cell only where needed: nearly every table is clean.
        broken = text.count("\n") != len(export.rows(row_type)) + 1
        if not (broken or _CHARACTERS.search(text) or _STARTS.search(text)):
            continue
        for column in columns(row_type, export.info.format):
            if column.type in ("string", "list") and not (column.enum or column.item_enum):
                yield from _column(export, row_type, column)


def _column(export: Export, row_type: type[Row], column: Column) -> Iterator[Problem]:
    for line, row in export.numbered(row_type):
        value = getattr(row, column.name)
        if value is None:
            continue
        for text in value if column.type == "list" else (value,):
            yield from _cell(row_type, line, column.name, text)


def _cell(row_type: type[Row], line: int, name: str, text: str) -> Iterator[Problem]:
    if not text.strip():
        yield error(row_type, line, name, msg("holds nothing but space"))
        return
    if CONTROL.search(text):
        yield error(row_type, line, name, msg("holds a line break or another control character"))
    if DIRECTION.search(text):
        yield error(row_type, line, name, msg("holds an invisible character"))
    if MARKUP.search(text):
        yield error(row_type, line, name, msg("holds HTML; an export holds plain text"))
    if text.startswith(_FORMULA):
        report = error if name in _NAMES else warning
        why = msg('starts with "%(text)s", which a spreadsheet takes for a formula', text=text[0])
        yield report(row_type, line, name, why)
