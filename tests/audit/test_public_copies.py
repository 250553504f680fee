"""Public copies of exports against what the agencies signed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from generator.audit.public_copies import check_copies
from generator.audit.site_source import FolderSource
from generator.exports.archive import parse_export, write_export
from generator.exports.public_copy import copy_lines
from generator.model.problems import VerificationError
from generator.rules.publicity import hidden_rows
from generator.trust.state import Accepted
from tests.factory_portal import ROW_SECRET, release_info, small_tables

PATH = "exports/371500/371500-0001.zip"
COPY = "data/rows/371500/371500-0001.0123456789abcdef.jsonl"
DIGEST = "0" * 64


@pytest.fixture
def root(tmp_path: Path) -> str:
    """A site with one public copy; the root that its rows lead to."""
    packed = write_export(release_info(), small_tables(), (), tmp_path, secret=ROW_SECRET)
    export = parse_export(packed.read_bytes(), packed.name)
    assert export.row_tree is not None
    place = tmp_path / "site" / COPY
    place.parent.mkdir(parents=True)
    hidden = hidden_rows(export, on=date(2026, 7, 1))
    place.write_bytes(b"".join(copy_lines(export, PATH, DIGEST, hidden)))
    return export.row_tree.root


def checked(tmp_path: Path, signed: Accepted) -> int:
    """How many rows the copies of the site show, all of them right."""
    copies = check_copies(FolderSource(tmp_path / "site"), [COPY], signed)
    return sum(copy.shown for copy in copies)


def test_rows_that_were_signed(tmp_path: Path, root: str) -> None:
    """All of them are counted."""
    signed = Accepted({}, {PATH: (1, DIGEST)}, {PATH: root})
    assert checked(tmp_path, signed) == sum(map(len, small_tables().values()))


@pytest.mark.parametrize(
    ("signed", "why"),
    [
        (Accepted({}, {PATH: (1, DIGEST)}, {PATH: "f" * 64}), "f{64} was signed"),
        (Accepted({}, {PATH: (1, DIGEST)}, {}), "whose rows nobody has signed"),
        (Accepted({}, {}, {}), "whose rows nobody has signed"),
    ],
    ids=["another root", "no root", "no such export"],
)
def test_rows_that_nobody_signed(tmp_path: Path, root: str, signed: Accepted, why: str) -> None:
    """Consistent in themselves, but not what an agency signed."""
    with pytest.raises(VerificationError, match=why):
        checked(tmp_path, signed)


def test_a_copy_of_another_file(tmp_path: Path, root: str) -> None:
    """It says of which signed file it is, and that must be the one that was signed."""
    signed = Accepted({}, {PATH: (1, "1" * 64)}, {PATH: root})
    with pytest.raises(VerificationError, match="names another file"):
        checked(tmp_path, signed)
