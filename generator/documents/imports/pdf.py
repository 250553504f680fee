"""A PDF with a text layer → what people read in it.

pdfplumber finds the characters where they stand; PDF knows neither paragraphs nor what is hidden.
"""

from __future__ import annotations

import io
import logging
import re
import statistics
from collections.abc import Iterator
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
_CHINESE_BLANK: Final = re.compile(r"(?<=[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef])\s+")


def read_pdf(shown: str, content: bytes) -> ReadText:
    """What people read in a PDF; DataError for a scan, a locked or a damaged file."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it tells each font's oddities
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            if len(document.pages) > MAX_PAGES:
                raise _refusal(shown, msg("has more than %(n)s pages", n=MAX_PAGES))
            pages = [_ReadPage(page, number) for number, page in enumerate(document.pages)]
    except (PdfminerException, PSException) as error:
        locked = isinstance(error.__context__, PDFPasswordIncorrect) or isinstance(
            next(iter(error.args), None), PDFPasswordIncorrect
        )
        why = (
            msg("needs a password: save it without one")
            if locked
            else msg("is damaged: open it and save it again")
        )
        raise _refusal(shown, why) from None
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        # The parser takes what it finds in the file, and looks at it where it uses it.
        raise _refusal(shown, msg("is damaged: open it and save it again")) from None
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
    unknown = sum(page.unknown for page in pages)
    if unknown > max(5, result.characters * _MOST_UNKNOWN):
        raise _refusal(shown, msg("its fonts do not say which characters they draw"))
    for fate, count, what in (
        (Fate.LEFT_OUT, of_edges, msg("page numbers and what repeats on every page")),
        (Fate.LEFT_OUT, sum(p.unseen for p in pages), msg("text that nobody sees")),
        (Fate.COMPUTED, sum(p.radicals for p in pages), msg("radicals written as characters")),
        (Fate.CHECK, unknown, msg("characters that the file does not name stand as 〓")),
    ):
        if count:
            result.remarks.append(Remark(fate, msg("%(what)s: %(n)s", what=what, n=count)))
    what = msg("a PDF does not say what was deleted or inserted: is this the final text?")
    result.remarks.append(Remark(Fate.CHECK, what))
    return result


class _ReadPage:
    """The lines and tables of one page, and what was left out of it."""

    def __init__(self, page: Page, number: int) -> None:
        self.number = number
        self.width, self.height = float(page.width), float(page.height)
        self.unseen = 0
        self.unknown = 0
        self.radicals = 0
        self.is_scan = not page.chars and bool(page.images)
        self._page = page.filter(self._is_seen).dedupe_chars()
        self.unseen = sum(
            visible_characters(char["text"]) for char in page.chars if not self._is_seen(char)
        )
        found = [table for table in self._page.find_tables() if _is_table(table)]
        self.tables = [self._table(table) for table in found]
        boxes = [table.bbox for table in found]
        outside = self._page.filter(lambda each: not any(_inside(each, box) for box in boxes))
        self.lines = list(self._lines(outside))

    def _is_seen(self, each: dict[str, Any]) -> bool:
        if each.get("object_type") != "char":
            return True
        color = each.get("non_stroking_color")
        parts = color if isinstance(color, tuple | list) else () if color is None else (color,)
        light = all(isinstance(part, int | float) and part > 0.97 for part in parts)
        white = light and len(parts) in (1, 3)
        blank = len(parts) == 4 and all(part == 0 for part in parts)
        on_page = each["x1"] >= 0 and each["x0"] <= self.width and each["bottom"] >= 0
        on_page = on_page and each["top"] <= self.height
        return bool(on_page and each["size"] >= _MIN_SIZE and not white and not blank)

    def _lines(self, page: Page) -> Iterator[Line]:
        sizes = [char["size"] for char in page.chars]
        # Fonts that are mixed on a line say different heights for it.
        apart = max(3.0, statistics.median(sizes) * _SAME_LINE) if sizes else 3.0
        for line in page.extract_text_lines(strip=True, return_chars=True, y_tolerance=apart):
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
            )

    def _characters(self, text: str) -> str:
        text, radicals = as_characters(text)
        text, unknown = _NO_CODE.subn(UNKNOWN, text)
        self.radicals += radicals
        self.unknown += unknown + sum("\ue000" <= c <= "\uf8ff" for c in text)
        return "".join(UNKNOWN if "\ue000" <= c <= "\uf8ff" else c for c in text)

    def _table(self, table: Any) -> PrintedTable:
        """The cells with what they cover: every edge of a cell is a line of the grid."""
        lefts = sorted({round(cell[0]) for cell in table.cells})
        tops = sorted({round(cell[1]) for cell in table.cells})
        rows: list[tuple[Cell, ...]] = []
        for top in tops:
            cells = []
            for box in sorted(cell for cell in table.cells if round(cell[1]) == top):
                text = self._page.crop(box, strict=False).extract_text(y_tolerance=6) or ""
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


def _is_table(table: Any) -> bool:
    columns = {round(cell[0]) for cell in table.cells}
    lines = {round(cell[1]) for cell in table.cells}
    return len(columns) > 1 and len(lines) > 1


def _inside(each: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    if each.get("object_type") != "char":
        return False
    middle = (each["x0"] + each["x1"]) / 2, (each["top"] + each["bottom"]) / 2
    return bool(box[0] <= middle[0] <= box[2] and box[1] <= middle[1] <= box[3])
