"""How much of the disk each part of a portal takes, and what is left."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.portal.folder import MIRRORS, REBUILT, Deployment

BLOCK = 512
"""Bytes of what the system calls a block of a file."""


@dataclass(frozen=True, slots=True)
class DiskUse:
    """Bytes on the disk by part, those that are there; `free` is what its file system has left.

    A file that several parts or releases share counts once, in the first of them.
    """

    parts: dict[str, int]
    free: int

    @property
    def total(self) -> int:
        """Bytes of all parts."""
        return sum(self.parts.values())


def disk_use(deployment: Deployment) -> DiskUse:
    """Looks at every file of a portal once."""
    places = {
        "archive": deployment.archive,
        "site": deployment.site,
        "search_index": deployment.index.parent,
        "gongshi.sqlite": deployment.store,
        "content": deployment.folder / "content",
        "desk": deployment.folder / "desk",
        MIRRORS: deployment.folder / MIRRORS,
        REBUILT: deployment.folder / REBUILT,
    }
    seen: set[tuple[int, int]] = set()
    parts = {}
    for name, place in places.items():
        if place.exists():
            parts[name] = sum(_sizes(place, seen))
    return DiskUse(parts, shutil.disk_usage(deployment.folder).free)


def _sizes(place: Path, seen: set[tuple[int, int]]) -> Iterator[int]:
    """The bytes of each file that was not seen yet; what goes away meanwhile has none."""
    waiting = [os.fspath(place)]
    while waiting:
        path = waiting.pop()
        try:
            about = os.lstat(path)
            if stat.S_ISDIR(about.st_mode):
                waiting += [each.path for each in os.scandir(path)]
        except OSError:
            continue
        if (key := (about.st_dev, about.st_ino)) not in seen:
            seen.add(key)
            yield about.st_blocks * BLOCK if hasattr(about, "st_blocks") else about.st_size
