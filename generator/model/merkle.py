"""The Merkle tree of RFC 6962: hashes, proofs, and their verification. Pure.

Hashes are 32 bytes of SHA-256. A tree of a given size is read through tiles (`Reader`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Protocol

from generator.model.messages import msg
from generator.model.problems import VerificationError

HASH = 32
TILE = 256
"""Hashes in a full tile."""
HEIGHT = 8
"""Levels of the tree in a tile."""

EMPTY_ROOT = sha256(b"").digest()


class Reader(Protocol):
    """Where the hashes of a tree are."""

    def tile(self, level: int, number: int, width: int) -> bytes:
        """The first `width` (1–256) hashes of a tile; VerificationError where it is missing or
        short.
        """


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry."""
    return sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> bytes:
    """The hashes of entries, one after the other."""
    return b"".join([sha256(b"\x00" + entry).digest() for entry in entries])


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: bytes) -> bytes:
    """The root over a run of hashes whose number is a power of two."""
    while len(hashes) > HASH:
        hashes = b"".join(
            sha256(b"\x01" + hashes[at : at + 2 * HASH]).digest()
            for at in range(0, len(hashes), 2 * HASH)
        )
    return bytes(hashes)


def root_from_tiles(size: int, reader: Reader) -> bytes:
    """The root of the tree of this size."""
    return root_at(size, size, reader)


def root_at(old: int, size: int, reader: Reader) -> bytes:
    """The root that the tree of `size` leaves had when it was of `old` leaves."""
    if not 0 <= old <= size:
        raise IndexError(f"no tree of {old} within one of {size}")
    return _range_root(0, old, size, reader) if old else EMPTY_ROOT


def inclusion_proof(index: int, size: int, reader: Reader) -> list[bytes]:
    """The path from leaf `index` to the root of the tree of `size` (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise IndexError(f"no leaf {index} in a tree of {size}")
    proof = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            proof.append(_range_root(middle, high, size, reader))
            high = middle
        else:
            proof.append(_range_root(low, middle, size, reader))
            low = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, reader: Reader) -> list[bytes]:
    """The proof that the tree of `new` leaves begins with that of `old` (RFC 6962, 2.1.2)."""
    if not 0 <= old <= new:
        raise IndexError(f"no tree of {old} within one of {new}")
    if old in (0, new):
        return []
    proof = []
    low, high = 0, new
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            proof.append(_range_root(middle, high, new, reader))
            high = middle
        else:
            proof.append(_range_root(low, middle, new, reader))
            low = middle
    if low:
        proof.append(_range_root(low, high, new, reader))
    return proof[::-1]


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """VerificationError unless the leaf with the hash `leaf` stands at `index` (RFC 9162,
    2.1.3.2).
    """
    if root_by_path(index, size, leaf, proof) != root:
        raise VerificationError(
            msg(
                "the proof of leaf %(index)s does not lead to the root %(hex)s",
                index=index,
                hex=root.hex(),
            )
        )


def root_by_path(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root to which a path leads from the leaf with the hash `leaf` at `index`.

    VerificationError for a path that has not the length of one in a tree of `size`.
    """
    if not 0 <= index < size:
        raise VerificationError(
            msg("leaf %(index)s lies outside a log of %(size)s entries", index=index, size=size)
        )
    at, last, reached = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            raise VerificationError(
                msg("the proof of leaf %(index)s is longer than its path", index=index)
            )
        if at & 1 or at == last:
            reached = node_hash(beside, reached)
            at, last = _climb(at, last)
        else:
            reached = node_hash(reached, beside)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise VerificationError(
            msg("the proof of leaf %(index)s is shorter than its path", index=index)
        )
    return reached


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """VerificationError unless the new tree begins with the old one (RFC 9162, 2.1.4.2)."""
    refusal = VerificationError(
        msg(
            "the log of %(new)s entries (%(hex)s) does not continue that of %(old)s entries "
            "(%(hex_2)s)",
            new=new,
            hex=new_root.hex(),
            old=old,
            hex_2=old_root.hex(),
        )
    )
    if old > new or (old == new and (proof or old_root != new_root)):
        raise refusal
    if old == 0 and (proof or old_root != EMPTY_ROOT):
        raise refusal
    if old in (0, new):
        return
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        raise refusal
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = path[0]
    for beside in path[1:]:
        if last == 0:
            raise refusal
        if at & 1 or at == last:
            before, after = node_hash(beside, before), node_hash(beside, after)
            at, last = _climb(at, last)
        else:
            after = node_hash(after, beside)
        at, last = at >> 1, last >> 1
    if last != 0 or before != old_root or after != new_root:
        raise refusal


def _climb(at: int, last: int) -> tuple[int, int]:
    """Skip the levels on which a last, left node has no sibling."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def peaks(hashes: bytes) -> Iterator[bytes]:
    """The roots of the largest perfect subtrees that fill a run of hashes, from the left."""
    start, count = 0, len(hashes) // HASH
    while count:
        width = 1 << (count.bit_length() - 1)
        yield perfect_root(hashes[start * HASH : (start + width) * HASH])
        start, count = start + width, count - width


def root_over(hashes: bytes) -> bytes:
    """The root of a small tree of which all leaf hashes are at hand."""
    if not hashes:
        return EMPTY_ROOT
    while len(hashes) > HASH:
        hashes = _next_level(hashes)
    return bytes(hashes)


def levels_over(hashes: bytes) -> list[bytes]:
    """The hashes of every level of such a tree, from the leaves to the root."""
    levels = [hashes]
    while len(levels[-1]) > HASH:
        levels.append(_next_level(levels[-1]))
    return levels


def path_in(levels: Sequence[bytes], index: int) -> list[bytes]:
    """The path from leaf `index` to the root of a tree of which all levels are at hand."""
    path = []
    for level in levels[:-1]:
        beside = (index ^ 1) * HASH
        if beside < len(level):
            path.append(level[beside : beside + HASH])
        index >>= 1
    return path


def _next_level(hashes: bytes) -> bytes:
    even = len(hashes) - len(hashes) % (2 * HASH)
    nodes = [
        sha256(b"\x01" + hashes[at : at + 2 * HASH]).digest() for at in range(0, even, 2 * HASH)
    ]
    # What has nothing beside it on this level is a node of the next.
    return b"".join((*nodes, hashes[even:]))


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def _range_root(low: int, high: int, size: int, reader: Reader) -> bytes:
    """The root over the leaves low … high - 1 of the tree of `size`, `low` being where a perfect
    subtree of that length may begin."""
    count = high - low
    if count & (count - 1) == 0:
        return _perfect(low, count, size, reader)
    middle = low + _split(count)
    left = _range_root(low, middle, size, reader)
    return node_hash(left, _range_root(middle, high, size, reader))


def _perfect(low: int, count: int, size: int, reader: Reader) -> bytes:
    level, rest = divmod(count.bit_length() - 1, HEIGHT)
    first = low >> (HEIGHT * level)
    number, offset = divmod(first, TILE)
    width = min(TILE, (size >> (HEIGHT * level)) - number * TILE)
    tile = reader.tile(level, number, width)
    return perfect_root(tile[offset * HASH : (offset + (1 << rest)) * HASH])
