"""Somebody alters files on the archive's disk: the walk refuses and says which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model.problems import VerificationError
from generator.trust.files import Archive
from generator.trust.survey import survey
from generator.trust.walk import walk
from tests.factory_trust import START, TestArchive, digest_of

SECOND = "exports/371500/371500-0002.zip"
FILES = [
    "metadata/timestamp.json",
    "metadata/3.snapshot.json",
    "metadata/1.targets.json",
    "metadata/2.r-3715.json",
    "metadata/1.root.json",
]


def changed(data: bytes) -> bytes:
    """One bit is another."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


ALTERATIONS: dict[str, Callable[[bytes], bytes]] = {
    "changed": changed,
    "truncated": lambda data: data[:-1],
    "made longer": lambda data: data + b" ",
    "emptied": lambda _: b"",
}


def refused(archive: TestArchive) -> str:
    """The message of the walk, which must refuse and write nothing."""
    before = digest_of(archive.folder)
    with pytest.raises(VerificationError) as caught:
        archive.walk()
    assert digest_of(archive.folder) == before
    return str(caught.value)


def file_of(archive: TestArchive, path: str) -> Path:
    """Where an export lies."""
    return next(each.file for each in archive.walk().exports if each.path == path)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("changed", "has other content than what was signed"),
        ("truncated", "is 18 bytes long, 19 bytes are signed"),
        ("made longer", "is 20 bytes long, 19 bytes are signed"),
        ("emptied", "is 0 bytes long, 19 bytes are signed"),
    ],
)
def test_an_altered_export_is_refused(archive: TestArchive, how: str, message: str) -> None:
    """The path and both digests or lengths are named."""
    file = file_of(archive, SECOND)
    file.write_bytes(ALTERATIONS[how](file.read_bytes()))
    with pytest.raises(VerificationError, match=rf"^{SECOND}: {message}$"):
        archive.walk()
    refused(archive)


def test_a_missing_export_is_refused(archive: TestArchive) -> None:
    """The role that lists it is named."""
    file_of(archive, SECOND).unlink()
    assert refused(archive).startswith(f"{SECOND}: is missing in the archive, r-3715 lists it")


def test_an_export_that_is_a_link_is_refused(archive: TestArchive) -> None:
    """Even to the same bytes."""
    file = file_of(archive, SECOND)
    elsewhere = archive.folder / "elsewhere"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    assert refused(archive) == f"{SECOND}: is a link or cannot be read as an ordinary file"


def test_swapped_exports_are_refused_together(archive: TestArchive) -> None:
    """Both are reported at once."""
    first, second = file_of(archive, SECOND), file_of(archive, "exports/370100/370100-0001.zip")
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)
    assert [line.split(":")[0] for line in refused(archive).splitlines()] == [
        "exports/370100/370100-0001.zip",
        SECOND,
    ]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("how", ALTERATIONS)
def test_altered_metadata_are_refused(archive: TestArchive, name: str, how: str) -> None:
    """Every metadata file, however it is altered; the message begins with a file's name."""
    file = archive.folder / "tuf" / name
    file.write_bytes(ALTERATIONS[how](file.read_bytes()))
    message = refused(archive)
    assert message.startswith(f"tuf/{name}: ") or message == (
        "tuf/timestamps/3.timestamp.json: is not the same as timestamp.json"
    )


@pytest.mark.parametrize("name", FILES)
def test_missing_metadata_are_refused(archive: TestArchive, name: str) -> None:
    """The file that is missing is named."""
    (archive.folder / "tuf" / name).unlink()
    assert refused(archive).startswith(f"tuf/{name}: is ")


