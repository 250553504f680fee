"""Building a new release of the site beside the one that is live.

    <site>/releases/0007/public/    what visitors get
    <site>/releases/0007/files.sqlite    each file's digest, and the key that it was made from
    <site>/releases/0007/inputs     digest of everything the release was made from
    <site>/current -> releases/0007/public

A release is complete once its folder has its number as a name; before that it is called
`staging`. Files that did not change are hard links into the release before. The live site changes
by one rename.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

STAGING = "staging"


class Staging:
    """A release in the making.

    `public` is the folder to write into. `reuse` may be called from several processes; with `anew`
    nothing is taken over from the live release, which somebody may have altered.
    """

    def __init__(self, site: Path, *, anew: bool = False) -> None:
        self.site = site
        self.releases = site / "releases"
        self.folder = self.releases / STAGING
        self.public = self.folder / "public"
        self.previous = None if anew else live_release(site)
        self._connection: sqlite3.Connection | None = None
        self._process = -1
        # A run that was killed leaves a staging folder behind; nothing in it is of use.
        shutil.rmtree(self.folder, ignore_errors=True)
        self.public.mkdir(parents=True)
        self._made: set[Path] = set()

    def reuse(self, file: str, key: bytes) -> bytes | None:
        """Take `file` over from the live release if it was made from the same key.

        Its SHA-256 where it was taken over, None where it has to be made.
        """
        if self.previous is None:
            return None
        known, digest = self._before(file)
        if known != key:
            return None
        try:
            os.link(self.previous / "public" / file, self.place(file))
        except FileNotFoundError:
            # Somebody removed it from the live folder: then it is made again.
            return None
        return digest

    def digest(self, file: str) -> bytes:
        """The SHA-256 of a file that was made for this release."""
        return hashlib.sha256((self.public / file).read_bytes()).digest()

    def place(self, file: str) -> Path:
        """Where `file` is to be written, its folder made."""
        target = self.public / file
        if target.parent not in self._made:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(target.parent)
        return target

    def _before(self, file: str) -> tuple[bytes, bytes]:
        """Key and digest of a file in the live release; empty where it is not there."""
        assert self.previous is not None
        if self._process != os.getpid():
            # A connection must not be carried through a fork.
            address = f"{(self.previous / 'files.sqlite').resolve().as_uri()}?mode=ro"
            self._connection = sqlite3.connect(address, uri=True)
            self._process = os.getpid()
        assert self._connection is not None
        query = "SELECT key, sha256 FROM files WHERE file = ?"
        return self._connection.execute(query, (file,)).fetchone() or (b"", b"")


class Ledger:
    """The files of a release with their keys and digests, written as they are."""

    def __init__(self, staging: Staging) -> None:
        self._connection = sqlite3.connect(staging.folder / "files.sqlite", isolation_level=None)
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute(
            "CREATE TABLE files (file TEXT PRIMARY KEY, key BLOB NOT NULL, sha256 BLOB NOT NULL)"
            " WITHOUT ROWID"
        )
        self._connection.execute("BEGIN")

    def note(self, entries: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Record (file, key, SHA-256); a file that is made twice is a mistake of ours."""
        self._connection.executemany("INSERT INTO files VALUES (?, ?, ?)", entries)

    def digests(self) -> Iterator[tuple[str, bytes]]:
        """(file, SHA-256) of all that was recorded, in the order of the names' bytes."""
        yield from self._connection.execute("SELECT file, sha256 FROM files ORDER BY file")

    def complete(self) -> None:
        """Nothing more is to be recorded."""
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Complete the ledger on disk."""
        if self._connection.in_transaction:
            self.complete()
        self._connection.close()


def live_release(site: Path) -> Path | None:
    """The folder of the release that is live; None before the first."""
    current = site / "current"
    if not current.is_symlink():
        return None
    folder = (site / current.readlink()).parent
    return folder if (folder / "files.sqlite").exists() else None


def live_inputs(site: Path) -> str | None:
    """The digest of what the live release was made from."""
    live = live_release(site)
    return (live / "inputs").read_text(encoding="ascii") if live else None


def discard(staging: Staging) -> None:
    """Give up a release in the making."""
    shutil.rmtree(staging.folder, ignore_errors=True)


def go_live(staging: Staging, inputs: str, *, keep: int) -> Path:
    """Complete the release and switch to it; older ones beyond `keep` are removed after that."""
    (staging.folder / "inputs").write_text(inputs, encoding="ascii")
    numbers = release_numbers(staging.site)
    folder = staging.releases / f"{(numbers[-1] if numbers else 0) + 1:04d}"
    _settle(staging.folder)
    staging.folder.rename(folder)
    _switch(staging.site, folder)
    for number in release_numbers(staging.site)[:-keep]:
        shutil.rmtree(staging.releases / f"{number:04d}")
    return folder


def release_numbers(site: Path) -> list[int]:
    """The numbers of the complete releases, oldest first."""
    releases = site / "releases"
    if not releases.is_dir():
        return []
    return sorted(int(path.name) for path in releases.iterdir() if path.name.isdigit())


def _settle(folder: Path) -> None:
    """Have the system write out what it still holds, before anybody may see it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.sync()
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _switch(site: Path, folder: Path) -> None:
    link = site / "current.new"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / folder.name / "public")
    # The one step that visitors notice: before it the old site, after it the new one.
    link.rename(site / "current")
