"""What of the accepted rows is open data on a day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

from generator.model.tables import Row
from generator.store.derived import IN_PUBLICITY
from generator.store.sqlite_values import Record, column_names


def _speaks_of_hidden(table: str) -> str:
    """The condition that a row of `table` concerns a penalty that may not be shown."""
    return (
        f"({table}.concerns_table = 'penalties' AND {table}.concerns_id NOT IN"
        f" (SELECT penalty_id FROM {{store}}.penalties p WHERE p.agency = {table}.agency"
        f" AND {IN_PUBLICITY}))"
    )


_REFERENCES = (
    "SELECT agency, notice_id, concerns_table, concerns_id FROM {store}.notices"
    " UNION ALL SELECT agency, notice_id, concerns_table, concerns_id FROM {store}.notice_rows"
)
"""What every notice concerns, by its own columns and by its rows."""


def _notice_shown(table: str) -> str:
    """The condition that a notice concerns, with all its rows, nothing that may not be shown: a
    notice about such a notice says as much as that one.
    """
    return (
        f"({table}.agency, {table}.notice_id) NOT IN (WITH RECURSIVE r AS ({_REFERENCES}),"
        f" hidden AS (SELECT r.agency, r.notice_id FROM r WHERE {_speaks_of_hidden('r')}"
        " UNION SELECT r.agency, r.notice_id FROM r JOIN hidden h ON h.agency = r.agency"
        " AND r.concerns_table = 'notices' AND r.concerns_id = h.notice_id)"
        " SELECT agency, notice_id FROM hidden)"
    )


_CONDITIONS: dict[str, str] = {
    "penalties": IN_PUBLICITY,
    "notices": _notice_shown("notices"),
    "notice_rows": _notice_shown("notice_rows"),
}
"""Which rows of a table may be published on a day; `store` names the database."""

PARTLY_VISIBLE = frozenset(_CONDITIONS)
"""Tables of which some rows may not be shown on some day."""


def visible(table: str, store: str = "main") -> str:
    """The condition on the rows of a table that may be published on the day `:today`."""
    return _CONDITIONS.get(table, "1").replace("{store}", store)


def visible_records(
    connection: sqlite3.Connection, row_type: type[Row], agency: str, *, on: date
) -> Iterator[Record]:
    """An agency's rows of a table as they may be published on a day, in the order of their keys."""
    query = (
        f"SELECT {', '.join(column_names(row_type))} FROM {row_type.table}"
        f" WHERE agency = :agency AND {visible(row_type.table)} ORDER BY {', '.join(row_type.key)}"
    )
    return iter(connection.execute(query, {"agency": agency, "today": on.isoformat()}))


def visible_count(connection: sqlite3.Connection, table: str, agency: str, *, on: date) -> int:
    """How many rows of an agency's table may be published on a day."""
    query = f"SELECT count(*) FROM {table} WHERE agency = :agency AND {visible(table)}"
    values = {"agency": agency, "today": on.isoformat()}
    return int(connection.execute(query, values).fetchone()[0])


def count_and_newest(connection: sqlite3.Connection, table: str, agency: str) -> tuple[int, int]:
    """How many rows an agency's table has, and the newest release that one came with, or 0."""
    query = f"SELECT count(*), coalesce(max(since), 0) FROM {table} WHERE agency = ?"
    count, newest = connection.execute(query, (agency,)).fetchone()
    return count, newest


def hidden_penalties(connection: sqlite3.Connection, agency: str, *, on: date) -> list[str]:
    """The penalties of an agency that are out of publicity on a day, in order."""
    query = (
        f"SELECT penalty_id FROM penalties WHERE agency = :agency AND NOT {IN_PUBLICITY} ORDER BY 1"
    )
    found = connection.execute(query, {"agency": agency, "today": on.isoformat()})
    return [key for (key,) in found]
