"""A stick that is hostile, late, or pulled out: the archive stays what it was."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from shutil import copyfile

import pytest
from tuf.api.metadata import TargetFile, Targets

from generator.model.messages import msg
from generator.model.problems import DataError, GongshiError, Problem, UsageError, VerificationError
from generator.trust import handover_dir as stick_module
from generator.trust.files import INCOMING
from generator.trust.keys import PortalKeys
from generator.trust.roots import rotate_top
from generator.trust.signing import sign_export
from generator.trust.verified import VerifiedExport
from tests.factory_trust import START, TestArchive, copy_archive

THIRD = "exports/371500/371500-0003.zip"
ROLE = "metadata/3.r-3715.json"


@pytest.fixture
def handover_dir(archive: TestArchive) -> Path:
    """Release 3 of Liaocheng, signed and complete."""
    return archive.sign("371500", 3, b"third of Liaocheng")


def refused(
    archive: TestArchive, handover_dir: Path, kind: type[GongshiError] = VerificationError
) -> str:
    """The message of receive, which must refuse and write nothing."""
    before = archive.digest()
    with pytest.raises(kind) as caught:
        archive.receive(handover_dir)
    assert archive.digest() == before
    return str(caught.value)


def test_a_good_stick_is_received_once(archive: TestArchive, handover_dir: Path) -> None:
    """The second time nothing changes, and nothing is refused."""
    first = archive.receive(handover_dir)
    assert first.exports[-1].read() == b"third of Liaocheng"
    assert first.exports[-1].file.is_relative_to(archive.folder / "tuf/targets")
    after = archive.digest()
    assert archive.receive(handover_dir) == first
    assert archive.digest() == after


@pytest.mark.parametrize(
    ("alter", "message"),
    [
        (lambda data: data[:-1] + b"!", "has other content than what was signed"),
        (lambda data: data[:-1], "is 17 bytes long, 18 bytes are signed"),
        (lambda data: data + b" ", "is 19 bytes long, 18 bytes are signed"),
    ],
    ids=["changed", "truncated", "made longer"],
)
def test_an_altered_export_is_refused(
    archive: TestArchive, handover_dir: Path, alter: Callable[[bytes], bytes], message: str
) -> None:
    """The export and both digests or lengths are named."""
    export = handover_dir / THIRD
    export.write_bytes(alter(export.read_bytes()))
    with pytest.raises(VerificationError, match=rf"^{THIRD}: {message}$"):
        archive.receive(handover_dir)
    refused(archive, handover_dir)


def test_altered_metadata_are_refused(archive: TestArchive, handover_dir: Path) -> None:
    """A later expiry date breaks the signature."""
    file = handover_dir / ROLE
    file.write_bytes(file.read_bytes().replace(b"2026-08", b"2027-08"))
    assert f"tuf/{ROLE}: is signed by 0 of the 1 distinct keys" in refused(archive, handover_dir)
    file.write_bytes(file.read_bytes()[:-1])
    assert refused(archive, handover_dir).startswith(f"{ROLE}: is no targets metadata")


def test_another_agencys_key_is_refused(archive: TestArchive) -> None:
    """Jinan's key signs a release of Liaocheng from Liaocheng's last metadata."""
    folder = archive.new_handover()
    sign_export(
        archive.write_zip("371500", 3, b"x"),
        archive.signers("r-3701"),
        folder,
        archive.folder / "tuf/metadata/2.r-3715.json",
        at=START,
    )
    assert f"tuf/{ROLE}: is signed by 0 of the 1 distinct keys" in refused(archive, folder)


def test_a_role_nobody_delegates_to_is_refused(archive: TestArchive) -> None:
    """A key that signed for itself."""
    _, private = archive.new_key("r-4401")
    folder = archive.new_handover()
    packed = archive.write_zip("440100", 1, b"x")
    sign_export(packed, [private], folder, None, at=START)
    assert refused(archive, folder) == (
        "metadata/1.r-4401.json: belongs to r-4401, to which nobody delegates"
    )


def test_an_older_version_changes_nothing(archive: TestArchive, founded: TestArchive) -> None:
    """The stick of the first release is no news, and one that was altered is refused."""
    before = archive.accepted
    archive.receive(founded.handovers[0])
    assert archive.accepted == before
    file = founded.handovers[0] / "metadata/1.r-3715.json"
    file.write_bytes(file.read_bytes() + b"\n")
    assert refused(archive, founded.handovers[0]) == (
        "metadata/1.r-3715.json: is offered, but the archive has version 2 already"
    )


def test_an_older_release_is_refused(archive: TestArchive) -> None:
    """Release 4 signed on top of release 5 with other tools than ours."""
    archive.add_export("371500", 5, b"fifth")
    folder, path = archive.new_handover(), "exports/371500/371500-0004.zip"
    made = archive.sign("371500", 6, b"fourth", handover=folder)
    (made / "exports/371500/371500-0006.zip").rename(made / path)

    def add(signed: Targets) -> None:
        signed.targets[path] = TargetFile.from_data(path, b"fourth")

    data = archive.edited("r-3715", add, archive.signers("r-3715"))
    (made / "metadata/4.r-3715.json").write_bytes(data)
    assert refused(archive, folder) == f"{path}: is older than release 5, accepted before"


def test_a_version_that_was_jumped_over_is_asked_for(
    archive: TestArchive, founded: TestArchive, handover_dir: Path, tmp_path: Path
) -> None:
    """Stick 4 before stick 3."""
    ahead = copy_archive(founded, tmp_path / "ahead")
    ahead.receive(handover_dir)
    assert refused(archive, ahead.sign("371500", 4, b"fourth")) == (
        "metadata/4.r-3715.json: jumps over version 3: hand over that one first"
    )


def test_a_version_under_another_name_is_refused(archive: TestArchive, handover_dir: Path) -> None:
    """The number in the name is the one that is signed."""
    archive.receive(handover_dir)
    (handover_dir / ROLE).rename(handover_dir / "metadata/4.r-3715.json")
    assert refused(archive, handover_dir) == "metadata/4.r-3715.json: says that it is version 3"


def test_other_content_for_a_published_path_is_refused(
    archive: TestArchive, handover_dir: Path
) -> None:
    """A changed release 2 beside an honest release 3."""
    (handover_dir / "exports/371500/371500-0002.zip").write_bytes(b"rewritten")
    assert refused(archive, handover_dir) == (
        "exports/371500/371500-0002.zip: is 9 bytes long, 19 bytes are signed"
    )


def test_an_export_that_is_not_on_the_stick_is_missed(
    archive: TestArchive, handover_dir: Path
) -> None:
    """The metadata alone do not publish it."""
    (handover_dir / THIRD).unlink()
    assert refused(archive, handover_dir) == f"{THIRD}: is listed by r-3715 and not on the stick"


def test_an_export_that_nobody_signed_is_refused(archive: TestArchive, handover_dir: Path) -> None:
    """It is not just left lying."""
    (handover_dir / "exports/371500/371500-0004.zip").write_bytes(b"x")
    assert (
        refused(archive, handover_dir) == "exports/371500/371500-0004.zip: is listed by no metadata"
    )


def test_metadata_that_have_expired_are_refused(archive: TestArchive) -> None:
    """A stick that lay in a drawer for too long."""
    folder = archive.sign("371500", 3, b"third", valid_days=5)
    before = archive.digest()
    with pytest.raises(
        VerificationError, match=f"{ROLE}: is not in force since 2026-03-07: expired"
    ):
        archive.receive(folder, START + timedelta(days=6))
    assert archive.digest() == before


@pytest.mark.parametrize("name", [THIRD, ROLE])
def test_a_link_in_place_of_a_file_is_refused(
    archive: TestArchive, handover_dir: Path, name: str, tmp_path: Path
) -> None:
    """Even where it leads to the right bytes."""
    copyfile(handover_dir / name, tmp_path / "original")
    (handover_dir / name).unlink()
    (handover_dir / name).symlink_to(tmp_path / "original")
    assert (
        refused(archive, handover_dir) == f"{name}: is a link or cannot be read as an ordinary file"
    )


@pytest.mark.parametrize("name", ["metadata", "exports", "exports/371500"])
def test_a_link_in_place_of_a_folder_is_refused(
    archive: TestArchive, handover_dir: Path, name: str, tmp_path: Path
) -> None:
    """The names below are never looked at."""
    (handover_dir / name).rename(tmp_path / "original")
    (handover_dir / name).symlink_to(tmp_path / "original")
    assert refused(archive, handover_dir) == f"{name}: is a link or no folder"


def test_a_pipe_is_refused_at_once(archive: TestArchive, handover_dir: Path) -> None:
    """Reading does not hang on it."""
    (handover_dir / THIRD).unlink()
    os.mkfifo(handover_dir / THIRD)
    assert refused(archive, handover_dir) == f"{THIRD}: is no ordinary file"


@pytest.mark.parametrize(
    "name",
    [
        "autorun.inf",
        "metadata/root.json",
        "metadata/2.root.json",
        "metadata/timestamp.json",
        "metadata/03.r-3715.json",
        "metadata/4.r-3715.json.exe",
        "exports/readme.txt",
        "exports/37/371500-0003.zip",
        "exports/371500/370100-0002.zip",
        "exports/371500/371500-0003.ZIP",
        "exports/371500/\u202e0003.zip",
        "exports/371500/new\nline",
        "exports/371500/sub/371500-0003.zip",
    ],
)
def test_a_name_that_has_no_place_is_refused(
    archive: TestArchive, handover_dir: Path, name: str
) -> None:
    """Nothing on a stick is ignored; odd characters are shown escaped."""
    (handover_dir / name).parent.mkdir(exist_ok=True)
    (handover_dir / name).write_bytes(b"x")
    message = refused(archive, handover_dir)
    assert message.endswith(": has no place in a hand-over") and message.isascii()


def test_an_export_above_the_cap_is_refused(
    archive: TestArchive, handover_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copying stops at the cap."""
    monkeypatch.setattr(stick_module, "MAX_EXPORT", 10)
    assert (
        refused(archive, handover_dir) == f"{THIRD}: is longer than the 10 bytes that are allowed"
    )


