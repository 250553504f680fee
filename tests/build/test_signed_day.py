"""The day by which a site speaks moves on without a new export, signed, and never back."""

from __future__ import annotations

import shutil
import zlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from tuf.api.metadata import Metadata, Timestamp

from generator.audit.audit_site import audit
from generator.audit.heads import AuditOptions
from generator.audit.own_exports import check_own_exports
from generator.audit.site_source import FolderSource
from generator.build.receive_handover import renew
from generator.model.problems import VerificationError
from generator.portal.folder import State
from generator.search.query.engine import search
from generator.search.query.query import Query
from generator.trust.signed_day import day_at
from tests.factory_forgery import entered_again
from tests.factory_portal import (
    TestPortal,
    make_portal,
    release_info,
    replaced,
    shared_portal,
    small_tables,
    tree_digest,
)

pytestmark = pytest.mark.slow

ENDS = date(2026, 9, 20)
LATER = datetime(2026, 9, 22, 2, tzinfo=UTC)
PENALTY, NUMBER = "P1", "试罚〔2026〕7号"


@pytest.fixture
def portal(run_folder: Path, tmp_path: Path) -> TestPortal:
    """A portal with a penalty in publicity until the twentieth."""
    return shared_portal(run_folder, "portal-on-a-day", with_penalty, tmp_path / "portal")


def with_penalty(folder: Path) -> TestPortal:
    """The same, made."""
    made = make_portal(folder, content=True)
    tables = replaced(small_tables(), "penalties", PENALTY, publicity_ends=ENDS)
    made.publish(tables, release_info())
    made.build()
    return made


def said(folder: Path) -> list[str]:
    """The files in which the decision stands, also those of the search, which are deflated."""
    needle = NUMBER.encode()
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and needle in read(path)
    )


def read(path: Path) -> bytes:
    """What a file says."""
    content = path.read_bytes()
    return zlib.decompress(content, wbits=-15) if path.suffix == ".bin" else content


def test_the_day_is_that_of_china() -> None:
    """Late in the evening in UTC it is the next day there."""
    assert day_at(datetime(2026, 9, 20, 17, tzinfo=UTC)) == date(2026, 9, 21)


def test_what_ends_goes_from_every_file_without_a_new_export(portal: TestPortal) -> None:
    """Page, record, tables, database, search, log: the agency need not sign again."""
    assert [path for path in said(portal.public) if path.startswith("search/")]
    assert [hit.id for hit in search(portal.deployment.index, Query(text=NUMBER)).hits] == ["f:F2"]
    report = portal.build(at=LATER, day=day_at(LATER))
    assert report.release is not None
    assert said(portal.public) == []
    assert search(portal.deployment.index, Query(text=NUMBER)).total == 0
    state = portal.deployment.required_state()
    assert state.accepted.day == date(2026, 9, 22)
    found = audit(FolderSource(portal.public), AuditOptions())
    assert "publicity-ended" in found.log_says.withdrawn.values()
    # The agency asks for its own: what is held back is held back by the day that was signed.
    (export,) = (portal.deployment.folder / "packed").glob("*.zip")
    folder = portal.deployment.folder / "asked"
    folder.mkdir()
    shutil.copy(export, folder)
    check_own_exports(FolderSource(portal.public), folder, found)


def test_the_same_day_changes_nothing_and_the_site_is_made_again_alike(portal: TestPortal) -> None:
    """The day is in the archive: whoever builds from it, whenever, makes the same bytes."""
    portal.build(at=LATER, day=day_at(LATER))
    before = tree_digest(portal.public)
    assert portal.build(at=LATER + timedelta(hours=2), day=day_at(LATER)).release is None
    portal.deployment.store.unlink()
    portal.build(at=LATER + timedelta(days=3))
    assert tree_digest(portal.public) == before


def test_a_day_makes_few_pages(portal: TestPortal) -> None:
    """A day on which nothing ends or begins changes what names it, and no page of a facility."""
    first = portal.build(at=LATER, day=day_at(LATER))
    next_day = LATER + timedelta(days=1)
    second = portal.build(at=next_day, day=day_at(next_day))
    assert second.release is not None
    assert second.made <= 12 < first.made
    assert second.reused > 250


def test_the_day_never_goes_back(portal: TestPortal) -> None:
    """Neither by a command nor by an older timestamp; a renewal keeps it."""
    portal.build(at=LATER, day=day_at(LATER))
    portal.build(at=LATER, day=date(2026, 9, 21))
    assert portal.deployment.required_state().accepted.day == date(2026, 9, 22)
    renew(portal.deployment, portal_keys=portal.portal_keys, at=LATER + timedelta(days=1))
    assert portal.deployment.required_state().accepted.day == date(2026, 9, 22)
    state = portal.deployment.required_state()
    later = msgspec.structs.replace(state.accepted, day=date(2026, 9, 30))
    portal.deployment.remember(State(state.at, later))
    with pytest.raises(VerificationError, match="an earlier day than 2026-09-30"):
        portal.build(at=LATER + timedelta(days=2))


def test_a_day_is_not_signed_ahead_of_the_clock(portal: TestPortal) -> None:
    """Whatever is asked for."""
    portal.build(at=LATER, day=date(2036, 1, 1))
    assert portal.deployment.required_state().accepted.day == date(2026, 9, 22)


def test_an_audit_refuses_a_day_after_the_release(portal: TestPortal, tmp_path: Path) -> None:
    """An operator who dates the day ahead takes back what is still in publicity."""
    site = tmp_path / "site"
    shutil.copytree(portal.public, site)
    place = site / "tuf/metadata/timestamp.json"
    timestamp: Metadata[Timestamp] = Metadata.from_bytes(place.read_bytes())
    timestamp.signed.unrecognized_fields["x-gongshi-day"] = "2027-01-01"
    timestamp.sign(portal.portal_keys.timestamp)
    place.write_bytes(timestamp.to_bytes())
    entered_again(site, portal)
    with pytest.raises(VerificationError, match="says that the day is 2027-01-01"):
        audit(FolderSource(site), AuditOptions())
