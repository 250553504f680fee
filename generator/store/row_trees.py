"""The row trees of exports, as far as pages prove their rows by them."""

from __future__ import annotations

import sqlite3

import msgspec

from generator.rules.row_proof import KeptTree
from generator.store.database import decoded

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(KeptTree)


def keep_tree(connection: sqlite3.Connection, agency: str, release: int, tree: KeptTree) -> None:
    """Keep the row tree of a release."""
    values = (agency, release, _encoder.encode(tree))
    connection.execute("INSERT INTO row_trees VALUES (?, ?, ?)", values)


def kept_tree_of(connection: sqlite3.Connection, agency: str, release: int) -> KeptTree | None:
    """The row tree of a release; None for one of format 1, whose rows nobody has signed."""
    query = "SELECT data FROM row_trees WHERE agency = ? AND release = ?"
    found = connection.execute(query, (agency, release)).fetchone()
    return decoded(_decoder.decode, found[0], f"{agency}-{release:04d}") if found else None
