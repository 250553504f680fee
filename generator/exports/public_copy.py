"""The public copy of an export: rows that may be shown with their salts, bare hashes for others.

Anyone recomputes from it the root that the agency signed, and so sees that no row was altered,
added or left out. The first line says of which export it is, each further line is one subject with
its leaves in the order of the tree (`exports.row_tree`). The text of a document stands beside its
row, which has the digest of it.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec
from msgspec import Struct

from generator.exports.contents import Export
from generator.exports.row_blocks import block_fault, goes
from generator.exports.row_tree import (
    Leaf,
    body_of,
    salted_leaf,
    subject_leaves,
    subject_root,
    tree_root,
)
from generator.exports.subjects import DOCUMENTS, RowRef, document_name, notices_about
from generator.model.messages import message_of, msg
from generator.model.problems import MALFORMED
from generator.model.release import RowTreeRoot
from generator.model.tables import Notice, NoticeRow, Penalty
from generator.trust.signed import refuse

FORMAT = "gongshi-rows-1"


class _Head(Struct, frozen=True, kw_only=True):
    """The first line."""

    format: str
    export: str
    sha256: str
    rows: RowTreeRoot


class CopyLeaf(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A leaf that is shown: table and cells of a row, its salt, the body of a document."""

    table: str
    row: dict[str, str]
    salt: str
    body: str | None = None

    @property
    def hash(self) -> bytes:
        """The hash of the leaf; ValueError for a salt or a body that it cannot have."""
        if self.body is not None:
            digest = hashlib.sha256(self.body.encode()).hexdigest()
            if self.row.get("body_sha256") != digest:
                raise ValueError(msg("its body is not the one that its row names"))
        return salted_leaf(self.table, self.row, bytes.fromhex(self.salt))


class _Line(Struct, frozen=True, kw_only=True):
    """A subject with its leaves."""

    subject: tuple[str, str]
    leaves: list[CopyLeaf | str]


@dataclass(frozen=True, slots=True)
class PublicCopy:
    """What a public copy holds: of which export, its root, how many rows it shows."""

    export: str
    sha256: str
    root: RowTreeRoot
    shown: int


See = Callable[[list[CopyLeaf]], None]
"""Is told of every subject its leaves that are shown."""


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
    bodies = {document_name(each.path): body_of(each.text) for each in export.documents}
    for each in subject_leaves(export, export.seed):
        leaves = [_leaf(leaf, hidden, bodies) for leaf in each.leaves]
        yield msgspec.json.encode(_Line(subject=each.subject, leaves=leaves)) + b"\n"


def check_copy(name: str, lines: Iterable[bytes], see: See = lambda *_: None) -> PublicCopy:
    """What a public copy holds; VerificationError where its rows do not lead to its own root, or
    where it hides a row that does not expire.
    """
    head: _Head | None = None
    roots: list[bytes] = []
    count = shown = 0
    tally = _Lasting()
    for number, line in enumerate(lines, start=1):
        try:
            if head is None:
                head = _read_head(line)
                continue
            leaves = _lines.decode(line).leaves
            hashes = [_hash(leaf) for leaf in leaves]
        except MALFORMED as error:
            why = msg("cannot be read: %(reason)s", reason=message_of(error))
            raise refuse(f"{name}:{number}", why) from None
        fault = block_fault([(e.table, e.row) if isinstance(e, CopyLeaf) else None for e in leaves])
        if fault is not None:
            raise refuse(f"{name}:{number}", fault)
        roots.append(subject_root(hashes))
        count += len(hashes)
        visible = [leaf for leaf in leaves if isinstance(leaf, CopyLeaf)]
        shown += len(visible)
        tally.add(visible)
        see(visible)
    if head is None:
        raise refuse(name, msg("is empty"))
    found = RowTreeRoot(
        root=tree_root(roots).hex(), subjects=len(roots), count=count, lasting=tally.count
    )
    if head.rows.root != found.root or (head.rows.subjects, head.rows.count) != (len(roots), count):
        raise refuse(
            name,
            msg(
                "its rows lead to the root %(root)s, and it says %(root_2)s",
                root=found.root,
                root_2=head.rows.root,
            ),
        )
    return PublicCopy(head.export, head.sha256, found, shown)


class _Lasting:
    """How many of the leaves that are shown stand for rows that do not expire.

    What a notice concerns may stand in another subject: it is counted when all was seen.
    """

    def __init__(self) -> None:
        self._count = 0
        self._notices: Counter[str] = Counter()
        self._refs: dict[str, list[RowRef]] = defaultdict(list)
        self._ending: set[str] = set()

    def add(self, leaves: Iterable[CopyLeaf]) -> None:
        """The leaves of one more subject."""
        for leaf in leaves:
            if leaf.table in (Notice.table, NoticeRow.table):
                identifier = leaf.row.get("notice_id", "")
                self._notices[identifier] += 1
                ref = (leaf.row.get("concerns_table", ""), leaf.row.get("concerns_id", ""))
                self._refs[identifier].append(ref)
                if leaf.row.get("ends"):
                    self._ending.add(identifier)
            elif not goes(leaf.table, leaf.row):
                self._count += 1

    @property
    def count(self) -> int:
        """All of them."""
        going = notices_about(self._refs, lambda ref: ref[0] == Penalty.table)
        lasting = self._notices.keys() - going - self._ending
        return self._count + sum(self._notices[each] for each in lasting)


def _read_head(line: bytes) -> _Head:
    head = msgspec.json.decode(line, type=_Head)
    if head.format != FORMAT:
        raise ValueError(
            msg(
                "format %(format)s; this program reads %(format_2)s",
                format=head.format,
                format_2=FORMAT,
            )
        )
    return head


_lines = msgspec.json.Decoder(_Line)


def _leaf(leaf: Leaf, hidden: Collection[RowRef], bodies: Mapping[str, str]) -> CopyLeaf | str:
    if leaf.row is None or leaf.salt is None:
        return leaf.hash.hex()
    first = next(iter(leaf.row.values()))
    if (leaf.table, first) in hidden:
        return leaf.hash.hex()
    body = bodies[leaf.row["name"]] if leaf.table == DOCUMENTS else None
    return CopyLeaf(table=leaf.table, row=leaf.row, salt=leaf.salt.hex(), body=body)


def _hash(leaf: CopyLeaf | str) -> bytes:
    if isinstance(leaf, CopyLeaf):
        return leaf.hash
    bare = bytes.fromhex(leaf)
    if len(bare) != hashlib.sha256().digest_size:
        raise ValueError(msg("a bare leaf has 32 bytes"))
    return bare
