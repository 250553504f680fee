"""A workbook for people: a title, headings, rows, ready to be filtered and printed."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

_WIDEST = 46
"""Characters of a column; longer texts go on below."""

Cell = str | int | float | date | None


def new_workbook(
    sheets: Iterable[tuple[str, str, Sequence[str], Sequence[Sequence[Cell]]]],
) -> bytes:
    """A workbook of sheets, each with its name, a title line, headings and rows.

    Texts are texts, whatever they begin with: none becomes a formula.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    taken: set[str] = set()
    for name, title, headings, rows in sheets:
        sheet = book.create_sheet(_sheet_name(name, taken))
        sheet.append([title])
        sheet.append(list(headings))
        for row in rows:
            sheet.append(list(row))
        _lay_out(sheet, headings, rows)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _lay_out(sheet: Worksheet, headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    for line in sheet.iter_rows():
        for cell in line:
            cell.alignment = Alignment(vertical="top", wrap_text=cell.row > 1)
            if isinstance(cell.value, str):
                cell.data_type = "s"
    for cell in (sheet["A1"], *sheet[2]):
        cell.font = Font(bold=True)
    for at, heading in enumerate(headings):
        texts = [heading, *(str(row[at]) for row in rows if row[at] is not None)]
        width = max(_width(line) for text in texts for line in text.split("\n"))
        sheet.column_dimensions[get_column_letter(at + 1)].width = min(_WIDEST, width + 2)
    sheet.freeze_panes = "C3"
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(headings))}{len(rows) + 2}"
    sheet.print_title_rows = "2:2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes: at most 31 characters, none of those it refuses, each once."""
    plain = "".join(each for each in name if each not in "[]:*?/\\")[:28] or "1"
    found, number = plain, 1
    while found in taken:
        number += 1
        found = f"{plain}{number}"
    taken.add(found)
    return found


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
