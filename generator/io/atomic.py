"""How files are written: whole and on the disk, or as they were before.

New content goes to a hidden file next to the old one, is synced, and takes its name by one rename.
A write that fails leaves the old content and removes its hidden file; one that is killed leaves the
hidden file, which the next write of the same file removes. Two writers of one file are kept apart
by a lock (`io.locks`) or, where there is none, the slower one fails.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BufferedWriter
from pathlib import Path

from generator.io.no_room import naming

if sys.platform == "win32":
    _BINARY = os.O_BINARY
else:
    _BINARY = 0
SYNCING = 16
"""Files that are synced at once: the system confirms many with one write of its journal."""


def clear_left(path: Path) -> None:
    """Removes what a killed command left beside a file that is there, be it its second name."""
    staged = staging_path(path)
    if path.exists() and staged.exists():
        staged.unlink(missing_ok=True)


def staging_path(path: Path) -> Path:
    """Where the new content of `path` is written before it takes the place of the old."""
    return path.with_name(f".{path.name}.new")


def create_file(path: Path, data: bytes, *, mode: int = 0o644, durable: bool = True) -> None:
    """A new file with `data`; FileExistsError if it is there. Its folder is made if needed.

    On the disk on return unless `durable` is false, for callers that sync many files at once.
    """
    with creating(path, mode=mode, durable=durable) as target:
        target.write(data)


def create_whole(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """A new file that is there with all of `data` or not at all; FileExistsError if it is there.

    For what can be made only once, such as keys: a killed command must not leave half of it.
    """
    staged = staging_path(path)
    staged.unlink(missing_ok=True)
    create_file(staged, data, mode=mode)
    try:
        os.link(staged, path)
    except FileExistsError:
        raise
    except OSError:
        # A stick that knows no links: nobody else makes the same file there meanwhile.
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        staged.replace(path)
    finally:
        staged.unlink(missing_ok=True)
    sync_folder(path.parent)


@contextmanager
def creating(path: Path, *, mode: int = 0o644, durable: bool = True) -> Iterator[BufferedWriter]:
    """A new file to write into; FileExistsError if it is there, and none if the block fails."""
    with naming(path), _creating(path, mode, durable) as target:
        yield target


@contextmanager
def _creating(path: Path, mode: int, durable: bool) -> Iterator[BufferedWriter]:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
    try:
        with os.fdopen(handle, "wb") as target:
            yield target
            target.flush()
            if durable:
                os.fsync(target.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def replace_file(path: Path, data: bytes, *, mode: int = 0o644, durable: bool = True) -> None:
    """Gives `path` this content in one step, whether or not it was there.

    On the disk on return unless `durable` is false, for callers that sync many files at once.
    """
    with replacing(path, mode=mode, durable=durable) as target:
        target.write(data)


@contextmanager
def replacing(path: Path, *, mode: int = 0o644, durable: bool = True) -> Iterator[BufferedWriter]:
    """A file to write into that takes the place of `path` when the block ends, and not if it fails.

    OSError where somebody else replaces the same file at the same time.
    """
    staged = staging_path(path)
    staged.unlink(missing_ok=True)
    with naming(path), _creating(staged, mode, durable) as target:
        yield target
        written = os.fstat(target.fileno()).st_ino
    try:
        if staged.stat().st_ino != written:
            raise FileNotFoundError
        staged.replace(path)
    except FileNotFoundError:
        why = "another command is writing this file"
        raise OSError(errno.EBUSY, why, str(path)) from None
    except OSError:
        staged.unlink(missing_ok=True)
        raise
    if durable:
        sync_folder(path.parent)


def replace_link(link: Path, target: Path) -> None:
    """Makes `link` a symbolic link to `target` in one step, whether or not it was there."""
    staged = staging_path(link)
    staged.unlink(missing_ok=True)
    staged.symlink_to(target)
    staged.replace(link)
    sync_folder(link.parent)


def remove(path: Path) -> None:
    """Removes a file, a link or a folder with all that is in it; nothing where there is none."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def move_into_place(staged: Path, final: Path) -> None:
    """Gives a file that is complete its name in one step; the caller syncs the folder."""
    if not final.parent.is_dir():
        final.parent.mkdir(parents=True)
        sync_folder(final.parent.parent)
    staged.replace(final)


def sync_folder(folder: Path) -> None:
    """Makes the names in `folder` survive a power cut."""
    if sys.platform == "win32":
        return  # which opens no folder, and writes names through
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with naming(folder):
            os.fsync(handle)
    finally:
        os.close(handle)


def sync_files(root: Path, files: Iterable[Path]) -> None:
    """Makes files at or below `root`, and their names, survive a power cut."""
    files = list(files)
    with ThreadPoolExecutor(SYNCING) as pool:
        for _ in pool.map(_sync_file, files):
            pass
    for folder in sorted({parent for path in files for parent in path.parents}):
        if folder.is_relative_to(root):
            sync_folder(folder)


def sync_tree(root: Path) -> None:
    """Makes every name below `root` survive a power cut; its files are synced already."""
    for folder in sorted((path for path in root.rglob("*") if path.is_dir()), reverse=True):
        sync_folder(folder)
    sync_folder(root)


def sync_everything(folder: Path) -> None:
    """Has the system write out all that it still holds: for folders with very many files."""
    os.sync()
    sync_folder(folder)


def _sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        with naming(path):
            os.fsync(handle)
    finally:
        os.close(handle)
