"""From signed bytes to rows: the only way in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from generator.exports.archive import read_export, write_export
from generator.exports.contents import Export
from generator.model.problems import DataError
from generator.model.release import ReleaseInfo
from generator.model.tables import Row
from tests.factory_portal import ROW_SECRET
from tests.factory_trust import make_archive

Rows = dict[str, tuple[Row, ...]]


def test_a_signed_export_is_read(
    info: ReleaseInfo, rows: Rows, export_of: Callable[..., Export], tmp_path: Path
) -> None:
    """Signed, received, verified, read: the rows that were written."""
    data = write_export(info, rows, [], tmp_path, secret=ROW_SECRET).read_bytes()
    verified = make_archive(tmp_path / "archive", ["371500"]).add_export("371500", 1, data)
    read = read_export(verified)
    assert replace(read, seed=None, row_tree=None) == export_of(rows)
    assert read.row_tree is not None
    assert read.row_tree == verified.row_tree


def test_an_export_under_another_name_is_refused(
    info: ReleaseInfo, rows: Rows, tmp_path: Path
) -> None:
    """A right signature does not make release 1 into release 2."""
    data = write_export(info, rows, [], tmp_path, secret=ROW_SECRET).read_bytes()
    verified = make_archive(tmp_path / "archive", ["371500"]).add_export("371500", 2, data)
    with pytest.raises(DataError) as refused:
        read_export(verified)
    assert str(refused.value) == (
        "exports/371500/371500-0002.zip/datapackage.json gongshi: "
        "says that it is exports/371500/371500-0001.zip"
    )
