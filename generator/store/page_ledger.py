"""The ledger of a release of the site: its files, their digests, what each was made from."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import closing
from pathlib import Path

from generator.io.atomic import replace_file
from generator.io.no_room import naming_database

VERSION = 2
"""Of the ledger; raised when its tables change."""

Entry = tuple[str, bytes, bytes]
"""A file, the key that it was made from, its SHA-256."""


class PageLedger:
    """The files of a release with their keys and digests, written as they are."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with naming_database(path):
            self._begin(path)

    def _begin(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute(f"PRAGMA user_version = {VERSION}")
        self._connection.execute("BEGIN")
        self._connection.execute(
            "CREATE TABLE files (file TEXT PRIMARY KEY, key BLOB NOT NULL, sha256 BLOB NOT NULL,"
            " batch TEXT) WITHOUT ROWID"
        )
        self._connection.execute(
            "CREATE TABLE batches (batch TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID"
        )

    def note(self, entries: Iterable[Entry], batch: str | None = None, key: bytes = b"") -> None:
        """Record files, and the batch that they are of with its key.

        A file that is made twice is a mistake of ours.
        """
        with naming_database(self._path):
            self._connection.executemany(
                "INSERT INTO files VALUES (?, ?, ?, ?)", ((*entry, batch) for entry in entries)
            )
            if batch is not None:
                self._connection.execute("INSERT INTO batches VALUES (?, ?)", (batch, key))

    def digests(self) -> Generator[tuple[str, bytes], None, None]:
        """(file, SHA-256) of all that was recorded, in the order of the names' bytes."""
        yield from self._connection.execute("SELECT file, sha256 FROM files ORDER BY file")

    def complete(self) -> None:
        """Nothing more is to be recorded."""
        with naming_database(self._path):
            self._connection.execute(
                "CREATE INDEX files_by_batch ON files (batch) WHERE batch IS NOT NULL"
            )
            self._connection.execute("COMMIT")

    def abandon(self) -> None:
        """Give the ledger up together with its release; there may be no room to complete it."""
        self._connection.close()

    def close(self) -> None:
        """Complete the ledger on disk."""
        if self._connection.in_transaction:
            self.complete()
        self._connection.close()
        replace_file(_seal(self._path), f"{_digest(self._path)}\n".encode())


class PastLedger:
    """The ledger of a release that is complete, for reading."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)

    def file(self, name: str) -> tuple[bytes, bytes] | None:
        """The key and the SHA-256 of a file; None where the release has none such."""
        query = "SELECT key, sha256 FROM files WHERE file = ?"
        found: tuple[bytes, bytes] | None = self._connection.execute(query, (name,)).fetchone()
        return found

    def batch(self, name: str, key: bytes) -> list[Entry] | None:
        """The files of a batch; None where the release has none with this key."""
        query = "SELECT key FROM batches WHERE batch = ?"
        if self._connection.execute(query, (name,)).fetchone() != (key,):
            return None
        query = "SELECT file, key, sha256 FROM files WHERE batch = ?"
        return self._connection.execute(query, (name,)).fetchall()


def is_readable(path: Path) -> bool:
    """Whether a ledger says what was written into it, in the version that this program writes.

    One that a disk has changed would give pages digests that they do not have.
    """
    try:
        if _seal(path).read_bytes().strip() != _digest(path).encode():
            return False
        with closing(sqlite3.connect(path)) as ledger:
            (version,) = ledger.execute("PRAGMA user_version").fetchone()
    except (OSError, sqlite3.Error):
        return False
    return bool(version == VERSION)


def _seal(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
