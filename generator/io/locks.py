"""One command at a time: an advisory lock that ends with the process that holds it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.model.messages import Message
from generator.model.problems import UsageError


@contextmanager
def exclusive(path: Path, busy: Message) -> Iterator[None]:
    """Hold `path`, a folder or a file that is made if needed; UsageError(busy) while another does.

    A process that was forked while the lock is held holds it too, until it ends.
    """
    flags = os.O_RDWR | os.O_CREAT
    if path.is_dir():
        if sys.platform == "win32":
            path = path / ".lock"  # no folder is opened there
        else:
            flags = os.O_RDONLY | os.O_DIRECTORY
    handle = os.open(path, flags, 0o644)
    try:
        try:
            _lock(handle)
        except (BlockingIOError, PermissionError):
            raise UsageError(busy) from None
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
