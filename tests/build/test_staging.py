"""Staging: beside the live site, linked where nothing changed, live by one rename."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from generator.build.staging import (
    STAGING,
    Staging,
    discard,
    go_live,
    live_inputs,
    live_release,
    release_numbers,
)


def publish(site: Path, files: dict[str, bytes], inputs: str, keep: int = 5) -> Path:
    """A release with these files; a file's content is its key."""
    staging = Staging(site)
    ledger = staging.ledger()
    for name, content in files.items():
        digest = staging.reuse(name, content)
        if not digest:
            staging.place(name).write_bytes(content)
        ledger.note([(name, content, digest or staging.digest(name))])
    ledger.close()
    return go_live(staging, inputs, keep=keep)


def test_a_release_is_live_whole(tmp_path: Path) -> None:
    """After the switch visitors get the new files and no old ones."""
    publish(tmp_path, {"a": b"1", "b/c": b"2"}, "first")
    publish(tmp_path, {"a": b"3"}, "second")
    public = tmp_path / "current"
    assert (public / "a").read_bytes() == b"3"
    assert not (public / "b").exists()
    assert live_inputs(tmp_path) == "second"


def test_what_did_not_change_is_the_same_file(tmp_path: Path) -> None:
    """An unchanged key gives a hard link, a changed one a new file beside the old."""
    first = publish(tmp_path, {"a": b"1", "b": b"2"}, "x")
    second = publish(tmp_path, {"a": b"1", "b": b"3"}, "y")
    assert (first / "public/a").samefile(second / "public/a")
    assert (first / "public/b").read_bytes() == b"2"


def publish_batch(site: Path, key: bytes, files: dict[str, bytes]) -> tuple[Path, bool]:
    """A release with these files as one batch; whether it was taken over."""
    staging = Staging(site)
    ledger = staging.ledger()
    taken = staging.take("batch", key)
    if taken is None:
        for name, content in files.items():
            staging.place(name).write_bytes(content)
    entries = taken or [(name, b"k", staging.digest(name)) for name in files]
    ledger.note(entries, "batch", key)
    ledger.close()
    return go_live(staging, "x", keep=9), taken is not None


def test_a_batch_is_taken_over_whole(tmp_path: Path) -> None:
    """With the same key its files are links and keep their entries, with another none is."""
    files = {"a": b"1", "deep/b": b"2"}
    first, _ = publish_batch(tmp_path, b"key", files)
    second, taken = publish_batch(tmp_path, b"key", {})
    assert taken
    for name, content in files.items():
        assert (second / "public" / name).samefile(first / "public" / name)
        assert (second / "public" / name).read_bytes() == content
    _, taken = publish_batch(tmp_path, b"other", {"a": b"3"})
    assert not taken


def test_a_batch_that_lacks_a_file_leaves_no_link(tmp_path: Path) -> None:
    """Somebody removed a file of the live site: what is made again must not write into the rest."""
    first, _ = publish_batch(tmp_path, b"key", {"a": b"1", "b": b"2"})
    (first / "public" / "b").unlink()
    second, taken = publish_batch(tmp_path, b"key", {"a": b"new", "b": b"new"})
    assert not taken
    assert (first / "public" / "a").read_bytes() == b"1"
    assert (second / "public" / "a").read_bytes() == b"new"


def test_a_ledger_of_another_version_is_not_compared(tmp_path: Path) -> None:
    """After an update of the program everything is made anew."""
    first = publish(tmp_path, {"a": b"1"}, "x")
    with closing(sqlite3.connect(first / "files.sqlite")) as ledger:
        ledger.execute("PRAGMA user_version = 1")
    assert Staging(tmp_path).reuse("a", b"1") is None


def test_releases_are_kept_by_number(tmp_path: Path) -> None:
    """Only the newest stay, and numbers are not given twice."""
    for number in range(4):
        publish(tmp_path, {"a": str(number).encode()}, str(number), keep=2)
    assert release_numbers(tmp_path) == [3, 4]


def test_what_a_killed_run_left_is_cleared(tmp_path: Path) -> None:
    """A staging folder of a run that never ended is not taken for anything."""
    publish(tmp_path, {"a": b"1"}, "x")
    stale = tmp_path / "releases" / STAGING / "public"
    stale.mkdir(parents=True)
    (stale / "a").write_bytes(b"half")
    publish(tmp_path, {"a": b"2"}, "y")
    assert (tmp_path / "current" / "a").read_bytes() == b"2"


