"""A folder on another machine, by rsync over SSH: `user@host:/srv/www/site`.

What is sent is a mirror on this machine, `mirrors/` in the portal's folder, put together as a
folder is, of hard links: on the host stand the same releases and the same `current`.
"""

from __future__ import annotations

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.deploy.folder import CURRENT, LISTING, PUBLIC, RELEASES, Folder
from generator.deploy.host import Count, Sending, There, failed, foreign, there_by
from generator.deploy.listing import changes
from generator.deploy.record import RECORD, read_record
from generator.model.messages import msg
from generator.model.problems import UsageError

MISSING = 23
"""The status of rsync where something that was asked for is not there."""
USUAL = ("--recursive", "--links", "--times", "--chmod=D755,F644", "--partial-dir=.rsync-partial")


class Rsync:
    """See the module. `mirrors` is a folder on the file system of the site."""

    packs_in_place = False

    def __init__(self, address: str, mirrors: Path) -> None:
        if shutil.which("rsync") is None:
            raise UsageError(msg("rsync is not installed here: `sudo apt install rsync`"))
        self.name = address.rstrip("/")
        self._mirror = Folder(mirrors / sha256(self.name.encode()).hexdigest()[:16], links=True)

    def there(self, folder: Path) -> There:
        """See Host."""
        if not self._fetch(CURRENT, folder):
            self._require_ours(folder)
            return There()
        release = (folder / CURRENT).readlink().parent
        for name in (RECORD, LISTING):
            if not self._fetch(f"{release}/{name}", folder):
                raise foreign(self.name)
        data = (folder / RECORD).read_bytes()
        return there_by(data, folder / LISTING, f"{self.name}/{release}")

    def send(self, site: Sending, there: There, count: Count) -> None:
        """See Host."""
        self._mirror.send(site, there, count)
        new = self._mirror.shown()
        assert new is not None, "the mirror was just made"
        self._fetch_assets(there, new)
        target = f"{RELEASES}/{new.name}"
        before = there.record.release if there.record else None
        if before != new.name:
            self._bring(site, there, new, before, target)
            self._switch(site.listing.parent)
        self._run(*USUAL, "--delete", f"{new}/", self._at(f"{target}/"))
        self._remove_others(new.name, site.listing.parent)

    def _fetch_assets(self, there: There, new: Path) -> None:
        """What stays a while comes from the host where the mirror did not have it."""
        if there.record is None:
            return
        for path in read_record((new / RECORD).read_bytes(), RECORD).leaving:
            target = new / PUBLIC / path
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                self._fetch(f"{RELEASES}/{there.record.release}/{PUBLIC}/{path}", target.parent)

    def _bring(
        self, site: Sending, there: There, new: Path, before: str | None, target: str
    ) -> None:
        """Fill the folder of a release: what changed by its bytes, then links to all the rest."""
        changed = site.listing.with_name("changed.txt")
        with changed.open("wb") as names:
            for each in changes(there.listing, site.listing):
                if each.new:
                    names.write(f"{PUBLIC}/{each.path}".encode() + b"\0")
        # By checksum: two files of one length may have the same time.
        self._run(
            *USUAL, "--mkpath", "--checksum", "--from0", f"--files-from={changed}", f"{new}/",
            self._at(f"{target}/"),
        )  # fmt: skip
        linked = (f"--link-dest=../{before}",) if before else ()
        self._run(*USUAL, "--ignore-existing", *linked, f"{new}/", self._at(f"{target}/"))

    def _switch(self, folder: Path) -> None:
        """Send the link alone: rsync renames a new one over the old one."""
        with TemporaryDirectory(dir=folder) as made:
            link = Path(made, CURRENT)
            link.symlink_to((self._mirror.root / CURRENT).readlink())
            self._run("--links", str(link), self._at(""))

    def _remove_others(self, kept: str, folder: Path) -> None:
        with TemporaryDirectory(dir=folder) as empty:
            self._run(
                "--recursive", "--delete", f"--filter=P /{kept}", f"{empty}/",
                self._at(f"{RELEASES}/"),
            )  # fmt: skip

    def _require_ours(self, folder: Path) -> None:
        """UsageError where the place is not empty, but for what a first time cut off has left."""
        status, listed = self._run("--list-only", self._at(""), missing=True)
        names = [line.split(maxsplit=4)[4] for line in listed.splitlines() if line.strip()]
        if status == 0 and set(names) - {".", RELEASES}:
            raise foreign(self.name)

    def _fetch(self, path: str, folder: Path) -> bool:
        """A file or a link of the host into a folder; False where there is none."""
        status, _ = self._run("--links", "--times", self._at(path), f"{folder}/", missing=True)
        return status == 0

    def _at(self, path: str) -> str:
        return f"{self.name}/{path}"

    def _run(self, *words: str, missing: bool = False) -> tuple[int, str]:
        """Run rsync; GongshiError with what it says where it fails."""
        done = subprocess.run(
            ("rsync", "--protect-args", *words), capture_output=True, text=True, check=False
        )
        if done.returncode and not (missing and done.returncode == MISSING):
            said = done.stderr.strip().splitlines()
            ended = msg("rsync ended with %(status)s", status=done.returncode)
            raise failed(self.name, said[0] if said else ended)
        return done.returncode, done.stdout
