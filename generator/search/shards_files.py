"""Files of the browser's index: compressed, named by their content, listed in pages."""

from __future__ import annotations

import hashlib
import os
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from generator.search.shards_lists import ELSEWHERE, Runs, encode, encode_runs, varint

ENDING = ".bin"
PAGE = 64
"""Names on a page of a list of files."""
SHARD = 4096
"""Bytes of a term shard before compression; a term is never cut in two."""
LONG = 1024
"""A list of more bytes has a file of its own, which is read only where it is needed."""

Postings = Mapping[tuple[str, int], "array[int] | list[tuple[int, int]]"]
"""Term and field → numbers, or runs of them."""


class Shelf:
    """A folder of files named by their content; what `old` has already is not written again."""

    def __init__(self, folder: Path, old: Path | None) -> None:
        self._folder, self._old = folder, old

    def put(self, content: bytes) -> str:
        """The name, without ending, under which this content is kept compressed."""
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        name = hashlib.sha256(packed).hexdigest()[:16]
        path = self._folder / (name + ENDING)
        if path.exists():
            return name
        if self._old and (self._old / path.name).exists():
            os.link(self._old / path.name, path)
        else:
            path.write_bytes(packed)
        return name

    def put_json(self, value: object) -> str:
        """The name of a value kept as JSON."""
        return self.put(msgspec.json.encode(value))


def list_terms(shelf: Shelf, postings: Postings) -> list[tuple[str, str]]:
    """Writes terms into shards and these into pages: first term and name of each page."""
    shards = list(_shards(shelf, postings))
    pages = []
    for start in range(0, len(shards), PAGE):
        part = shards[start : start + PAGE]
        page = {"terms": [term for term, _ in part], "names": "".join(name for _, name in part)}
        pages.append((part[0][0], shelf.put_json(page)))
    return pages


def list_names(shelf: Shelf, names: Sequence[str]) -> list[str]:
    """Writes names of files into pages; a file that is not there is an empty name."""
    pages = []
    for start in range(0, len(names), PAGE):
        part = "".join(name or "0" * 16 for name in names[start : start + PAGE])
        pages.append(shelf.put(part.encode()))
    return pages


def _shards(shelf: Shelf, postings: Postings) -> Iterator[tuple[str, str]]:
    """First term and name of each shard."""
    content, first = bytearray(), ""
    for term, fields in _by_term(postings):
        entry = _entry(shelf, term, [(field, postings[term, field]) for field in fields])
        if content and len(content) + len(entry) > SHARD:
            yield first, shelf.put(bytes(content))
            content.clear()
        if not content:
            first = term
        content += entry
    if content:
        yield first, shelf.put(bytes(content))


def _by_term(postings: Postings) -> Iterator[tuple[str, list[int]]]:
    """Each term with its fields, in the order of code points."""
    last, fields = "", list[int]()
    for term, field in sorted(postings):
        if term != last and fields:
            yield last, fields
            fields = []
        last = term
        fields.append(field)
    if fields:
        yield last, fields


def _entry(shelf: Shelf, term: str, lists: Iterable[tuple[int, array[int] | Runs]]) -> bytes:
    """A term and its lists as a shard holds them."""
    written = [_list(shelf, field, numbers) for field, numbers in lists]
    name = term.encode()
    return b"".join((varint(len(name)), name, varint(len(written)), *written))


def _list(shelf: Shelf, field: int, numbers: array[int] | Runs) -> bytes:
    form, content = encode(numbers) if isinstance(numbers, array) else encode_runs(numbers)
    if len(content) > LONG:
        name = shelf.put(bytes((form,)) + content)
        form, content = ELSEWHERE, bytes.fromhex(name) + varint(len(content))
    return bytes((field << 2 | form,)) + varint(len(content)) + content
