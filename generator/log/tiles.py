"""Names and contents of the files of a log (C2SP tlog-tiles). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.model.merkle import HASH, TILE
from generator.model.messages import msg
from generator.model.problems import VerificationError

MAX_ENTRY = 65_535
MAX_LEVEL = 63
MAX_BUNDLE = TILE * (MAX_ENTRY + 2)

_PATH = re.compile(
    r"tile/(entries|0|[1-9]\d?)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII
)


class TilePath(NamedTuple):
    """Which tile or bundle a file is; `level` None is a bundle of entries."""

    level: int | None
    number: int
    width: int = TILE

    @property
    def path(self) -> str:
        """Its path below the log's address."""
        if self.level is None:
            return entries_path(self.number, self.width)
        return tile_path(self.level, self.number, self.width)


def tile_path(level: int, number: int, width: int = TILE) -> str:
    """`tile/0/x001/234`, or `tile/0/x001/234.p/5` for a tile of 5 hashes."""
    if not 0 <= level <= MAX_LEVEL:
        raise ValueError(msg("no level %(level)s", level=level))
    return f"tile/{level}/{_numbered(number, width)}"


def entries_path(number: int, width: int = TILE) -> str:
    """`tile/entries/x001/234`, or `tile/entries/x001/234.p/5` for a bundle of 5 entries."""
    return f"tile/entries/{_numbered(number, width)}"


def parse_path(path: str) -> TilePath:
    """Which tile or bundle a path names; ValueError if none, or not in its one spelling."""
    found = _PATH.fullmatch(path)
    if found is None:
        raise ValueError(msg("%(path)s is no tile and no bundle", path=path))
    level = None if found[1] == "entries" else int(found[1])
    number = int(found[2].replace("/", "").replace("x", ""))
    tile_path = TilePath(level, number, int(found[3]) if found[3] else TILE)
    if tile_path.path != path:
        raise ValueError(
            msg("%(path)s is not the way to write %(path_2)s", path=path, path_2=tile_path.path)
        )
    return tile_path


def _numbered(number: int, width: int) -> str:
    if number < 0 or not 1 <= width <= TILE:
        raise ValueError(msg("no tile %(number)s of %(width)s hashes", number=number, width=width))
    digits = str(number)
    digits = digits.zfill(-len(digits) // 3 * -3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return path if width == TILE else f"{path}.p/{width}"


def checked_tile(path: str, data: bytes | None, width: int) -> bytes:
    """The hashes in a tile's file; VerificationError where it is missing or has another length."""
    if data is None:
        raise VerificationError(msg("%(path)s is missing", path=path))
    if len(data) != width * HASH:
        raise VerificationError(
            msg(
                "%(path)s has %(count)s bytes where %(width)s belong",
                path=path,
                count=len(data),
                width=width * HASH,
            )
        )
    return data


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """A bundle: each entry behind its length; ValueError for one that is too long."""
    parts = []
    for entry in entries:
        if len(entry) > MAX_ENTRY:
            raise ValueError(
                msg(
                    "an entry of %(count)s bytes is longer than %(max_entry)s",
                    count=len(entry),
                    max_entry=MAX_ENTRY,
                )
            )
        parts += [len(entry).to_bytes(2, "big"), entry]
    return b"".join(parts)


def decode_bundle(data: bytes, *, name: str = "bundle") -> list[bytes]:
    """The entries of a bundle; VerificationError, with its `name`, where it ends amid an entry."""
    return list(_entries(data, name))


def _entries(data: bytes, name: str) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if start > len(data) or at > len(data):
            raise VerificationError(msg("%(name)s ends amid an entry", name=name))
        yield data[start:at]