def test_a_stick_with_too_many_files_is_refused(
    archive: TestArchive, handover_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Listing stops at the cap."""
    monkeypatch.setattr(stick_module, "MAX_FILES", 4)
    assert refused(archive, handover_dir) == "the hand-over: holds more than 4 files and folders"


def test_an_empty_stick_is_misuse(archive: TestArchive, tmp_path: Path) -> None:
    """So is a path that is no folder."""
    (tmp_path / "empty").mkdir()
    assert "holds no hand-over" in refused(archive, tmp_path / "empty", UsageError)
    assert "is no folder to receive from" in refused(archive, tmp_path / "none", UsageError)


def test_rows_that_are_refused_leave_nothing(archive: TestArchive, handover_dir: Path) -> None:
    """The caller's check sees the new export only, and its refusal ends the matter."""
    seen: list[tuple[str, bytes]] = []

    def check(exports: tuple[VerifiedExport, ...]) -> None:
        seen.extend((export.path, export.read()) for export in exports)
        raise DataError([Problem("grades.csv", 214, "grade", msg("not a grade of the scheme"))])

    before = archive.digest()
    with pytest.raises(DataError, match=r"grades\.csv:214 grade: not a grade"):
        archive.receive(handover_dir, check=check)
    assert seen == [(THIRD, b"third of Liaocheng")]
    assert archive.digest() == before


def test_a_wrong_portal_key_is_refused(archive: TestArchive, handover_dir: Path) -> None:
    """What the portal would sign is verified before it is written."""
    archive.portal = PortalKeys(archive.portal.timestamp, archive.portal.snapshot)
    assert "is signed by 0 of the 1 distinct keys that root asks for" in refused(
        archive, handover_dir
    )


def test_two_commands_do_not_change_an_archive_at_once(
    archive: TestArchive, handover_dir: Path
) -> None:
    """The second one says so."""
    other = os.open(archive.folder, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    try:
        assert "another command is changing" in refused(archive, handover_dir, UsageError)
    finally:
        os.close(other)


def receive_with_failing_sync(archive: TestArchive, handover_dir: Path, nth: int) -> str:
    """The message when the nth time that data should reach the disk fails."""
    calls, real = iter(range(1, 1000)), os.fsync

    def fsync(handle: int) -> None:
        if next(calls) == nth:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(GongshiError) as caught:
        patch.setattr(os, "fsync", fsync)
        archive.receive(handover_dir)
    return str(caught.value)


@pytest.mark.parametrize("nth", range(1, 10))
def test_a_full_disk_leaves_the_state_as_it_was(
    archive: TestArchive, handover_dir: Path, nth: int
) -> None:
    """Whenever it happens: the message is one sentence, and receiving again succeeds."""
    before, digest = archive.walk(), archive.digest()
    message = receive_with_failing_sync(archive, handover_dir, nth)
    assert message == (f"No space left on device: the archive {archive.folder} is as it was before")
    assert archive.walk() == before
    # The first six are copies in the staging folder, before the first name appears.
    assert nth > 6 or archive.digest() == digest
    assert not list(archive.folder.glob(f"{INCOMING}*"))
    assert len(archive.receive(handover_dir).exports) == 4


def test_a_disk_that_does_not_confirm_the_last_name_is_reported(
    archive: TestArchive, handover_dir: Path
) -> None:
    """The new state is in force then, and the message does not say otherwise."""
    message = receive_with_failing_sync(archive, handover_dir, 10)
    assert "is in force, but the disk has not confirmed it; run the command again" in message
    assert len(archive.receive(handover_dir).exports) == 4


def killed(at_call: int, act: Callable[[], object]) -> bool:
    """Runs `act` in a child that is killed before its nth write; False if it needs fewer."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)
    calls = iter(range(1, 10_000))

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            if next(calls) == at_call:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)

        return call

    try:
        os.fsync = counted(os.fsync)  # type: ignore[assignment]
        os.rename = counted(os.rename)  # type: ignore[assignment]
        os.replace = counted(os.replace)  # type: ignore[assignment]
        act()
    finally:
        os._exit(0)


def every_moment(
    act: Callable[[TestArchive], object], founded: TestArchive, folder: Path
) -> Sequence[TestArchive]:
    """A copy of the archive for each moment at which `act` can be killed."""
    left: list[TestArchive] = []
    for moment in range(1, 100):
        copy = copy_archive(founded, folder / str(moment))
        if not killed(moment, lambda: act(copy)):  # noqa: B023 - called at once, in the child
            return left
        left.append(copy)
    raise AssertionError("act never ends")


@pytest.mark.slow
def test_a_power_cut_at_any_write_leaves_the_old_state_and_the_next_run_completes(
    founded: TestArchive, handover_dir: Path, tmp_path: Path
) -> None:
    """Old or new, never between; then the same stick is received as if nothing had been."""
    old, states = len(founded.walk().exports), set()
    for copy in every_moment(lambda one: one.receive(handover_dir), founded, tmp_path / "cut"):
        states.add(len(copy.walk().exports))
        assert len(copy.receive(handover_dir).exports) == old + 1
        copy.digest()
    assert states == {old, old + 1}


@pytest.mark.slow
def test_a_power_cut_while_the_portals_key_is_rotated(founded: TestArchive, tmp_path: Path) -> None:
    """What old and new key have both signed holds before the new root appears and after."""
    cut = tmp_path / "cut"
    public, private = copy_archive(founded, tmp_path).new_key("new-timestamp")
    portal = PortalKeys(founded.portal.snapshot, private)
    signers = founded.signers("root-1", "root-2", "timestamp")

    def rotate(one: TestArchive) -> object:
        return rotate_top(
            one.folder, "timestamp", [public], signers=signers, portal=portal, at=START
        )

    roots = set()
    for copy in every_moment(rotate, founded, cut):
        roots.add(copy.walk().accepted.metadata["root"][0])
        if copy.walk().accepted.metadata["root"][0] == 1:
            rotate(copy)
        assert len(copy.walk().exports) == 3
    assert roots == {1, 2}
