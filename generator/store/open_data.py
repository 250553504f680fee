"""What of the accepted rows is open data on a day, and the SQLite file of all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from generator.exports.schema import sqlite_ddl
from generator.model.tables import TABLES, Row
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


_FACTS_COLUMNS = "agency, facility_id, open, filing, filed, fee, prepayment"
_FACTS_TABLE = """
CREATE TABLE facts (
    agency TEXT NOT NULL, facility_id TEXT NOT NULL, open INTEGER NOT NULL, filing TEXT,
    filed INTEGER, fee REAL, prepayment REAL, PRIMARY KEY (agency, facility_id)
) WITHOUT ROWID
"""
"""What the rules make of each facility's rows (`docs/log-format.md` says what each fact means)."""


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


def write_public_database(connection: sqlite3.Connection, path: Path, *, on: date) -> None:
    """All agencies' rows as they may be published on a day: the same bytes for the same rows."""
    store = connection.execute("PRAGMA database_list").fetchone()[2]
    with closing(sqlite3.connect(path, isolation_level=None, uri=True)) as target:
        target.execute("PRAGMA journal_mode = OFF")
        target.execute("PRAGMA synchronous = OFF")
        target.execute("ATTACH ? AS store", (f"{Path(store).as_uri()}?mode=ro",))
        target.execute("BEGIN")
        for row_type in TABLES:
            name, columns = row_type.table, ", ".join(column_names(row_type))
            extra = (("agency", "TEXT NOT NULL"),)
            target.execute(sqlite_ddl(row_type, extra, ("agency", *row_type.key)))
            target.execute(
                f"INSERT INTO main.{name} SELECT {columns}, agency FROM store.{name} AS {name}"
                f" WHERE {visible(name, 'store')} ORDER BY agency, {', '.join(row_type.key)}",
                {"today": on.isoformat()},
            )
        target.execute(_FACTS_TABLE)
        target.execute(
            f"INSERT INTO main.facts SELECT {_FACTS_COLUMNS} FROM store.facts"
            " ORDER BY agency, facility_id"
        )
        target.execute("COMMIT")
