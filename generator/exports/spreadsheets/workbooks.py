"""The sheets of an .xlsx: their cells by line, and what of them nobody sees.

A workbook saved as Strict Open XML says the same under other names, of which openpyxl knows
nothing and reads no sheet: the names are exchanged on the way in. Every sheet that a workbook
names has to be read; one that is not is a problem, never an empty table.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter

from generator.exports.reading.cell_values import Repeated
from generator.exports.spreadsheets.broken import BrokenWorkbook, told_as_broken
from generator.exports.spreadsheets.merged import MergedCells, merged_areas
from generator.exports.spreadsheets.seen import Line, WorkbookSheet, seen_sheet
from generator.exports.spreadsheets.styles import NO_VALUE, CellReader, formulas_without_values
from generator.exports.spreadsheets.visibility import (
    Place,
    Unseen,
    hides_noughts,
    struck_strings,
    unseen_in,
    unseen_styles,
)
from generator.model.messages import Message, msg
from generator.model.problems import Problem, Severity

MAX_BYTES = 200 << 20
"""How large a file, or the unpacked parts of a workbook, may be."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB_PAGE = (b"<html", b"<!doctype", b"<table", b"<?xml")
_STRICT = b"http://purl.oclc.org/ooxml/"
_ENCODING = re.compile(rb"\s*<\?xml[^>]*\bencoding\s*=\s*[\"']([\w.-]+)")
_BY_FIRST_BYTES = {
    b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be",
}  # fmt: skip
_STRICT_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")


def read_workbook(
    path: Path, shown: str, problems: list[Problem], *, leave_out: bool
) -> list[WorkbookSheet]:
    """The sheets that people see, each with the lines and columns that they see.

    What is hidden or struck out is an error, or left out and listed where `leave_out` says so.
    """
    if why := _no_workbook(path):
        problems.append(Problem(shown, None, None, why))
        return []
    try:
        sheets = _stored(path, shown, problems)
    except BrokenWorkbook as error:
        problems.append(
            Problem(shown, None, None, msg("not a readable .xlsx file (%(error)s)", error=error))
        )
        return []
    return [
        seen
        for sheet in sheets
        if (seen := seen_sheet(sheet, problems, leave_out=leave_out)) is not None
    ]


def _no_workbook(path: Path) -> Message | None:
    """What a file is that only has the name of a workbook; None for a zip and anything else."""
    with path.open("rb") as file:
        head = file.read(256)
    if head.startswith(_OLE):
        return msg(
            "needs a password, or is of an old program: open it, save it as .xlsx without one"
        )
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_WEB_PAGE):
        return msg("is a web page with the name of a workbook: open it in Excel, save it as .xlsx")
    return None


def _stored(path: Path, shown: str, problems: list[Problem]) -> list[WorkbookSheet]:
    with told_as_broken(), zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_BYTES:
            why = msg("unpacks to more than %(max_bytes)s MB", max_bytes=MAX_BYTES >> 20)
            problems.append(Problem(shown, None, None, why))
            return []
        source = _transitional(archive) or path
    with warnings.catch_warnings():
        # openpyxl warns of decorations that it leaves out; they do not concern us.
        warnings.simplefilter("ignore")
        with told_as_broken():
            reader = ExcelReader(source, read_only=True, data_only=True)
            reader.read()
        try:
            return list(_sheets(reader, shown, problems))
        finally:
            reader.wb.close()


def _transitional(archive: zipfile.ZipFile) -> IO[bytes] | None:
    """A workbook in Strict Open XML under the usual names; None for any other."""
    parts = [entry for entry in archive.infolist() if entry.filename.endswith("workbook.xml")]
    if not any(_STRICT in archive.read(part) for part in parts):
        return None
    renamed = io.BytesIO()
    with zipfile.ZipFile(renamed, "w", zipfile.ZIP_STORED) as copy:
        for entry in archive.infolist():
            data = archive.read(entry)
            if entry.filename.endswith((".xml", ".rels")):
                data = _STRICT_NAME.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data)
            copy.writestr(entry.filename, data)
    return renamed


