"""The row tree: a commitment to every row of an export, which the agency signs.

An export from which rows had to be taken out can still be checked row by row: whoever has a row
and its salt, and bare hashes for the rest, computes the root that stands in the signed metadata.
Source: EXPORTS.md, "The row tree".

Two levels, both hashed as RFC 6962 says. The rows of one subject form a subtree, ordered by (table,
key); the roots of the subtrees, ordered by (kind, identifier) of their subjects, are the entries of
the upper tree. What may have to go one day stands in a block at the end of its subject, filled up
with random leaves to four and then to a power of two, so that a bare leaf tells nobody that there
was something. A leaf is `SHA-256(0x00 ‖ salt ‖ canonical JSON of {"row": …, "table": …})`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import msgspec
from msgspec import Struct

from generator.exports.contents import DocumentSource, Export
from generator.exports.schema import header, joined_key, key_parts, table_cells, tables_of
from generator.exports.subjects import (
    DOCUMENT,
    DOCUMENTS,
    Subject,
    attachments_of,
    document_name,
    expiring_notices,
    is_expiring,
    subjects,
)
from generator.model.merkle import leaf_hashes, root_over
from generator.model.release import RowTreeRoot

MIN_BLOCK = 4
"""Leaves that the block of what may go has at least."""

HASH_BYTES = 32

_encoder = msgspec.json.Encoder(order="sorted")
# With texts for keys and values, this is RFC 8785 (`model.canonical`); a test compares them.


class Leaf(Struct, frozen=True):
    """A leaf of a subject's subtree; `row` and `salt` are None where it only fills up, with the
    hash `filler`.

    `table` and `row` are what is hashed; `expiring`: it stands in the block of what may go.
    """

    filler: bytes = b""
    table: str = ""
    row: dict[str, str] | None = None
    salt: bytes | None = None
    expiring: bool = False

    @property
    def hash(self) -> bytes:
        """The hash of the leaf, worked out where it is asked for."""
        if self.row is None or self.salt is None:
            return self.filler
        return salted_leaf(self.table, self.row, self.salt)


@dataclass(frozen=True, slots=True)
class SubjectLeaves:
    """One subject with its leaves in their order."""

    subject: Subject
    leaves: tuple[Leaf, ...]

    @property
    def root(self) -> bytes:
        """The root of the subject's subtree."""
        return subject_root(leaf.hash for leaf in self.leaves)


def seed_of(secret: bytes, release: str) -> bytes:
    """The seed of a release's salts: `release` is its name, 371500-0007; the secret is the role's.

    The portal receives the seed in the export and never publishes it.
    """
    return hmac.digest(secret, release.encode(), "sha256")


def row_salt(seed: bytes, table: str, key: Iterable[str]) -> bytes:
    """The salt of a row: HMAC of its table and the JSON array of its key's cells."""
    return _keyed(seed, table.encode() + b"\0" + _encoder.encode(list(key)))


def _keyed(seed: bytes, message: bytes) -> bytes:
    """The HMAC of a message under a seed, of which a release has some hundred thousand."""
    return _ended(*_begun(seed), message)


def _ended(inside: hashlib._Hash, outside: hashlib._Hash, message: bytes) -> bytes:
    """The HMAC that was begun so, after the rest of its message."""
    inner, outer = inside.copy(), outside.copy()
    inner.update(message)
    outer.update(inner.digest())
    return outer.digest()


@lru_cache(maxsize=8)
def _begun(seed: bytes) -> tuple[hashlib._Hash, hashlib._Hash]:
    """The two hashes of an HMAC (RFC 2104) after the seed, which has at most 64 bytes."""
    block = seed.ljust(64, b"\0")
    return (
        hashlib.sha256(bytes(byte ^ 0x36 for byte in block)),
        hashlib.sha256(bytes(byte ^ 0x5C for byte in block)),
    )


def leaf_bytes(table: str, row: Mapping[str, str], salt: bytes) -> bytes:
    """What the hash of a leaf is over, after the 0x00 of RFC 6962."""
    return salt + _encoder.encode({"table": table, "row": row})


def subject_root(hashes: Iterable[bytes]) -> bytes:
    """The root over the leaves of one subject."""
    return root_over(b"".join(hashes))


def tree_root(roots: Iterable[bytes]) -> bytes:
    """The root over the roots of all subjects."""
    return root_over(leaf_hashes(roots))


def tree_of(export: Export, seed: bytes) -> tuple[RowTreeRoot, Mapping[Subject, bytes]]:
    """The root that an agency signs for this export, and the roots of its subjects in order."""
    roots: dict[Subject, bytes] = {}
    count = kept = 0
    for subject, lasting, passing, filler in _by_subject(export, seed, _hash_of_row):
        hashes = (*lasting, *passing, *filler)
        roots[subject] = subject_root(hashes)
        count += len(hashes)
        kept += len(lasting)
    root = tree_root(roots.values()).hex()
    return RowTreeRoot(root=root, subjects=len(roots), count=count, lasting=kept), roots


def root_of(export: Export, seed: bytes) -> RowTreeRoot:
    """The root that an agency signs for this export."""
    return tree_of(export, seed)[0]


