"""The public copy of an export: rows that may be shown with their salts, bare hashes for others.

Anyone recomputes from it the root that the agency signed, and so sees that no row was altered,
added or left out. The first line says of which export it is, each further line is one subject with
its leaves in the order of the tree (`exports.row_tree`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import Struct

from generator.exports.contents import Export
from generator.exports.row_tree import Leaf, leaf_bytes, subject_leaves, subject_root, tree_root
from generator.exports.subjects import RowRef
from generator.model.messages import msg
from generator.model.problems import MALFORMED, VerificationError
from generator.model.release import RowTreeRoot

FORMAT = "gongshi-rows-1"

PASSING_TABLES = ("penalties", "notices", "notice_rows")
"""Tables of which rows may have to go; the rows of all others are lasting."""


class _Head(Struct, frozen=True, kw_only=True):
    """The first line."""

    format: str
    export: str
    sha256: str
    rows: RowTreeRoot


@dataclass(frozen=True, slots=True)
class PublicCopy:
    """What a public copy holds: of which export, its root, how many rows it shows."""

    export: str
    sha256: str
    root: RowTreeRoot
    shown: int


def copy_lines(
    export: Export, path: str, sha256: str, hidden: Collection[RowRef]
) -> Iterator[bytes]:
    """The lines of the public copy of an export of format 2 or newer.

    `path` and `sha256` are those of the signed file; `hidden` are rows that may not be shown, by
    table and first cell of the key.
    """
    assert export.seed is not None
    assert export.row_tree is not None
    head = _Head(format=FORMAT, export=path, sha256=sha256, rows=export.row_tree)
    yield msgspec.json.encode(head) + b"\n"
    for each in subject_leaves(export, export.seed):
        leaves = [_leaf(leaf, hidden) for leaf in each.leaves]
        yield msgspec.json.encode({"subject": each.subject, "leaves": leaves}) + b"\n"


def check_copy(name: str, lines: Iterable[bytes]) -> PublicCopy:
    """What a public copy holds; VerificationError where its rows do not lead to its own root."""
    head: _Head | None = None
    roots: list[bytes] = []
    count = shown = 0
    for number, line in enumerate(lines, start=1):
        try:
            if head is None:
                head = msgspec.json.decode(line, type=_Head)
                if head.format != FORMAT:
                    raise ValueError(
                        msg(
                            "format %(format)s; this program reads %(format_2)s",
                            format=head.format,
                            format_2=FORMAT,
                        )
                    )
                continue
            leaves = msgspec.json.decode(line)["leaves"]
            hashes = [*map(_hash, leaves)]
        except (*MALFORMED, KeyError, TypeError, AttributeError) as error:
            raise VerificationError(
                msg(
                    "%(name)s:%(number)s: cannot be read: %(error)s",
                    name=name,
                    number=number,
                    error=error,
                )
            ) from None
        if (at := _first_gap(leaves)) is not None:
            kind = f"{name}:{number}: leaf {at + 1}"
            raise VerificationError(
                msg("%(kind)s is bare, and rows that do not expire stand behind it", kind=kind)
            )
        roots.append(subject_root(hashes))
        count += len(hashes)
        shown += sum(isinstance(leaf, dict) for leaf in leaves)
    if head is None:
        raise VerificationError(msg("%(name)s: is empty", name=name))
    found = RowTreeRoot(root=tree_root(roots).hex(), subjects=len(roots), count=count)
    if found != head.rows:
        raise VerificationError(
            msg(
                "%(name)s: its rows lead to the root %(root)s, and it says %(root_2)s",
                name=name,
                root=found.root,
                root_2=head.rows.root,
            )
        )
    return PublicCopy(head.export, head.sha256, found, shown)


def _leaf(leaf: Leaf, hidden: Collection[RowRef]) -> object:
    if leaf.row is None or leaf.salt is None:
        return leaf.hash.hex()
    first = next(iter(leaf.row.values()))
    if (leaf.table, first) in hidden:
        return leaf.hash.hex()
    return {"table": leaf.table, "row": leaf.row, "salt": leaf.salt.hex()}


def _first_gap(leaves: list[Any]) -> int | None:
    """A bare leaf among the lasting rows of a subject, None without one.

    What may go stands in a block at the end, so a bare leaf before a lasting row stands for a
    lasting row. Whether a notice may go depends on what it concerns, so notices tell nothing.
    """
    lasting = [
        at
        for at, leaf in enumerate(leaves)
        if isinstance(leaf, dict) and leaf["table"] not in PASSING_TABLES
    ]
    before = leaves[: lasting[-1]] if lasting else []
    return next((at for at, leaf in enumerate(before) if isinstance(leaf, str)), None)


def _hash(leaf: Any) -> bytes:
    if isinstance(leaf, str):
        bare = bytes.fromhex(leaf)
        if len(bare) != hashlib.sha256().digest_size:
            raise ValueError(msg("a bare leaf has 32 bytes"))
        return bare
    salted = leaf_bytes(leaf["table"], leaf["row"], bytes.fromhex(leaf["salt"]))
    return hashlib.sha256(b"\x00" + salted).digest()
