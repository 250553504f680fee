"""Rows as SQLite values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import cache
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
    return tuple([_plain(getattr(row, name)) for name in column_names(type(row))])


def _plain(value: Any) -> Value:
    convert = _CONVERSIONS.get(type(value))
    if convert is not None:
        return convert(value)
    return str(value.value) if isinstance(value, StrEnum) else value


_CONVERSIONS: dict[type, Callable[[Any], Value]] = {
    date: date.isoformat,
    tuple: "|".join,
    bool: int,
}
