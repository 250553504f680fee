"""Where there is no room for a file, people are told which one."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from generator.commands.main import main
from generator.io.atomic import create_file, replace_file, sync_files, sync_folder
from generator.io.no_room import naming, naming_database


def full_at(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A function of `os` finds the disk full, and names nothing."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, name, full)


@pytest.mark.parametrize("write", [create_file, replace_file])
def test_a_write_names_its_file(
    write: Callable[[Path, bytes], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the name that it was to have, not that of the hidden one beside it."""
    full_at(monkeypatch, "fsync")
    with pytest.raises(OSError, match="No space left") as failed:
        write(tmp_path / "a", b"x")
    assert failed.value.filename == str(tmp_path / "a")


def test_a_sync_names_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some file systems find out only then that there is no room."""
    (tmp_path / "a").write_bytes(b"")
    full_at(monkeypatch, "fsync")
    with pytest.raises(OSError, match="No space left") as failed:
        sync_files(tmp_path, [tmp_path / "a"])
    assert failed.value.filename == str(tmp_path / "a")
    with pytest.raises(OSError, match="No space left") as failed:
        sync_folder(tmp_path)
    assert failed.value.filename == str(tmp_path)


def test_what_cannot_be_read_is_not_blamed_on_what_is_written(tmp_path: Path) -> None:
    """Only a full disk is known to come from writing; a file that is named stays so."""
    with pytest.raises(OSError, match="Input") as failed, naming(tmp_path):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    assert failed.value.filename is None
    with pytest.raises(OSError, match="No space") as failed, naming(tmp_path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "other")
    assert failed.value.filename == "other"


def test_a_full_database_is_named(tmp_path: Path) -> None:
    """SQLite says only that one of all is full."""
    path = tmp_path / "x.sqlite"
    with (
        closing(sqlite3.connect(path)) as database,
        pytest.raises(sqlite3.OperationalError, match=f"{path}: database or disk is full"),
        naming_database(path),
    ):
        database.execute("PRAGMA max_page_count = 2")
        database.execute("CREATE TABLE a (x)")
        database.execute("INSERT INTO a VALUES (zeroblob(100000))")


def test_a_mistake_of_ours_is_no_full_disk(tmp_path: Path) -> None:
    """Which file it is about would mislead."""
    with (
        closing(sqlite3.connect(":memory:")) as database,
        pytest.raises(sqlite3.OperationalError, match=r"^no such table"),
        naming_database(tmp_path),
    ):
        database.execute("SELECT * FROM absent")


def test_of_two_files_the_one_that_is_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A copy fails at its end, not at its source."""

    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "source", None, "copy")

    public = tmp_path / "a.pub.pem"
    monkeypatch.setattr("generator.commands.keys.load_public", lambda path: None)
    monkeypatch.setattr("generator.commands.keys.card", lambda key, **_: "")
    monkeypatch.setattr("generator.commands.keys.replace_file", full)
    words = ["--language", "en", "keys", "card", str(public), "--role", "r-3715", "--holder", "x"]
    assert main(words) == 1
    assert capsys.readouterr().err.startswith("gongshi: copy: No space left on device.")
