"""Entries of terms, shards of entries and pages of shards.

Where a shard ends follows from its own entries: a change moves no more than the ends nearby.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from zlib import crc32

from generator.search.browser.lists import ELSEWHERE, decode, encode, varint
from generator.search.browser.shard_files import NAME, BlobStore, apart, joined

LEAST, USUAL, MOST = 2048, 1024, 8192
"""A shard has at least so many bytes before compression, then about so many more, and it ends with
the entry that brings it to so many at last. A term is never cut in two."""
LONG = 4096
"""A list of more bytes has a file of its own, which is read only where it is needed."""
FEWEST_SHARDS, USUAL_SHARDS, MOST_SHARDS = 32, 32, 128
"""The same for the shards on a page."""

Encoded = tuple[int, bytes]
"""Form and bytes of a list as an entry holds it."""


class Entry(NamedTuple):
    """A term with its lists as a shard holds them, and the files that these name."""

    term: str
    content: bytes
    needs: tuple[str, ...]


class Listed(NamedTuple):
    """A shard as pages name it: its first term and its name."""

    first: str
    name: str


def write_list(blobs: BlobStore, numbers: array[int]) -> Encoded:
    """A list as an entry holds it."""
    form, content = encode(numbers)
    if len(content) > LONG:
        name = blobs.put(bytes((form,)) + content)
        return ELSEWHERE, bytes.fromhex(name) + varint(len(content))
    return form, content


def join_entry(term: str, lists: Mapping[int, Encoded]) -> Entry:
    """An entry of these lists by field."""
    name = term.encode()
    parts = [varint(len(name)), name, varint(len(lists))]
    needs = []
    for field in sorted(lists):
        form, content = lists[field]
        parts += (bytes((field << 2 | form,)), varint(len(content)), content)
        if form == ELSEWHERE:
            needs.append(content[: NAME // 2].hex())
    return Entry(term, b"".join(parts), tuple(needs))


def split_shard(content: bytes) -> Iterator[tuple[str, dict[int, Encoded]]]:
    """The terms of a shard with their encoded lists by field."""
    at = 0
    while at < len(content):
        length, at = _varint_at(content, at)
        term, at = content[at : at + length].decode(), at + length
        count, at = _varint_at(content, at)
        lists = {}
        for _ in range(count):
            head = content[at]
            length, at = _varint_at(content, at + 1)
            lists[head >> 2] = head & 3, content[at : at + length]
            at += length
        yield term, lists


def read_list(blobs: BlobStore, form: int, content: bytes) -> array[int]:
    """The numbers of an encoded list, wherever they stand."""
    if form == ELSEWHERE:
        whole = blobs.get(content[: NAME // 2].hex())
        form, content = whole[0], whole[1:]
    return decode(form, content)


class Cutter:
    """Puts entries into shards, one after another."""

    def __init__(self, blobs: BlobStore) -> None:
        self._shelf = blobs
        self._shards: list[Listed] = []
        self._first = ""
        self._content = bytearray()
        self._needs: list[str] = []

    @property
    def between(self) -> bool:
        """Whether the last entry ended a shard."""
        return not self._content

    def add(self, entry: Entry) -> None:
        """The next entry in the order of terms."""
        if not self._content:
            self._first = entry.term
        self._content += entry.content
        self._needs += entry.needs
        size = len(self._content)
        ends = crc32(entry.term.encode()) * USUAL < len(entry.content) << 32
        if size >= MOST or (size >= LEAST and ends):
            self._cut()

    def keep(self, shard: Listed) -> None:
        """A shard of before, which was made of the entries that come next."""
        self._shards.append(shard)

    def end(self) -> list[Listed]:
        """All shards; what is left over is the last one."""
        if self._content:
            self._cut()
        return self._shards

    def _cut(self) -> None:
        name = self._shelf.put(bytes(self._content), self._needs)
        self._shards.append(Listed(self._first, name))
        self._content.clear()
        self._needs.clear()


def list_shards(blobs: BlobStore, shards: Iterable[Listed]) -> list[tuple[str, str]]:
    """Writes shards into pages: first term and name of each page."""
    pages: list[tuple[str, str]] = []
    part: list[Listed] = []
    for shard in shards:
        if part and _begins_page(len(part), shard.first):
            pages.append(_page(blobs, part))
            part = []
        part.append(shard)
    if part:
        pages.append(_page(blobs, part))
    return pages


def read_shards(blobs: BlobStore, pages: Iterable[tuple[str, str]]) -> list[Listed]:
    """The shards on pages."""
    found: list[Listed] = []
    for _, name in pages:
        page = blobs.get_json(name)
        found += map(Listed, page["terms"], apart(page["names"]))
    return found


def _begins_page(before: int, term: str) -> bool:
    if before >= MOST_SHARDS:
        return True
    return before >= FEWEST_SHARDS and crc32(term.encode()) % USUAL_SHARDS == 0


def _page(blobs: BlobStore, shards: list[Listed]) -> tuple[str, str]:
    terms, names = [each.first for each in shards], [each.name for each in shards]
    return terms[0], blobs.put_json({"terms": terms, "names": joined(names)}, names)


def _varint_at(content: bytes, at: int) -> tuple[int, int]:
    """A number and the place behind it."""
    value = shift = 0
    while True:
        byte = content[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
