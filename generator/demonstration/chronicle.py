"""Rows with the days from and until which they stand: several releases from one story."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import structs

from generator.model.tables import Finding, Row


class Chronicle:
    """Every row that an agency ever published, and when."""

    def __init__(self) -> None:
        self._entries: list[tuple[date, date | None, Row]] = []

    def add(self, row: Row, *, since: date, until: date | None = None) -> None:
        """The row stands in releases of days ≥ `since` and < `until`."""
        self._entries.append((since, until, row))

    def extend(self, rows: Iterable[Row], *, since: date, until: date | None = None) -> None:
        """`add` for each of the rows."""
        for row in rows:
            self.add(row, since=since, until=until)

    def rows_on(self, on: date) -> list[Row]:
        """The rows of a release of this day, in the order in which they were added.

        A rectification of a later day is not known yet.
        """
        return [
            _as_known(row, on)
            for since, until, row in self._entries
            if since <= on and (until is None or on < until)
        ]


def _as_known(row: Row, on: date) -> Row:
    if isinstance(row, Finding) and row.rectified is not None and row.rectified > on:
        return structs.replace(row, rectified=None)
    return row
