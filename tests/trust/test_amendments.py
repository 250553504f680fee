"""Delegating, rotating, revoking, renewing: each leaves an archive that holds."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from securesystemslib.signer import Signer

from generator.model.problems import UsageError, VerificationError
from generator.trust.amendments import delegate, renew_role, revoke, rotate
from generator.trust.handover import refresh
from generator.trust.keys import PortalKeys, load_public
from generator.trust.repository import init_archive
from generator.trust.roots import renew_root, rotate_top
from generator.trust.walk import walk
from tests.factory_trust import PASSPHRASE, START, TestArchive, digest_of

LATER = START + timedelta(days=3)


def targets(archive: TestArchive) -> tuple[Signer, ...]:
    """Two of the three people who hold keys of targets."""
    return archive.signers("targets-1", "targets-3")


def test_an_archive_is_founded_once(archive: TestArchive, tmp_path: Path) -> None:
    """Neither an archive nor a key is overwritten."""
    before, keys = archive.digest(), digest_of(archive.keys)
    for folder, message in (
        (archive.folder, "holds an archive already"),
        (tmp_path / "new", "keys are not overwritten"),
    ):
        with pytest.raises(UsageError, match=message):
            init_archive(folder, archive.keys, agencies=[], passphrase=PASSPHRASE, at=START)
    assert (archive.digest(), digest_of(archive.keys)) == (before, keys)


def test_a_county_is_delegated_by_its_city(archive: TestArchive) -> None:
    """The city's key signs the delegation, the county's key the export."""
    public, private = archive.new_key("r-371502")
    change = delegate(
        archive.folder,
        "r-3715",
        "r-371502",
        [public],
        agency="东昌府区卫生健康局",
        signers=archive.signers("r-3715"),
        portal=archive.portal,
        at=LATER,
    )
    assert (change.signed_by, change.version) == ("r-3715", 3)
    archive.receive(archive.sign("371502", 1, b"county", LATER, keys=[private]), LATER)
    assert archive.walk().exports[-1].role == "r-371502"


def test_a_role_is_not_delegated_outside_its_parent(archive: TestArchive) -> None:
    """Jinan cannot let anybody speak for a county of Liaocheng."""
    public, _ = archive.new_key("r-371502")
    before = archive.digest()
    with pytest.raises(UsageError, match="r-371502 lies outside the scope of r-3701"):
        delegate(
            archive.folder,
            "r-3701",
            "r-371502",
            [public],
            signers=archive.signers("r-3701"),
            portal=archive.portal,
            at=LATER,
        )
    assert archive.digest() == before


def test_one_person_cannot_delegate_for_targets(archive: TestArchive) -> None:
    """Below the threshold nothing is written."""
    public, _ = archive.new_key("r-41")
    before = archive.digest()
    with pytest.raises(
        UsageError, match="targets needs 2 of its keys to sign, and 1 of the 2 given"
    ):
        delegate(
            archive.folder,
            "targets",
            "r-41",
            [public],
            signers=archive.signers("targets-1", "root-1"),
            portal=archive.portal,
            at=LATER,
        )
    assert archive.digest() == before


def test_a_revoked_role_keeps_its_exports_suspended(archive: TestArchive) -> None:
    """With memory and without, and it can publish no more."""
    revoke(archive.folder, "r-3715", signers=targets(archive), portal=archive.portal, at=LATER)
    for accepted in (archive.accepted, None):
        found = walk(archive.folder, at=LATER, accepted=accepted)
        (suspension,) = found.suspended
        assert (suspension.role, suspension.reason, suspension.since) == (
            "r-3715",
            "revoked",
            LATER,
        )
        assert [each.suspension and each.suspension.since for each in found.exports] == [
            None,
            LATER,
            LATER,
        ]
    with pytest.raises(UsageError, match="no role in charge of 371500 lists the key"):
        archive.sign("371500", 3, b"third", LATER)


def test_revoking_a_city_suspends_its_counties(archive: TestArchive) -> None:
    """Whoever got the right to speak from a revoked role has lost it too."""
    public, private = archive.new_key("r-371502")
    delegate(
        archive.folder,
        "r-3715",
        "r-371502",
        [public],
        signers=archive.signers("r-3715"),
        portal=archive.portal,
        at=START,
    )
    archive.receive(archive.sign("371502", 1, b"county", keys=[private]))
    revoke(archive.folder, "r-3715", signers=targets(archive), portal=archive.portal, at=LATER)
    assert [(each.role, each.reason) for each in archive.walk(LATER).suspended] == [
        ("r-3715", "revoked"),
        ("r-371502", "revoked"),
    ]


def test_a_revoked_role_comes_back_with_a_new_key(archive: TestArchive) -> None:
    """Suspended until the new key signs, then in force with all it ever published."""
    public, private = archive.new_key("again")
    revoke(archive.folder, "r-3715", signers=targets(archive), portal=archive.portal, at=LATER)
    delegate(
        archive.folder,
        "targets",
        "r-3715",
        [public],
        signers=targets(archive),
        portal=archive.portal,
        at=LATER,
    )
    assert [each.reason for each in archive.walk(LATER).suspended] == ["keys changed"]
    archive.receive(archive.sign("371500", 3, b"third", LATER, keys=[private]), LATER)
    found = archive.walk()
    assert found.suspended == () and len(found.exports) == 4


def test_a_province_takes_over_a_revoked_citys_regions(archive: TestArchive) -> None:
    """The old exports stay suspended; new releases are the province's."""
    public, private = archive.new_key("r-37")
    revoke(archive.folder, "r-3715", signers=targets(archive), portal=archive.portal, at=LATER)
    delegate(
        archive.folder,
        "targets",
        "r-37",
        [public],
        signers=targets(archive),
        portal=archive.portal,
        at=LATER,
    )
    archive.receive(archive.sign("371500", 3, b"third", LATER, keys=[private]), LATER)
    assert [
        (each.role, each.suspension and each.suspension.since)
        for each in archive.walk().exports[1:]
    ] == [
        ("r-3715", LATER),
        ("r-3715", LATER),
        ("r-37", None),
    ]


