"""The one SQLite file that holds the accepted state."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from generator.io.atomic import replace_file
from generator.io.no_room import NO_ROOM, naming_database
from generator.io.permissions import keep_private
from generator.model.messages import msg
from generator.model.problems import DataError
from generator.store.ddl import statements, version


def open_store(path: Path, removed: bytes = b"") -> sqlite3.Connection:
    """The store at `path`, made empty where there is none or where its version is another.

    Nothing is lost by that: the store is a function of the archive, and of what was removed of it,
    which `removed` stands for.
    """
    if path.exists() and _version(path) != version(removed):
        forget_store(path)
    # It holds what may not be shown any more: nobody else reads it.
    path.touch(mode=0o600)
    keep_private(path)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -65536")
    if not is_current(connection, removed):
        connection.executescript(f"BEGIN; {statements(removed)} COMMIT;")
    return connection


def open_readonly(path: Path) -> sqlite3.Connection:
    """The store for reading only, as page workers use it."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    connection.execute("PRAGMA cache_size = -32768")
    return connection


class DamagedStore(DataError):
    """The store does not say what was sealed; made again from the archive, it does."""


T = TypeVar("T")
D = TypeVar("D", bytes, str)


def decoded(decode: Callable[[D], T], data: D, whose: str) -> T:
    """What bytes of the store say; DamagedStore where they say nothing."""
    try:
        return decode(data)
    except (msgspec.DecodeError, ValueError) as error:
        raise DamagedStore(
            msg("the store: %(whose)s cannot be read: %(error)s", whose=whose, error=error)
        ) from None


@contextmanager
def working_store(path: Path, removed: bytes = b"") -> Iterator[tuple[sqlite3.Connection, bool]]:
    """The store for a command that writes it, and whether it had to be made anew.

    The digest of its bytes is left beside it, and a store of other bytes is never read: a disk or
    a hand that changed them would speak in an agency's name. While a command works, and after one
    that was cut off, there is no digest; then only what is read of records is compared with their
    seals.
    """
    seal = _seal(path)
    damaged = path.exists() and not is_sealed(path)
    if damaged:
        forget_store(path)
    seal.unlink(missing_ok=True)
    with naming_database(path), closing(open_store(path, removed)) as connection:
        yield connection, damaged
    _write_seal(path)


def _write_seal(path: Path) -> None:
    """Note the digest of a store; not where there is no room, since what it holds is done."""
    try:
        replace_file(_seal(path), f"{_digest(path)}\n".encode())
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise


def is_sealed(path: Path) -> bool:
    """Whether a store has the bytes that the last command left; True where that is not noted."""
    try:
        return _seal(path).read_bytes().strip() == _digest(path).encode()
    except FileNotFoundError:
        return True


def _seal(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def forget_store(path: Path) -> None:
    """Remove the store; the next command makes it again from the archive."""
    for name in (path.name, f"{path.name}-journal", f"{path.name}.sha256"):
        path.with_name(name).unlink(missing_ok=True)


@contextmanager
def damage_named() -> Iterator[None]:
    """SQLite's word for bytes that are no database, as DamagedStore.

    Its other errors are a full or busy disk, or a mistake of ours: nothing that removing the store
    would mend.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:
            raise
        raise DamagedStore(msg("the store: %(error)s", error=error)) from error


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


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


def is_current(connection: sqlite3.Connection, removed: bytes = b"") -> bool:
    """Whether a store has the tables of this program, and nothing that was removed."""
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] == version(removed))


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
