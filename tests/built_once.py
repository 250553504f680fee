"""Folders that take long to make: made once for a run of the tests, and read by all its workers."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Callable
from pathlib import Path

LOCKS = {".lock", ".demo"}
"""Files that commands hold while they work, also those that only read."""


def built_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """The folder, made by whichever worker comes first; the others wait for it.

    Raises what `make` raises; the next one who asks tries again.
    """
    listing = _listing(folder)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not listing.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            listing.write_text(json.dumps(_state(folder)), encoding="utf-8")
    return folder


def changes(folder: Path) -> list[str]:
    """Files of the folder that are new, gone or changed since it was made."""
    before: dict[str, list[int]] = json.loads(_listing(folder).read_text("utf-8"))
    after = _state(folder)
    return sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )


def own_copy(folder: Path, target: Path) -> Path:
    """A copy of a shared folder, to be changed."""
    return Path(shutil.copytree(folder, target, symlinks=True))


def _listing(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.json")


def _state(folder: Path) -> dict[str, list[int]]:
    """Size and time of the last change of every file, by its path."""
    found: dict[str, list[int]] = {}
    for path in folder.rglob("*"):
        if path.name not in LOCKS and not path.is_dir():
            about = path.lstat()
            found[path.relative_to(folder).as_posix()] = [about.st_size, about.st_mtime_ns]
    return found
