"""A tree that grows leaf by leaf, of which only the unfinished tile of each level is held. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import NamedTuple

from generator.model.merkle import (
    EMPTY_ROOT,
    HASH,
    HEIGHT,
    TILE,
    node_hash,
    peaks,
    perfect_root,
)
from generator.model.messages import msg


class Tile(NamedTuple):
    """A tile, full or partial."""

    level: int
    number: int
    hashes: bytes

    @property
    def width(self) -> int:
        """How many hashes it has."""
        return len(self.hashes) // HASH


class Growing:
    """The right edge of a tree: `size` leaves so far."""

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        """A tree of `size` leaves, with the hashes of the unfinished tile of each level."""
        self.size = size
        self._edge = [bytearray(hashes) for hashes in edge]

    @property
    def room(self) -> int:
        """How many leaves complete the lowest unfinished tile."""
        return TILE - self.size % TILE

    def add(self, leaves: bytes) -> list[Tile]:
        """Add the hashes of at most `room` leaves; the tiles that are full by them, lowest first.

        ValueError for more.
        """
        if len(leaves) > self.room * HASH:
            raise ValueError(msg("more leaves than complete a tile"))
        self.size += len(leaves) // HASH
        full: list[Tile] = []
        level, carried = 0, leaves
        while carried:
            if level == len(self._edge):
                self._edge.append(bytearray())
            edge = self._edge[level]
            edge += carried
            if len(edge) < TILE * HASH:
                break
            hashes = bytes(edge)
            number = (self.size >> (HEIGHT * (level + 1))) - 1
            full.append(Tile(level, number, hashes))
            edge.clear()
            level, carried = level + 1, perfect_root(hashes)
        return full

    def edge(self) -> Iterator[Tile]:
        """The unfinished tiles, lower levels first; levels without one are left out."""
        for level, hashes in enumerate(self._edge):
            if hashes:
                yield Tile(level, self.size >> (HEIGHT * (level + 1)), bytes(hashes))

    def root(self) -> bytes:
        """The root of the tree so far."""
        tops = [peak for hashes in reversed(self._edge) for peak in peaks(bytes(hashes))]
        if not tops:
            return EMPTY_ROOT
        return reduce(lambda right, left: node_hash(left, right), reversed(tops))


def edge_widths(size: int) -> list[int]:
    """How many hashes the unfinished tile of each level has in a tree of `size` leaves."""
    widths = []
    while size:
        size, width = divmod(size, TILE)
        widths.append(width)
    return widths