def subject_leaves(export: Export, seed: bytes) -> Iterator[SubjectLeaves]:
    """Every subject of an export with its leaves, in the order of the tree."""
    for subject, lasting, passing, filler in _by_subject(export, seed, _leaf_of_row):
        filled = (Leaf(hash, expiring=True) for hash in filler)
        yield SubjectLeaves(subject, (*lasting, *passing, *filled))


Made = TypeVar("Made")
"""What is made of a row: its leaf, or the hash of it alone."""

Make = Callable[[str, dict[str, str], bytes, bool], Made]
"""From table, row, salt, and whether it stands in the block of what may go."""


def _by_subject(
    export: Export, seed: bytes, make: Make[Made]
) -> Iterator[tuple[Subject, list[Made], list[Made], list[bytes]]]:
    """Every subject with its lasting leaves, those that may go, and the hashes that fill up."""
    lasting: dict[Subject, list[Made]] = defaultdict(list)
    passing: dict[Subject, list[Made]] = defaultdict(list)
    subjects_of, notices = subjects(export), expiring_notices(export)
    for leaf, ref, expiring in _rows(export, seed, notices, make):
        for subject in subjects_of.get(ref, ()):
            (passing if expiring else lasting)[subject].append(leaf)
    for subject in sorted(lasting.keys() | passing.keys()):
        own = passing.get(subject, [])
        yield subject, lasting.get(subject, []), own, filling(len(own), subject, seed)


def _rows(
    export: Export, seed: bytes, notices: frozenset[str], make: Make[Made]
) -> Iterator[tuple[Made, tuple[str, str], bool]]:
    """The leaf of every row and document with its (table, key), by the names of the tables."""
    format = export.info.format
    by_name = {row_type.table: row_type for row_type in tables_of(format)}
    for table in sorted((*by_name, DOCUMENTS)):
        if table == DOCUMENTS:
            yield from _documents(export, seed, make)
            continue
        names = header(by_name[table], format)
        rows = export.tables[table]
        for row, cells in zip(rows, table_cells(by_name[table], rows, format), strict=True):
            expiring, key = is_expiring(row, notices), key_parts(row)
            own = {name: cell for name, cell in zip(names, cells, strict=True) if cell}
            salt = row_salt(seed, table, key)
            yield make(table, own, salt, expiring), (table, joined_key(key)), expiring


def _documents(
    export: Export, seed: bytes, make: Make[Made]
) -> Iterator[tuple[Made, tuple[str, str], bool]]:
    attached = attachments_of(export)
    for document in sorted(export.documents, key=lambda each: document_name(each.path)):
        name = document_name(document.path)
        digests = "|".join(each.sha256 for each in attached.get(name, ()))
        row = document_row(document, digests)
        leaf = make(DOCUMENTS, row, row_salt(seed, DOCUMENTS, (name,)), False)
        yield leaf, (DOCUMENTS, name), False


def document_row(document: DocumentSource, attachments: str) -> dict[str, str]:
    """A document as a row: its name, its front matter as it stands, digests of the rest."""
    front, body = _front_of(document.text), body_of(document.text)
    row = {
        "name": document_name(document.path),
        "front_matter": front,
        "body_sha256": hashlib.sha256(body.encode()).hexdigest(),
        "attachments": attachments,
    }
    return {name: cell for name, cell in row.items() if cell}


def body_of(text: str) -> str:
    """What stands below the front matter of a document; all of it where it has none."""
    _, fence, body = text[4:].partition("\n---\n")
    return body if text.startswith("---\n") and fence else text


def _front_of(text: str) -> str:
    """The lines between the first two `---`; none without."""
    front, fence, _ = text[4:].partition("\n---\n")
    return front if text.startswith("---\n") and fence else ""


def text_of(front_matter: str, body: str) -> str:
    """The document that has this front matter and this body."""
    return f"---\n{front_matter}\n---\n{body}" if front_matter else body


def _leaf_of_row(table: str, row: dict[str, str], salt: bytes, expiring: bool) -> Leaf:
    return Leaf(b"", table, row, salt, expiring)


def _hash_of_row(table: str, row: dict[str, str], salt: bytes, expiring: bool) -> bytes:
    """The hash of the leaf alone, for whoever wants the roots only."""
    return salted_leaf(table, row, salt)


def filling(count: int, subject: Subject, seed: bytes) -> list[bytes]:
    """What fills the block of what may go, of which there are `count` leaves: random hashes up to
    a power of two from four.
    """
    size = max(MIN_BLOCK, 1 << max(0, count - 1).bit_length())
    name = "\0".join(("filling", *subject, "")).encode()
    inside, outside = _begun(seed)
    named = inside.copy()
    named.update(name)
    return [_ended(named, outside, number.to_bytes(4, "big")) for number in range(count, size)]


def salted_leaf(table: str, row: Mapping[str, str], salt: bytes) -> bytes:
    """The hash of the leaf of a row."""
    return hashlib.sha256(b"\x00" + leaf_bytes(table, row, salt)).digest()


__all__ = [
    "DOCUMENT",
    "Leaf",
    "SubjectLeaves",
    "body_of",
    "filling",
    "leaf_bytes",
    "root_of",
    "row_salt",
    "salted_leaf",
    "seed_of",
    "subject_leaves",
    "subject_root",
    "text_of",
    "tree_of",
    "tree_root",
]
