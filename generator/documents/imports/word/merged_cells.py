"""The cells of a Word table: which of them are one.

ECMA-376 part 1, 17.4: a cell that goes on downwards stands in every row of the file, empty.
"""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

from generator.documents.imports.blocks import Cell
from generator.documents.imports.word.ooxml_package import value


def merged_downwards(about: Element | None) -> str:
    """`restart`, `continue` or nothing: how a cell hangs together with the one above it."""
    merged = about.find("w:vMerge") if about is not None else None
    if merged is None:
        return ""
    return value(merged) or "continue"


def merged_rows(grid: list[list[tuple[int, str, Cell]]]) -> list[tuple[Cell, ...]]:
    """Rows of cells that cover what is merged downwards."""
    rows: list[list[Cell]] = [[] for _ in grid]
    owners: dict[int, tuple[int, int]] = {}
    for at, row in enumerate(grid):
        going_on: dict[int, tuple[int, int]] = {}
        for column, down, cell in row:
            owner = owners.get(column) if down == "continue" else None
            if owner is not None:
                line, place = owner
                above = rows[line][place]
                rows[line][place] = replace(
                    above, rows=above.rows + 1, blocks=above.blocks + cell.blocks
                )
                going_on[column] = owner
                continue
            rows[at].append(cell)
            if down:
                going_on[column] = (at, len(rows[at]) - 1)
        owners = going_on
    return _closed_up(rows)


def _closed_up(rows: list[list[Cell]]) -> list[tuple[Cell, ...]]:
    """The rows that have cells of their own; a row that only continues others is none."""
    kept: list[tuple[Cell, ...]] = []
    shrink: list[int] = [at for at, row in enumerate(rows) if not row]
    for at, row in enumerate(rows):
        if not row:
            continue
        cells = []
        for cell in row:
            inner = sum(at < gone < at + cell.rows for gone in shrink)
            cells.append(replace(cell, rows=cell.rows - inner))
        kept.append(tuple(cells))
    return kept
