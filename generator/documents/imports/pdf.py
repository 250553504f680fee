"""A PDF with a text layer → what people read in it.

pdfplumber finds the characters where they stand; PDF knows neither paragraphs nor what is hidden.
"""

from __future__ import annotations

import io
import logging
import re
import statistics
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from generator.documents.imports.blocks import (
    Cell,
    Fate,
    Paragraph,
    ReadText,
    Remark,
    Span,
    Table,
    paragraphs_of,
    visible_characters,
)
from generator.documents.imports.pdf_covers import Box, Covers, covers_of
from generator.documents.imports.printed_lines import (
    Line,
    Printed,
    PrintedTable,
    as_blocks,
    as_characters,
    without_edges,
)
from generator.documents.imports.word.symbol_fonts import UNKNOWN
from generator.model.messages import Message, msg
from generator.model.problems import DataError, Problem

if TYPE_CHECKING:
    from pdfplumber.page import Page

MAX_PAGES: Final = 500
_SAME_LINE: Final = 0.4
"""How far apart characters of a line may stand, by their size."""
_MIN_SIZE: Final = 2.5
_NO_CODE: Final = re.compile(r"\(cid:\d+\)")
_MOST_UNKNOWN: Final = 0.05
_LIGHT: Final = 0.9
_MIN_GAPS: Final = 5
_MOST_GAPS: Final = 0.3
"""From how many lines with wide gaps on, and which share of all, a page may have columns."""
_CHINESE_BLANK: Final = re.compile(r"(?<=[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef])\s+")


