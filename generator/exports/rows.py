"""Rows and their canonical CSV: rendering, and strict parsing that reports every problem.

A canonical table is UTF-8 with LF, its first line is the header, rows are sorted by key, and one
row is one line: no cell holds a line break.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, TypeVar

import msgspec

from generator.exports.schema import (
    LIST_SEPARATOR,
    Column,
    cells_of,
    columns,
    header,
    key_parts,
    table_cells,
    words_of,
)
from generator.model.messages import Message, msg
from generator.model.problems import Problem
from generator.model.release import NEWEST_FORMAT
from generator.model.tables import (
    AttachmentFile,
    Identifier,
    MediaType,
    Period,
    RegionCode,
    Row,
    Sha256,
    Uscc,
    WebAddress,
)

R = TypeVar("R", bound=Row)
T = TypeVar("T")

Cells = Sequence[str]
RowRef = tuple[str, int]
"""File and line that a row came from."""


def _pattern(annotated: Any) -> str:
    return str(annotated.__metadata__[0].pattern)


_FORMS = {
    _pattern(Identifier): msg(
        "an identifier is 1 to 64 letters, digits, dots, dashes or underscores"
    ),
    _pattern(RegionCode): msg("a region code has 12 digits"),
    _pattern(Uscc): msg(
        "a credit code has 18 digits and capital letters (8 to 20 with an override)"
    ),
    _pattern(WebAddress): msg("a web address starts with http:// or https://"),
    _pattern(Period): msg("a period is a year or year-month, such as 2025 or 2025-06"),
    _pattern(AttachmentFile): msg("a file name has no slash and does not begin with a dot"),
    _pattern(MediaType): msg("a media type is written like application/pdf"),
    _pattern(Sha256): msg("a SHA-256 has 64 digits, 0 to 9 and a to f"),
}


def render(row_type: type[Row], rows: Iterable[Row], format: int = NEWEST_FORMAT) -> str:
    """The canonical CSV of rows, in the order given."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header(row_type, format))
    writer.writerows(table_cells(row_type, rows, format))
    return text.getvalue()


