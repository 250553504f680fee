"""Cells of a workbook with what their style shows, and formulas of which no value was kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904, from_excel

from generator.exports.reading.cell_values import Cell, Formatted, Unreadable
from generator.exports.spreadsheets.date_formats import CHINESE_BUILT_IN
from generator.exports.spreadsheets.number_formats import shows_nothing, shows_text_as_it_is
from generator.exports.spreadsheets.visibility import placed_cells
from generator.model.messages import msg

NO_VALUE = Unreadable(
    msg(
        "a formula of which the file keeps no value: open it in Excel or WPS, save it, "
        "and pack again"
    )
)
OWN_TEXT = msg(
    "the format of the cell adds words to the text or hides it: format it as text, and type it as"
    " it is shown"
)
_NUMBERS = (int, float)
_NOUGHT = Formatted(0, "0;-0;;@")


def _plain_number(cell: Cell) -> Cell:
    """A nought in whatever format as a nought; any other cell as it is."""
    is_nought = isinstance(cell, Formatted) and type(cell.value) in _NUMBERS and cell.value == 0
    return 0 if is_nought else cell


_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_KEPT = re.compile(rb"<(?:\w+:)?v\b[^>]*>[^<]|<(?:\w+:)?is\b")
_TEXT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")
_PLAIN = frozenset(["General", "@", "G/通用格式"])


def formulas_without_values(xml: bytes) -> frozenset[tuple[int, int]]:
    """The cells, row and column from 1, with a formula of which no value was kept."""
    if not _FORMULA.search(xml):
        return frozenset()
    return frozenset(
        place
        for place, attributes, content in placed_cells(xml)
        if _FORMULA.search(content) and not _KEPT.search(content) and not _TEXT.search(attributes)
    )


class CellReader:
    """Reads the cells of one workbook; its styles are looked at once."""

    def __init__(self, book: Any) -> None:
        self._epoch = book.epoch
        self._since_1904 = book.epoch == CALENDAR_MAC_1904
        numbers = [style.numFmtId for style in book._cell_styles]
        own = book._number_formats
        self._formats: list[str] = [
            own[number - 164]
            if 164 <= number < 164 + len(own)
            else BUILTIN_FORMATS.get(number) or CHINESE_BUILT_IN.get(number, "General")
            for number in numbers
        ]
        self._of_texts = frozenset(
            at
            for at, each in enumerate(self._formats)
            # What shows nothing at all is found as unseen.
            if not shows_text_as_it_is(each) and not shows_nothing(each)
        )
        # openpyxl does not know that these show days: it gives their bare numbers.
        self._days = frozenset(at for at, each in enumerate(numbers) if each in CHINESE_BUILT_IN)

    def values(self, cells: Sequence[Any], *, without_noughts: bool = False) -> list[Cell]:
        """The cells of a row; numbers and days that are shown in a form of their own keep it.

        `without_noughts`: the sheet shows nothing where a nought stands.
        """
        values = [
            value
            if (value := cell.value) is None or (isinstance(value, str) and cell.data_type != "e")
            else self._value(cell, value)
            for cell in cells
        ]
        if self._of_texts:
            for at, cell in enumerate(cells):
                if isinstance(values[at], str) and cell._style_id in self._of_texts:
                    format = self._formats[cell._style_id]
                    why = msg("%(why)s (%(format)s)", why=OWN_TEXT, format=format)
                    values[at] = Unreadable(why)
        if without_noughts:
            values = [_NOUGHT if value == 0 and type(value) in _NUMBERS else value
                      for value in map(_plain_number, values)]  # fmt: skip
        return values

    def _value(self, cell: Any, value: float | date | time | timedelta) -> Cell:
        if cell.data_type == "e":
            return Unreadable(
                msg(
                    "holds the error value %(value)s: mend the formula, or type the value",
                    value=value,
                )
            )
        if isinstance(value, bool):
            return value
        format = self._formats[cell._style_id] if cell._style_id < len(self._formats) else "General"
        if cell._style_id in self._days and isinstance(value, int | float):
            value = from_excel(value, self._epoch)
        if isinstance(value, date | time | timedelta):
            return Formatted(value, format if format not in _PLAIN else "yyyy-mm-dd")
        if format in _PLAIN and not self._since_1904:
            return value
        return Formatted(value, format, self._since_1904)
