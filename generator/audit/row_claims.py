"""What a record says of the agency's signature under its rows.

Beside the record stand the salts of its rows, bare hashes and a path (`rules.row_proof`). They lead
to a root; whether an agency signed that one, the signed metadata say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from generator.exports.row_blocks import Shown, block_fault
from generator.exports.row_tree import salted_leaf, subject_root
from generator.model.canonical import Json
from generator.model.merkle import leaf_hash, root_by_path
from generator.model.messages import message_of, msg
from generator.model.problems import MALFORMED, VerificationError
from generator.rules.record import FACILITY, MEMBERS
from generator.trust.signed import refuse

MAX_PATH = 63


@dataclass(frozen=True, slots=True)
class RowClaim:
    """The root to which the rows of a record lead, in hexadecimal, and of which export.

    `subjects` is the size of the upper tree; `unproved` are pointers to the rows that no leaf
    stands for: something was removed from them since they were signed.
    """

    export: str
    subjects: int
    root: str
    unproved: tuple[str, ...]


def claimed_rows(path: str, record: Mapping[str, Json], rows: Json) -> RowClaim:
    """Where the rows of a record lead; VerificationError, with `path`, where they lead nowhere."""
    try:
        return _claim(record, rows)
    except VerificationError as error:
        raise refuse(path, message_of(error)) from None
    except (*MALFORMED, KeyError, IndexError, TypeError) as error:
        raise refuse(
            path, msg("has no proof of its rows: %(error)s", error=message_of(error))
        ) from None


def _claim(record: Mapping[str, Json], rows: Json) -> RowClaim:
    if not isinstance(rows, dict):
        raise ValueError(msg("is no object"))
    places = _places(record)
    leaves, hashes, proved = cast(list[Json], rows["leaves"]), [], set()
    shown: list[Shown | None] = []
    for leaf in leaves:
        if isinstance(leaf, str):
            bare = bytes.fromhex(leaf)
            if len(bare) != len(leaf_hash(b"")):
                raise ValueError(msg("a bare leaf has 32 bytes"))
            hashes.append(bare)
            shown.append(None)
            continue
        said = cast(dict[str, str], leaf)
        table, cells = places[said["row"]]
        hashes.append(salted_leaf(table, cells, bytes.fromhex(said["salt"])))
        shown.append((table, cells))
        proved.add(said["row"])
    unproved = tuple(pointer for pointer in places if pointer not in proved)
    fault = None if unproved else block_fault(shown)
    if fault is not None:
        raise VerificationError(fault)
    path = [bytes.fromhex(each) for each in cast(list[str], rows["path"])]
    index, subjects = rows["subject"], rows["subjects"]
    if type(index) is not int or type(subjects) is not int or len(path) > MAX_PATH:
        raise ValueError(msg("names no place in the tree"))
    root = root_by_path(index, subjects, leaf_hash(subject_root(hashes)), path)
    return RowClaim(str(rows["export"]), subjects, root.hex(), unproved)


def _places(record: Mapping[str, Json]) -> dict[str, tuple[str, dict[str, str]]]:
    """Table and cells of every row of a record, by the pointer to it."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for table, member in MEMBERS.items():
        value = record.get(member, [])
        if member == FACILITY:
            found[f"/{member}"] = table, cast(dict[str, str], value)
        else:
            for number, cells in enumerate(cast(list[dict[str, str]], value)):
                found[f"/{member}/{number}"] = table, cells
    return found
