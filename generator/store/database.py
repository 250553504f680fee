"""The one SQLite file that holds the accepted state."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from generator.store.ddl import statements, version


def open_store(path: Path) -> sqlite3.Connection:
    """The store at `path`, made empty where there is none or where its version is another.

    Nothing is lost by that: the store is a function of the archive.
    """
    if path.exists() and _version(path) != version():
        path.unlink()
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -65536")
    if not is_current(connection):
        connection.executescript(f"BEGIN; {statements()} COMMIT;")
    return connection


def open_readonly(path: Path) -> sqlite3.Connection:
    """The store for reading only, as page workers use it."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    connection.execute("PRAGMA cache_size = -32768")
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of what is written inside, or nothing where an exception leaves it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        _roll_back(connection)
        raise
    connection.execute("COMMIT")


@contextmanager
def trial(connection: sqlite3.Connection) -> Iterator[None]:
    """What is written inside can be read there, and leaves no trace."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        _roll_back(connection)


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether a store has the tables of this program."""
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] == version())


def _roll_back(connection: sqlite3.Connection) -> None:
    # SQLite has rolled back by itself where the disk is full.
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _version(path: Path) -> int:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.OperationalError:
        # It is there and in use, or the disk does not answer: nothing that justifies removing it.
        raise
    except sqlite3.DatabaseError:
        return -1
