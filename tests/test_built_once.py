"""A folder that workers share is made once, and whoever changes it is found."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.built_once import built_once, changes, own_copy


def test_made_by_the_first_who_asks(tmp_path: Path) -> None:
    """Whoever comes later has what was made; a failure is left to the next one."""
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        folder.mkdir()
        (folder / "page.html").write_text("<p>托育</p>", encoding="utf-8")
        if len(made) == 1:
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        built_once(tmp_path / "shared", make)
    assert built_once(tmp_path / "shared", make) == tmp_path / "shared"
    assert built_once(tmp_path / "shared", make) == tmp_path / "shared"
    assert len(made) == 2


def test_every_change_is_found(tmp_path: Path) -> None:
    """A file that is new, gone or other than before; locks are held by those who read, too."""

    def make(folder: Path) -> None:
        folder.mkdir()
        for name in ("gone", "longer", "same length", "untouched", ".lock"):
            (folder / name).write_text(name, encoding="utf-8")

    folder = built_once(tmp_path / "shared", make)
    assert changes(folder) == []
    copy = own_copy(folder, tmp_path / "copy")
    (copy / "untouched").write_text("in the copy", encoding="utf-8")
    (folder / ".lock").write_text("held", encoding="utf-8")
    assert changes(folder) == []
    (folder / "gone").unlink()
    (folder / "longer").write_text("longer than before", encoding="utf-8")
    (folder / "new").touch()
    os.utime(folder / "same length", ns=(1, 1))
    assert changes(folder) == ["gone", "longer", "new", "same length"]
