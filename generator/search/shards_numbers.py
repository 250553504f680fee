"""The numbers under which the browser's index knows documents.

Open documents come before closed ones, both in document order, so that numbers ascend in the order
of hits of one rank. Numbers are given city by city: each begins a new block and has some to spare,
so that a new facility moves the numbers of its own city only. They follow from the documents
alone, not from what the index held before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

BLOCK = 16
"""Numbers in a block, whose documents' texts are read together."""

_QUERY = (
    "SELECT documents.key, id, traits, place, places.code, fee, documents.places, published,"
    " name, other, numbers, address, traits IN (SELECT traits FROM traits WHERE"
    " json_extract(payload, '$.closed')) AS closed"
    " FROM documents JOIN places USING (place) ORDER BY closed, position, id"
)


class Numbered(NamedTuple):
    """A row of the catalogue with its number; texts are folded."""

    number: int
    key: int
    id: str
    traits: int
    place: int
    code: str
    fee: float | None
    places: int | None
    published: str | None
    name: str
    other: str
    numbers: str
    address: str
    closed: int


def numbered(catalogue: sqlite3.Connection) -> Iterator[Numbered]:
    """Every document, by number."""
    first = 0
    rows = catalogue.execute(_QUERY)
    for _, group in groupby(rows, key=lambda row: (row[-1], row[1][0], row[4][:4])):
        number = first - 1
        for number, row in enumerate(group, start=first):
            yield Numbered(number, *row)
        first = _next_city(first, number - first + 1)


def _next_city(first: int, size: int) -> int:
    """The first number of the next city: a sixteenth and four to spare, and a new block."""
    end = first + size + size // 16 + 4
    return -(-end // BLOCK) * BLOCK
