"""The same cells in a workbook that openpyxl writes, as programs of officials' suppliers do."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from decimal import Decimal
from random import Random
from xml.sax.saxutils import unescape

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import IllegalCharacterError

from benchmarks.fuzz.workbook import XCell, XSheet, day_number

_TEXT = re.compile(r"<t[^>]*>(.*?)</t>", re.DOTALL)
_NUMBER = re.compile(r"<v>(-?[0-9]{1,15}(?:\.[0-9]+)?)</v>")


def by_openpyxl(random: Random, sheet: XSheet, *, since_1904: bool) -> bytes | None:
    """The sheet as openpyxl writes it; None where it cannot write what stands in it."""
    book = Workbook(iso_dates=random.random() < 0.2)
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
    target = book.active
    assert target is not None
    target.title = sheet.title
    for row, cells in enumerate(sheet.cells, start=1):
        for column, cell in enumerate(cells, start=1):
            if cell is None:
                continue
            value = _value(random, cell, since_1904=since_1904)
            if value is None or (cell.format.startswith("#") and not _built_in(cell.format)):
                return None
            place = target.cell(row, column)
            try:
                place.value = value
            except (IllegalCharacterError, ValueError):
                return None
            if isinstance(value, str):
                # Text that begins with = is text here, and no formula.
                place.data_type = "s"
            if not isinstance(value, date) or random.random() < 0.5:
                place.number_format = _built_in(cell.format) or cell.format
            if cell.struck:
                place.font = Font(strike=True)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _built_in(format: str) -> str:
    number = format.removeprefix("#builtin ")
    return BUILTIN_FORMATS.get(int(number), "") if number.isdecimal() and number != format else ""


def _value(random: Random, cell: XCell, *, since_1904: bool) -> object | None:
    """What a program hands to openpyxl so that the cell shows the same."""
    if cell.day is not None:
        if cell.format.startswith("yyyy-mm-dd") and random.random() < 0.5:
            # Workbooks know no zones of time.
            return cell.day if not cell.xml else datetime(*cell.day.timetuple()[:3], 18)  # noqa: DTZ001
        number = f"{day_number(cell.day, since_1904=since_1904)}{cell.xml}"
        return Decimal(number) if cell.xml else int(number)
    if cell.kind in ("inlineStr", "s"):
        text = "".join(_TEXT.findall(cell.xml.partition("<rPh")[0]))
        return unescape(text, {"&#13;": "\r"})
    if cell.kind == "b":
        return True
    if cell.kind == "" and (number := _NUMBER.fullmatch(cell.xml)):
        return Decimal(number[1]) if "." in number[1] else int(number[1])
    return None
