"""What of the accepted rows is open data on a day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date

from generator.exports.schema import Column, columns
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
    return _select(connection, row_type, column_names(row_type), agency, on)


def visible_cells(
    connection: sqlite3.Connection, row_type: type[Row], agency: str, *, on: date, joined: bool
) -> Iterator[Record]:
    """The same rows as the cells of a CSV file: true and false, 1880 rather than 1880.0.

    SQLite does it, since that is several times quicker than row by row. `joined`: a last cell says
    whose row it is.
    """
    shown = [_cell(column) for column in columns(row_type)]
    return _select(connection, row_type, (*shown, "agency") if joined else shown, agency, on)


def visible_lines(
    connection: sqlite3.Connection, row_type: type[Row], agency: str, *, on: date, joined: bool
) -> Iterator[str]:
    """The same rows as JSON objects, without what is empty; lists as lists."""
    named = [(column.name, _json(column)) for column in columns(row_type)]
    if joined:
        named.append(("agency", "agency"))
    pairs = ", ".join(f"'{name}', {value}" for name, value in named)
    # A merge patch (RFC 7396) takes out what is null.
    found = _select(connection, row_type, [f"json_patch('{{}}', json_object({pairs}))"], agency, on)
    for (line,) in found:
        yield str(line)


def _select(
    connection: sqlite3.Connection,
    row_type: type[Row],
    shown: Iterable[str],
    agency: str,
    on: date,
) -> Iterator[Record]:
    query = (
        f"SELECT {', '.join(shown)} FROM {row_type.table}"
        f" WHERE agency = :agency AND {visible(row_type.table)} ORDER BY {', '.join(row_type.key)}"
    )
    return iter(connection.execute(query, {"agency": agency, "today": on.isoformat()}))


def _cell(column: Column) -> str:
    name = column.name
    if column.type == "boolean":
        return f"CASE {name} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"
    if column.type == "number":
        whole = f"CAST({name} AS INTEGER)"
        return f"CASE WHEN {name} = {whole} THEN {whole} ELSE {name} END"
    return name


def _json(column: Column) -> str:
    if column.type == "boolean":
        return f"json({_cell(column)})"
    if column.type == "list":
        parts = f"replace(json_quote({column.name}), '|', '\",\"')"
        return f"json(CASE WHEN {column.name} <> '' THEN '[' || {parts} || ']' END)"
    return _cell(column) if column.type == "number" else f"nullif({column.name}, '')"


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
