"""What a site consists of, file by file, and what lies between two such lists.

A listing is a text file as `sha256sum` writes it, sorted by the bytes of the paths. It holds every
file of a release: those of the manifest, and those that stand beside it (the log, the manifest).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO

from generator.audit.site_source import FolderSource
from generator.model.messages import msg
from generator.model.problems import DataError
from generator.pages.shared import urls
from generator.pages.shared.served_as import FOR_EVER, cached, is_compressed

UNKNOWN = "?" * 64
"""The digest of a file that may be of this release or of that: sending it was cut off."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file that differs between two listings, with its digests in hexadecimal.

    `old` None: it is new. `new` None: it goes.
    """

    path: str
    old: str | None
    new: str | None


def write_listing(public: Path, target: Path) -> str:
    """Lists the files below `public`; the SHA-256 of the listing, which names the release.

    DataError where a file of the manifest is missing.
    """
    whole = sha256()
    with target.open("wb") as lines:
        for path, digest in _files(public):
            line = _line(path, digest)
            whole.update(line)
            lines.write(line)
    return whole.hexdigest()


def write_lines(files: Iterable[tuple[str, str]], target: IO[bytes]) -> None:
    """Writes a listing of these (path, digest), which are sorted."""
    for path, digest in files:
        target.write(_line(path, digest))


def read_listing(path: Path | None) -> Iterator[tuple[str, str]]:
    """(path, digest) of a listing, in its order; nothing where there is none."""
    if path is None:
        return
    with path.open("rb") as lines:
        for line in lines:
            digest, _, name = line.rstrip(b"\n").decode().partition("  ")
            yield name, digest


def compared(old: Path | None, new: Path) -> Iterator[tuple[str, str | None, str | None]]:
    """(path, digest before, digest now) of every file of two listings, in the order of paths."""
    before, now = read_listing(old), read_listing(new)
    one, two = next(before, None), next(now, None)
    while one is not None or two is not None:
        if two is None or (one is not None and _key(one) < _key(two)):
            assert one is not None
            yield one[0], one[1], None
            one = next(before, None)
        elif one is None or _key(two) < _key(one):
            yield two[0], None, two[1]
            two = next(now, None)
        else:
            yield one[0], one[1], two[1]
            one, two = next(before, None), next(now, None)


def changes(old: Path | None, new: Path, *, repacked: bool = False) -> Iterator[Change]:
    """Every file that differs between two listings, in the order of paths; where files are
    `repacked` those too that have the same bytes in another form.
    """
    for path, before, now in compared(old, new):
        if before != now or (repacked and is_compressed(path)):
            yield Change(path, before, now)


def keeps_its_bytes(path: str) -> bool:
    """Whether a file of this path never changes: its name follows from its content."""
    return cached(f"/{path}") == FOR_EVER


def is_asset(path: str) -> bool:
    """Whether a file is a script, a style, a picture or a font, which a page in a tab may ask for
    when the site has others already. None of them holds what an agency published.
    """
    return path.startswith("assets/")


def _files(public: Path) -> Iterator[tuple[str, str]]:
    manifest = public / urls.file_of(urls.MANIFEST)
    if not manifest.is_file():
        raise DataError(msg("%(name)s is missing", name=manifest))
    lines = read_listing(manifest)
    listed = next(lines, None)
    for path in FolderSource(public).names() or ():
        if listed is not None and _bytes(listed[0]) < _bytes(path):
            break
        if listed is not None and listed[0] == path:
            yield listed
            listed = next(lines, None)
        else:
            with (public / path).open("rb") as stream:
                yield path, file_digest(stream, "sha256").hexdigest()
    if listed is not None:
        raise DataError(
            msg(
                "%(file)s is in the manifest of the site, but not there: make the site again"
                " with gongshi build --from-scratch",
                file=public / listed[0],
            )
        )


def _line(path: str, digest: str) -> bytes:
    return f"{digest}  ".encode() + _bytes(path) + b"\n"


def _bytes(path: str) -> bytes:
    return os.fsencode(path)


def _key(entry: tuple[str, str]) -> bytes:
    return _bytes(entry[0])
