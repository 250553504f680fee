"""One signed archive for the whole session; each test works on its own copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factory_trust import TestArchive, copy_archive, make_archive


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> TestArchive:
    """Liaocheng with releases 1 and 2, Jinan with release 1."""
    archive = make_archive(tmp_path_factory.mktemp("founded"), ["371500", "370100"])
    archive.add_exports([("371500", 1, b"first of Liaocheng"), ("370100", 1, b"first of Jinan")])
    archive.add_export("371500", 2, b"second of Liaocheng")
    return archive


@pytest.fixture
def archive(founded: TestArchive, tmp_path: Path) -> TestArchive:
    """A copy of `founded` to change."""
    return copy_archive(founded, tmp_path)