def sort(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows of one table in the order of their keys."""
    return tuple(sorted(rows, key=key_parts))


def sort_with(pairs: Iterable[tuple[Row, T]]) -> list[tuple[Row, T]]:
    """The same order for rows that carry something along."""
    return sorted(pairs, key=lambda pair: key_parts(pair[0]))


def parse(
    row_type: type[R], file: str, text: str, format: int = NEWEST_FORMAT
) -> tuple[tuple[R, ...], list[Problem]]:
    """The rows of a canonical CSV of a format, and everything that is wrong with it.

    A table without problems is, written again, the same text. Where there are problems, the rows
    are those that could be read.
    """
    problems: list[Problem] = []
    lines = _split(row_type, file, text, problems, format)
    if problems:
        return (), problems
    places = [(file, number) for number in range(2, len(lines) + 2)]
    found, problems = convert(row_type, lines, places, format)
    rows = tuple(row for row in found if row is not None)
    line = None if problems else _first_uncanonical(row_type, text, lines, rows, format)
    if line is not None:
        why = msg(
            "not in canonical form: rows sorted by key, numbers and quotes in their shortest form"
        )
        problems.append(Problem(file, line, None, why))
    return rows, problems


def convert(
    row_type: type[R],
    lines: Sequence[Cells],
    places: Sequence[RowRef],
    format: int = NEWEST_FORMAT,
) -> tuple[list[R | None], list[Problem]]:
    """Canonical cells as rows, None where a row is refused; every problem of every row."""
    dicts = _as_dicts(row_type, lines, format)
    try:
        # One call for the whole table: a table without problems costs no Python per row.
        found = [*msgspec.convert(dicts, list[row_type], strict=False)]  # type: ignore[valid-type]
    except msgspec.ValidationError:
        found = None
    narrower = _narrower(row_type, format)
    if found is not None and not narrower:
        return [*found], []
    rows: list[R | None] = []
    problems: list[Problem] = []
    for number, (values, row_ref) in enumerate(zip(dicts, places, strict=True)):
        try:
            row = found[number] if found else msgspec.convert(values, row_type, strict=False)
        except msgspec.ValidationError:
            rows.append(None)
            problems += _problems_of_row(row_type, values, row_ref, format)
            continue
        wrong = [
            Problem(*row_ref, column.name, why)
            for column in narrower
            if (why := _outside(column, values, format))
        ]
        rows.append(None if wrong else row)
        problems += wrong
    return rows, problems


@cache
def _narrower(row_type: type[Row], format: int) -> tuple[Column, ...]:
    """The columns that take less in this format than in the newest."""
    newest = {column.name: column for column in columns(row_type)}
    return tuple(
        column
        for column in columns(row_type, format)
        if column.required != newest[column.name].required
        or any(
            words_of(each, format) != words_of(each)
            for each in (column.enum, column.item_enum)
            if each
        )
    )


def _outside(column: Column, values: Mapping[str, Any], format: int) -> Message | None:
    """Why a value does not belong to a format, though it belongs to a later one."""
    value = values.get(column.name)
    if value is None:
        return msg("empty, but it is required") if column.required else None
    vocabulary = column.enum or column.item_enum
    if vocabulary is None:
        return None
    words = {str(word) for word in words_of(vocabulary, format)}
    later = {str(word) for word in vocabulary} - words
    parts = (value,) if column.enum else value
    return why_refused(column, format) if later.intersection(parts) else None


def why_refused(column: Column, format: int = NEWEST_FORMAT) -> Message:
    """What a value of this column has to be; the value itself is never repeated."""
    if vocabulary := column.enum or column.item_enum:
        members = ", ".join(str(member) for member in words_of(vocabulary, format))
        if column.item_enum:
            joint = LIST_SEPARATOR
            return msg("not one of %(members)s, joined by %(joint)s", members=members, joint=joint)
        return msg("not one of %(members)s", members=members)
    if column.pattern:
        return _FORMS[column.pattern]
    if column.type == "date":
        return msg("not a date of the form 2024-01-15")
    if column.type == "boolean":
        return msg("neither true nor false")
    if column.type in ("integer", "number"):
        limits = {"minimum": f"{column.minimum:.10g}", "maximum": f"{column.maximum:.10g}"}
        if column.type == "integer":
            return msg("not a whole number from %(minimum)s to %(maximum)s", **limits)
        return msg("not a number from %(minimum)s to %(maximum)s", **limits)
    return msg("longer than %(max_length)s characters", max_length=column.max_length)


def _split(
    row_type: type[Row], file: str, text: str, problems: list[Problem], format: int
) -> list[Cells]:
    expected = header(row_type, format)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines: list[Cells] = list(reader)
    except csv.Error as error:
        problems.append(
            Problem(file, reader.line_num, None, msg("broken CSV: %(error)s", error=error))
        )
        return []
    if not lines or tuple(lines[0]) != expected:
        why = msg("wrong header; an export has exactly: %(list)s", list=",".join(expected))
        problems.append(Problem(file, 1, None, why))
        return []
    if reader.line_num != len(lines):
        why = msg("a cell holds a line break; one row is one line")
        problems.append(Problem(file, _first_broken_line(text), None, why))
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) != len(expected):
            why = msg(
                "%(count)s cells where the header has %(count_2)s",
                count=len(cells),
                count_2=len(expected),
            )
            problems.append(Problem(file, number, None, why))
    return lines[1:]


def _first_uncanonical(
    row_type: type[Row], text: str, lines: Sequence[Cells], rows: Sequence[Row], format: int
) -> int | None:
    """The first line that would be written differently or stand elsewhere."""
    again = io.StringIO(newline="")
    csv.writer(again, lineterminator="\n").writerows([header(row_type, format), *lines])
    if again.getvalue() != text:
        pairs = zip(text.split("\n"), again.getvalue().split("\n"), strict=False)
        return next((n for n, (one, other) in enumerate(pairs, start=1) if one != other), 1)
    for at, column in enumerate(columns(row_type, format)):
        # Texts are what they are; numbers, dates and defaults could be written in other ways.
        if column.type not in ("string", "list") or (column.enum and not column.required):
            written = [cells[at] for cells in lines]
            canonical = cells_of(column, rows)
            if written != canonical:
                pairs = zip(written, canonical, strict=True)
                return next(n for n, (one, other) in enumerate(pairs, start=2) if one != other)
    keys = [key_parts(row) for row in rows]
    return next((n for n, (one, other) in enumerate(pairwise(keys), start=3) if one > other), None)


def _first_broken_line(text: str) -> int:
    reader = csv.reader(io.StringIO(text, newline=""))
    for number, _ in enumerate(reader, start=1):
        if reader.line_num != number:
            return number
    return 1


def _as_dicts(row_type: type[Row], lines: Iterable[Cells], format: int) -> list[dict[str, Any]]:
    names = header(row_type, format)
    dicts: list[dict[str, Any]] = [
        {name: cell for name, cell in zip(names, cells, strict=True) if cell} for cells in lines
    ]
    for column in columns(row_type, format):
        if column.type == "list":
            for values in dicts:
                if column.name in values:
                    values[column.name] = values[column.name].split(LIST_SEPARATOR)
    return dicts


def _problems_of_row(
    row_type: type[Row], values: dict[str, Any], row_ref: RowRef, format: int
) -> list[Problem]:
    file, line = row_ref
    problems = []
    for column in columns(row_type, format):
        if column.name not in values:
            if column.required:
                problems.append(Problem(file, line, column.name, msg("empty, but it is required")))
            continue
        try:
            msgspec.convert(values[column.name], _field_type(row_type, column.name), strict=False)
        except msgspec.ValidationError:
            problems.append(Problem(file, line, column.name, why_refused(column, format)))
    return problems


def _field_type(row_type: type[Row], name: str) -> Any:
    return msgspec.structs.fields(row_type)[header(row_type).index(name)].type
