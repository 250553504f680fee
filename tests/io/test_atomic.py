"""A write that fails or is killed leaves the old content, and nothing in the way of the next."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.io.atomic import (
    create_file,
    create_whole,
    creating,
    move_into_place,
    replace_file,
    replace_link,
    replacing,
    staging_path,
    sync_everything,
    sync_files,
)


def fail_nth(monkeypatch: pytest.MonkeyPatch, name: str, nth: int = 1) -> None:
    """The nth call of a function of `os` finds the disk full."""
    real: Callable[..., object] = getattr(os, name)
    calls = iter(range(1, 1000))

    def full(*arguments: object, **named: object) -> object:
        if next(calls) == nth:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*arguments, **named)

    monkeypatch.setattr(os, name, full)


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_or_made(tmp_path: Path) -> None:
    """With its folder where that is missing, and nothing next to it afterwards."""
    path = tmp_path / "deep" / "a"
    replace_file(path, b"one")
    replace_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert names(path.parent) == ["a"]


@pytest.mark.parametrize("name", ["open", "fsync", "replace"])
def test_a_failed_replacement_leaves_the_old_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Whatever step the disk is full at; no remains, and the same call succeeds afterwards."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with monkeypatch.context() as patch:
        fail_nth(patch, name)
        with pytest.raises(OSError, match="No space left"):
            replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a"]
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_failure_while_streaming_leaves_the_old_content(tmp_path: Path) -> None:
    """What was written so far is thrown away."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match="no more"), replacing(path) as target:
        target.write(b"half")
        raise ValueError("no more")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_a_stream_takes_its_place_at_the_end(tmp_path: Path) -> None:
    """Readers see the old file until the block is left."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with replacing(path) as target:
        target.write(b"new ")
        assert path.read_bytes() == b"old"
        target.write(b"content")
    assert path.read_bytes() == b"new content"


@pytest.mark.parametrize("name", ["fsync", "replace"])
def test_a_killed_replacement_leaves_the_old_content(tmp_path: Path, name: str) -> None:
    """The hidden file that it leaves is removed by the next write."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    child = os.fork()
    if not child:
        setattr(os, name, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        replace_file(path, b"new")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert path.read_bytes() == b"old"
    assert staging_path(path).exists()
    replace_file(path, b"new")
    assert (names(tmp_path), path.read_bytes()) == (["a"], b"new")


def test_two_writers_of_one_file_do_not_mix(tmp_path: Path) -> None:
    """The slower one fails; the file is whole."""
    path = tmp_path / "a"
    with pytest.raises(OSError, match="another command is writing"), replacing(path) as slow:
        slow.write(b"slow")
        replace_file(path, b"quick")
    assert path.read_bytes() == b"quick"
    with pytest.raises(OSError, match="another command is writing"), replacing(path) as slow:
        slow.write(b"slow")
        staging_path(path).unlink()
        staging_path(path).write_bytes(b"half of the other")
    assert path.read_bytes() == b"quick"


def test_a_planted_link_is_not_written_through(tmp_path: Path) -> None:
    """On a stick somebody else may have laid a link where the new content goes."""
    victim = tmp_path / "victim"
    victim.write_bytes(b"untouched")
    staging_path(tmp_path / "a").symlink_to(victim)
    replace_file(tmp_path / "a", b"new")
    assert victim.read_bytes() == b"untouched"
    assert not (tmp_path / "a").is_symlink()


def test_a_new_file_never_replaces_another(tmp_path: Path) -> None:
    """FileExistsError, and what is there stays."""
    create_file(tmp_path / "a", b"first")
    with pytest.raises(FileExistsError):
        create_file(tmp_path / "a", b"second")
    assert (tmp_path / "a").read_bytes() == b"first"


def test_a_new_file_that_fails_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody finds half of it."""
    fail_nth(monkeypatch, "fsync")
    with pytest.raises(OSError, match="No space left"):
        create_file(tmp_path / "a", b"content")
    with pytest.raises(ValueError, match="stop"), creating(tmp_path / "b") as target:
        target.write(b"half")
        raise ValueError("stop")
    assert names(tmp_path) == []


def test_the_mode_is_there_from_the_first_moment(tmp_path: Path) -> None:
    """A private file is never readable for others, not even while it is written."""
    with replacing(tmp_path / "key", mode=0o600) as target:
        target.write(b"secret")
        assert staging_path(tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    create_file(tmp_path / "other", b"secret", mode=0o600)
    assert (tmp_path / "other").stat().st_mode & 0o777 == 0o600


def test_a_link_is_replaced_in_one_step(tmp_path: Path) -> None:
    """Also where a killed run left one behind."""
    replace_link(tmp_path / "current", Path("one"))
    staging_path(tmp_path / "current").symlink_to("left")
    replace_link(tmp_path / "current", Path("two"))
    assert (tmp_path / "current").readlink() == Path("two")
    assert names(tmp_path) == ["current"]


def test_a_staged_file_is_moved(tmp_path: Path) -> None:
    """Into a folder that may not be there yet."""
    (tmp_path / "staged").write_bytes(b"x")
    move_into_place(tmp_path / "staged", tmp_path / "new" / "final")
    assert (tmp_path / "new" / "final").read_bytes() == b"x"


def test_many_files_are_synced_with_their_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file, and each folder from it up to the root; a failure is raised."""
    files = [tmp_path / "root" / "a" / str(number) for number in range(3)]
    for path in files:
        create_file(path, b"x", durable=False)
    synced: list[int] = []
    real = os.fsync

    def noted(handle: int) -> None:
        synced.append(handle)
        real(handle)

    monkeypatch.setattr(os, "fsync", noted)
    sync_files(tmp_path / "root", files)
    assert len(synced) == 5
    sync_everything(tmp_path)
    assert len(synced) == 6
    fail_nth(monkeypatch, "fsync", 2)
    with pytest.raises(OSError, match="No space left"):
        sync_files(tmp_path / "root", files)


def test_a_file_that_can_be_made_once_is_whole_or_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also on a stick without links; what is there is never replaced, and nothing is left."""
    path = tmp_path / "key"
    create_whole(path, b"one", mode=0o600)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        create_whole(path, b"two")

    def without_links(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", without_links)
    with pytest.raises(FileExistsError):
        create_whole(path, b"two")
    create_whole(tmp_path / "other", b"two")
    assert path.read_bytes() == b"one"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["key", "other"]
