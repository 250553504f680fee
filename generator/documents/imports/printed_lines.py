"""Lines as they are printed on pages → paragraphs.

A printed page knows no paragraphs: one begins where a line is set in, and ends where a line stops
short of the margin. What stands at the edge of every page is no text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from generator.documents.imports.blocks import (
    Align,
    Block,
    Paragraph,
    Span,
    Table,
    visible_characters,
)
from generator.documents.levels import begins_paragraph

_PAGE_NUMBER: Final = re.compile(
    r"[—－–\-―─\s·.]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/／]\s*\d{1,4}|\s*[,，]?\s*共\s*\d{1,4}\s*页)?[—－–\-―─\s·.]*"
)
_EDGE: Final = 0.1
"""The share of a page, above and below, in which headers, footers and page numbers stand."""
_NARROW: Final = 0.4
"""Lines that all are shorter than this share of the page are lines, not parts of a paragraph."""
_MIN_REPEATED: Final = 3
"""On how many pages a line has to stand to be a header."""
_FIRST_PAGE: Final = 30
"""How much higher than the number of pages a page number may be: an extract begins later."""
_CHINESE: Final = r"[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef]"
_BLANK: Final = re.compile(rf"(?<={_CHINESE})[ ]+(?={_CHINESE})")

_RADICALS: Final = dict(
    zip(
        "⺁⺄⺇⺈⺋⺌⺒⺗⺘⺝⺟⺠⺩⺯⺰⺳⺶⺷⺸⺼⺿⻀⻄⻅⻆⻈⻉⻊⻋⻌⻏⻐⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "厂乙几刀卩小巳心手月母民王糸纟网羊羊羊肉艹艹西见角讠贝足车辶阝钅长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
"""Radicals that some programs print in the place of the character: nobody sees a difference."""


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its text and where it stands, in any unit, from the top left of the page.

    `has_gap` says that its middle is empty: two columns, or the cells of a table without lines.
    """

    text: str
    left: float
    right: float
    top: float
    size: float
    page: int
    font: str = ""
    has_gap: bool = False


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table and the height at which it stands on its page."""

    table: Table
    top: float
    page: int


Printed: TypeAlias = "Line | PrintedTable"


def as_characters(text: str) -> tuple[str, int]:
    """The text with characters in the place of their radicals, and how many these were."""
    signs = [
        unicodedata.normalize("NFKC", c)
        if "\u2f00" <= c <= "\u2fdf" or "\uf900" <= c <= "\ufaff"
        else _RADICALS.get(c, c)
        for c in text
    ]
    return "".join(signs), sum(a != b for a, b in zip(signs, text, strict=True))


def without_edges(lines: Sequence[Line], heights: Sequence[float]) -> tuple[list[Line], int]:
    """The lines without page numbers and what repeats at the edge of pages; how many characters
    went.
    """

    def at_edge(line: Line) -> bool:
        height = heights[line.page]
        return line.top < height * _EDGE or line.top > height * (1 - _EDGE)

    repeated = Counter((line.text, round(line.top)) for line in lines if at_edge(line))
    many = max(_MIN_REPEATED, len(heights) // 2)
    kept: list[Line] = []
    gone = 0
    for line in lines:
        number = _PAGE_NUMBER.fullmatch(line.text)
        highest = max(map(int, re.findall(r"\d+", line.text)), default=0) if number else 0
        counts = number and highest <= len(heights) + _FIRST_PAGE
        if at_edge(line) and (counts or repeated[line.text, round(line.top)] >= many):
            gone += visible_characters(line.text)
        else:
            kept.append(line)
    return kept, gone


def as_blocks(printed: Sequence[Printed], widths: Sequence[float]) -> list[Block]:
    """Paragraphs and tables in reading order."""
    lines = [each for each in printed if isinstance(each, Line)]
    left, right = _margins(lines)
    result: list[Block] = []
    open_line: Line | None = None
    for each in printed:
        if isinstance(each, PrintedTable):
            result.append(each.table)
            open_line = None
            continue
        align = _alignment(each, left, right, widths[each.page])
        last = result[-1] if result else None
        goes_on = (
            open_line is not None
            and isinstance(last, Paragraph)
            and last.align is Align.LEFT
            and align is Align.LEFT
            and each.left <= left + each.size * 0.8
            and open_line.right >= right - open_line.size * 1.5
            and right - left > widths[each.page] * _NARROW
            and not (begins_paragraph(each.text) and each.left > left + each.size * 0.5)
        )
        if goes_on and isinstance(last, Paragraph):
            joined = _joined(last.spans[0].text, each.text)
            result[-1] = Paragraph((_span(each, joined),), last.align)
        else:
            result.append(Paragraph((_span(each, each.text),), align))
        open_line = each
    return result


def _joined(above: str, below: str) -> str:
    """Two lines of a paragraph: Chinese has no blank between them."""
    return above + _BLANK.sub("", f"{above[-1:]} {below[:1]}")[1:] + below[1:]


def _span(line: Line, text: str) -> Span:
    return Span(text, font=line.font, points=line.size)


def _margins(lines: Sequence[Line]) -> tuple[float, float]:
    """Where most lines begin and where the longest end."""
    if not lines:
        return 0, 0
    lefts = Counter(round(line.left) for line in lines)
    rights = Counter(round(line.right / 2) * 2 for line in lines)
    common = [left for left, count in lefts.items() if count >= max(2, len(lines) * 0.1)]
    wide = [right for right, count in rights.items() if count >= max(2, len(lines) * 0.05)]
    left = min(common) if common else min(line.left for line in lines)
    return left, max(wide) if wide else max(line.right for line in lines)


def _alignment(line: Line, left: float, right: float, width: float) -> Align:
    before, after = line.left - left, right - line.right
    if before < line.size * 2.6:
        return Align.LEFT
    middle = (line.left + line.right) / 2
    off = min(abs(middle - width / 2), abs(middle - (left + right) / 2))
    centred = off < line.size * 1.5
    if centred and after > line.size:
        return Align.CENTER
    return Align.RIGHT if before > line.size * 5 else Align.LEFT
