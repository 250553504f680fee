"""From a sheet to rows: its table is found, planned, and every cell of it made canonical."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import cast

from msgspec import Struct

from generator.exports.contents import Export
from generator.exports.lists.districts import Districts
from generator.exports.lists.layout import Sheet, Table, lay_out
from generator.exports.lists.line_reader import NOBODY, LineReader
from generator.exports.lists.named_institutions import Institutions
from generator.exports.lists.plan import Elsewhere, known_headings, plan_of, taken_by
from generator.exports.reading.pack_settings import Settings, SourceTable
from generator.exports.rows import Cells, RowRef, convert
from generator.exports.schema import TYPES_BY_NAME
from generator.model.messages import msg, nmsg
from generator.model.problems import Problem, Severity
from generator.model.tables import Facility, Region, Row


class Origin(Struct, frozen=True, gc=False):
    """Where a row came from: file, line, and the heading that each column had there."""

    file: str
    line: int | None
    headings: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Read:
    """The rows of one sheet with their origins, and whether some had to be refused."""

    rows: tuple[tuple[Row, Origin], ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What rows may refer to by name: regions, and institutions once they are read."""

    districts: Districts
    institutions: Callable[[], Institutions | None]


TABLE_ORDER = {table: at for at, table in enumerate(TYPES_BY_NAME)}
"""The order in which tables are read: rows may name what earlier ones hold."""


def known_names(
    settings: Settings,
    packed: Mapping[str, Sequence[tuple[Row, Origin]]],
    incomplete: Collection[str],
    last: Export | None = None,
) -> Known:
    """The regions and institutions that rows may name; they are looked up when one does.

    A folder without institutions of its own speaks of those of the `last` release.
    """
    regions = (cast(Region, row) for row, _ in packed[Region.table])
    own = chain((each.row for each in settings.region), regions, last.rows(Region) if last else ())

    @cache
    def institutions() -> Institutions | None:
        if Facility.table in incomplete:
            return None
        if last is not None and not packed[Facility.table]:
            return Institutions(last.rows(Facility))
        return Institutions(cast(Facility, row) for row, _ in packed[Facility.table])

    return Known(Districts(settings.export.region, own), institutions)


def read_rows(
    sheet: Sheet,
    row_type: type[Row],
    source: SourceTable,
    known: Known,
    problems: list[Problem],
    *,
    others: Sequence[tuple[type[Row], SourceTable]] = (),
) -> Read:
    """The rows of a sheet; every repair and every fault goes to `problems`.

    `others` are the other sources that take headings from the same file.
    """
    takers = [taken_by(*other) for other in others]

    def elsewhere(heading: str) -> bool:
        return any(takes(heading) for takes in takers)

    table = _table(sheet, row_type, source, known.districts, elsewhere, problems)
    plan = plan_of(table, row_type, source, elsewhere, problems) if table else None
    if table is None or plan is None:
        return Read((), complete=False)
    if not table.lines:
        why = msg(
            "a heading row without rows: take the file out and the table stays as it was; to "
            'publish none of it any more, write remove = ["%(table)s"] under [export]',
            table=row_type.table,
        )
        problems.append(Problem(sheet.file, None, None, why))
    reader = LineReader(table, plan, known.districts, known.institutions, problems)
    lines: list[Cells] = []
    places: list[RowRef] = []
    complete = len(table.lines) == table.found
    for number, cells in table.lines:
        if not reader.takes(cells):
            continue
        line = reader.read(number, cells)
        if line is None:
            complete = False
            continue
        lines.append(line)
        places.append((sheet.file, number))
    problems += _left_out(table, source, reader.left_out)
    rows, faults = convert(row_type, lines, places)
    headings = plan.headings
    problems += (
        Problem(p.file, p.line, headings.get(p.field or "", p.field), p.why) for p in faults
    )
    readable = tuple(
        (row, Origin(file, number, headings))
        for row, (file, number) in zip(rows, places, strict=True)
        if row is not None
    )
    return Read(readable, complete=complete and not faults)


def _table(
    sheet: Sheet,
    row_type: type[Row],
    source: SourceTable,
    districts: Districts,
    elsewhere: Elsewhere,
    problems: list[Problem],
) -> Table | None:
    """The sheet as a table; one that is named after a district gives it to its rows."""

    @cache
    def known(heading: str) -> str | None:
        meant = known_headings(row_type, source, heading)
        return meant or (f"elsewhere {heading}" if heading and elsewhere(heading) else None)

    found: list[Problem] = []
    table = lay_out(sheet, known, found, source.heading_line)
    # A sheet that feeds several tables is laid out for each of them, and spoken of once.
    problems += (problem for problem in found if problem not in problems)
    if table is None:
        return None
    if not table.groups and districts.knows(sheet.name):
        table.groups.update((number, sheet.name) for number, _ in table.lines)
    return table


def _left_out(table: Table, source: SourceTable, count: int) -> Iterable[Problem]:
    if count:
        wanted = ", ".join(f"{heading} = {text}" for heading, text in source.rows.items())
        nobody = [name for name, meant in source.institutions.items() if meant == NOBODY]
        wanted = ", ".join(filter(None, [wanted, *(f"{name} = {NOBODY}" for name in nobody)]))
        why = nmsg(
            "%(n)s row left out: pack.toml takes %(wanted)s",
            "%(n)s rows left out: pack.toml takes %(wanted)s",
            count,
            wanted=wanted,
        )
        yield Problem(table.file, None, None, why, Severity.REPAIRED)
