"""What a cell of a source holds: a CSV only texts, a spreadsheet more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from generator.exports.spreadsheets.number_formats import shown_number
from generator.model.messages import Message

Stored = int | float | date | datetime | time | timedelta
"""What a spreadsheet stores and may show otherwise."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """A stored value and the number format by which people see it.

    `since_1904` says from which day the workbook counts.
    """

    value: Stored
    format: str
    since_1904: bool = False

    def __str__(self) -> str:
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell without a value that can be taken, and why; it matters where its column is read."""

    why: Message

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Repeated:
    """The value of a merged cell in one of its further rows."""

    value: Cell

    def __str__(self) -> str:
        return str(self.value)


_SPACE = "\ufeff \t\r\n\u3000\xa0"

Cell = str | bool | Stored | Formatted | Unreadable | Repeated | None


def blank(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip(_SPACE))


def filled_places(cells: Sequence[Cell]) -> list[int]:
    """The places of the cells in which something stands of their own."""
    return [
        at
        for at, cell in enumerate(cells)
        if cell is not None
        and (cell.strip(_SPACE) if isinstance(cell, str) else not isinstance(cell, Repeated))
    ]


def _shown_number(cell: Formatted) -> str | None:
    """A number as its format shows it; None where that is not worked out, and for days."""
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
        return None
    return shown_number(cell.value, cell.format)


def plain_text(cell: Cell) -> str:
    """The text of a heading or of a line that is no row; numbers without a trailing .0."""
    match cell:
        case Repeated():
            return plain_text(cell.value)
        case Formatted():
            shown = _shown_number(cell)
            return plain_text(cell.value) if shown is None else shown
        case float() if cell.is_integer():
            return str(int(cell))
        case None:
            return ""
    return str(cell).strip(_SPACE)
