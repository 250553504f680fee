"""What becomes of a folder: an export with what was repaired, or why it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.exports.archive import parse_export
from generator.exports.contents import Export
from generator.exports.pack_folder import pack
from generator.model.problems import DataError
from tests.factory_portal import row_secret


def packed(folder: Path) -> tuple[Export, list[str]]:
    """The export of a folder, and what was repaired."""
    report = pack(folder, folder / "out", row_secret)
    export = parse_export(report.path.read_bytes(), "x.zip")
    return export, [str(each) for each in report.repairs]


def faults(folder: Path) -> list[str]:
    """Why a folder is refused."""
    with pytest.raises(DataError) as refused:
        pack(folder, folder / "out", row_secret)
    return [str(problem) for problem in refused.value.problems]
