"""Which heading of a sheet becomes which column, and what else a row gets: the plan of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from generator.exports.headings import (
    heading_meant,
    institution_part,
    unit_added,
)
from generator.exports.lists.extents import made_key
from generator.exports.lists.layout import Table
from generator.exports.lists.plan_faults import (
    given_constants,
    missing_columns,
    no_headings,
    unknown_heading,
)
from generator.exports.reading.pack_settings import SourceTable
from generator.exports.reading.units import Unit, unit_fault
from generator.exports.schema import Column, columns
from generator.model.messages import Message, msg
from generator.model.problems import Problem, Severity
from generator.model.tables import Row


@dataclass(frozen=True, slots=True)
class Field:
    """A column and the cells that it is read from, several where they are joined."""

    column: Column
    at: tuple[int, ...]
    heading: str
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """How the cells of a sheet become those of a row; positions count cells of the sheet."""

    row_type: type[Row]
    source: SourceTable
    fields: tuple[Field, ...]
    constants: Mapping[str, str]
    identifiers: Mapping[str, tuple[int, ...]]
    filters: tuple[tuple[int, tuple[str, ...]], ...] = ()
    institution: Mapping[str, int] = field(default_factory=dict)
    made_key: str | None = None
    """The column whose identifier is made of the row itself, where a list has none."""
    grouped: bool = False
    """Whether the region comes from the lines between the rows or from the sheet's name."""

    @property
    def headings(self) -> dict[str, str]:
        """The heading of each column."""
        return {each.column.name: each.heading for each in self.fields}


def headings_used(source: SourceTable) -> frozenset[str]:
    """The headings and patterns of headings that pack.toml names for a source."""
    parts = (part for parts in source.id.values() for part in parts)
    mapped = (heading for headings in source.mapped.values() for heading in headings)
    named = (*mapped, *source.ignore, *parts, *source.rows, *source.institution.values())
    return frozenset(named)


def is_named(heading: str, named: frozenset[str]) -> bool:
    """Whether pack.toml names a heading, word for word or by a pattern such as *电话."""
    return heading in named or any(
        "*" in each and fnmatchcase(heading, each) for each in named if "*" in each
    )


Elsewhere = Callable[[str], bool]
"""Whether another source takes a heading from the same file."""


def taken_by(row_type: type[Row], source: SourceTable) -> Elsewhere:
    """Whether this source takes a heading, because pack.toml says so or because it is usual."""

    def takes(heading: str) -> bool:
        if is_named(heading, headings_used(source)):
            return True
        meant = heading_meant(row_type, heading)
        settled = {*source.columns, *source.constants, *source.id}
        if meant is not None and meant.column.name not in settled:
            return True
        identifier = institution_column(row_type)
        by_name = identifier is not None and identifier not in settled
        return by_name and institution_part(heading) is not None

    return takes


def known_headings(row_type: type[Row], source: SourceTable, heading: str) -> str | None:
    """What a heading means to one source: a column, or that pack.toml names it."""
    if not heading:
        return None
    if is_named(heading, headings_used(source)):
        return f"pack.toml {heading}"
    meant = heading_meant(row_type, heading)
    if meant:
        return meant.column.name
    part = institution_part(heading) if institution_column(row_type) else None
    return f"institution {part}" if part else None


def institution_column(row_type: type[Row]) -> str | None:
    """The column with the identifier of an institution; None where a table is not about one."""
    names = {each.name: each for each in columns(row_type)}
    if "facility_id" in names:
        return "facility_id" if names["facility_id"].references else None
    return "subject_id" if "subject_kind" in names else None


def plan_of(
    table: Table,
    row_type: type[Row],
    source: SourceTable,
    elsewhere: Elsewhere,
    problems: list[Problem],
) -> Plan | None:
    """The plan of a table; None where it cannot be read, and then every reason is a problem."""
    faults: list[Problem] = []
    positions = {heading: at for at, heading in reversed([*enumerate(table.headings)])}
    fields = _fields(table, row_type, source, positions, faults)
    institution = _institution(table, row_type, source, fields)
    if not fields and not institution and not source.columns and not source.id:
        problems.append(no_headings(table, row_type))
        return None
    taken = {at for each in fields for at in each.at} | {*institution.values()}
    _refuse_unknown(table, row_type, source, taken, elsewhere, faults)
    for heading in sorted(headings_used(source)):
        if heading not in positions and "*" not in heading:
            why = msg("pack.toml names this heading, but the file has none such")
            faults.append(Problem(table.file, table.heading_line, heading, why))
    given = {each.column.name for each in fields} | {*source.constants, *source.id}
    of_regions = any(column.name == "region_code" for column in columns(row_type))
    grouped = of_regions and "region_code" not in given and bool(table.groups)
    implied = {"unit"} if any(each.unit and _implies(each.unit) for each in fields) else set()
    supplied = implied | ({"region_code"} if grouped else set())
    if institution:
        supplied |= {"facility_id", "subject_id", "subject_kind"}
    made = made_key(row_type) if source.extent else None
    made = None if made in given else made
    supplied |= {made} if made else set()
    faults += missing_columns(table, row_type, given | supplied)
    constants = dict(given_constants(row_type, source, faults))
    if faults:
        problems += faults
        return None
    problems += (
        Problem(table.file, table.heading_line, each.heading, _said(each.unit), Severity.REPAIRED)
        for each in fields
        if each.unit and (each.unit.factor > 1 or _implies(each.unit))
    )
    identifiers = {
        name: tuple(positions[heading] for heading in parts) for name, parts in source.id.items()
    }
    filters = tuple((positions[heading], wanted) for heading, wanted in source.wanted.items())
    return Plan(
        row_type,
        source,
        tuple(fields),
        constants,
        identifiers,
        filters,
        institution,
        made,
        grouped,
    )


