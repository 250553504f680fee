"""A sheet without what nobody sees of it: refused, or left out by a recorded choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from openpyxl.utils import get_column_letter

from generator.exports.reading.cell_values import Cell, blank, filled_places
from generator.exports.spreadsheets.visibility import Unseen
from generator.model.messages import Message, msg, nmsg
from generator.model.problems import Problem, Severity

LEAVE_OUT = msg('or write hidden = "leave out" under [export] in pack.toml')

Line = tuple[int, tuple[Cell, ...]]
"""A line with its number from 1."""


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """One sheet as it is stored; `file` is the name under which its problems are reported."""

    file: str
    title: str
    lines: list[Line]
    hidden: bool
    unseen: Unseen


def seen_sheet(
    sheet: WorkbookSheet, problems: list[Problem], *, leave_out: bool
) -> WorkbookSheet | None:
    """The sheet without what nobody sees; None where that is the whole sheet."""
    if sheet.hidden:
        if sheet.lines:
            what = msg("the sheet is hidden, with %(count)s in it", count=_rows(len(sheet.lines)))
            problems.append(_said(sheet, what, msg("unhide or delete it"), leave_out=leave_out))
        return None
    lines, gone = _without_rows(sheet, problems, leave_out=leave_out)
    columns = _hidden_columns(sheet, lines)
    if columns:
        letters = ", ".join(get_column_letter(column) for column in columns)
        what = msg(
            "%(count)s hidden (%(letters)s)",
            count=nmsg("%(n)s column", "%(n)s columns", len(columns)),
            letters=letters,
        )
        problems.append(_said(sheet, what, msg("unhide or delete them"), leave_out=leave_out))
    if not leave_out:
        return sheet
    visible_lines = [
        (number, tuple(cell for at, cell in enumerate(cells, 1) if at not in columns))
        for number, cells in lines
        if number not in gone
    ]
    return WorkbookSheet(sheet.file, sheet.title, visible_lines, sheet.hidden, sheet.unseen)


def _without_rows(
    sheet: WorkbookSheet, problems: list[Problem], *, leave_out: bool
) -> tuple[list[Line], set[int]]:
    """The lines that people see, and the numbers of those that they do not."""
    hidden = [number for number, _ in sheet.lines if number in sheet.unseen.rows]
    struck: list[int] = []
    for number, cells in sheet.lines if sheet.unseen.struck else ():
        filled = [at + 1 for at in filled_places(cells)]
        crossed = [at for at in filled if (number, at) in sheet.unseen.struck]
        if number in sheet.unseen.rows or not crossed:
            continue
        if crossed == filled:
            struck.append(number)
        else:
            letters = ", ".join(map(get_column_letter, crossed))
            why = msg(
                "text is struck out or shown as nothing (column %(letters)s), other text of the "
                "row is not: delete the one, or restore it",
                letters=letters,
            )
            problems.append(Problem(sheet.file, number, None, why))
    for numbers, what in (
        (hidden, msg("hidden or filtered away")),
        (struck, msg("struck out")),
    ):
        if numbers:
            words = msg(
                "%(count)s %(what)s (%(ranges)s)",
                count=_rows(len(numbers)),
                what=what,
                ranges=_ranges(numbers),
            )
            problems.append(_said(sheet, words, msg("show or delete them"), leave_out=leave_out))
    gone = {*hidden, *struck}
    return [line for line in sheet.lines if line[0] not in gone], gone


def _hidden_columns(sheet: WorkbookSheet, lines: Sequence[Line]) -> list[int]:
    """The hidden columns in which something stands."""
    if not sheet.unseen.columns:
        return []
    filled = {at for _, cells in lines for at, cell in enumerate(cells, 1) if not blank(cell)}
    return sorted(filled & sheet.unseen.columns)


def _said(sheet: WorkbookSheet, what: Message, remedy: Message, *, leave_out: bool) -> Problem:
    if leave_out:
        why = msg("%(what)s: left out, as pack.toml says", what=what)
        return Problem(sheet.file, None, None, why, Severity.REPAIRED)
    return Problem(
        sheet.file,
        None,
        None,
        msg("%(what)s: %(remedy)s, %(leave_out)s", what=what, remedy=remedy, leave_out=LEAVE_OUT),
    )


def without_option(problem: Problem) -> Problem:
    """What is said of unseen content, where another way to leave it out than `pack.toml` is given
    beside it.
    """
    values = getattr(problem.why, "values", {})
    if "leave_out" not in values:
        return problem
    what, remedy = values["what"], values["remedy"]
    return replace(problem, why=msg("%(what)s: %(remedy)s", what=what, remedy=remedy))


def _rows(number: int) -> Message:
    return nmsg("%(n)s row", "%(n)s rows", number)


def _ranges(numbers: Sequence[int]) -> str:
    """Line numbers in short: 3, 7–9."""
    parts: list[str] = []
    first = last = numbers[0]
    for number in (*numbers[1:], 0):
        if number == last + 1:
            last = number
            continue
        parts.append(str(first) if first == last else f"{first}–{last}")
        first = last = number
    return ", ".join(parts[:20]) + (" …" if len(parts) > 20 else "")
