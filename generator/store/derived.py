"""Columns that a rule fills when rows are loaded, so that SQL compares and applies no rule."""

from __future__ import annotations

from collections.abc import Mapping

from generator.model.tables import Penalty, Row
from generator.rules.publicity import last_day_of
from generator.store.sqlite_values import Record, Value, column_names

DERIVED: Mapping[str, tuple[tuple[str, str], ...]] = {
    Penalty.table: (("shown_until", "TEXT NOT NULL"),)
}
"""Table → names and types of the columns that follow its own."""

IN_PUBLICITY = "shown_until >= :today"
"""Which penalties may be shown on a day, as a condition on their table."""


def derived_columns(row_type: type[Row]) -> tuple[str, ...]:
    """The names of the derived columns of a table."""
    return tuple(name for name, _ in DERIVED.get(row_type.table, ()))


def derived_values(row_type: type[Row], record: Record) -> tuple[Value, ...]:
    """What stands in the derived columns of a row."""
    if row_type is Penalty:
        return (last_day_of(dict(zip(column_names(Penalty), record, strict=True))).isoformat(),)
    return ()


def with_derived(row_type: type[Row], record: Record) -> dict[str, Value]:
    """All columns of a row by name, the derived ones too."""
    names = (*column_names(row_type), *derived_columns(row_type))
    return dict(zip(names, (*record, *derived_values(row_type, record)), strict=True))
