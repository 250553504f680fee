"""The same content under a second name, on any file system."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from generator.io.links import link_or_copy


def test_a_link_where_the_file_system_can(tmp_path: Path) -> None:
    """It is the same file."""
    (tmp_path / "a").write_bytes(b"x")
    link_or_copy(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a").samefile(tmp_path / "b")


@pytest.mark.parametrize("number", [errno.EPERM, errno.EXDEV, errno.EMLINK])
def test_a_copy_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """On a stick, across file systems, or when a file has too many names."""

    def cannot(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    (tmp_path / "a").write_bytes(b"x")
    monkeypatch.setattr(os, "link", cannot)
    link_or_copy(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"x"
    assert not (tmp_path / "a").samefile(tmp_path / "b")


def test_nothing_is_replaced_and_nothing_invented(tmp_path: Path) -> None:
    """FileExistsError and FileNotFoundError are the caller's matter."""
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "b").write_bytes(b"y")
    with pytest.raises(FileExistsError):
        link_or_copy(tmp_path / "a", tmp_path / "b")
    with pytest.raises(FileNotFoundError):
        link_or_copy(tmp_path / "nothing", tmp_path / "c")
    assert (tmp_path / "b").read_bytes() == b"y"


def test_a_copy_that_was_cut_off_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who finds the name later takes the file for whole."""

    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    def killed(_: object, target: Path) -> None:
        Path(target).write_bytes(b"ha")
        raise KeyboardInterrupt

    (tmp_path / "a").write_bytes(b"half")
    monkeypatch.setattr(os, "link", no_links)
    with monkeypatch.context() as patch:
        patch.setattr("generator.io.links.shutil.copyfile", killed)
        with pytest.raises(KeyboardInterrupt):
            link_or_copy(tmp_path / "a", tmp_path / "b")
    assert not (tmp_path / "b").exists()
    link_or_copy(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"half"
    with pytest.raises(FileExistsError):
        link_or_copy(tmp_path / "a", tmp_path / "b")
    assert {each.name for each in tmp_path.iterdir()} == {"a", "b"}
