"""What a workbook holds and does not show: hidden rows and columns, text that is struck out.

openpyxl tells nothing of rows and columns when it streams, so the XML of a sheet is searched for
the few marks there are. A sheet without any costs one search of its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import coordinate_to_tuple

from generator.exports.spreadsheets.number_formats import shows_nothing

_HIDDEN = rb"\bhidden\s*=\s*[\"'](?!(?:0|false|off)?[\"'])"
_NO_SIZE = rb"\b(?:ht|width)\s*=\s*[\"']0(?:\.[0-4]\d*)?[\"']"
"""Less than half a point or character: nobody sees it."""
_MARK = re.compile(rb"%b|%b" % (_HIDDEN, _NO_SIZE))
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_STRUCK = re.compile(rb"<(?:\w+:)?strike\b(?![^>]*\bval\s*=\s*[\"'](?:0|false|off)[\"'])")
_STRING = re.compile(rb"<(?:\w+:)?si\b[^>]*(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_ROW_OR_CELL = re.compile(
    rb"<(?:\w+:)?(?:row\b([^>]*)>|c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>))", re.DOTALL
)
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]+\d+)[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v>\s*(\d+)\s*<")
_NOTHING_SHOWN = re.compile(r";;;?")
_WHITE = re.compile(r"\[(?:white|白色)\]", re.IGNORECASE)
_NO_ZEROS = re.compile(rb"<(?:\w+:)?sheetView\b[^>]*\bshowZeros\s*=\s*[\"'](?:0|false)[\"']")
_HEAD = 1 << 16
"""Bytes of a sheet in which its view is described: it stands before the rows."""

Place = tuple[int, int]
"""Row and column, both from 1."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """Rows and columns by number from 1, and the cells of which some text is struck out."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    struck: frozenset[Place] = frozenset()


def unseen_in(xml: bytes, struck_strings: frozenset[int]) -> Unseen:
    """What a sheet does not show; `struck_strings` are the numbers of shared texts with a strike.

    Cells that a style strikes out are found by `unseen_styles`.
    """
    marked = _MARK.search(xml) is not None
    return Unseen(
        frozenset(_rows(xml)) if marked else frozenset(),
        frozenset(_columns(xml)) if marked else frozenset(),
        frozenset(_struck(xml, struck_strings)),
    )


def struck_strings(xml: bytes) -> frozenset[int]:
    """The numbers of the shared texts of which a part is struck out."""
    if not _STRUCK.search(xml):
        return frozenset()
    texts = enumerate(_STRING.finditer(xml))
    return frozenset(number for number, text in texts if _STRUCK.search(text[1] or b""))


def unseen_styles(book: Any) -> frozenset[int]:
    """The styles of a workbook that strike a cell out or show nothing of it (format `;;;`)."""
    fonts = {number for number, font in enumerate(book._fonts) if font.strike}
    white = {number for number, font in enumerate(book._fonts) if _is_white(font.color)}
    bare = {number for number, fill in enumerate(book._fills) if _is_bare(fill)}
    formats = {
        number
        for number, text in enumerate(book._number_formats, start=164)
        if _NOTHING_SHOWN.fullmatch(text) or shows_nothing(text) or _WHITE.search(text)
    }
    if not fonts and not formats and not white:
        return frozenset()
    return frozenset(
        number
        for number, style in enumerate(book._cell_styles)
        if style.fontId in fonts
        or style.numFmtId in formats
        or (style.fontId in white and style.fillId in bare)
    )


def hides_noughts(xml: bytes) -> bool:
    """Whether a sheet shows nothing where a nought stands."""
    return _NO_ZEROS.search(xml[:_HEAD]) is not None


def _is_white(color: Any) -> bool:
    """Whether a font is white: by its value, or as the first colour of the theme."""
    if color is None:
        return False
    if color.type == "rgb":
        return str(color.rgb).upper().endswith("FFFFFF")
    by_theme = color.type == "theme" and color.theme == 0 and not color.tint
    return by_theme or (color.type == "indexed" and color.indexed in (1, 9))


def _is_bare(fill: Any) -> bool:
    """Whether nothing, or white, lies behind a text."""
    kind = getattr(fill, "patternType", "gradient")
    return kind in (None, "none") or (kind == "solid" and _is_white(fill.fgColor))


def _rows(xml: bytes) -> Iterator[int]:
    number = 0
    for row in _ROW.finditer(xml):
        number = _number(row[1], b"r") or number + 1
        if _MARK.search(row[1]):
            yield number


def _columns(xml: bytes) -> Iterator[int]:
    for column in _COLUMN.finditer(xml):
        first, last = _number(column[1], b"min"), _number(column[1], b"max")
        if first and last and _MARK.search(column[1]):
            yield from range(first, min(last, 16_384) + 1)


def _struck(xml: bytes, strings: frozenset[int]) -> Iterator[Place]:
    if not strings and not _STRUCK.search(xml):
        return
    for place, attributes, content in placed_cells(xml):
        value = _VALUE.search(content)
        shared = re.search(rb"\bt\s*=\s*[\"']s[\"']", attributes) and value
        if _STRUCK.search(content) or (shared and int(shared[1]) in strings):
            yield place


def placed_cells(xml: bytes) -> Iterator[tuple[Place, bytes, bytes]]:
    """Where each cell stands, its attributes and what is in it.

    A cell or a row that does not say where it stands follows the one before, as in every reader.
    """
    row = column = 0
    for found in _ROW_OR_CELL.finditer(xml):
        if found[1] is not None:
            row, column = _number(found[1], b"r") or row + 1, 0
            continue
        place = _PLACE.search(found[2])
        row, column = coordinate_to_tuple(place[1].decode()) if place else (row, column + 1)
        yield (row, column), found[2], found[3] or b""


def _number(attributes: bytes, name: bytes) -> int | None:
    found = re.search(rb"(?<![\w:])%b\s*=\s*[\"'](\d+)[\"']" % name, attributes)
    return int(found[1]) if found else None
