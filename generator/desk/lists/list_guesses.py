"""What a list is most likely of, and what its headings mean, if nobody says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path, PurePath
from typing import Final

import msgspec

from generator.desk.lists.list_settings import IGNORED, INSTITUTION, ListSettings, remembered
from generator.exports.contents import Export
from generator.exports.headings import (
    heading_meant,
    institution_part,
    table_named,
)
from generator.exports.lists.extents import Extent, made_key
from generator.exports.lists.layout import Sheet, Table, lay_out
from generator.exports.lists.plan import institution_column, known_headings
from generator.exports.reading.cell_values import plain_text
from generator.exports.reading.pack_settings import SourceTable
from generator.exports.reading.sources import read_sheets
from generator.exports.schema import TYPES_BY_NAME, columns
from generator.model.problems import Problem
from generator.model.tables import (
    TABLES,
    AgeGroup,
    Demonstration,
    Facility,
    Fee,
    Filing,
    Grade,
    Row,
)

KNOWN_SCORE: Final = 4
"""How much of a table has to be known in a sheet before it is read without being asked for."""


COVERED: Final = 0.6
"""Share of the institutions in a table from which on a list is taken for all that holds now."""


def sheets_of(folder: Path, file: str) -> list[str]:
    """The sheets of a file that hold something which is known, the most telling first of equals."""
    sheets = read_list_sheets(folder, ListSettings(file=file, table="grades"), [])
    scores = {sheet.name: _likeliest(sheet, file)[1] for sheet in sheets}
    return [name for name, score in scores.items() if score >= KNOWN_SCORE] or list(scores)[:1]


def guess_list(
    folder: Path, file: str, lists: Path, last: Export | None, sheet: str | None = None
) -> ListSettings:
    """How a list is read if nobody says otherwise: as last time (`lists`), or as its headings say.

    The file lies in `folder`; of several sheets it is this one, or the one with most that is known.
    """
    sheets = read_list_sheets(folder, ListSettings(file=file, table="grades"), [])
    wanted = [each for each in sheets if sheet in (None, each.name)]
    best = max(wanted, key=lambda each: _likeliest(each, file)[1], default=None)
    if best is None:
        return ListSettings(file=file, table="grades")
    row_type = _likeliest(best, file)[0]
    name = best.name if len(sheets) > 1 else None
    settings = ListSettings(file=file, table=row_type.table, sheet=name)
    table = laid_out(best, settings, [])
    if table is None:
        return settings
    before = remembered(lists, table.headings)
    if before is not None:
        extent = before.extent
        if extent == "current":
            # Chosen where there was nothing yet, or for another list: this one may name few.
            extent = _extent(TYPES_BY_NAME[before.table], table, last)
        return msgspec.structs.replace(
            before, file=file, sheet=name, extent=extent, leave_out=False
        )
    return msgspec.structs.replace(
        settings,
        columns=guess_columns(row_type, table.headings),
        extent=_extent(row_type, table, last),
    )


def guess_columns(row_type: type[Row], headings: Sequence[str]) -> dict[str, str]:
    """What each heading means: a column, what names the institution, or nothing that is read."""
    by_name = institution_column(row_type) is not None
    chosen: dict[str, str] = {}
    for heading in headings:
        meant = heading_meant(row_type, heading)
        part = institution_part(heading) if by_name else None
        if meant and meant.column.name not in chosen.values():
            chosen[heading] = meant.column.name
        elif part and f"{INSTITUTION}.{part}" not in chosen.values():
            chosen[heading] = f"{INSTITUTION}.{part}"
        else:
            chosen[heading] = IGNORED
    return chosen


def read_list_sheets(folder: Path, settings: ListSettings, problems: list[Problem]) -> list[Sheet]:
    return read_sheets(
        folder / settings.file, settings.file, problems, leave_out=settings.leave_out
    )


def laid_out(sheet: Sheet, settings: ListSettings, problems: list[Problem]) -> Table | None:
    row_type = TYPES_BY_NAME[settings.table]
    source = SourceTable(file=settings.file, table=settings.table)

    @cache
    def known(heading: str) -> str | None:
        return known_headings(row_type, source, heading)

    return lay_out(sheet, known, problems, settings.heading_line)


def _likeliest(sheet: Sheet, file: str) -> tuple[type[Row], int]:
    """The table that a sheet is most likely of, and how many of its headings are known there."""
    named = table_named(sheet.name) or table_named(PurePath(file).stem)
    scores = []
    for row_type in TABLES:
        table = laid_out(sheet, ListSettings(file=file, table=row_type.table), [])
        columns_found = set(guess_columns(row_type, table.headings).values()) if table else set()
        own = {each for each in columns_found if each != IGNORED}
        wanted = {each.name for each in columns(row_type) if each.required}
        scores.append((len(own & wanted) * 2 + len(own) + 9 * (row_type is named), row_type))
    most = max(score for score, _ in scores)
    return next(row_type for score, row_type in scores if score == most), most


def _extent(row_type: type[Row], table: Table, last: Export | None) -> Extent | None:
    """All that holds now where a list of what holds, grades say, names most of whom the table
    speaks of; what is new where it does not, and of what happened, inspections say.
    """
    if last is None or not last.rows(row_type):
        return "current" if made_key(row_type) else None
    if row_type not in _OF_WHAT_HOLDS:
        return "additions"
    meant = guess_columns(row_type, table.headings)
    naming = [
        at
        for at, heading in enumerate(table.headings)
        if meant[heading] in _NAMING or meant[heading].startswith(INSTITUTION)
    ]
    named = {tuple(plain_text(cells[at]) for at in naming) for _, cells in table.lines}
    holders = {_holder(row) for row in last.rows(row_type)}
    most = bool(naming) and len(named) >= COVERED * len(holders)
    if row_type in (Fee, AgeGroup):
        # Several rows each: a list of meal fees alone says nothing of the others.
        most = most and len(table.lines) >= COVERED * len(last.rows(row_type))
    return "current" if most else "additions"


def _holder(row: Row) -> object:
    return getattr(row, "facility_id", None) or getattr(row, "subject_id", None)


_OF_WHAT_HOLDS: Final = (Facility, AgeGroup, Fee, Filing, Grade, Demonstration)
"""Tables of what holds until it is said otherwise; the others say what happened, or count."""

_NAMING: Final = ("facility_id", "subject_id", "name")
"""Columns that name the institution of a row."""
