"""Merged cells: one value over several rows is the value of each of them; what lies under the
others is not seen and not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from openpyxl.utils import range_boundaries

from generator.exports.reading.cell_values import Cell, Repeated, blank

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref\s*=\s*[\"']([A-Z]+\d+:[A-Z]+\d+)[\"']")


class Area(NamedTuple):
    """A merged area, rows and columns from 1, the last ones included."""

    left: int
    top: int
    right: int
    bottom: int


def merged_areas(xml: bytes) -> list[Area]:
    """The merged areas of a sheet from above to below."""
    found = (Area(*range_boundaries(match[1].decode())) for match in _MERGED.finditer(xml))
    return sorted(found, key=lambda area: (area.top, area.left))


class MergedCells:
    """Shows one row after another as people see it."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self._waiting: Iterator[Area] = iter(areas)
        self._next = next(self._waiting, None)
        self._open: list[tuple[Area, Cell]] = []

    def shown(self, number: int, cells: list[Cell]) -> tuple[list[Cell], list[int]]:
        """The cells of a row, and the columns in which something lies under a merged cell."""
        while self._next and self._next.top <= number:
            if self._next.top == number:
                at = self._next.left - 1
                self._open.append((self._next, cells[at] if at < len(cells) else None))
            self._next = next(self._waiting, None)
        self._open = [pair for pair in self._open if pair[0].bottom >= number]
        covered: list[int] = []
        for area, value in self._open:
            for column in range(area.left, min(area.right, len(cells)) + 1):
                if (area.top, area.left) != (number, column):
                    if not blank(cells[column - 1]):
                        covered.append(column)
                    cells[column - 1] = None
            if number > area.top and not blank(value):
                cells += [None] * (area.left - len(cells))
                cells[area.left - 1] = Repeated(value)
        return cells, covered
