"""The row trees of releases in the store: what proves a record leads to what the agency signed."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date
from pathlib import Path

from generator.audit.row_claims import claimed_rows
from generator.exports.archive import parse_export, write_export
from generator.model.canonical import Json, read_json
from generator.rules.record import public_record
from generator.rules.row_proof import kept_tree, row_proof
from generator.store.database import open_store
from generator.store.prepared import prepare
from generator.store.row_trees import keep_tree, kept_tree_of
from tests.factory_portal import ROW_SECRET, release_info, small_tables

PATH = "exports/371500/371500-0001.zip"


def test_every_record_proves_its_rows(tmp_path: Path) -> None:
    """On a day on which its penalty is shown, and on one on which that is over."""
    packed = write_export(release_info(), small_tables(), (), tmp_path, secret=ROW_SECRET)
    export = parse_export(packed.read_bytes(), packed.name)
    tree = kept_tree(export, PATH, export)
    assert tree is not None and export.row_tree is not None
    with closing(open_store(tmp_path / "store.sqlite")) as connection:
        keep_tree(connection, "371500", 1, tree)
        kept = kept_tree_of(connection, "371500", 1)
        assert kept == tree
        assert kept_tree_of(connection, "371500", 2) is None
    _, records = prepare(export)
    for record in records:
        for day in (date(2026, 7, 1), date(2026, 9, 1)):
            shown = read_json(public_record(record, on=day))
            assert isinstance(shown, dict)
            claim = claimed_rows("x", shown, read_json_of(row_proof(record, kept, on=day)))
            assert (claim.root, claim.subjects) == (export.row_tree.root, export.row_tree.subjects)
            assert claim.export == PATH and not claim.unproved


def read_json_of(value: dict[str, object]) -> Json:
    """The value as a reader of the file gets it."""
    return read_json(json.dumps(value).encode())
