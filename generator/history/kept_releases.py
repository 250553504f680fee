"""What each release of the site was made from beside what agencies signed, kept in the archive.

<archive>/log/releases/1183.json                the release that the log entered as number 1183
<archive>/log/releases/files/3f/<sha256>        a file of content, theme or settings, once for all
<archive>/log/releases/manifests/<sha256>.gz    the manifest, as what differs from the one before
<archive>/log/releases/destroyed.jsonl          which files had to go, and why

It goes with its log where another one follows. A release is kept before the log enters it. One
whose build was cut off is replaced by the next.
"""

from __future__ import annotations

import gzip
import hashlib
import heapq
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.io.atomic import replace_file, replacing, sync_files
from generator.model.messages import msg
from generator.model.problems import MALFORMED, DataError

Lines = Iterator[tuple[str, str]]
"""(path, SHA-256) of a manifest, in the order of the paths' bytes."""


class KeptRelease(Struct, frozen=True):
    """A release of the site: its entry in the log, how many entries there were before its build,
    version and SHA-256 of each role's metadata, from which all that was accepted follows, the
    SHA-256 of its manifest and of each file by its name.

    `published` is the time at which signatures were judged; `removed` is how many values had been
    removed from exports by then; `version` and `code` name the program, `code` by the digest of its
    files.
    """

    entry: int
    before: int
    published: datetime
    removed: int
    metadata: dict[str, tuple[int, str]]
    manifest: str
    version: str
    code: str
    files: dict[str, str]


class Destroyed(Struct, frozen=True):
    """A file that is kept no more: where it stood, and for which reason it went."""

    sha256: str
    name: str
    reason: str


_NAME = re.compile(r"[^/\\:]+(/[^/\\:]+)*")


