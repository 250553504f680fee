"""What proves the rows of a facility's record against the signature of its agency.

A record holds the rows of one subject of an export (`exports.row_tree`). With the salts of its
rows, bare hashes for what it does not show, and the path from the subject to the root, anyone
computes the root that the agency signed. Rows are named by JSON pointers into the record
(RFC 6901). Source: EXPORTS.md, "The row tree".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import chain

from msgspec import Struct

from generator.exports.contents import Export
from generator.exports.row_tree import filling, row_salt, salted_leaf
from generator.exports.schema import key_parts, row_key
from generator.exports.subjects import FACILITY, RowRef, expiring_notices, is_expiring
from generator.model.facility_record import FacilityRecord
from generator.model.merkle import leaf_hashes, levels_over, path_in
from generator.model.tables import Row
from generator.rules.record import member_pointers, row_cells


class KeptTree(Struct, frozen=True, dict=True):
    """What has to be known of the row tree of an export to prove the rows of any of its facilities.

    `path` is the export's, `seed` makes its salts, `roots` are the roots of its subjects in their
    order, `numbers` the places of the facilities among them; `expiring` are notices that may have
    to go, and `withheld` the true leaves of rows of which a value was removed, by table and key.
    """

    path: str
    seed: bytes
    roots: tuple[bytes, ...]
    numbers: dict[str, int]
    expiring: frozenset[str]
    withheld: dict[RowRef, bytes]

    @cached_property
    def levels(self) -> list[bytes]:
        """The hashes of the upper tree."""
        return levels_over(leaf_hashes(self.roots))


def kept_tree(signed: Export, path: str, stored: Export) -> KeptTree | None:
    """The tree of an export as it was signed, None where it has none (format 1).

    `stored` is the same export without what was removed from it.
    """
    if signed.seed is None:
        return None
    numbers = {
        identifier: number
        for number, (kind, identifier) in enumerate(signed.subject_roots)
        if kind == FACILITY
    }
    return KeptTree(
        path,
        signed.seed,
        tuple(signed.subject_roots.values()),
        numbers,
        expiring_notices(signed),
        dict(_withheld(signed, stored)),
    )


def _withheld(signed: Export, stored: Export) -> Iterator[tuple[RowRef, bytes]]:
    """The leaves of the rows that are not stored as they were signed."""
    assert signed.seed is not None
    for table, rows in signed.tables.items():
        kept = stored.tables[table]
        if kept is rows:
            continue
        same = {row_key(row): row for row in kept}
        for row in rows:
            if same.get(row_key(row)) != row:
                yield (table, row_key(row)), _leaf(row, signed.seed)


def row_proof(record: FacilityRecord, tree: KeptTree, *, on: date) -> dict[str, object]:
    """What proves the public record of a facility on a day; `tree` is that of its export.

    The subject is number `subject` of `subjects` in the upper tree, and `path` leads from it to the
    root. `leaves` has, in the order of the tree, the pointer and the salt of every row of the
    record, and the hash of what the record does not show.
    """
    identifier = record.facility.facility_id
    pointers = member_pointers(record, on=on)
    rows = sorted(_rows(record), key=_place)
    lasting = [row for row in rows if not is_expiring(row, tree.expiring)]
    passing = [row for row in rows if is_expiring(row, tree.expiring)]
    number = tree.numbers[identifier]
    leaves = [_stated(row, tree, pointers) for row in chain(lasting, passing)]
    filled = filling(len(passing), (FACILITY, identifier), tree.seed)
    return {
        "export": tree.path,
        "subject": number,
        "subjects": len(tree.roots),
        "leaves": [*leaves, *(each.hex() for each in filled)],
        "path": [each.hex() for each in path_in(tree.levels, number)],
    }


def _rows(record: FacilityRecord) -> Iterator[Row]:
    for value in (getattr(record, name) for name in record.__struct_fields__):
        if isinstance(value, Row):
            yield value
        else:
            yield from (each for each in value if isinstance(each, Row))


def _place(row: Row) -> tuple[str, tuple[str, ...]]:
    return row.table, key_parts(row)


def _stated(row: Row, tree: KeptTree, pointers: Mapping[RowRef, str]) -> object:
    """The leaf of a row: as it is shown, or bare."""
    ref = row.table, row_key(row)
    if ref in tree.withheld:
        return tree.withheld[ref].hex()
    pointer = pointers.get(ref)
    if pointer is None:
        return _leaf(row, tree.seed).hex()
    return {"row": pointer, "salt": row_salt(tree.seed, row.table, key_parts(row)).hex()}


def _leaf(row: Row, seed: bytes) -> bytes:
    return salted_leaf(row.table, row_cells(row), row_salt(seed, row.table, key_parts(row)))