def test_a_release_that_never_went_live_is_cleared(tmp_path: Path) -> None:
    """A run was killed before the switch: its release takes the place of none that was live."""
    publish(tmp_path, {"a": b"1"}, "x")
    second = publish(tmp_path, {"a": b"2"}, "y")
    shutil.copytree(second, second.with_name("0003"), symlinks=True)
    assert publish(tmp_path, {"a": b"3"}, "z", keep=2).name == "0003"
    assert (tmp_path / "current" / "a").read_bytes() == b"3"
    assert release_numbers(tmp_path) == [2, 3]


def test_the_first_release_that_never_went_live_is_cleared(tmp_path: Path) -> None:
    """Nothing was live before it either."""
    publish(tmp_path, {"a": b"1"}, "x")
    (tmp_path / "current").unlink()
    assert publish(tmp_path, {"a": b"2"}, "y").name == "0001"
    assert release_numbers(tmp_path) == [1]


def test_a_discarded_release_leaves_no_trace(tmp_path: Path) -> None:
    """Giving up leaves the live release and nothing else."""
    live = publish(tmp_path, {"a": b"1"}, "x")
    staging = Staging(tmp_path)
    staging.place("a").write_bytes(b"2")
    discard(staging)
    assert live_release(tmp_path) == live
    assert [path.name for path in (tmp_path / "releases").iterdir()] == [live.name]


def test_a_file_made_twice_is_a_mistake(tmp_path: Path) -> None:
    """Two pages for one address never pass."""
    ledger = Staging(tmp_path).ledger()
    with pytest.raises(sqlite3.IntegrityError):
        ledger.note([("a", b"1", b"d"), ("a", b"2", b"d")])


@pytest.mark.parametrize("damage", [b"", b"garbage" * 99, None])
def test_a_damaged_ledger_makes_everything_again(tmp_path: Path, damage: bytes | None) -> None:
    """One changed byte, another file or a folder in its place: nothing is taken over from it."""
    first = publish(tmp_path, {"a": b"1"}, "x")
    ledger = first / "files.sqlite"
    if damage is None:
        content = bytearray(ledger.read_bytes())
        content[-1] ^= 1
        ledger.write_bytes(content)
    else:
        ledger.write_bytes(damage)
    second = publish(tmp_path, {"a": b"1"}, "y")
    assert not (second / "public/a").samefile(first / "public/a")
    third = publish(tmp_path, {"a": b"1"}, "z")
    assert (third / "public/a").samefile(second / "public/a")


def test_damaged_inputs_equal_nothing(tmp_path: Path) -> None:
    """Bytes that are no text, and a folder: the release is made again."""
    release = publish(tmp_path, {"a": b"1"}, "x")
    (release / "inputs").write_bytes(b"\xff\xfe")
    assert live_inputs(tmp_path) is None
    (release / "inputs").unlink()
    (release / "inputs").mkdir()
    assert live_inputs(tmp_path) is None


def test_a_site_restored_as_a_folder_is_replaced(tmp_path: Path) -> None:
    """A back-up that knows no links leaves copies; the next build makes the link again."""
    publish(tmp_path, {"a": b"1"}, "x")
    current = tmp_path / "current"
    content = current.resolve()
    current.unlink()
    shutil.copytree(content, current)
    (tmp_path / ".current.new").mkdir()
    publish(tmp_path, {"a": b"2"}, "y")
    assert current.is_symlink() and (current / "a").read_bytes() == b"2"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "releases"]


def test_what_is_not_ours_among_the_releases_stays(tmp_path: Path) -> None:
    """Folders and files with odd names are neither counted nor removed."""
    publish(tmp_path, {"a": b"1"}, "x")
    (tmp_path / "releases" / "旧站 备份").mkdir()
    (tmp_path / "releases" / "０００９").mkdir()
    (tmp_path / "releases" / "0002").write_text("a file")
    made = [publish(tmp_path, {"a": b"%d" % n}, str(n), keep=1).name for n in (2, 3)]
    assert made == ["0003", "0004"]
    names = {path.name for path in (tmp_path / "releases").iterdir()}
    assert names == {"旧站 备份", "０００９", "0002", "0004"}
