"""The newest entry of a log beside its checkpoint, with its proof, in one small file.

A page that checks itself needs the release leaf; with this file it asks for no tile and no bundle.
The file says nothing that does not follow from the log.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec import Struct

MAX_RELEASE = 65_536
"""Bytes that the file may have."""

RELEASE = "release.json"
"""Where it lies in the folder of a published log."""


class _Proof(Struct, frozen=True, forbid_unknown_fields=True):
    index: int
    entry: str
    proof: list[str]


def proof_of(index: int, entry: bytes, path: Iterable[bytes]) -> bytes:
    """The file: number and text of the entry, the inclusion path to the root of the checkpoint."""
    value = _Proof(index, entry.decode(), [each.hex() for each in path])
    return msgspec.json.encode(value) + b"\n"


def read_proof(data: bytes) -> tuple[int, bytes, list[bytes]]:
    """Number, entry and path in such a file; one of `problems.MALFORMED` for anything else."""
    found = msgspec.json.decode(data, type=_Proof)
    return found.index, found.entry.encode(), [bytes.fromhex(each) for each in found.proof]
