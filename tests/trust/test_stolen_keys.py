"""What was signed with a stolen key counts no more, and never again."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tuf.api.metadata import Targets

from generator.model.problems import UsageError, VerificationError
from generator.trust.amendments import delegate
from generator.trust.recovery.stolen_keys import Disownment, take_back
from tests.factory_trust import START, TestArchive, make_archive

DAY = timedelta(days=1)
FIRST, SECOND, THIRD = (f"exports/371500/371500-{number:04d}.zip" for number in (1, 2, 3))


@pytest.fixture
def archive(tmp_path: Path) -> TestArchive:
    """An empty one with one agency."""
    return make_archive(tmp_path)


def three_releases(archive: TestArchive) -> None:
    """One a day from the start on."""
    for number in (1, 2, 3):
        archive.add_export("371500", number, b"release %d" % number, START + number * DAY)


def after_theft(archive: TestArchive, since: date, key: str = "new") -> Disownment:
    """The command of targets, five days after the start."""
    public, _ = archive.new_key(key)
    archive.last_at = START + 5 * DAY
    return take_back(
        archive.folder,
        "r-3715",
        [public],
        since=since,
        signers=archive.signers("targets-1", "targets-2"),
        portal=archive.portal,
        at=archive.last_at,
    )


@pytest.mark.parametrize(
    ("day", "gone"), [(2, [FIRST, SECOND, THIRD]), (4, [SECOND, THIRD]), (6, [])]
)
def test_the_day_of_receipt_counts(archive: TestArchive, day: int, gone: list[str]) -> None:
    """Whatever day the thief writes into what he signs."""
    three_releases(archive)
    done = after_theft(archive, date(2026, 3, day))
    assert list(done.paths) == gone
    found = archive.walk()
    assert [each.path for each in found.exports] == [
        p for p in (FIRST, SECOND, THIRD) if p not in gone
    ]
    assert list(found.disowned) == gone
    assert [each.reason for each in found.suspended] == ["keys changed"]


def test_nothing_taken_back_counts_again(archive: TestArchive) -> None:
    """Not by the role, and not by a parent that takes its word back."""
    three_releases(archive)
    after_theft(archive, date(2026, 3, 5))
    found = archive.walk()
    archive.accepted = found.accepted

    def forget(signed: Targets) -> None:
        assert signed.delegations is not None
        del signed.delegations.unrecognized_fields["x-gongshi-disowned"]

    forgetful = archive.edited("targets", forget, archive.signers("targets-1", "targets-2"))
    archive.put_unchecked({"targets": forgetful}, archive.last_at)
    with pytest.raises(VerificationError, match=r"0003\.zip: was signed with a stolen key"):
        archive.walk()


def test_the_old_key_cannot_be_the_new_one(archive: TestArchive) -> None:
    """Whoever has it goes on otherwise."""
    three_releases(archive)
    with pytest.raises(UsageError, match="a key that r-3715 has already"):
        take_back(
            archive.folder,
            "r-3715",
            [archive.signers("r-3715")[0].public_key],
            since=date(2026, 3, 4),
            signers=archive.signers("targets-1", "targets-2"),
            portal=archive.portal,
            at=START + 5 * DAY,
        )


def test_what_the_thief_let_others_sign_goes_too(archive: TestArchive) -> None:
    """A county that was delegated to before stays; one that came since goes."""
    three_releases(archive)
    for number, role in ((4, "r-371502"), (5, "r-371521")):
        public, signer = archive.new_key(role)
        delegate(
            archive.folder,
            "r-3715",
            role,
            [public],
            signers=archive.signers("r-3715"),
            portal=archive.portal,
            at=START + number * DAY,
        )
        archive.last_at = START + number * DAY
        region = f"{role[2:]}"
        stick = archive.sign(region, 1, role.encode(), archive.last_at, keys=[signer])
        archive.receive(stick, archive.last_at)
    done = after_theft(archive, date(2026, 3, 7))
    assert done.delegations == ("r-371521",)
    assert list(done.paths) == ["exports/371521/371521-0001.zip"]