def _implies(unit: Unit) -> bool:
    return unit.per is not None or unit.measure == "percent"


def _said(unit: Unit) -> Message:
    return msg(
        'the unit "%(written)s" of the heading holds for every number below it',
        written=unit.written,
    )


def _fields(
    table: Table,
    row_type: type[Row],
    source: SourceTable,
    positions: Mapping[str, int],
    faults: list[Problem],
) -> list[Field]:
    by_name = {column.name: column for column in columns(row_type)}
    fields = []
    for name, headings in source.mapped.items():
        if all(heading in positions for heading in headings):
            places = tuple(positions[heading] for heading in headings)
            fields.append(Field(by_name[name], places, headings[0], unit_added(headings[0])))
    settled = {*source.columns, *source.constants, *source.id}
    named = {heading for headings in source.mapped.values() for heading in headings}
    ignored = frozenset(source.ignore)
    for at, heading in enumerate(table.headings):
        if heading in named or is_named(heading, ignored):
            continue
        found = heading_meant(row_type, heading)
        if found is not None and found.column.name not in settled:
            fields.append(Field(found.column, (at,), heading, found.unit))
    return [each for each in fields if not _unfit(table, row_type, each, fields, faults)]


def _unfit(
    table: Table, row_type: type[Row], one: Field, fields: list[Field], faults: list[Problem]
) -> bool:
    line = table.heading_line
    same = [each.heading for each in fields if each.column.name == one.column.name]
    if len(same) > 1 and one.heading == same[-1]:
        why = msg(
            'several headings mean the column "%(title)s" (%(list)s): say in pack.toml which '
            "is meant, and list the others under ignore",
            title=one.column.title,
            list=", ".join(same),
        )
        faults.append(Problem(table.file, line, one.heading, why))
    free = row_type.table == "indicators" and one.unit and one.unit.measure == "percent"
    if one.unit and not free and (fault := unit_fault(one.column, one.unit)):
        faults.append(Problem(table.file, line, one.heading, fault))
    return False


def _institution(
    table: Table, row_type: type[Row], source: SourceTable, fields: list[Field]
) -> dict[str, int]:
    """Where a list names its institutions, if it has no identifiers of them."""
    given = {each.column.name for each in fields} | {*source.constants, *source.id}
    if institution_column(row_type) in (None, *given):
        return {}
    taken = {at for each in fields for at in each.at}
    ignored = frozenset(source.ignore)
    found: dict[str, int] = {
        part: table.headings.index(heading)
        for part, heading in source.institution.items()
        if heading in table.headings
    }
    for at, heading in enumerate(table.headings):
        if heading in source.institution.values():
            continue
        part = institution_part(heading)
        if part and at not in taken and not is_named(heading, ignored):
            found.setdefault(part, at)
    return found if "name" in found or "uscc" in found else {}


def _refuse_unknown(
    table: Table,
    row_type: type[Row],
    source: SourceTable,
    taken: set[int],
    elsewhere: Elsewhere,
    faults: list[Problem],
) -> None:
    named = headings_used(source)
    unknown = [
        heading
        for at, heading in enumerate(table.headings)
        if at not in taken and not is_named(heading, named) and not elsewhere(heading)
    ]
    settled = {*source.columns, *source.constants, *source.id}
    for heading in unknown:
        meant = heading_meant(row_type, heading)
        if meant and meant.column.name in settled:
            why = msg(
                'pack.toml gives the column "%(title)s" otherwise; list it under ignore',
                title=meant.column.title,
            )
            faults.append(Problem(table.file, table.heading_line, heading, why))
        else:
            faults.append(unknown_heading(table, row_type, heading))
