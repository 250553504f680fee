"""Public copies of exports against what the agencies signed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from generator.audit.public_copies import check_copies
from generator.audit.site_source import FolderSource
from generator.exports.archive import parse_export, write_export
from generator.exports.public_copy import copy_lines
from generator.model.problems import VerificationError
from generator.model.release import RowTreeRoot
from generator.rules.publicity import hidden_rows
from generator.trust.state import Listed
from tests.factory_portal import ROW_SECRET, release_info, small_tables

PATH = "exports/371500/371500-0001.zip"
COPY = "data/rows/371500/371500-0001.0123456789abcdef.jsonl"
DIGEST = "0" * 64


@pytest.fixture
def tree(tmp_path: Path) -> RowTreeRoot:
    """A site with one public copy; the root that its rows lead to."""
    packed = write_export(release_info(), small_tables(), (), tmp_path, secret=ROW_SECRET)
    export = parse_export(packed.read_bytes(), packed.name)
    assert export.row_tree is not None
    place = tmp_path / "site" / COPY
    place.parent.mkdir(parents=True)
    hidden = hidden_rows(export, on=date(2026, 7, 1))
    place.write_bytes(b"".join(copy_lines(export, PATH, DIGEST, hidden)))
    return export.row_tree


def signed_as(tree: RowTreeRoot | None, sha256: str = DIGEST) -> dict[str, Listed]:
    """What the metadata say of the export."""
    return {PATH: Listed(PATH, "371500", 1, "r-3715", 1, 1, sha256, None, tree)}


def checked(tmp_path: Path, signed: dict[str, Listed]) -> int:
    """How many rows the copies of the site show, all of them right."""
    copies = check_copies(FolderSource(tmp_path / "site"), [COPY], signed)
    return sum(copy.shown for copy in copies)


def test_rows_that_were_signed(tmp_path: Path, tree: RowTreeRoot) -> None:
    """All of them are counted; also where how many do not expire was not signed yet."""
    rows = sum(map(len, small_tables().values()))
    assert checked(tmp_path, signed_as(tree)) == rows
    assert checked(tmp_path, signed_as(replace(tree, lasting=None))) == rows


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"root": "f" * 64}, "f{64} was signed"),
        ({"lasting": 3}, "that do not expire; r-3715 signed 3: rows are hidden"),
        (None, "whose rows nobody has signed"),
    ],
    ids=["another root", "fewer rows", "no root"],
)
def test_rows_that_nobody_signed(
    tmp_path: Path, tree: RowTreeRoot, change: dict[str, Any] | None, why: str
) -> None:
    """Consistent in themselves, but not what an agency signed."""
    signed = signed_as(replace(tree, **change) if change else None)
    with pytest.raises(VerificationError, match=why):
        checked(tmp_path, signed)


def test_rows_of_an_export_that_is_not_listed(tmp_path: Path, tree: RowTreeRoot) -> None:
    """Nobody has signed it."""
    with pytest.raises(VerificationError, match="whose rows nobody has signed"):
        checked(tmp_path, {})


def test_a_copy_of_another_file(tmp_path: Path, tree: RowTreeRoot) -> None:
    """The rows are those of the export, the file is not."""
    with pytest.raises(VerificationError, match="names another file than"):
        checked(tmp_path, signed_as(tree, "1" * 64))
