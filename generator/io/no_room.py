"""What is said where a file cannot be written whole: which file that is.

The system names a file that it cannot open, but none that it cannot write on, and SQLite names
none at all.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.model.messages import foreign, msg

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Errors of a disk or a quota that is full: they come from writing, whatever else is read."""


_NO_ROOM_OF_SQLITE = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR_WRITE,
     sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE}
)  # fmt: skip


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Where there is no room for a file, the error names `path` unless it names one already."""
    try:
        with naming_database(path):
            yield
    except OSError as error:
        if error.filename is None and error.errno in NO_ROOM:
            error.filename = str(path)
        raise


@contextmanager
def naming_database(path: Path) -> Iterator[None]:
    """Where there is no room for what SQLite writes, its error names `path`."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", None) not in _NO_ROOM_OF_SQLITE:
            raise
        why = msg("%(file)s: %(reason)s", file=path, reason=foreign(error))
        raise sqlite3.OperationalError(why) from error