@dataclass(frozen=True, slots=True)
class KeptReleases:
    """The folder of them."""

    folder: Path

    def find(self, entry: int) -> KeptRelease | None:
        """The release that is entry `entry`; None where it was not kept, DataError where what was
        kept is damaged.
        """
        path = self._path(entry)
        try:
            found = msgspec.json.decode(path.read_bytes(), type=KeptRelease)
            for name in found.files:
                # They become files of these names.
                if not _NAME.fullmatch(name) or ".." in name.split("/"):
                    raise ValueError(msg("%(name)s is no name of a file here", name=name))
        except FileNotFoundError:
            return None
        except MALFORMED as error:
            raise DataError(
                msg("%(file)s: %(error)s; put its newest copy back from the back-up",
                    file=path, error=error)
            ) from None  # fmt: skip
        return found

    def entries(self) -> list[int]:
        """The entries of all that are kept, oldest first."""
        names = (path.stem for path in self.folder.glob("*.json"))
        return sorted(int(name) for name in names if name.isdecimal())

    def newest(self, log_size: int) -> KeptRelease | None:
        """The last of those that a log of so many entries has entered; None where there is none."""
        entered = [entry for entry in self.entries() if entry < log_size]
        return self.find(entered[-1]) if entered else None

    def keep(
        self,
        release: KeptRelease,
        files: Iterable[tuple[str, Path]],
        manifest: Path,
        before: Path | None,
    ) -> None:
        """Keep a release with its files by name, from which `release.files` is made.

        `before` is the manifest of the site that was live until then.
        """
        named: dict[str, str] = {}
        new: list[Path] = []
        for name, path in files:
            data = path.read_bytes()
            named[name] = hashlib.sha256(data).hexdigest()
            place = self._file(named[name])
            if not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                replace_file(place, data, durable=False)
                new.append(place)
        sync_files(self.folder, new)
        self._keep_manifest(manifest, before, release.manifest)
        kept = msgspec.structs.replace(release, files=named)
        replace_file(self._path(release.entry), msgspec.json.encode(kept) + b"\n")

    def file(self, sha256: str) -> bytes | None:
        """A kept file; None where it is not there, DataError where it is another one."""
        path = self._file(sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DataError(
                msg("%(file)s: has changed; put its newest copy back from the back-up", file=path)
            )
        return data

    def destroy(self, files: Mapping[str, str], reason: str) -> None:
        """Remove kept files, by digest with the name that they had; the reason stays."""
        new = [Destroyed(digest, name, reason) for digest, name in sorted(files.items())]
        lines = (*self.destroyed(), *(each for each in new if self._file(each.sha256).exists()))
        if len(lines) > len(self.destroyed()):
            # First said, then done: a command that was cut off leaves no hole without a reason.
            text = b"".join(msgspec.json.encode(each) + b"\n" for each in lines)
            replace_file(self._destroyed, text)
        for digest in files:
            self._file(digest).unlink(missing_ok=True)

    def destroyed(self) -> tuple[Destroyed, ...]:
        """What had to go; DataError for a damaged list."""
        try:
            lines = self._destroyed.read_bytes().splitlines()
            return tuple(msgspec.json.decode(line, type=Destroyed) for line in lines)
        except FileNotFoundError:
            return ()
        except MALFORMED as error:
            raise DataError(
                msg("%(file)s: %(error)s; put its newest copy back from the back-up",
                    file=self._destroyed, error=error)
            ) from None  # fmt: skip

    def manifest(self, sha256: str) -> Lines:
        """The manifest of that digest, as a stream.

        DataError, at the end, where it or one that it builds on is gone or has changed.
        """
        steps: list[Path] = []
        wanted = sha256
        while wanted:
            path = self._manifest(wanted)
            if not path.exists() or path in steps:
                raise DataError(msg("%(file)s is missing", file=path))
            steps.append(path)
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                wanted = next(lines).strip()
        whole = hashlib.sha256()
        for path_of_file, digest in _folded(steps):
            whole.update(f"{digest}  {path_of_file}\n".encode())
            yield path_of_file, digest
        if whole.hexdigest() != sha256:
            raise DataError(
                msg("%(file)s: has changed; put its newest copy back from the back-up",
                    file=self._manifest(sha256))
            )  # fmt: skip

    def _keep_manifest(self, manifest: Path, before: Path | None, sha256: str) -> None:
        """Write what a manifest says otherwise than the one before; all of it where that is not
        kept.
        """
        path = self._manifest(sha256)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        base = ""
        if before is not None:
            with before.open("rb") as source:
                base = hashlib.file_digest(source, "sha256").hexdigest()
            base = base if self._manifest(base).exists() else ""
        with ExitStack() as opened:
            new = manifest_lines(opened.enter_context(manifest.open(encoding="utf-8")))
            old: Lines = iter(())
            if base and before is not None:
                old = manifest_lines(opened.enter_context(before.open(encoding="utf-8")))
            target = opened.enter_context(replacing(path))
            packed = opened.enter_context(gzip.GzipFile(fileobj=target, mode="wb", mtime=0))
            packed.write(f"{base}\n".encode())
            for name, _, digest in differing(old, new):
                packed.write(f"{digest or '':64}  {name}\n".encode())

    @property
    def _destroyed(self) -> Path:
        return self.folder / "destroyed.jsonl"

    def _path(self, entry: int) -> Path:
        return self.folder / f"{entry}.json"

    def _file(self, sha256: str) -> Path:
        return self.folder / "files" / sha256[:2] / sha256

    def _manifest(self, sha256: str) -> Path:
        return self.folder / "manifests" / f"{sha256}.gz"


def manifest_lines(lines: Iterable[str]) -> Lines:
    """What the lines of a manifest say; no digest where a file is gone."""
    return ((line[66:].rstrip("\n"), line[:64].strip()) for line in lines)


def differing(old: Lines, new: Lines) -> Iterator[tuple[str, str | None, str | None]]:
    """(path, SHA-256 before, SHA-256 after) of each file in which two manifests differ; None where
    one of them does not have it.
    """
    for path, said in groupby(_merged((old, new)), key=itemgetter(0)):
        digests = {number: digest for _, number, digest in said}
        before, after = digests.get(0), digests.get(1)
        if before != after:
            yield path, before, after


def _folded(steps: Sequence[Path]) -> Lines:
    """A manifest from what was kept of it, the newest step first."""
    with ExitStack() as opened:
        streams = []
        for step in steps:
            lines = opened.enter_context(gzip.open(step, "rt", encoding="utf-8"))
            next(lines)
            streams.append(manifest_lines(lines))
        for path, said in groupby(_merged(streams), key=itemgetter(0)):
            _, _, digest = next(said)
            if digest:
                yield path, digest


def _merged(streams: Sequence[Lines]) -> Iterator[tuple[str, int, str]]:
    """(path, number of the stream, SHA-256), in the order of paths and then of streams."""

    def numbered(number: int, lines: Lines) -> Iterator[tuple[str, int, str]]:
        return ((path, number, digest) for path, digest in lines)

    each = [numbered(number, lines) for number, lines in enumerate(streams)]
    return heapq.merge(*each, key=lambda line: (line[0].encode(), line[1]))
