"""The numbers under which the browser's index knows documents.

Open documents come before closed ones, both in document order, so that numbers ascend in the order
of hits of one rank. Numbers are given city by city: each begins a new block and has some to spare,
so that a new facility moves the numbers of its own city only. They follow from the documents
alone, not from what the index held before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

import msgspec

BLOCK = 32
"""Numbers in a block, whose documents' texts are read together."""

_ORDER = """
    SELECT documents.key, digest, substr(id, 1, 1), substr(places.code, 1, 4),
    traits IN (SELECT traits FROM traits WHERE json_extract(payload, '$.closed')) AS closed
    FROM documents JOIN places USING (place) ORDER BY closed, position, id
"""
_ROWS = """
    SELECT d.key, d.id, t.payload, p.code, p.codes, p.names, p.folded,
    d.fee, d.places, d.dated, d.lon, d.lat, d.name, d.other, d.numbers, d.address,
    ifnull(b.folded, ''), ifnull(b.written, ''), s.payload
    FROM json_each(?) AS wanted CROSS JOIN documents AS d ON d.key = wanted.value
    CROSS JOIN places AS p ON p.place = d.place CROSS JOIN traits AS t ON t.traits = d.traits
    CROSS JOIN shown AS s ON s.key = d.key LEFT JOIN bodies AS b ON b.key = d.key
"""
_AT_ONCE = 4096
"""Rows that are asked for together."""


class Numbers(NamedTuple):
    """Key and digest of the document with each number; 0 and empty text for spare ones."""

    keys: list[int]
    digests: list[str]
    closed: int
    """The first number of a closed document; behind the last block if there is none."""

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return -(-len(self.keys) // BLOCK)

    def used(self, numbers: Iterable[int]) -> list[int]:
        """Those of these numbers that documents have."""
        return [n for n in numbers if n < len(self.digests) and self.digests[n]]


class Numbered(NamedTuple):
    """A document with its number. Name, other names, numbers, address, body and region are folded.

    `traits` and `shown` are as the catalogue keeps them.
    """

    number: int
    key: int
    id: str
    traits: str
    code: str
    codes: str
    regions: str
    region: str
    fee: float | None
    places: int | None
    dated: str | None
    lon: float | None
    lat: float | None
    name: str
    other: str
    numbers: str
    address: str
    body: str
    written: str
    shown: bytes


def numbers_of(catalogue: sqlite3.Connection) -> Numbers:
    """The numbers of all documents."""
    keys: list[int] = []
    digests: list[str] = []
    first_closed = -1
    end = 0
    for (closed, _, _), group in groupby(catalogue.execute(_ORDER), key=_city):
        spare = end - len(keys)
        keys += [0] * spare
        digests += [""] * spare
        first = len(keys)
        if closed and first_closed < 0:
            first_closed = first
        for row in group:
            keys.append(row[0])
            digests.append(row[1])
        end = _next_city(first, len(keys) - first)
    behind = -(-len(keys) // BLOCK) * BLOCK
    return Numbers(keys, digests, first_closed if first_closed >= 0 else behind)


def rows_of(
    catalogue: sqlite3.Connection, numbers: Numbers, wanted: Iterable[int]
) -> Iterator[Numbered]:
    """The documents with these numbers, ascending; all numbers must be in use."""
    ascending = list(wanted)
    for start in range(0, len(ascending), _AT_ONCE):
        part = ascending[start : start + _AT_ONCE]
        keys = [numbers.keys[number] for number in part]
        # In the order of the array, which SQLite reads from its beginning.
        rows = catalogue.execute(_ROWS, (msgspec.json.encode(keys).decode(),))
        for number, row in zip(part, rows, strict=True):
            yield Numbered(number, *row)


def _city(row: tuple[int, str, str, str, int]) -> tuple[int, str, str]:
    """Closed or not, kind, city."""
    return row[4], row[2], row[3]


def _next_city(first: int, size: int) -> int:
    """The first number of the next city: a sixteenth and four to spare, and a new block."""
    end = first + size + size // 16 + 4
    return -(-end // BLOCK) * BLOCK
