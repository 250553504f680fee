"""The strict walk over an archive in order, and the state it remembers."""

from __future__ import annotations

import copy
import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from generator.model.problems import DataError, UsageError, VerificationError
from generator.trust.verified import VerifiedExport
from generator.trust.walk import Accepted, walk
from tests.factory_trust import START, TestArchive, make_archive


def test_every_export_is_found_in_order_of_region_and_release(archive: TestArchive) -> None:
    """The walk lists all exports, and each gives the bytes that its agency signed."""
    found = archive.walk()
    assert [each.path for each in found.exports] == [
        "exports/370100/370100-0001.zip",
        "exports/371500/371500-0001.zip",
        "exports/371500/371500-0002.zip",
    ]
    assert found.exports[2].read() == b"second of Liaocheng"
    assert found.exports[2].role == "r-3715" and found.exports[2].role_version == 2
    assert found.suspended == ()


def test_a_walk_without_memory_gives_the_same(archive: TestArchive) -> None:
    """A fresh machine needs nothing but the archive."""
    assert walk(archive.folder, at=START, accepted=None) == archive.walk()


def test_the_accepted_state_survives_json(archive: TestArchive) -> None:
    """What is written down is what comes back; other text is refused."""
    accepted = archive.walk().accepted
    assert Accepted.from_json(accepted.to_json()) == accepted
    with pytest.raises(DataError, match="the accepted state cannot be read"):
        Accepted.from_json(b'{"metadata": 1}')


def test_a_verified_export_cannot_be_made_by_hand(archive: TestArchive) -> None:
    """Neither by calling the class nor by altering one that the walk gave."""
    export = archive.walk().exports[0]
    facts = {field.name: getattr(export, field.name) for field in dataclasses.fields(export)}
    with pytest.raises(TypeError, match="never by hand"):
        VerifiedExport(**facts)
    with pytest.raises(TypeError, match="never by hand"):
        dataclasses.replace(export, region="110000")
    with pytest.raises(dataclasses.FrozenInstanceError):
        export.region = "110000"  # type: ignore[misc]
    assert copy.copy(export).read() == b"first of Jinan"


def test_an_export_is_checked_again_when_it_is_read(archive: TestArchive) -> None:
    """Bytes that change after the walk do not reach a reader."""
    export = archive.walk().exports[0]
    export.file.write_bytes(b"first of Jinam")
    with pytest.raises(
        VerificationError, match=r"370100-0001\.zip: has other content than what was signed"
    ):
        export.read()
    export.file.unlink()
    with pytest.raises(VerificationError, match="is missing in the archive"):
        export.read()


def test_an_expired_role_is_suspended_and_keeps_its_exports(archive: TestArchive) -> None:
    """The others go on; the suspension says since when."""
    folder = archive.sign("371500", 3, b"third", valid_days=5)
    archive.receive(folder)
    found = archive.walk(START + timedelta(days=10))
    (suspension,) = found.suspended
    assert (suspension.role, suspension.reason) == ("r-3715", "expired")
    assert suspension.since == START + timedelta(days=5)
    since = {each.path[8:]: each.suspension and each.suspension.since for each in found.exports}
    assert since["370100/370100-0001.zip"] is None
    assert since["371500/371500-0001.zip"] == START + timedelta(days=5)


def test_a_signature_ends_a_suspension(archive: TestArchive) -> None:
    """The next release of an expired role puts it in force again."""
    archive.receive(archive.sign("371500", 3, b"third", valid_days=5))
    later = START + timedelta(days=10)
    archive.receive(archive.sign("371500", 4, b"fourth", later), later)
    assert archive.walk(later).suspended == ()


def test_a_reference_time_needs_a_time_zone(archive: TestArchive) -> None:
    """Expiry cannot be judged by a local time."""
    with pytest.raises(UsageError, match="no time zone"):
        archive.walk(START.replace(tzinfo=None))


def test_a_folder_that_is_no_archive_is_misuse(tmp_path: Path) -> None:
    """The message says what is missing."""
    with pytest.raises(UsageError, match=r"is no archive: it has no trusted-root\.json"):
        walk(tmp_path, at=START, accepted=None)


@pytest.mark.slow
def test_more_roles_than_a_stock_client_follows(tmp_path: Path) -> None:
    """Where TUF's own client stops after 32 delegations, the walk visits all of them."""
    regions = [f"{province}{city:02d}00" for province in (37, 41) for city in range(1, 26)]
    many = make_archive(tmp_path, regions)
    many.add_exports([(region, 1, region.encode()) for region in regions])
    assert [each.region for each in many.walk().exports] == regions
