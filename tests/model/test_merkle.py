"""The tree against RFC 6962 written down naively, and against its known roots."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.log.growing import Growing, Tile, edge_widths
from generator.model.merkle import (
    EMPTY_ROOT,
    HASH,
    TILE,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    leaf_hashes,
    root_at,
    root_from_tiles,
    verify_consistency,
    verify_inclusion,
)
from generator.model.problems import VerificationError
from tests.factory_log import naive_root

LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                 "606162636465666768696a6b6c6d6e6f")
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The vectors that Certificate Transparency implementations share."""

BIG = 70_000
"""Leaves enough for three levels of tiles."""


class Tiles:
    """The tiles of a tree in memory."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.held: dict[tuple[int, int], bytes] = {}
        grown = Growing()
        for at in range(0, len(leaves), TILE):
            self._keep(grown.add(leaf_hashes(leaves[at : at + TILE])))
        self._keep(list(grown.edge()))
        self.root = grown.root()

    def _keep(self, tiles: list[Tile]) -> None:
        self.held |= {(tile.level, tile.number): tile.hashes for tile in tiles}

    def tile(self, level: int, number: int, width: int) -> bytes:
        hashes = self.held[level, number][: width * HASH]
        assert len(hashes) == width * HASH
        return hashes


@pytest.fixture(scope="module")
def big() -> tuple[list[bytes], Tiles]:
    leaves = [b"%d" % number for number in range(BIG)]
    return leaves, Tiles(leaves)


def test_known_roots() -> None:
    """Trees of 1–8 leaves have the roots that everybody's have."""
    for size, root in enumerate(ROOTS, start=1):
        tiles = Tiles(LEAVES[:size])
        assert tiles.root.hex() == root == root_from_tiles(size, tiles).hex()
    assert Tiles([]).root == EMPTY_ROOT


@given(st.data())
@settings(deadline=None)
def test_every_leaf_is_proved(big: tuple[list[bytes], Tiles], data: st.DataObject) -> None:
    """A leaf's path leads to the root, of any size, and no other leaf's does."""
    leaves, tiles = big
    size = data.draw(st.one_of(st.integers(1, 600), st.integers(1, BIG)))
    index = data.draw(st.integers(0, size - 1))
    root = root_at(size, BIG, tiles)
    proof = inclusion_proof(index, size, tiles)
    verify_inclusion(index, size, leaf_hash(leaves[index]), proof, root)
    assert len(proof) <= (size - 1).bit_length()
    for wrong in ((index + 1) % size, index ^ 1):
        if wrong != index and wrong < size:
            with pytest.raises(VerificationError):
                verify_inclusion(wrong, size, leaf_hash(leaves[index]), proof, root)
    with pytest.raises(VerificationError):
        verify_inclusion(index, size, leaf_hash(b"other"), proof, root)
    with pytest.raises(VerificationError):
        verify_inclusion(index, size, leaf_hash(leaves[index]), [*proof, EMPTY_ROOT], root)


@given(st.data())
@settings(deadline=None)
def test_a_longer_tree_continues_a_shorter(
    big: tuple[list[bytes], Tiles], data: st.DataObject
) -> None:
    """Consistency is proved between any two sizes, and not with a root that never was."""
    _, tiles = big
    new = data.draw(st.one_of(st.integers(1, 600), st.integers(1, BIG)))
    old = data.draw(st.integers(0, new))
    roots = root_at(old, BIG, tiles), root_at(new, BIG, tiles)
    proof = consistency_proof(old, new, tiles)
    verify_consistency(old, new, *roots, proof)
    other = leaf_hash(b"other")
    with pytest.raises(VerificationError):
        verify_consistency(old, new, other, roots[1], proof)
    if old:
        with pytest.raises(VerificationError):
            verify_consistency(old, new, roots[0], other, proof)
        with pytest.raises(VerificationError):
            verify_consistency(old, new, *roots, [*proof, other])


@given(st.integers(0, 1200))
@settings(deadline=None)
def test_roots_of_the_naive_tree(big: tuple[list[bytes], Tiles], size: int) -> None:
    """Tiles lead to the root that the definition gives."""
    leaves, tiles = big
    assert root_at(size, BIG, tiles) == naive_root(leaves[:size])


@pytest.mark.slow
@given(st.lists(st.integers(1, 700), max_size=6))
@settings(deadline=None)
def test_growing_in_any_steps_gives_the_same_tree(steps: list[int]) -> None:
    """The edge carries all that is needed to go on."""
    grown = Growing()
    for step in steps:
        left = step
        while left:
            take = min(left, grown.room)
            grown.add(leaf_hashes(b"%d" % (grown.size + one) for one in range(take)))
            left -= take
        edge = {tile.level: tile.hashes for tile in grown.edge()}
        widths = edge_widths(grown.size)
        grown = Growing(grown.size, [edge.get(level, b"") for level in range(len(widths))])
        assert [len(edge.get(level, b"")) // HASH for level in range(len(widths))] == widths
    assert grown.root() == naive_root([b"%d" % number for number in range(grown.size)])
