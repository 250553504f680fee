"""Rows of an export's tables as what they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from generator.model.tables import Row

R = TypeVar("R", bound=Row)


def rows_of(tables: Mapping[str, Iterable[Row]], kind: type[R]) -> list[R]:
    """The rows of one kind; each of them is of that kind."""
    rows = list(tables[kind.table])
    found = [row for row in rows if isinstance(row, kind)]
    assert len(found) == len(rows), f"{kind.table} holds something else"
    return found


T = TypeVar("T")


def given(value: T | None) -> T:
    """A value that is optional in the format, and that this row has."""
    assert value is not None
    return value