def _sheets(reader: ExcelReader, shown: str, problems: list[Problem]) -> Iterator[WorkbookSheet]:
    book, archive = reader.wb, reader.archive
    read = {sheet.title for sheet in (*book.worksheets, *book.chartsheets)}
    lost = [sheet.name for sheet in reader.parser.sheets if sheet.name not in read]
    for name in lost:
        why = msg(
            'the sheet "%(name)s" cannot be read: open it and save it as an Excel workbook (.xlsx)',
            name=name,
        )
        problems.append(Problem(shown, None, None, why))
    if not book.worksheets and not lost:
        why = msg(
            "holds no sheet that can be read: open it and save it as an Excel workbook (.xlsx)"
        )
        problems.append(Problem(shown, None, None, why))
    texts = (name for name in archive.namelist() if name.endswith("sharedStrings.xml"))
    strings = frozenset(n for name in texts for n in struck_strings(_part(archive, name)))
    styles = unseen_styles(book)
    reader_of_cells = CellReader(book)
    for sheet in book.worksheets:
        file = f"{shown}[{sheet.title}]" if len(book.worksheets) > 1 else shown
        xml = _part(archive, sheet._worksheet_path)
        with told_as_broken():
            marked = unseen_in(xml, strings)
            struck: set[Place] = set(marked.struck)
            shown_cells = _Shown(
                reader_of_cells,
                MergedCells(merged_areas(xml)),
                formulas_without_values(xml),
                hides_noughts(xml),
            )
        lines = list(_lines(sheet, file, shown_cells, styles, struck, problems))
        unseen = Unseen(marked.rows, marked.columns, frozenset(struck))
        hidden = sheet.sheet_state != "visible"
        yield WorkbookSheet(file, sheet.title, lines, hidden, unseen)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The XML of a part in UTF-8, in which marks are searched for."""
    with told_as_broken():
        xml = archive.read(name)
        head = _ENCODING.match(xml)
        # A parser goes by the first bytes, whatever the declaration says.
        encoding = _BY_FIRST_BYTES.get(xml[:2]) or (head[1].decode("ascii") if head else "utf-8")
        if encoding.lower() not in ("utf-8", "us-ascii"):
            xml = xml.decode(encoding).encode()
        if b"<!DOCTYPE" in xml:
            raise BrokenWorkbook("a part declares a document type")
        return xml


def _rows_of(sheet: Any) -> Iterator[Sequence[Any]]:
    """The rows of a sheet, which openpyxl reads one by one."""
    rows = sheet.iter_rows()
    while True:
        with told_as_broken():
            row = next(rows, None)
        if row is None:
            return
        yield row


@dataclass(frozen=True, slots=True)
class _Shown:
    """How the cells of one sheet are read as they are seen."""

    cells: CellReader
    merged: MergedCells
    without_value: frozenset[Place]
    without_noughts: bool


def _lines(
    sheet: Any,
    file: str,
    shown: _Shown,
    styles: frozenset[int],
    struck: set[Place],
    problems: list[Problem],
) -> Iterator[Line]:
    # What a workbook says about its size may be wrong; the rows themselves count.
    sheet.reset_dimensions()
    for number, cells in enumerate(_rows_of(sheet), start=1):
        if styles:
            struck.update(
                (number, column)
                for column, cell in enumerate(cells, start=1)
                if getattr(cell, "_style_id", None) in styles
            )
        values = shown.cells.values(cells, without_noughts=shown.without_noughts)
        if shown.without_value:
            for column in range(1, len(values) + 1):
                if (number, column) in shown.without_value:
                    values[column - 1] = NO_VALUE
        values, covered = shown.merged.shown(number, values)
        for column in covered:
            letter = get_column_letter(column)
            why = msg(
                "what lies hidden under a merged cell (column %(letter)s) is not read",
                letter=letter,
            )
            problems.append(Problem(file, number, None, why, Severity.REPAIRED))
        # A row of nothing but merged cells from above is a part of the row above.
        if any(value is not None and not isinstance(value, Repeated) for value in values):
            yield number, tuple(values)
