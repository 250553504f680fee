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
_UNREAD: Final = (
    ("~~", re.compile(r"~~[^~\n]+~~")),
    ("==", re.compile(r"==[^=\n]+==")),
    (":::", re.compile(r"^\s*:::")),
    ("[ ]", re.compile(r"^\s*[-*+]\s+\[[ xX]\]\s")),
    ("{ }", re.compile(r"\{[.#:][\w\u4e00-\u9fff-]+[^}\n]*\}")),
    ("{{ }}", re.compile(r"\{\{.*\}\}|\{%.*%\}")),
    ("![[ ]]", re.compile(r"!?\[\[[^\]\n]+\]\]")),
    ("$ $", re.compile(r"\$\$|\\[\[(]")),
    ("[ ]( )", re.compile(r"\][ ]+\(https?:|\]（https?:|【[^】\n]+】\(https?:")),
    (COMMENT, re.compile(r"<!--")),
    ("[TOC]", re.compile(r"^\s*\[TOC\]\s*$", re.IGNORECASE)),
)
"""Signs of other dialects, of templates and of notes that only their writer sees."""


def unread_marks(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """(index of the line, sign) of what looks like markup in a text and means nothing here."""
    tables = {n for n in range(len(lines)) if _is_delimiter(lines, n)}
    notes = {found[1] for line in lines if (found := _NOTE.match(line.strip()))}
    for number, line in enumerate(lines):
        for sign, pattern in _UNREAD:
            if pattern.search(line):
                yield number, sign
        if ROW.fullmatch(line) and not _in_table(lines, number, tables):
            yield number, TABLE_ROW
        for found in _NOTE.finditer(line):
            if found[1] not in notes:
                yield number, found[0]


def _is_delimiter(lines: Sequence[str], at: int) -> bool:
    return bool(at and re.search(BAR, lines[at]) and DELIMITER.fullmatch(lines[at]))


def _in_table(lines: Sequence[str], at: int, delimiters: set[int]) -> bool:
    """Whether a row hangs together with a row of dashes that is not its first."""
    first = at
    while first > 0 and re.search(BAR, lines[first - 1]):
        first -= 1
    return first + 1 in delimiters
