"""Building a new release of the site beside the one that is live.

    <site>/releases/0007/public/    what visitors get
    <site>/releases/0007/files.sqlite    each file's digest, and the key that it was made from;
                                    the keys of batches of files that are taken over together
    <site>/releases/0007/files.sqlite.sha256    the digest of the file before
    <site>/releases/0007/inputs     digest of everything the release was made from
    <site>/current -> releases/0007/public

A release is complete once its folder has its number as a name; before that it is called
`staging`. Files that did not change are hard links into the release before. The live site changes
by one rename.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from pathlib import Path

from generator.io.atomic import (
    remove,
    replace_link,
    staging_path,
    sync_everything,
    sync_folder,
)
from generator.io.links import link_or_copy
from generator.io.no_room import naming
from generator.store.page_ledger import Entry, PageLedger, PastLedger, is_readable

STAGING = "staging"
RESTORED = ".current.restored"
"""Where a live site goes that is a folder instead of a link, until the new one is live."""
_NUMBER = re.compile(r"\d{4,}", re.ASCII)

LEDGER = "files.sqlite"


class Staging:
    """A release in the making.

    `public` is the folder to write into, `live` the release that visitors see. `reuse` may be
    called from several processes; with `from_scratch` nothing is taken over from the live release,
    which somebody may have altered.
    """

    def __init__(self, site: Path, *, from_scratch: bool = False) -> None:
        self.site = site
        self.releases = site / "releases"
        self.folder = self.releases / STAGING
        self.public = self.folder / "public"
        self.live = live_release(site)
        self.previous = None if from_scratch else _comparable(self.live)
        self._before: PastLedger | None = None
        self._process = -1
        # A run that was killed leaves a staging folder behind; nothing in it is of use.
        remove(self.folder)
        self.public.mkdir(parents=True)
        self._made: set[Path] = set()

    def reuse(self, file: str, key: bytes) -> bytes | None:
        """Take `file` over from the live release if it was made from the same key.

        Its SHA-256 where it was taken over, None where it has to be made.
        """
        if self.previous is None:
            return None
        known, digest = self._past().file(file) or (b"", b"")
        return digest if known == key and self._link(file) else None

    def take(self, batch: str, key: bytes) -> list[Entry] | None:
        """Take all files of a batch over from the live release if its key is the same.

        None where they are to be looked at one by one.
        """
        if self.previous is None:
            return None
        entries = self._past().batch(batch, key)
        if entries is None:
            return None
        for number, (file, _, _) in enumerate(entries):
            if not self._link(file):
                # To write into a link would write into the live release.
                for before, _, _ in entries[:number]:
                    (self.public / before).unlink()
                return None
        return entries

    def _link(self, file: str) -> bool:
        """The live release's file here too; False where somebody removed it there."""
        source, target = f"{self.previous}/public/{file}", f"{self.public}/{file}"
        try:
            link_or_copy(source, target)
        except FileNotFoundError:
            if not Path(source).exists():
                return False
            link_or_copy(source, self.place(file))
        return True

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

    def ledger(self) -> PageLedger:
        """A new ledger for the release in the making."""
        return PageLedger(self.folder / LEDGER)

    def _past(self) -> PastLedger:
        """The ledger of the live release."""
        assert self.previous is not None
        if self._before is None or self._process != os.getpid():
            # A connection must not be carried through a fork.
            self._before = PastLedger(self.previous / LEDGER)
            self._process = os.getpid()
        return self._before


def live_release(site: Path) -> Path | None:
    """The folder of the release that is live; None before the first."""
    current = site / "current"
    if not current.is_symlink():
        return None
    folder = (site / current.readlink()).parent
    return folder if (folder / LEDGER).exists() else None


def _comparable(release: Path | None) -> Path | None:
    """The release if its ledger can be read; one of another version is made again."""
    return release if release and is_readable(release / LEDGER) else None


def live_inputs(site: Path) -> str | None:
    """The digest of what the live release was made from."""
    live = live_release(site)
    try:
        return (live / "inputs").read_bytes().decode("ascii") if live else None
    except (OSError, UnicodeDecodeError):
        return None  # damaged, so that it equals nothing: the release is made again


def discard(staging: Staging) -> None:
    """Give up a release in the making."""
    remove(staging.folder)


def go_live(staging: Staging, inputs: str, *, keep: int) -> Path:
    """Complete the release and switch to it; older ones beyond `keep` are removed after that."""
    with naming(staging.folder / "inputs"):
        (staging.folder / "inputs").write_text(inputs, encoding="ascii")
    _remove_never_live(staging.site)
    folder = staging.releases / f"{_last_number(staging.releases) + 1:04d}"
    sync_everything(staging.folder)
    staging.folder.rename(folder)
    sync_folder(staging.releases)
    current = staging.site / "current"
    if current.is_dir() and not current.is_symlink():
        # Restored from a back-up that knew no links: it is nobody's original.
        remove(current.with_name(RESTORED))
        current.rename(current.with_name(RESTORED))
    remove(staging_path(current))
    # The one step that visitors notice: before it the old site, after it the new one.
    replace_link(current, Path("releases") / folder.name / "public")
    remove(current.with_name(RESTORED))
    for number in release_numbers(staging.site)[:-keep]:
        shutil.rmtree(staging.releases / f"{number:04d}")
    return folder


def _remove_never_live(site: Path) -> None:
    """Removes releases that were complete when a run was killed, just before they went live."""
    current = site / "current"
    if current.is_dir() and not current.is_symlink():
        return  # Restored as a folder: which release that was nobody knows.
    live = live_release(site)
    newest = int(live.name) if live and _NUMBER.fullmatch(live.name) else 0
    if live or not current.is_symlink():
        for number in release_numbers(site):
            if number > newest:
                shutil.rmtree(site / "releases" / f"{number:04d}")


def release_numbers(site: Path) -> list[int]:
    """The numbers of the complete releases, oldest first; folders of other names are not ours."""
    releases = site / "releases"
    if not releases.is_dir():
        return []
    folders = (path for path in releases.iterdir() if path.is_dir())
    return sorted(int(path.name) for path in folders if _NUMBER.fullmatch(path.name))


def _last_number(releases: Path) -> int:
    """The highest number that something here has as its name, be it no folder."""
    names = (path.name for path in releases.iterdir())
    return max((int(name) for name in names if _NUMBER.fullmatch(name)), default=0)