@given(data=st.data())
@settings(deadline=None, max_examples=80)
def test_no_single_byte_of_metadata_may_differ(founded: TestArchive, data: st.DataObject) -> None:
    """Any byte, anywhere, to any other value: the survey of it ends in VerificationError."""
    held = Archive(founded.folder)
    view = {name: held.read(name) or b"" for name in held.names()}
    name = data.draw(st.sampled_from(FILES))
    at = data.draw(st.integers(0, len(view[name]) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != view[name][at]))
    view[name] = view[name][:at] + bytes([byte]) + view[name][at + 1 :]
    with pytest.raises(VerificationError):
        survey(_Memory(view), held.trusted_root(), at=START, accepted=None)


class _Memory:
    """Metadata that were never on a disk."""

    keeps_all = True

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    def read(self, name: str) -> bytes | None:
        return self.files.get(name)

    def names(self) -> frozenset[str]:
        return frozenset(self.files)


def test_an_older_archive_is_refused(archive: TestArchive, tmp_path: Path) -> None:
    """A whole consistent copy from before the last release is a rollback."""
    older = tmp_path / "older"
    copytree(archive.folder, older)
    archive.add_export("371500", 3, b"third")
    rmtree(archive.folder)
    older.rename(archive.folder)
    assert refused(archive) == (
        "tuf/metadata/timestamp.json: is version 3, but version 4 was accepted before"
    )


@pytest.mark.parametrize(
    ("days", "message"),
    [
        (14, r"tuf/metadata/timestamp\.json: expired on 2026-03-16 09:00 UTC"),
        (365, r"tuf/metadata/1\.root\.json: expired on 2027-03-02 09:00 UTC"),
    ],
)
def test_expired_metadata_are_refused(archive: TestArchive, days: int, message: str) -> None:
    """From the very second of the expiry on."""
    assert archive.walk(START + timedelta(days=days, seconds=-1)) if days < 20 else True
    with pytest.raises(VerificationError, match=message):
        archive.walk(START + timedelta(days=days))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("metadata/1.r-3715.json", "the versions of r-3715 jump to 2"),
        ("metadata/2.snapshot.json", "the versions of snapshot jump to 3"),
        ("timestamps/1.timestamp.json", "the versions of timestamp jump to 3"),
    ],
)
def test_versions_that_jump_are_refused(archive: TestArchive, name: str, message: str) -> None:
    """Every version is kept, and one that was taken out is missed."""
    (archive.folder / "tuf" / name).unlink()
    assert refused(archive) == f"tuf/{name}: is missing: {message}"


def test_roots_that_jump_are_refused(archive: TestArchive) -> None:
    """Root 3 without root 2 cannot be followed."""
    (archive.folder / "tuf/metadata/3.root.json").write_bytes(b"{}")
    assert refused(archive) == (
        "tuf/metadata/2.root.json: is missing: the versions of root jump from 1 to 3"
    )


def test_another_root_is_refused(archive: TestArchive, founded: TestArchive) -> None:
    """The root in the archive must be the one that was pinned."""
    pinned = archive.folder / "trusted-root.json"
    pinned.write_bytes(pinned.read_bytes() + b" ")
    assert refused(archive).endswith("is not the root pinned in trusted-root.json")


def test_metadata_of_unreasonable_size_or_depth_are_refused(archive: TestArchive) -> None:
    """No traceback and no memory filled."""
    file = archive.folder / "tuf/metadata/timestamp.json"
    for data in (b"[" * 100_000, b'{"signed":' + b"9" * 10_000 + b"}", b"\xff\xfe"):
        file.write_bytes(data)
        assert "timestamp.json: is no timestamp metadata" in refused(archive)
    with file.open("wb") as sparse:
        sparse.truncate(2**40)
    with pytest.raises(
        VerificationError, match="is longer than the 33554432 bytes that are allowed"
    ):
        archive.walk()


def test_the_pinned_root_must_be_there(archive: TestArchive) -> None:
    """Without it nothing is trusted."""
    with pytest.raises(Exception, match=r"no trusted-root\.json"):
        walk(archive.folder / "tuf", at=START, accepted=None)
