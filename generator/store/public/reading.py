"""Reading the public SQLite file while a site is built: tables that are files by themselves too."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from generator.store.public.own_tables import OWN
from generator.store.public.schema import PublicTable

SEPARATE = ("releases", "changes", "facts", "present_grades", "filing_days", "documents",
            "document_links", "document_files", "numbers", "numbers_by_region")  # fmt: skip
"""Tables of no export that can be taken as files by themselves."""


def separate_tables() -> tuple[PublicTable, ...]:
    """Those tables, described."""
    return tuple(table for table in OWN if table.name in SEPARATE)


@contextmanager
def open_public(path: Path) -> Iterator[sqlite3.Connection]:
    """The file for reading."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def rows_of(
    connection: sqlite3.Connection, table: PublicTable, release: tuple[str, int] | None = None
) -> Iterator[tuple[Any, ...]]:
    """The rows of a table in the order of its key; of `changes` those of one release if given."""
    names = ", ".join(column.name for column in table.columns)
    where = "WHERE agency = ? AND release = ?" if release else ""
    query = f"SELECT {names} FROM {table.name} {where} ORDER BY {', '.join(table.key)}"
    yield from connection.execute(query, release or ())


def row_total(connection: sqlite3.Connection, table: PublicTable) -> int:
    """How many rows a table has."""
    return int(connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0])
