"""Signs in a document that look like markup and are none: its writer hears of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from generator.documents.official_text import BAR, DELIMITER, ROW

COMMENT: Final = "<!--"
TABLE_ROW: Final = "| … |"
"""Signs that mean more than themselves."""

_NOTE: Final = re.compile(r"\[\^([^\]\n]+)\]")
_DEFINED: Final = re.compile(r"\[\^([^\]\n]+)\]:")
_CELLS: Final = re.compile(r"\S[ ]*\t\s*\S")
"""Cells that were copied out of a spreadsheet."""
_UNREAD: Final = (
    ("~~", re.compile(r"~~[^~\n]+~~")),
    ("==", re.compile(r"==[^=\n]+==")),
    (":::", re.compile(r"^\s*:::")),
    ("[ ]", re.compile(r"^\s*[-*+]\s+\[[ xX]\]\s")),
    ("{ }", re.compile(r"\{[.#:][\w\u4e00-\u9fff-]+[^}\n]*\}")),
    ("{{ }}", re.compile(r"\{\{.*\}\}|\{%.*%\}")),
    ("![[ ]]", re.compile(r"!?\[\[[^\]\n]+\]\]")),
    ("$ $", re.compile(r"\$\$|\\[\[(][^\n]*\\[A-Za-z]{2,}")),
    ("[ ]( )", re.compile(r"\][ ]+\(https?:|\]（https?:|【[^】\n]+】\(https?:")),
    (COMMENT, re.compile(r"<!--")),
    ("[TOC]", re.compile(r"^\s*\[TOC\]\s*$", re.IGNORECASE)),
)
"""Signs of other dialects, of templates and of notes that only their writer sees."""


def unread_marks(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """(index of the line, sign) of what looks like markup in a text and means nothing here."""
    rows = _table_rows(lines)
    notes = {found[1] for line in lines if (found := _DEFINED.match(line.strip()))}
    for number, line in enumerate(lines):
        for sign, pattern in _UNREAD:
            if pattern.search(line):
                yield number, sign
        if number not in rows and (ROW.fullmatch(line) or _CELLS.search(line)):
            yield number, TABLE_ROW
        for found in _NOTE.finditer(line):
            if found[1] not in notes:
                yield number, found[0]


def notes_defined_twice(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """(index of the line, sign) of each further note of one name."""
    seen: set[str] = set()
    for number, line in enumerate(lines):
        if found := _DEFINED.match(line.strip()):
            if found[1] in seen:
                yield number, f"[^{found[1]}]"
            seen.add(found[1])


def _table_rows(lines: Sequence[str]) -> set[int]:
    """The lines of tables: those that hang together with a row of dashes as their second."""
    rows: set[int] = set()
    first = 0
    for number, line in enumerate((*lines, "")):
        if re.search(BAR, line):
            continue
        if number - first > 1 and DELIMITER.fullmatch(lines[first + 1]):
            rows.update(range(first, number))
        first = number + 1
    return rows