def test_a_rotated_role_is_suspended_until_its_new_key_signs(archive: TestArchive) -> None:
    """The old key counts no more from the moment of the rotation."""
    public, private = archive.new_key("new-3715")
    rotate(
        archive.folder,
        "r-3715",
        [public],
        signers=targets(archive),
        portal=archive.portal,
        at=LATER,
    )
    (suspension,) = archive.walk(LATER).suspended
    assert (suspension.reason, suspension.since) == ("keys changed", LATER)
    archive.receive(archive.sign("371500", 3, b"third", LATER, keys=[private]), LATER)
    assert archive.walk().suspended == ()


def test_an_added_key_suspends_nothing(archive: TestArchive) -> None:
    """Where the old signature satisfies the new delegation, it stays in force."""
    public, _ = archive.new_key("deputy")
    both = [load_public(archive.keys / "r-3715.pub.pem"), public]
    rotate(
        archive.folder, "r-3715", both, signers=targets(archive), portal=archive.portal, at=LATER
    )
    assert archive.walk(LATER).suspended == ()


def test_root_is_rotated_by_old_and_new_people(archive: TestArchive) -> None:
    """Root 2 is followed from the pinned root 1; the old people alone cannot make it."""
    fresh = [archive.new_key(f"new-root-{number}") for number in (1, 2, 3)]
    keys = [public for public, _ in fresh]
    old, before = archive.signers("root-1", "root-2"), archive.digest()
    with pytest.raises(
        UsageError, match="the new root needs 2 of its keys to sign, and 0 of the 2"
    ):
        rotate_top(
            archive.folder, "root", keys, threshold=2, signers=old, portal=archive.portal, at=LATER
        )
    assert archive.digest() == before
    rotate_top(
        archive.folder,
        "root",
        keys,
        threshold=2,
        signers=[*old, *(private for _, private in fresh[:2])],
        portal=archive.portal,
        at=LATER,
    )
    assert archive.walk(LATER).accepted.metadata["root"][0] == 2


@pytest.mark.parametrize("role", ["snapshot", "timestamp"])
def test_the_portals_keys_are_rotated(archive: TestArchive, role: str) -> None:
    """The new key signs from then on, and the old one is refused."""
    public, private = archive.new_key(f"new-{role}")
    held = {"snapshot": archive.portal.snapshot, "timestamp": archive.portal.timestamp}
    portal = PortalKeys(**(held | {role: private}))
    rotate_top(
        archive.folder,
        role,
        [public],
        signers=archive.signers("root-1", "root-3", role),
        portal=portal,
        at=LATER,
    )
    refresh(archive.folder, portal, LATER)
    assert len(archive.walk(LATER).exports) == 3
    with pytest.raises(
        VerificationError, match="is signed by 0 of the 1 distinct keys that root asks"
    ):
        refresh(archive.folder, archive.portal, LATER)


def test_targets_are_rotated(archive: TestArchive) -> None:
    """The new people hold targets afterwards, and may delegate."""
    fresh = [archive.new_key(f"new-targets-{number}") for number in (1, 2)]
    rotate_top(
        archive.folder,
        "targets",
        [public for public, _ in fresh],
        threshold=2,
        signers=[
            *archive.signers("root-1", "root-2", "targets-1", "targets-2"),
            *(private for _, private in fresh),
        ],
        portal=archive.portal,
        at=LATER,
    )
    renew_role(archive.folder, signers=[each for _, each in fresh], portal=archive.portal, at=LATER)
    with pytest.raises(UsageError, match="and 0 of the 2 given belong to it"):
        renew_role(archive.folder, signers=targets(archive), portal=archive.portal, at=LATER)
    assert archive.walk(LATER).accepted.metadata["targets"][0] == 3


def test_everything_is_renewed_after_it_has_expired(archive: TestArchive) -> None:
    """An archive that was forgotten for two years comes back by the same commands."""
    late = START + timedelta(days=800)
    with pytest.raises(VerificationError, match="expired on 2027"):
        archive.walk(late)
    root = archive.signers("root-1", "root-2")
    with pytest.raises(VerificationError, match=r"1\.root\.json: expired on"):
        renew_role(archive.folder, signers=targets(archive), portal=archive.portal, at=late)
    renew_root(archive.folder, signers=root, portal=archive.portal, at=late)
    renew_role(archive.folder, signers=targets(archive), portal=archive.portal, at=late)
    assert {each.reason for each in archive.walk(late).suspended} == {"expired"}
