"""A page of the site before it is rendered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from generator.pages.shared.views import PageHead


@dataclass(frozen=True, slots=True)
class Page:
    """A page to render: `path` is public, `key` the digest of all that it is made from.

    A page whose key is that of the last build need not be made again; `make` is only called
    where it must be.
    """

    path: str
    key: bytes
    template: str
    make: Callable[[], tuple[PageHead, object]]


@dataclass(frozen=True, slots=True)
class File:
    """A file that is no page: `write` is called with the place to write it to. It gives the SHA-256
    of what it wrote where it had that at hand, as `write_content` does.
    """

    path: str
    key: bytes
    write: Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Batch:
    """Pages and files that are taken over together where nothing of any of them changed.

    `name` stays from build to build, `key` is the digest of all that they are made from, empty
    where that is known item by item only; `items` is called where some may have to be made.
    """

    name: str
    key: bytes
    items: Callable[[], Iterator[Page | File]]


def write_content(content: bytes, path: Path) -> bytes:
    """Write a file at once; its SHA-256, so that it need not be read again for that."""
    with path.open("wb", buffering=0) as target:
        written = target.write(content)
        while written < len(content):
            written += target.write(content[written:])
    return hashlib.sha256(content).digest()


_encoder = msgspec.msgpack.Encoder(order="deterministic", enc_hook=str)


def fingerprint(*parts: object) -> bytes:
    """The digest of values that a page is made from."""
    return hashlib.sha256(_encoder.encode(parts)).digest()[:16]
