"""A release dated back, ahead or out of order, an expired role hidden, an old site shown as new."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from generator.audit.audit_site import Audited, audit
from generator.audit.heads import AuditOptions
from generator.audit.report import report_site
from generator.audit.site_source import FolderSource
from generator.log.note import parse_key
from generator.log.witness import Request, cosign
from generator.log.writing import Log
from generator.model.problems import VerificationError
from tests.factory_forgery import entered_again
from tests.factory_log import signer
from tests.factory_portal import (
    TestPortal,
    make_portal,
    release_info,
    replaced,
    small_tables,
)

pytestmark = pytest.mark.slow


def look(site: Path, **asked: Any) -> Audited:
    return audit(FolderSource(site), AuditOptions(**asked))


def written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> TestPortal:
    """A site of two releases, on two days."""
    portal = make_portal(tmp_path_factory.mktemp("times") / "portal")
    portal.publish(small_tables(), release_info())
    portal.build()
    tables = replaced(small_tables(), "fees", "F1", amount=1980)
    portal.publish(tables, release_info(2, day=4))
    portal.build()
    return portal


@pytest.fixture
def site(honest: TestPortal, tmp_path: Path) -> Path:
    """A copy to change."""
    shutil.copytree(honest.public, tmp_path / "site")
    return tmp_path / "site"


def test_each_release_says_when_it_was_published(honest: TestPortal) -> None:
    """The clock of the build, in the order of the log."""
    times = look(honest.public).log_says.published
    assert len(times) == 2
    assert times[0][1] < times[1][1] == honest.clock


def test_dated_back_behind_the_release_before(honest: TestPortal, site: Path) -> None:
    first = look(honest.public).log_says.published[0][1]
    entered_again(site, honest, published=written(first - timedelta(seconds=1)))
    with pytest.raises(VerificationError, match="before the release before it"):
        look(site)


def test_dated_back_behind_its_own_exports(tmp_path: Path) -> None:
    """The first release with a time cannot lie before what it shows either."""
    portal = make_portal(tmp_path / "portal")
    portal.publish(small_tables(), release_info(day=4))
    with pytest.raises(VerificationError, match="before its newest export"):
        _published_at(portal, portal.clock - timedelta(days=2))


def _published_at(portal: TestPortal, at: datetime) -> None:
    """What an operator gets who writes another time into the leaf."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("generator.build.pipeline.next_publication", lambda *_: at)
        portal.build()


def test_of_the_future(honest: TestPortal, site: Path) -> None:
    """By the clock of the auditor, with room for one that is a little slow."""
    entered_again(site, honest, published=written(honest.clock + timedelta(hours=1)))
    look(site, at=honest.clock + timedelta(minutes=50))
    with pytest.raises(VerificationError, match="one of the two clocks is wrong"):
        look(site, at=honest.clock + timedelta(minutes=49))


@pytest.mark.parametrize("member", ["published", "files"])
def test_what_releases_said_once_they_say_always(
    honest: TestPortal, site: Path, member: str
) -> None:
    without: dict[str, Any] = {member: None}
    entered_again(site, honest, **without)
    with pytest.raises(VerificationError, match=r"does not say when|has no tree of the manifest"):
        look(site)


def test_later_than_a_witness_saw_it(honest: TestPortal, tmp_path: Path) -> None:
    """A cosignature says when a release was there at the latest; the log refuses it as well."""
    paper = signer("paper.example", seed="paper")
    folder = shutil.copytree(honest.deployment.log, tmp_path / "log")
    log = Log.open(folder, parse_key(honest.deployment.log_key()))
    assert log.signed is not None
    request = Request(0, (), bytes(log.signed.note))
    early = honest.clock - timedelta(minutes=11)
    line = str(cosign(request, None, log.key, paper, at=early)[0]).encode()
    with pytest.raises(VerificationError, match="one of the two clocks is wrong"):
        log.add_cosignature(line, paper.witness_key)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Log, "_require_in_time", lambda *_: None)
        log.add_cosignature(line, paper.witness_key)
    site = shutil.copytree(honest.public, tmp_path / "site")
    shutil.rmtree(site / "log/checkpoints")
    for name in ("checkpoint", "witnesses.vkey"):
        shutil.copy(log.folder / name, site / "log" / name)
    shutil.copytree(log.folder / "checkpoints", site / "log/checkpoints")
    with pytest.raises(VerificationError, match=r"paper\.example signed on"):
        look(site)


def test_an_expired_role_is_hidden(honest: TestPortal, site: Path) -> None:
    """Published after an agency's signature ran out, and the site does not say so."""
    late = honest.clock + timedelta(days=100)
    entered_again(site, honest, published=written(late))
    with pytest.raises(VerificationError, match="does not say that r-3715 is suspended"):
        look(site, at=late)


def test_an_expired_root_is_hidden(honest: TestPortal, site: Path) -> None:
    """The same of the roles that root names."""
    late = honest.clock + timedelta(days=20)
    entered_again(site, honest, published=written(late))
    with pytest.raises(VerificationError, match="does not say that timestamp is suspended"):
        look(site, at=late)


def test_what_has_run_out_since_is_told(honest: TestPortal) -> None:
    """It holds; who looks later is told of what has ended since."""
    late = AuditOptions(at=honest.clock + timedelta(days=20))
    told = [str(line) for line in report_site(audit(FolderSource(honest.public), late), late)]
    assert any("the signature of timestamp has ended since" in line for line in told)
    assert any("20 days ago" in line for line in told)
    assert not any("signature of r-3715 has ended" in line for line in told)


def test_an_old_site_is_shown_as_new(honest: TestPortal) -> None:
    """`--max-age` says how long a site may stand still."""
    at = honest.clock + timedelta(days=8, minutes=1)
    look(honest.public, at=at, max_age=timedelta(days=9))
    with pytest.raises(VerificationError, match="stands still, or you are shown an old copy"):
        look(honest.public, at=at, max_age=timedelta(days=8))


@pytest.mark.parametrize("days", [20, 100, 200, 400])
def test_a_build_after_the_end_says_so_and_holds(tmp_path: Path, days: int) -> None:
    """Timestamp, agency, targets, root: the site goes on, says what ended, and audits hold."""
    portal = make_portal(tmp_path / "portal")
    portal.publish(small_tables(), release_info())
    portal.build()
    report = portal.build(at=portal.clock + timedelta(days=days))
    assert report.release is not None, "what has ended is news"
    ended = {"timestamp"} | ({"r-3715"} if days > 90 else set())
    ended |= ({"targets"} if days > 180 else set()) | ({"root"} if days > 365 else set())
    said = json.loads((portal.public / "tuf/suspended.json").read_bytes())
    assert ended <= said.keys()
    assert ended <= {problem.file for problem in report.ending}
    assert look(portal.public).signed.published == portal.clock + timedelta(days=days)
    again = portal.build(at=portal.clock + timedelta(days=days))
    assert again.release is None and again.ending == report.ending
