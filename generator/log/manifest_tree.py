"""The manifest of a site as a tree keyed by path: a few small files prove one page.

The lines of `manifest.txt` are dealt out to buckets by SHA-256 of their path, 64 children a list,
six bits a level from the front; the depth is the smallest that leaves 128 lines a bucket on
average. A bucket is `sha256sum` lines sorted by path, a list the SHA-256 of its 64 children in
hexadecimal, one a line; what is empty has the SHA-256 of nothing and no file. The root list begins
with its format, depth and the number of files, and its SHA-256 stands in the release leaf.
Source: TRUST.md, "Two: bytes of the page"; docs/decisions/0009.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from typing import IO

FORMAT = "gongshi-manifest-tree-1"
FOLDER = "manifest/"
ROOT = f"{FOLDER}root.txt"
MOST = 128
"""Lines of a bucket on average, at most."""

_BITS = 6
CHILDREN = 1 << _BITS

_EMPTY = sha256(b"").hexdigest()
_DIGEST = 64 + len("  ")
"""Bytes of a line before the path."""


def depth_of(files: int) -> int:
    """How many lists lead to a bucket, for a site of so many files."""
    depth = 1
    while files > MOST * CHILDREN**depth:
        depth += 1
    return depth


def numbers(path: bytes, depth: int) -> tuple[int, ...]:
    """The way to the bucket of a path: the number of the child in each list."""
    head = int.from_bytes(sha256(path).digest()[:8], "big")
    return tuple(head >> (64 - _BITS * level) & CHILDREN - 1 for level in range(1, depth + 1))


def tree_files(manifest: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """(path on the site, content) of every list and bucket over a manifest, the root list last.

    `manifest` has the lines of `manifest.txt` in their order, and is read twice.
    """
    start = manifest.tell()
    count = sum(1 for _ in manifest)
    manifest.seek(start)
    depth = depth_of(count)
    with ExitStack() as opened:
        # One child of the root at a time, so that not all lines are in memory at once.
        parts = [opened.enter_context(tempfile.TemporaryFile()) for _ in range(CHILDREN)]
        for line in manifest:
            parts[numbers(_path(line), 1)[0]].write(line)
        digests = []
        for number, part in enumerate(parts):
            part.seek(0)
            found = list(_child((number,), depth, part))
            yield from found
            digests.append(sha256(found[-1][1]).hexdigest() if found else _EMPTY)
    head = f"{FORMAT}\n{depth}\n{count}\n"
    yield ROOT, head.encode() + _list(digests)


def _child(way: tuple[int, ...], depth: int, lines: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """What lies below a child, itself last; nothing where it is empty."""
    if len(way) == depth:
        content = b"".join(lines)
        if content:
            yield f"{_name(way)}.txt", content
        return
    sorted_out: defaultdict[int, list[bytes]] = defaultdict(list)
    for line in lines:
        sorted_out[numbers(_path(line), len(way) + 1)[-1]].append(line)
    if not sorted_out:
        return
    digests = []
    for number in range(CHILDREN):
        found = list(_child((*way, number), depth, sorted_out.get(number, ())))
        yield from found
        digests.append(sha256(found[-1][1]).hexdigest() if found else _EMPTY)
    yield f"{_name(way)}/list.txt", _list(digests)


def _name(way: tuple[int, ...]) -> str:
    return FOLDER + "/".join(f"{number:02d}" for number in way)


def _list(digests: Iterable[str]) -> bytes:
    return "".join(f"{digest}\n" for digest in digests).encode()


def _path(line: bytes) -> bytes:
    return line[_DIGEST:].rstrip(b"\n")
