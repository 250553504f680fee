"""Blocks of the browser's index: what hits show and are checked against, in document order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from generator.search.browser.columns import NUMBERS, ORDERS, Boxes, ShardColumn, fitted
from generator.search.browser.numbering import BLOCK, Numbered, Numbers
from generator.search.browser.shard_files import BlobStore, list_names, read_names
from generator.search.index.catalogue import Shown

T = TypeVar("T")

_shown = msgspec.msgpack.Decoder(Shown)


class BlockPages(Struct):
    """What the root says of blocks."""

    pages: list[str]
    count: int
    closed: int


class Blocks(Struct):
    """Blocks and what goes with them: columns and boxes."""

    blocks: BlockPages
    orders: dict[str, list[str]]
    bounds: str


def write_blocks(blobs: BlobStore, rows: Iterable[Numbered], numbers: Numbers) -> Blocks:
    """All blocks, from all documents in the order of numbers."""
    names = [""] * numbers.blocks
    columns = {order: ShardColumn(order) for order in ORDERS}
    boxes = Boxes()
    for block, group in _in_blocks(rows):
        names[block] = _write_block(blobs, group)
        boxes.add(block, group)
        for row in group:
            for column in columns.values():
                column.add(row)
    pages = _pages(numbers)
    return Blocks(
        BlockPages(list_names(blobs, names), numbers.blocks, numbers.closed),
        {order: column.write(blobs, pages) for order, column in columns.items()},
        boxes.write(blobs, pages),
    )


def update_blocks(
    blobs: BlobStore,
    old: Blocks,
    changed: Mapping[int, Numbered | None],
    around: Mapping[int, Sequence[Numbered]],
    numbers: Numbers,
) -> Blocks:
    """All blocks after some numbers changed; `around` has the blocks with such numbers."""
    names = fitted(read_names(blobs, old.blocks.pages), numbers.blocks, "")
    for block, rows in around.items():
        if block < numbers.blocks:
            names[block] = _write_block(blobs, rows) if rows else ""
    pages = _pages(numbers)
    return Blocks(
        BlockPages(list_names(blobs, names), numbers.blocks, numbers.closed),
        {
            order: ShardColumn(order).update(blobs, old.orders[order], changed, pages)
            for order in ORDERS
        },
        Boxes().update(blobs, old.bounds, around, pages),
    )


def _pages(numbers: Numbers) -> int:
    return -(-numbers.blocks * BLOCK // NUMBERS)


def _in_blocks(rows: Iterable[Numbered]) -> Iterable[tuple[int, list[Numbered]]]:
    group: list[Numbered] = []
    for row in rows:
        if group and row.number // BLOCK != group[0].number // BLOCK:
            yield group[0].number // BLOCK, group
            group = []
        group.append(row)
    if group:
        yield group[0].number // BLOCK, group


def _write_block(blobs: BlobStore, rows: Sequence[Numbered]) -> str:
    """Columns of equal length; what several documents share stands in a table of the block."""
    texts = [_shown.decode(row.shown) for row in rows]
    traits, places = _Table[str](), _Table[tuple[str, ...]]()
    bodies = [_body(blobs, row) for row in rows]
    block: dict[str, Any] = {
        "ids": [row.id for row in rows],
        "urls": [text.url for text in texts],
        "kinds": [text.kind for text in texts],
        "titles": [text.title for text in texts],
        "others": [text.other_names for text in texts],
        "addresses": [text.address for text in texts],
        "numbers": [text.numbers for text in texts],
        "place": [places.index(place) for place in map(_place, texts)],
        "places": places.values,
        "lon": [text.lon for text in texts],
        "lat": [text.lat for text in texts],
        "trait": [traits.index(row.traits) for row in rows],
        "traits": list(map(_trait, traits.values)),
        "fees": [text.fee for text in texts],
        "capacities": [text.places for text in texts],
        "published": [text.published for text in texts],
        "assessed": [text.assessed for text in texts],
        "summaries": [text.summary for text in texts],
        "bodies": bodies,
    }
    return blobs.put_json(block, [body for body in bodies if body])


def _place(text: Shown) -> tuple[str, ...]:
    return text.region_code, *text.regions


def _trait(payload: str) -> dict[str, Any]:
    traits = msgspec.json.decode(payload)
    return {"filed": traits["filed"], "facets": traits["facets"]}


def _body(blobs: BlobStore, row: Numbered) -> str:
    """The name of the file with the text of a document; empty for a facility."""
    return blobs.put(row.written.encode()) if row.written else ""


class _Table(Generic[T]):
    """Values that are named by their index, each kept once."""

    def __init__(self) -> None:
        self._known: dict[T, int] = {}

    @property
    def values(self) -> list[T]:
        return list(self._known)

    def index(self, value: T) -> int:
        return self._known.setdefault(value, len(self._known))
