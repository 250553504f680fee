"""Folders that inputs are written over, and that are put back after each of them."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path

_State = dict[str, tuple[int, int, int]]


def files_below(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def write_over(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """Writes files, takes away those that are None; `link:` makes a link to what follows."""
    for name, data in files.items():
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        if data is None:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if data.startswith(b"link:"):
            path.symlink_to(link_target(data))
        else:
            path.write_bytes(data)


def link_target(data: bytes) -> str:
    """Where a link leads that stands in an input as `link:` and a path."""
    named = data.removeprefix(b"link:").decode("utf-8", "replace").replace("\0", "")
    return named.split("\n")[0][:200] or "."


class Kept:
    """A folder as it was, beside which a copy lies."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._copy = folder, folder.with_name(f"{folder.name}-kept")
        shutil.copytree(folder, self._copy, symlinks=True)
        self._state = _state(folder)

    def restore(self) -> None:
        """Put back what was changed, and take away what is new."""
        now = _state(self._folder)
        for name in sorted(now.keys() - self._state.keys(), reverse=True):
            path = self._folder / name
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(
                missing_ok=True
            )
        for name in sorted(self._state):
            if now.get(name) != self._state[name]:
                self._put_back(name)

    def _put_back(self, name: str) -> None:
        path, copy = self._folder / name, self._copy / name
        if path.is_symlink() or path.is_file():
            path.unlink()
        if copy.is_symlink():
            path.symlink_to(copy.readlink())
        elif copy.is_dir():
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(copy, path)
        self._state[name] = _about(path)


def _state(folder: Path) -> _State:
    """What lies in a folder; looked at after every input, so without a Path for each file."""
    found: _State = {}
    waiting = [("", str(folder))]
    while waiting:
        name, place = waiting.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                own = f"{name}{entry.name}"
                found[own] = _known(entry.stat(follow_symlinks=False))
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((f"{own}/", entry.path))
    return found


def _about(path: Path) -> tuple[int, int, int]:
    return _known(path.lstat())


def _known(about: os.stat_result) -> tuple[int, int, int]:
    if stat.S_ISDIR(about.st_mode):
        return (about.st_mode, 0, 0)
    return (about.st_mode, about.st_size, about.st_mtime_ns)
