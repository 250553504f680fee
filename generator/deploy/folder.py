"""A folder on this machine, or one that is mounted, from which a web server serves `current`.

    <folder>/releases/<release>/public/         what visitors get
    <folder>/releases/<release>/listing.txt     what it consists of
    <folder>/releases/<release>/deployed.json   its record
    <folder>/current -> releases/<release>/public

A release is put together beside the one that is shown, and one rename shows it.
"""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

from generator.deploy.assets import with_assets
from generator.deploy.host import Count, Sending, There, foreign, there_by
from generator.deploy.listing import compared
from generator.deploy.record import RECORD, Deployed
from generator.io.atomic import (
    remove,
    replace_file,
    replace_link,
    replacing,
    sync_everything,
)
from generator.io.links import link_or_copy
from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.pages.shared.served_as import is_compressed

RELEASES = "releases"
CURRENT = "current"
LISTING = "listing.txt"
PUBLIC = "public"
COMPRESSED = ".gz"
LEVEL = 9
"""Of gzip: a page is compressed once and sent many times."""


class Folder:
    """See the module. With `links`, files of the site are hard links into the portal's release
    where the file system can: for a folder that nobody edits.
    """

    packs_in_place = False

    def __init__(self, root: Path, *, links: bool = False) -> None:
        self.root = root
        self.name = str(root)
        self._links = links

    def there(self, folder: Path) -> There:
        """See Host."""
        release = self.shown()
        if release is None:
            self._require_ours()
            return There()
        return there_by((release / RECORD).read_bytes(), release / LISTING, str(release))

    def send(self, site: Sending, there: There, count: Count) -> None:
        """See Host."""
        before = self.shown()
        if before and (there.record is None or there.record.release != before.name):
            before = None  # a mirror of another time
        new = self.root / RELEASES / site.record.release
        if new == before:
            self._tidy(site, there, new)
            return
        self._remove_others(before, new)
        record = self._put_together(site, there, before, new, count)
        shutil.copyfile(site.listing, new / LISTING)
        replace_file(new / RECORD, record.encoded(), durable=False)
        sync_everything(new)
        replace_link(self.root / CURRENT, Path(RELEASES, new.name, PUBLIC))
        self._remove_others(new)

    def shown(self) -> Path | None:
        """The folder of the release that visitors see; None before the first."""
        current = self.root / CURRENT
        if not current.is_symlink():
            return None
        release = (self.root / current.readlink()).parent
        return release if (release / RECORD).is_file() else None

    def _require_ours(self) -> None:
        if self.root.is_symlink() or self.root.exists():
            if not self.root.is_dir():
                raise UsageError(msg("%(folder)s is no folder", folder=self.root))
            # A first time that was cut off has left releases and nothing else.
            if any(each.name != RELEASES for each in self.root.iterdir()):
                raise foreign(self.name)

    def _put_together(
        self, site: Sending, there: There, before: Path | None, new: Path, count: Count
    ) -> Deployed:
        """Fill the folder of a release; its record, with the assets that stay a while."""
        public, old = new / PUBLIC, before / PUBLIC if before else None
        done = 0
        for path, was, now in compared(there.listing, site.listing):
            if now is None:
                continue
            kept = old / path if old and was == now else None
            if not (kept and _linked(kept, public / path)):
                self._bring(site, path, now, public / path)
                done += 1
                count(min(done, site.changed), site.changed)
            if site.record.compressed and is_compressed(path):
                variant = kept.with_name(f"{kept.name}{COMPRESSED}") if kept else None
                _compress(public / path, variant)
        record = with_assets(site, there)
        for path in record.leaving:
            for name in (path, f"{path}{COMPRESSED}"):
                if old:
                    _linked(old / name, public / name)
        return record

    def _bring(self, site: Sending, path: str, digest: str, target: Path) -> None:
        """A file of the site in its place; one that is there came whole before a cut."""
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        with site.opened(path, digest) as source:
            if self._links:
                link_or_copy(site.public / path, target)
                return
            with replacing(target, durable=False) as written:
                shutil.copyfileobj(source, written)

    def _tidy(self, site: Sending, there: There, shown: Path) -> None:
        """Remove the assets whose time is over from the release that is shown already."""
        record = with_assets(site, there)
        for path in sorted((there.record.leaving if there.record else {}).keys() - record.leaving):
            for name in (path, f"{path}{COMPRESSED}"):
                (shown / PUBLIC / name).unlink(missing_ok=True)
        replace_file(shown / RECORD, record.encoded())

    def _remove_others(self, *kept: Path | None) -> None:
        """Remove releases that are not these: what left the site is not kept here either."""
        releases = self.root / RELEASES
        for each in releases.iterdir() if releases.is_dir() else ():
            if each not in kept:
                remove(each)


def _linked(source: Path, target: Path) -> bool:
    """Make `target` the same file as `source`; False where there is no source."""
    if target.exists():
        return True
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        link_or_copy(source, target)
    except FileNotFoundError:
        return False
    return True


def _compress(path: Path, before: Path | None) -> None:
    """The compressed variant beside a file, taken from `before` where that is of the same bytes."""
    target = path.with_name(f"{path.name}{COMPRESSED}")
    if target.exists() or (before and _linked(before, target)):
        return
    replace_file(target, compressed(path.read_bytes()), durable=False)


def compressed(data: bytes) -> bytes:
    """A file's compressed variant, the same every time."""
    return gzip.compress(data, LEVEL, mtime=0)
