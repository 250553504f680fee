"""Sites that the portal builds hold, release after release; what is changed in them does not."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from generator.audit.audit_site import Audited, audit
from generator.audit.heads import AuditOptions
from generator.audit.report import unproved
from generator.audit.site_source import FolderSource
from generator.log.note import parse_key
from generator.model.problems import VerificationError
from generator.model.tables import Facility
from generator.model.vocabulary import OperatingStatus
from generator.portal.folder import Deployment
from tests.factory_portal import (
    Tables,
    TestPortal,
    make_portal,
    release_info,
    replaced,
    small_tables,
    without,
)

pytestmark = pytest.mark.slow


def look(site: Path, old: bytes | None = None) -> Audited:
    return audit(FolderSource(site), AuditOptions(old=old))


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> TestPortal:
    """A portal with one release."""
    made = make_portal(tmp_path_factory.mktemp("audited") / "portal")
    made.publish(small_tables(), release_info())
    made.build()
    return made


@pytest.fixture(scope="module")
def first(portal: TestPortal) -> Audited:
    """What somebody proved of the first release, and kept."""
    return look(portal.public)


@pytest.fixture(scope="module")
def grown(portal: TestPortal, first: Audited) -> Path:
    """The site after a second release, in which a facility changed."""
    tables = replaced(small_tables(), "facilities", "F3", name="阳光宝贝托育园")
    portal.publish(tables, release_info(2, day=8))
    portal.build()
    return portal.public


@pytest.fixture
def site(grown: Path, tmp_path: Path) -> Path:
    """A copy to change."""
    shutil.copytree(grown, tmp_path / "site")
    return tmp_path / "site"


def test_demonstration_holds(demo: Deployment) -> None:
    """All that the demonstration shows follows from its log, and its key is the portal's."""
    found = look(demo.site)
    assert found.found.records > 100
    assert len(found.derived.copies) == 5, "each agency, row by row"
    key = (demo.log / "key.vkey").read_text("ascii").strip()
    assert found.head.key == parse_key(key)
    assert found.log_says.counts["withdrawal"] >= 1
    unmade = found.found.unmade
    assert unmade["pages"] == len([*demo.site.rglob("*.html")])
    assert unmade["feeds"] == len([*demo.site.rglob("*.atom"), *demo.site.rglob("*.ics")])
    assert min(unmade[kind] for kind in ("data", "badges", "search")) > 0
    assert any(f"{unmade['pages']} pages" in line for line in map(str, unproved(found)))


def test_second_release_continues_the_first(grown: Path, first: Audited) -> None:
    """The changed facility has one more entry; the rest stays as it was."""
    found = look(grown, bytes(first.head.signed.note))
    assert found.head.old == first.head.checkpoint
    added = found.log_says.counts - first.log_says.counts
    assert added == {
        "dossier": 1,
        "export": 1,
        "release": 1,
    }
    # What the facility was called before is still shown, with its proof.
    assert found.found.records == first.found.records + 1


def test_every_kind_of_file_counts(site: Path) -> None:
    """One byte more in any kind of file is found."""
    kinds: dict[tuple[str, str], Path] = {}
    for path in sorted(site.rglob("*")):
        if path.is_file():
            top = path.relative_to(site).parts[0]
            kinds.setdefault((top, path.suffix), path)
    for path in kinds.values():
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content + b"\n")
        with pytest.raises(VerificationError):
            look(site)
        path.write_bytes(content)
    look(site)


def test_facility_that_left_the_export(tmp_path: Path) -> None:
    """It does not go in silence: its record is taken back in public."""
    portal = make_portal(tmp_path / "portal")
    portal.publish(small_tables(), release_info())
    portal.build()
    before = look(portal.public)
    portal.publish(without(small_tables(), "facilities", "F3"), release_info(2, day=8))
    portal.build()
    after = look(portal.public, bytes(before.head.signed.note))
    assert after.found.records == before.found.records - 1
    assert list(after.log_says.withdrawn.values()) == ["no-longer-published"]


def test_agency_whose_signature_expired(tmp_path: Path) -> None:
    """Its data stay, and the site says what the audit finds: that it is suspended."""
    portal = make_portal(tmp_path / "portal", ("371500", "371502"))
    export = portal.pack(small_tables(), release_info())
    portal.receive(portal.sign(export, valid_days=3))
    portal.clock += timedelta(days=7)
    portal.publish(county_tables(), release_info(1, "371502", day=8))
    report = portal.build()
    found = look(portal.public).signed
    assert report.suspended and [one.role for one in found.suspended] == ["r-3715"]
    said = json.loads(portal.page("tuf/suspended.json"))
    assert said == {"r-3715": {"since": "2026-09-04T08:00:00+00:00", "reason": "expired"}}


def county_tables() -> Tables:
    """What a county's own agency says of one further facility."""
    regions = list(small_tables()["regions"])
    facility = Facility(facility_id="H1", name="区办托育园", region_code="371502001000",
                        address="区门牌1号", status=OperatingStatus.OPERATING)  # fmt: skip
    return {"regions": regions, "facilities": [facility]}
