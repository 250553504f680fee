"""Reading somebody else's log: nothing is believed that does not follow from its signature.

The files come through `fetch(path) -> bytes | None`, from a folder or over the network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from hashlib import sha256

from generator.log.checkpoint import Checkpoint
from generator.log.growing import Growing, Tile
from generator.log.tiles import TilePath, checked_tile, decode_bundle
from generator.model.merkle import (
    HASH,
    HEIGHT,
    TILE,
    consistency_proof,
    inclusion_proof,
    leaf_hashes,
    root_from_tiles,
)
from generator.model.messages import msg
from generator.model.problems import VerificationError

Fetch = Callable[[str], bytes | None]


class PublishedLog:
    """A log as readers get it."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._cached = lru_cache(maxsize=256)(self._tile)

    def tile(self, level: int, number: int, width: int) -> bytes:
        """See merkle.Reader. A full tile serves where a partial one is gone."""
        return self._cached(level, number, width)

    def _tile(self, level: int, number: int, width: int) -> bytes:
        tile_path = TilePath(level, number, width)
        data = self._fetch(tile_path.path)
        if data is None and width < TILE:
            whole = self._fetch(TilePath(level, number).path)
            data = whole and whole[: width * HASH]
        return checked_tile(tile_path.path, data, width)

    def prove_inclusion(self, index: int, size: int) -> list[bytes]:
        """The path of a leaf to the root of the tree of `size`."""
        return inclusion_proof(index, size, self)

    def prove_consistency(self, old: int, new: int) -> list[bytes]:
        """The proof that the tree of `new` begins with that of `old`."""
        return consistency_proof(old, new, self)

    def root(self, size: int) -> bytes:
        """The root that the tiles lead to."""
        return root_from_tiles(size, self)

    def rebuilt(
        self, checkpoint: Checkpoint, earlier: Iterable[Checkpoint] = ()
    ) -> Iterator[list[bytes]]:
        """All entries, bundle by bundle, while every tile is made again from them and compared.

        VerificationError at the first file that is missing or differs, at the first of the
        `earlier`
        checkpoints whose root this log did not have, and at the end where the root is not the
        checkpoint's. So nothing that was yielded is proved before the iteration is complete.
        """
        stops = sorted({*earlier, checkpoint}, key=lambda one: (one.size, one.root))
        if stops[-1].size > checkpoint.size:
            raise VerificationError(
                msg(
                    "the checkpoint has %(size)s entries, an earlier one %(size_2)s",
                    size=checkpoint.size,
                    size_2=stops[-1].size,
                )
            )
        grown = Growing()
        for stop in stops:
            while grown.size < stop.size:
                yield self._next_bundle(grown, stop.size, checkpoint.size)
            if grown.root() != stop.root:
                raise VerificationError(
                    msg(
                        "the entries lead to the root %(hex)s at %(size)s entries; the "
                        "checkpoint of that size has %(hex_2)s",
                        hex=grown.root().hex(),
                        size=stop.size,
                        hex_2=stop.root.hex(),
                    )
                )
            self._compare_edge(grown, checkpoint.size)

    def _next_bundle(self, grown: Growing, stop: int, size: int) -> list[bytes]:
        """The entries up to the next tile's end or stop."""
        number, start = divmod(grown.size, TILE)
        width = min(TILE, size - number * TILE)
        tile_path = TilePath(None, number, width)
        entries = self._bundle(tile_path)
        end = min(width, stop - number * TILE)
        taken = entries[start:end]
        hashes = leaf_hashes(taken)
        held = self.tile(0, number, width)[start * HASH : end * HASH]
        if hashes != held:
            raise _entry_differs(tile_path, start, hashes, held)
        for tile in grown.add(hashes):
            # Level 0 was compared piece by piece above.
            if tile.level:
                self._compare(tile)
        return taken

    def _bundle(self, tile_path: TilePath) -> list[bytes]:
        data = self._fetch(tile_path.path)
        if data is None:
            raise VerificationError(msg("%(path)s is missing", path=tile_path.path))
        entries = decode_bundle(data, name=tile_path.path)
        if len(entries) != tile_path.width:
            raise VerificationError(
                msg(
                    "%(path)s has %(count)s entries where %(width)s belong",
                    path=tile_path.path,
                    count=len(entries),
                    width=tile_path.width,
                )
            )
        return entries

    def _compare_edge(self, grown: Growing, size: int) -> None:
        """Partial tiles stay as long as there is no full one in their place."""
        for tile in grown.edge():
            full = (tile.number + 1) * TILE <= size >> (HEIGHT * tile.level)
            self._compare(tile, optional=full)
        number, width = divmod(grown.size, TILE)
        if width and grown.size < size:
            self._compare_partial_bundle(TilePath(None, number, width), size)

    def _compare(self, tile: Tile, *, optional: bool = False) -> None:
        tile_path = TilePath(tile.level, tile.number, tile.width)
        data = self._fetch(tile_path.path)
        if data is None and optional:
            return
        if data is None:
            raise VerificationError(msg("%(path)s is missing", path=tile_path.path))
        if data != tile.hashes:
            raise VerificationError(
                msg(
                    "%(path)s has the SHA-256 %(hexdigest)s; from the entries follows a tile with "
                    "%(hexdigest_2)s",
                    path=tile_path.path,
                    hexdigest=sha256(data).hexdigest(),
                    hexdigest_2=sha256(tile.hashes).hexdigest(),
                )
            )

    def _compare_partial_bundle(self, tile_path: TilePath, size: int) -> None:
        data = self._fetch(tile_path.path)
        now = TilePath(None, tile_path.number, min(TILE, size - tile_path.number * TILE))
        if data is None and now.width == TILE:
            return
        if data is None:
            raise VerificationError(msg("%(path)s is missing", path=tile_path.path))
        if decode_bundle(data, name=tile_path.path) != self._bundle(now)[: tile_path.width]:
            raise VerificationError(
                msg(
                    "%(path)s has other entries than %(path_2)s",
                    path=tile_path.path,
                    path_2=now.path,
                )
            )


def _entry_differs(
    tile_path: TilePath, start: int, hashes: bytes, held: bytes
) -> VerificationError:
    """The first entry whose hash is not the one in the tile."""
    pairs = (
        (at // HASH, hashes[at : at + HASH], held[at : at + HASH])
        for at in range(0, len(hashes), HASH)
    )
    at, own, other = next(pair for pair in pairs if pair[1] != pair[2])
    tile = TilePath(0, tile_path.number, tile_path.width).path
    return VerificationError(
        msg(
            "%(path)s: entry %(number)s has the leaf hash %(hex)s; %(tile)s has %(hex_2)s",
            path=tile_path.path,
            number=tile_path.number * TILE + start + at,
            hex=own.hex(),
            tile=tile,
            hex_2=other.hex(),
        )
    )
