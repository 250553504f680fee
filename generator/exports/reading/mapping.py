"""From a sheet to rows: which heading is which column, and every cell made canonical."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.exports.headings import column_headed, nearest
from generator.exports.reading.cells import DOUBTS, Cell, Refused
from generator.exports.reading.pack_settings import SourceTable
from generator.exports.reading.repair import canonical_cell
from generator.exports.reading.sources import Sheet
from generator.exports.rows import Cells, RowRef, convert
from generator.exports.schema import Column, columns
from generator.model.identifiers import is_uscc
from generator.model.problems import Problem, Severity
from generator.model.tables import Row

REPLACED = "replaced by the value that pack.toml gives for it"
OVERRIDE = "the check digit fails: kept, with the reason from pack.toml"

DIGEST_LENGTH = 12
"""Hexadecimal digits of an identifier made from other columns."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row came from: file, line, and the heading that each column had there."""

    file: str
    line: int | None
    headings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """The rows of one sheet with their origins, and whether some had to be refused."""

    rows: tuple[tuple[Row, Origin], ...]
    complete: bool


def read_rows(
    sheet: Sheet,
    row_type: type[Row],
    source: SourceTable,
    problems: list[Problem],
    *,
    elsewhere: Collection[str] = (),
) -> Read:
    """The rows of a sheet; every repair and every fault goes to `problems`.

    `elsewhere` are headings that another source takes from the same sheet.
    """
    plan = _plan(sheet, row_type, source, frozenset(elsewhere), problems)
    if plan is None:
        return Read((), complete=False)
    if not sheet.lines:
        why = "a heading row without rows; leave the table out if it is meant to be empty"
        problems.append(Problem(sheet.file, None, None, why))
    headings = {column.name: sheet.headings[at] for column, at in plan.columns}
    lines: list[Cells] = []
    places: list[RowRef] = []
    for number, cells in sheet.lines:
        line = _canonical_line(sheet, plan, number, cells, problems)
        if line is not None:
            lines.append(line)
            places.append((sheet.file, number))
    rows, faults = convert(row_type, lines, places)
    problems += (
        Problem(p.file, p.line, headings.get(p.field or "", p.field), p.why) for p in faults
    )
    readable = tuple(
        (row, Origin(file, number, headings))
        for row, (file, number) in zip(rows, places, strict=True)
        if row is not None
    )
    return Read(readable, complete=len(readable) == len(sheet.lines))


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the cells of a sheet become those of a row; positions count cells of the sheet."""

    row_type: type[Row]
    source: SourceTable
    columns: tuple[tuple[Column, int], ...]
    constants: Mapping[str, str]
    identifiers: Mapping[str, tuple[int, ...]]


def headings_used(source: SourceTable) -> frozenset[str]:
    """The headings that pack.toml names for a source."""
    parts = (part for parts in source.id.values() for part in parts)
    return frozenset((*source.columns.values(), *source.ignore, *parts))


def _plan(
    sheet: Sheet,
    row_type: type[Row],
    source: SourceTable,
    elsewhere: frozenset[str],
    problems: list[Problem],
) -> _Plan | None:
    faults: list[Problem] = []
    positions = {heading: at for at, heading in reversed([*enumerate(sheet.headings)])}
    found = _columns(sheet, row_type, source, elsewhere, faults)
    for heading in sorted(headings_used(source)):
        if heading not in positions:
            why = "pack.toml names this heading, but the file has none such"
            faults.append(Problem(sheet.file, 1, heading, why))
    given = {column.name for column, _ in found} | {*source.constants, *source.id}
    for column in columns(row_type):
        if column.required and column.name not in given:
            why = f'no column "{column.title}"; {row_type.table} cannot do without it'
            faults.append(Problem(sheet.file, 1, column.name, why))
    constants = dict(_constants(row_type, source, faults))
    if faults:
        problems += faults
        return None
    identifiers = {
        name: tuple(positions[heading] for heading in parts) for name, parts in source.id.items()
    }
    return _Plan(row_type, source, tuple(found), constants, identifiers)


def _columns(
    sheet: Sheet,
    row_type: type[Row],
    source: SourceTable,
    elsewhere: frozenset[str],
    faults: list[Problem],
) -> list[tuple[Column, int]]:
    by_name = {column.name: column for column in columns(row_type)}
    wanted = {heading: by_name[name] for name, heading in source.columns.items()}
    settled = {*source.columns, *source.constants, *source.id}
    named = headings_used(source) | elsewhere
    found: list[tuple[Column, int]] = []
    unknown = []
    for at, heading in enumerate(sheet.headings):
        column = wanted.get(heading)
        if column is None and heading not in source.ignore:
            column = column_headed(row_type, heading)
            if column is not None and column.name in settled:
                column = None
        if column is not None:
            found.append((column, at))
        elif heading not in named:
            unknown.append(heading)
    taken = [column.name for column, _ in found]
    for column, at in found:
        if taken.count(column.name) > 1:
            why = f'several headings mean the column "{column.title}"'
            faults.append(Problem(sheet.file, 1, sheet.headings[at], why))
    if unknown and not found:
        titles = ", ".join(column.title for column in columns(row_type))
        why = f"no heading row here: none of its cells is a heading of {row_type.table} ({titles})"
        faults.append(Problem(sheet.file, 1, None, why))
        return found
    faults += (_unknown(sheet, row_type, heading) for heading in unknown)
    return found


def _unknown(sheet: Sheet, row_type: type[Row], heading: str) -> Problem:
    close = nearest(row_type, heading)
    hint = f'; is "{close}" meant?' if close else ""
    why = f"no column of {row_type.table}{hint} Map it or list it under ignore in pack.toml"
    return Problem(sheet.file, 1, heading or "(no heading)", why)


def _constants(
    row_type: type[Row], source: SourceTable, faults: list[Problem]
) -> Iterator[tuple[str, str]]:
    for column in columns(row_type):
        if column.name in source.constants:
            try:
                yield column.name, canonical_cell(column, source.constants[column.name], [])
            except Refused as error:
                place = f"source {source.file} constants.{column.name}"
                faults.append(Problem("pack.toml", None, place, str(error)))


def _canonical_line(
    sheet: Sheet, plan: _Plan, number: int, cells: Sequence[Cell], problems: list[Problem]
) -> Cells | None:
    values = dict(plan.constants)
    for name, parts in plan.identifiers.items():
        values[name] = _digest(name, [cells[at] for at in parts])
    refused = False
    headings = {column.name: sheet.headings[at] for column, at in plan.columns}
    for column, at in plan.columns:
        repairs: list[str] = []
        heading = sheet.headings[at]
        try:
            cell = _replaced(plan, column, cells[at], repairs)
            values[column.name] = canonical_cell(column, cell, repairs)
        except Refused as error:
            problems.append(Problem(sheet.file, number, heading, str(error)))
            refused = True
        problems += (
            Problem(sheet.file, number, heading, kind, severity_of(kind)) for kind in repairs
        )
    if refused:
        return None
    if plan.source.uscc_override and _needs_reason(values):
        values["uscc_override"] = plan.source.uscc_override
        problems.append(Problem(sheet.file, number, headings["uscc"], OVERRIDE, Severity.REPAIRED))
    return [values.get(column.name, "") for column in columns(plan.row_type)]


def severity_of(kind: str) -> Severity:
    """Whether what was found in a cell is put right, or only noticed."""
    return Severity.WARNING if kind in DOUBTS else Severity.REPAIRED


def _replaced(plan: _Plan, column: Column, cell: Cell, repairs: list[str]) -> Cell:
    values = plan.source.values.get(column.name, {})
    key = "" if cell is None else str(cell).strip()
    if key not in values:
        return cell
    repairs.append(REPLACED)
    return values[key]


def _needs_reason(values: Mapping[str, str]) -> bool:
    code = values.get("uscc")
    return bool(code) and not values.get("uscc_override") and not is_uscc(code or "")


def _digest(name: str, cells: Sequence[Cell]) -> str:
    """A stable identifier from other cells: neither their width nor their spaces count."""
    parts = ("".join(unicodedata.normalize("NFKC", str(cell or "")).split()) for cell in cells)
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f"{name[:2]}-{digest[:DIGEST_LENGTH]}"