def read_pdf(shown: str, content: bytes) -> ReadText:
    """What people read in a PDF; DataError for a scan, a locked or a damaged file."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it tells each font's oddities
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            if len(document.pages) > MAX_PAGES:
                raise _refusal(shown, msg("has more than %(n)s pages", n=MAX_PAGES))
            covers = covers_of(content) or [Covers()] * len(document.pages)
            pages = [
                _ReadPage(page, number, covers[number])
                for number, page in enumerate(document.pages)
            ]
    except DataError:
        raise
    except Exception as error:
        # The parser takes what it finds in the file, and looks at it where it uses it.
        causes = (error, error.__context__, *error.args)
        locked = any(isinstance(cause, PDFPasswordIncorrect) for cause in causes)
        why = (
            msg("needs a password: save it without one")
            if locked
            else msg("is damaged: open it and save it again")
        )
        raise _refusal(shown, why) from None
    scans = [page.number + 1 for page in pages if page.is_scan]
    if scans:
        where = "、".join(map(str, scans[:10]))
        why = msg(
            "is a scan without text (page %(where)s): type it or ask for the file", where=where
        )
        raise _refusal(shown, why)
    return _read(shown, pages)


def _refusal(shown: str, why: Message) -> DataError:
    return DataError([Problem(shown, None, None, why)])


def _read(shown: str, pages: list[_ReadPage]) -> ReadText:
    lines, of_edges = without_edges(
        [line for page in pages for line in page.lines], [page.height for page in pages]
    )
    printed: list[Printed] = [*lines, *(table for page in pages for table in page.tables)]
    printed.sort(key=lambda each: (each.page, each.top))
    result = ReadText(blocks=as_blocks(printed, [page.width for page in pages]))
    result.characters = sum(visible_characters(p.text) for p in paragraphs_of(result.blocks))
    # What the page draws is counted by itself: a table or a line that loses some is found out.
    result.unread = sum(page.characters for page in pages) - result.characters - of_edges
    unknown = sum(page.unknown for page in pages)
    if unknown > max(5, result.characters * _MOST_UNKNOWN):
        raise _refusal(shown, msg("its fonts do not say which characters they draw"))
    beside = sum(line.has_gap for line in lines)
    columns = beside if lines and beside > max(_MIN_GAPS, len(lines) * _MOST_GAPS) else 0
    for fate, count, what in (
        (Fate.LEFT_OUT, of_edges, msg("page numbers and what repeats on every page")),
        (Fate.LEFT_OUT, sum(p.unseen for p in pages), msg("text that nobody sees")),
        (Fate.LEFT_OUT, sum(p.turned for p in pages), msg("text that is turned (a watermark?)")),
        (Fate.COMPUTED, sum(p.radicals for p in pages), msg("radicals written as characters")),
        (Fate.CHECK, unknown, msg("characters that the file does not name stand as 〓")),
        (Fate.CHECK, sum(p.under_pictures for p in pages), msg("lines under pictures (seals?)")),
        (Fate.CHECK, columns, msg("lines with wide gaps: columns, read across")),
    ):
        if count:
            result.remarks.append(Remark(fate, msg("%(what)s: %(n)s", what=what, n=count)))
    what = msg("a PDF does not say what was deleted or inserted: is this the final text?")
    result.remarks.append(Remark(Fate.CHECK, what))
    return result


class _ReadPage:
    """The lines and tables of one page, and what was left out of it."""

    def __init__(self, page: Page, number: int, covers: Covers) -> None:
        self.number = number
        self.width, self.height = float(page.width), float(page.height)
        self.unknown = 0
        self.radicals = 0
        self.under_pictures = covers.under_pictures
        self.is_scan = not page.chars and bool(page.images)
        self._covers = covers
        self.unseen = self._count(char for char in page.chars if not self._is_seen(char))
        self.turned = self._count(
            char for char in page.chars if self._is_seen(char) and not char.get("upright", True)
        )
        self._page = page.filter(self._is_text).dedupe_chars()
        self.characters = self._count(self._page.chars)
        found = [table for table in self._page.find_tables() if _is_table(table)]
        cells = [box for table in found for box in table.cells]
        chars: dict[Box, list[dict[str, Any]]] = {box: [] for box in cells}
        in_cells: set[int] = set()
        for char in self._page.chars if cells else ():
            box = next((box for box in cells if _inside(char, box)), None)
            if box is not None:
                chars[box].append(char)
                in_cells.add(id(char))
        sizes = [char["size"] for char in self._page.chars]
        # Fonts that are mixed on a line say different heights for it.
        self._apart = max(3.0, statistics.median(sizes) * _SAME_LINE) if sizes else 3.0
        self.tables = [self._table(table, chars) for table in found]
        self.lines = list(self._lines(self._page.filter(lambda each: id(each) not in in_cells)))

    def _count(self, chars: Iterable[dict[str, Any]]) -> int:
        return sum(visible_characters(as_characters(char["text"])[0]) for char in chars)

    def _is_text(self, each: dict[str, Any]) -> bool:
        upright = each.get("object_type") != "char" or bool(each.get("upright", True))
        return upright and self._is_seen(each)

    def _is_seen(self, each: dict[str, Any]) -> bool:
        if each.get("object_type") != "char":
            return True
        on_page = each["x1"] >= 0 and each["x0"] <= self.width and each["bottom"] >= 0
        if not on_page or each["top"] > self.height or each["size"] < _MIN_SIZE:
            return False
        if self._covers.unseen and any(_inside(each, box) for box in self._covers.unseen):
            return any(_inside(each, box) for box in self._covers.seen)
        return bool(self._covers.seen) or not _is_white(each.get("non_stroking_color"))

    def _lines(self, page: Page) -> Iterator[Line]:
        for line in page.extract_text_lines(strip=True, return_chars=True, y_tolerance=self._apart):
            text = self._characters(line["text"])
            first = line["chars"][0]
            yield Line(
                text,
                left=line["x0"],
                right=line["x1"],
                top=line["top"],
                size=first["size"],
                page=self.number,
                font=first["fontname"].rpartition("+")[2],
                has_gap=_has_gap(line["chars"]),
            )

    def _characters(self, text: str) -> str:
        text, radicals = as_characters(text)
        text, unknown = _NO_CODE.subn(UNKNOWN, text)
        self.radicals += radicals
        self.unknown += unknown + sum("\ue000" <= c <= "\uf8ff" for c in text)
        return "".join(UNKNOWN if "\ue000" <= c <= "\uf8ff" else c for c in text)

    def _table(self, table: Any, chars: dict[Box, list[dict[str, Any]]]) -> PrintedTable:
        """The cells with what they cover: every edge of a cell is a line of the grid."""
        from pdfplumber.utils.text import extract_text

        lefts = sorted({round(cell[0]) for cell in table.cells})
        tops = sorted({round(cell[1]) for cell in table.cells})
        rows: list[tuple[Cell, ...]] = []
        for top in tops:
            cells = []
            for box in sorted(cell for cell in table.cells if round(cell[1]) == top):
                text = extract_text(chars[box], y_tolerance=self._apart) if chars[box] else ""
                lines = self._characters(text).split("\n")
                words = _CHINESE_BLANK.sub("", " ".join(lines)).strip()
                cells.append(
                    Cell(
                        (Paragraph((Span(words),)),),
                        columns=sum(round(box[0]) <= left < round(box[2]) for left in lefts) or 1,
                        rows=sum(round(box[1]) <= each < round(box[3]) for each in tops) or 1,
                    )
                )
            rows.append(tuple(cells))
        return PrintedTable(Table(tuple(rows)), table.bbox[1], self.number)


def _is_white(color: object) -> bool:
    """Whether a colour as pdfplumber gives it is white, where nothing is known of what is below."""
    parts = color if isinstance(color, tuple | list) else () if color is None else (color,)
    light = all(isinstance(part, int | float) and part > _LIGHT for part in parts)
    blank = len(parts) == 4 and all(part == 0 for part in parts)
    return (light and len(parts) in (1, 3)) or blank


def _has_gap(chars: list[dict[str, Any]]) -> bool:
    """Whether a line has a gap as wide as three characters in its middle."""
    return any(b["x0"] - a["x1"] > 3 * a["size"] for a, b in pairwise(chars))


def _is_table(table: Any) -> bool:
    columns = {round(cell[0]) for cell in table.cells}
    lines = {round(cell[1]) for cell in table.cells}
    return len(columns) > 1 and len(lines) > 1


def _inside(each: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    if each.get("object_type") != "char":
        return False
    middle = (each["x0"] + each["x1"]) / 2, (each["top"] + each["bottom"]) / 2
    return bool(box[0] <= middle[0] <= box[2] and box[1] <= middle[1] <= box[3])
