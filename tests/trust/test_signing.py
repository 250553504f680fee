"""The agency's side: what a hand-over holds, and what is not signed."""

from __future__ import annotations

from pathlib import Path

import pytest
from securesystemslib.signer import Signer

from generator.model.problems import DataError, UsageError, VerificationError
from generator.trust.amendments import delegate, rotate
from generator.trust.keys import load_public
from generator.trust.signing import sign_export, sign_renewal
from tests.factory_trust import START, TestArchive, digest_of


def contents(folder: Path) -> list[str]:
    """The files of a hand-over."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_hand_over_holds_the_export_and_the_next_version(archive: TestArchive) -> None:
    """Nothing else is in the folder, and the archive is not touched."""
    before = archive.digest()
    folder = archive.sign("371500", 3, b"third")
    assert contents(folder) == ["exports/371500/371500-0003.zip", "metadata/3.r-3715.json"]
    assert archive.digest() == before


def test_the_previous_metadata_are_enough_to_sign(archive: TestArchive, tmp_path: Path) -> None:
    """An agency without the archive signs from its own last file."""
    last = archive.folder / "tuf/metadata/2.r-3715.json"
    packed, folder = archive.write_zip("371500", 3, b"third"), tmp_path / "handover"
    made = sign_export(packed, archive.signers("r-3715"), folder, last, at=START)
    assert (made.version, made.exports) == (3, ("exports/371500/371500-0003.zip",))
    assert archive.receive(folder).exports[-1].read() == b"third"


def test_one_role_signs_several_exports_in_one_version(archive: TestArchive) -> None:
    """A province's role can hand over two of its regions at once."""
    key, private = archive.new_key("r-41")
    targets = archive.signers("targets-1", "targets-2")
    delegate(
        archive.folder, "targets", "r-41", [key], signers=targets, portal=archive.portal, at=START
    )
    folder = archive.new_handover()
    for region in ("410100", "410200"):
        archive.sign(region, 1, region.encode(), keys=[private], handover=folder)
    assert len(archive.receive(folder).exports) == 5


def two_people(archive: TestArchive) -> Signer:
    """Gives r-3715 a second person, 2 of 2; that person's key."""
    second, private = archive.new_key("second")
    first = load_public(archive.keys / "r-3715.pub.pem")
    rotate(
        archive.folder,
        "r-3715",
        [first, second],
        threshold=2,
        signers=archive.signers("targets-1", "targets-3"),
        portal=archive.portal,
        at=START,
    )
    return private


def test_a_second_person_signs_the_same_version(archive: TestArchive) -> None:
    """The hand-over is complete when the threshold is met, not before."""
    second = two_people(archive)
    packed, folder = archive.write_zip("371500", 3, b"third"), archive.new_handover()
    once = sign_export(packed, archive.signers("r-3715"), folder, archive.folder, at=START)
    assert (once.version, once.signatures, once.threshold, once.complete) == (3, 1, 2, False)
    with pytest.raises(
        VerificationError, match="is signed by 1 of the 2 distinct keys that targets asks"
    ):
        archive.receive(folder)
    twice = sign_export(packed, [second], folder, archive.folder, at=START)
    assert (twice.version, twice.signatures, twice.complete) == (3, 2, True)
    assert archive.receive(folder).suspended == ()


def test_the_same_person_counts_once(archive: TestArchive) -> None:
    """Who was interrupted signs again: it is said to be signed, and another person has to too."""
    two_people(archive)
    folder = archive.sign("371500", 3, b"third")
    before = digest_of(folder)
    packed = folder / "exports/371500/371500-0003.zip"
    keys = archive.signers("r-3715")
    again = sign_export(packed, keys, folder, archive.folder, at=START)
    assert (again.already, again.signatures, again.complete) == (True, 1, False)
    assert digest_of(folder) == before


def test_nobody_is_made_to_sign_what_was_slipped_in(archive: TestArchive) -> None:
    """A second person does not sign a hand-over whose export was swapped."""
    second = two_people(archive)
    folder = archive.sign("371500", 3, b"third")
    (folder / "exports/371500/371500-0003.zip").write_bytes(b"other")
    with pytest.raises(DataError, match="the file beside it is not the same"):
        archive.sign("371500", 3, b"third", keys=[second], handover=folder)


def test_a_key_of_another_role_does_not_sign(archive: TestArchive) -> None:
    """The message gives the fingerprint of the key."""
    with pytest.raises(
        UsageError, match=r"no role in charge of 371500 lists the key ([0-9a-f]{4} ?){8}"
    ):
        archive.sign("371500", 3, b"third", keys=archive.signers("r-3701"))


@pytest.mark.parametrize(
    ("release", "data", "why"),
    [
        (2, b"second of Liaocheng", "is published already$"),
        (2, b"changed", "with other content, and a published path is never written again"),
    ],
)
def test_a_published_path_is_not_signed_again(
    archive: TestArchive, release: int, data: bytes, why: str
) -> None:
    """Whether it is the same or other content."""
    with pytest.raises(DataError, match=why):
        archive.sign("371500", release, data)


def test_an_older_release_is_not_signed(archive: TestArchive) -> None:
    """Releases only count upwards."""
    archive.add_export("371500", 5, b"fifth")
    with pytest.raises(DataError, match=r"371500-0004\.zip is older than release 5"):
        archive.sign("371500", 4, b"fourth")


@pytest.mark.parametrize("name", ["371500-7.zip", "371500-00007.zip", "export.zip"])
def test_a_file_with_another_name_is_not_signed(archive: TestArchive, name: str) -> None:
    """There is one way to write a release's name."""
    path = archive.outbox / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    with pytest.raises(UsageError, match=r"is not named like 371500-0007\.zip"):
        sign_export(path, archive.signers("r-3715"), archive.outbox, archive.folder, at=START)


def test_a_role_renews_without_a_new_export(archive: TestArchive) -> None:
    """A renewal is a hand-over with metadata only."""
    folder = archive.new_handover()
    made = sign_renewal("r-3715", archive.signers("r-3715"), folder, archive.folder, at=START)
    assert contents(folder) == ["metadata/3.r-3715.json"] and made.exports == ()
    assert archive.receive(folder).exports[-1].role_version == 3
