"""Columns of the browser's index: fees, days, places and boxes, by number, a page at a time.

A page holds the numbers of 64 blocks, so that it belongs to one page of names of blocks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from math import ceil, floor
from typing import TypeVar

from generator.search.browser.numbering import BLOCK, Numbered
from generator.search.browser.shard_files import (
    PAGE,
    BlobStore,
    apart,
    joined,
    list_names,
    read_names,
)

NUMBERS = PAGE * BLOCK
"""Numbers on a page."""
SCALE = 1000
"""Boxes are in thousandths of a degree, about a hundred metres."""
EPOCH = date(1970, 1, 1)

Box = tuple[int, int, int, int]
"""West, south, east, north."""
Side = list[int | None]
Values = list[object]
T = TypeVar("T")


def _fee(row: Numbered) -> float | int | None:
    """In yuan; whole numbers without a point."""
    return int(row.fee) if row.fee is not None and row.fee.is_integer() else row.fee


def _day(row: Numbered) -> int | None:
    """Days since 1970."""
    return (date.fromisoformat(row.dated[:10]) - EPOCH).days if row.dated else None


ORDERS: dict[str, Callable[[Numbered], object]] = {
    "fee": _fee,
    "day": _day,
    "places": lambda row: row.places,
}
"""What hits can be ordered by or limited to without reading blocks."""


class ShardColumn:
    """The values of all numbers, page by page."""

    def __init__(self, order: str) -> None:
        self._value = ORDERS[order]
        self._pages: dict[int, Values] = defaultdict(list)

    def add(self, row: Numbered) -> None:
        """The value of a document."""
        _put(self._pages[row.number // NUMBERS], row.number % NUMBERS, self._value(row))

    def write(self, blobs: BlobStore, pages: int) -> list[str]:
        """The lists of names of all pages, of which there are so many."""
        return list_names(blobs, [blobs.put_json(self._pages[page]) for page in range(pages)])

    def update(
        self,
        blobs: BlobStore,
        lists: Iterable[str],
        rows: Mapping[int, Numbered | None],
        pages: int,
    ) -> list[str]:
        """The same lists after these numbers changed; None for a number that is spare now."""
        names = fitted(read_names(blobs, lists), pages, blobs.put_json([]))
        for page, numbers in by_page(rows, NUMBERS, pages).items():
            values = blobs.get_json(names[page])
            for number in numbers:
                row = rows[number]
                _put(values, number % NUMBERS, self._value(row) if row else None)
            names[page] = blobs.put_json(values)
        return list_names(blobs, names)


def _put(values: list[T | None], at: int, value: T | None) -> None:
    """Sets a value of a list that reaches as far as there are values."""
    values += [None] * (at + 1 - len(values))
    values[at] = value
    while values and values[-1] is None:
        values.pop()


class Boxes:
    """The boxes of all blocks, page by page."""

    def __init__(self) -> None:
        self._pages: dict[int, list[Box | None]] = defaultdict(list)

    def add(self, block: int, rows: Iterable[Numbered]) -> None:
        """A block with its documents."""
        _put(self._pages[block // PAGE], block % PAGE, around(map(box_of, rows)))

    def write(self, blobs: BlobStore, pages: int) -> str:
        """The name of the table of pages, of which there are so many."""
        inside = [self._pages[page] for page in range(pages)]
        names = [blobs.put_json(in_columns(boxes)) for boxes in inside]
        return _box_table(blobs, list(map(around, inside)), names)

    def update(
        self, blobs: BlobStore, table: str, blocks: Mapping[int, Iterable[Numbered]], pages: int
    ) -> str:
        """The table after these blocks changed."""
        old = blobs.get_json(table)
        names = fitted(apart(old["names"]), pages, blobs.put_json(in_columns([])))
        whole = fitted(in_rows(old["boxes"]), pages, None)
        for page, changed in by_page(blocks, PAGE, pages).items():
            boxes = in_rows(blobs.get_json(names[page]))
            for block in changed:
                _put(boxes, block % PAGE, around(map(box_of, blocks[block])))
            names[page], whole[page] = blobs.put_json(in_columns(boxes)), around(boxes)
        return _box_table(blobs, whole, names)


def _box_table(blobs: BlobStore, boxes: Sequence[Box | None], names: Sequence[str]) -> str:
    return blobs.put_json({"boxes": in_columns(boxes), "names": joined(names)}, names)


def by_page(items: Iterable[int], size: int, pages: int) -> dict[int, list[int]]:
    """Numbers by the page that they stand on, without those behind the last page."""
    found: dict[int, list[int]] = defaultdict(list)
    for item in sorted(items):
        if item // size < pages:
            found[item // size].append(item)
    return found


def fitted(values: list[T], length: int, filler: T) -> list[T]:
    """The values cut or filled up to a length."""
    return [*values[:length], *[filler] * (length - len(values))]


def box_of(row: Numbered) -> Box | None:
    """The smallest box in whole thousandths of a degree around a document's point."""
    if row.lon is None or row.lat is None:
        return None
    east, north = row.lon * SCALE, row.lat * SCALE
    return floor(east), floor(north), ceil(east), ceil(north)


def around(boxes: Iterable[Box | None]) -> Box | None:
    """The box around boxes; None around none."""
    found = [box for box in boxes if box is not None]
    if not found:
        return None
    west, south, east, north = zip(*found, strict=True)
    return min(west), min(south), max(east), max(north)


def in_columns(boxes: Sequence[Box | None]) -> list[Side]:
    """West, south, east, north, each of all boxes: so written they are smaller."""
    return [[None if box is None else box[side] for box in boxes] for side in range(4)]


def in_rows(columns: Sequence[Side]) -> list[Box | None]:
    """The boxes that were written in columns."""
    rows = zip(*columns, strict=True)
    return [None if row[0] is None else row for row in rows]
