"""The archive on disk: names, careful reading, and changes that nobody sees half.

<archive>/trusted-root.json                    the pinned first root
<archive>/tuf/metadata/{N.root,N.r-3715,…}.json  timestamp.json
<archive>/tuf/timestamps/V.timestamp.json      every one kept
<archive>/tuf/targets/exports/371500/<sha256>.371500-0007.zip
<archive>/lost-versions.json                   after an accident only
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from io import BufferedReader, BufferedWriter
from pathlib import Path
from typing import Protocol

import msgspec

from generator.io.atomic import creating
from generator.io.locks import exclusive
from generator.model.messages import foreign, msg
from generator.model.problems import MALFORMED, GongshiError, UsageError
from generator.trust.signed import refuse

MAX_METADATA = 32 * 2**20
MAX_EXPORT = 256 * 2**20
TIMESTAMP = "metadata/timestamp.json"
INCOMING = ".incoming-"
LOST = "lost-versions.json"
"""Beside `tuf/`: the metadata that an accident took, whose absence is no gap."""

_BLOCK = 2**20


class View(Protocol):
    """The metadata of an archive, wherever its bytes are.

    `keeps_all` says that every version ever in force must be there; what a site publishes are all
    roots, and of the other roles what is in force.
    """

    @property
    def keeps_all(self) -> bool:
        """See above."""

    def read(self, name: str) -> bytes | None:
        """The bytes of `metadata/3.root.json`; None if there is no such file."""

    def names(self) -> frozenset[str]:
        """The names of all metadata files, timestamps included."""


@dataclass(frozen=True)
class Archive:
    """A folder that holds `tuf/` and `trusted-root.json`."""

    folder: Path
    keeps_all = True

    @property
    def tuf(self) -> Path:
        """Where a TUF client would be pointed to."""
        return self.folder / "tuf"

    def read(self, name: str) -> bytes | None:
        """See View."""
        return read_file(self.tuf / name, MAX_METADATA, name=f"tuf/{name}")

    def names(self) -> frozenset[str]:
        """See View; those too that were lost for good in an accident."""
        return self.lost() | {
            f"{part}/{entry.name}"
            for part in ("metadata", "timestamps")
            if (self.tuf / part).is_dir()
            for entry in (self.tuf / part).iterdir()
        }

    def lost(self) -> frozenset[str]:
        """The versions between others that `gongshi recover` found nowhere; never a root."""
        data = read_file(self.folder / LOST, MAX_METADATA, name=LOST)
        try:
            names = msgspec.json.decode(data, type=frozenset[str]) if data else frozenset()
        except MALFORMED as error:
            raise refuse(LOST, msg("is no list of names: %(error)s", error=error)) from None
        if any(name.endswith(".root.json") for name in names):
            raise refuse(LOST, msg("names a root, and roots follow upon each other"))
        return names

    def target(self, path: str, sha256: str) -> Path:
        """Where the export at the TUF path `path` lies."""
        folder, _, name = path.rpartition("/")
        return self.tuf / "targets" / folder / f"{sha256}.{name}"

    def trusted_root(self) -> bytes:
        """The pinned first root; UsageError if this is no archive."""
        data = read_file(self.folder / "trusted-root.json", MAX_METADATA, name="trusted-root.json")
        if data is None:
            raise UsageError(
                msg("%(folder)s is no archive: it has no trusted-root.json", folder=self.folder)
            )
        return data


@dataclass(frozen=True)
class Overlay:
    """An archive as it would be with some more metadata files in it."""

    base: View
    files: Mapping[str, bytes] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()

    @property
    def keeps_all(self) -> bool:
        """See View."""
        return self.base.keeps_all

    def read(self, name: str) -> bytes | None:
        """See View."""
        return self.files[name] if name in self.files else self.base.read(name)

    def names(self) -> frozenset[str]:
        """See View."""
        return self.base.names() | self.files.keys() | self.lost


if sys.platform == "win32":
    _ORDINARY = os.O_RDONLY | os.O_BINARY
else:
    # O_NONBLOCK: opening a pipe somebody left here must not hang.
    _ORDINARY = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK


def open_regular(
    path: Path | str, *, name: str, dir_fd: int | None = None
) -> BufferedReader | None:
    """An open ordinary file; None if there is none, VerificationError for links, devices and
    folders.
    """
    try:
        if sys.platform == "win32" and Path(path).is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
        handle = os.open(path, _ORDINARY, dir_fd=dir_fd)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise refuse(name, msg("is a link or cannot be read as an ordinary file")) from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise refuse(name, msg("is no ordinary file"))
    return os.fdopen(handle, "rb")


def read_file(path: Path, cap: int, *, name: str) -> bytes | None:
    """The whole file; None if there is none, VerificationError if it is no plain file of at most
    `cap`.
    """
    source = open_regular(path, name=name)
    if source is None:
        return None
    with source:
        data = source.read(cap + 1)
    if len(data) > cap:
        raise refuse(name, msg("is longer than the %(cap)s bytes that are allowed", cap=cap))
    return data


def digest_file(path: Path, *, name: str) -> tuple[int, str] | None:
    """Length and SHA-256 of a file, read as a stream; None if there is none."""
    source = open_regular(path, name=name)
    if source is None:
        return None
    with source:
        digest = file_digest(source, "sha256").hexdigest()
        return source.tell(), digest


def copy_capped(source: BufferedReader, target: Path, cap: int, *, name: str) -> tuple[int, str]:
    """Streams `source` into the new file `target`; its length and SHA-256.

    VerificationError as soon as there are more than `cap` bytes. The copy is on the disk on return.
    """
    with creating(target) as copy:
        return pour_capped(source, copy, cap, name=name)


def pour_capped(
    source: BufferedReader, copy: BufferedWriter, cap: int, *, name: str
) -> tuple[int, str]:
    """Streams `source` into an open file; see `copy_capped`."""
    digest, length = sha256(), 0
    while block := source.read(_BLOCK):
        length += len(block)
        if length > cap:
            raise refuse(name, msg("is longer than the %(cap)s bytes that are allowed", cap=cap))
        digest.update(block)
        copy.write(block)
    return length, digest.hexdigest()


@contextmanager
def changing(archive: Path) -> Iterator[Path]:
    """A staging folder inside the archive, held by one command at a time and gone afterwards.

    What a killed command left is cleared first. An OSError inside means that nothing became
    visible, and is said in one sentence.
    """
    if not archive.is_dir():
        raise UsageError(msg("%(archive)s is no folder", archive=archive))
    try:
        with exclusive(
            archive,
            msg("another command is changing %(archive)s: wait until it ends", archive=archive),
        ):
            for left in sorted(archive.glob(f"{INCOMING}*")):
                shutil.rmtree(left)
            staging = Path(tempfile.mkdtemp(prefix=INCOMING, dir=archive))
            try:
                yield staging
            finally:
                shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise GongshiError(
            msg(
                "%(reason)s: the archive %(archive)s is as it was before",
                reason=foreign(error.strerror or error),
                archive=archive,
            )
        ) from error
