"""Rows as SQLite values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any

from generator.exports.schema import columns
from generator.model.tables import Row

Value = str | int | float | None
Record = tuple[Value, ...]


@cache
def column_names(row_type: type[Row]) -> tuple[str, ...]:
    """The columns of a table in their canonical order."""
    return tuple(column.name for column in columns(row_type))


def record_of(row: Row) -> Record:
    """A row as SQLite values, in canonical column order."""
    values, conversions = _reading(type(row))
    record: list[Value] = [*values(row)]
    for at, convert in conversions:
        if record[at] is not None:
            record[at] = convert(record[at])
    return tuple(record)


@cache
def _reading(
    row_type: type[Row],
) -> tuple[Callable[[Row], tuple[Value, ...]], tuple[tuple[int, Callable[[Any], Value]], ...]]:
    """What gives all values of a row, and how those at some places become SQLite's."""
    conversions = tuple(
        (at, _word if column.enum else _CONVERSIONS[column.type])
        for at, column in enumerate(columns(row_type))
        if column.enum or column.type in _CONVERSIONS
    )
    return attrgetter(*column_names(row_type)), conversions


def _word(member: StrEnum) -> str:
    return str(member.value)


_CONVERSIONS: dict[str, Callable[[Any], Value]] = {
    "date": date.isoformat,
    "list": "|".join,
    "boolean": int,
}
