"""What a disk or a hand changes in the store, and another secret, never speak for an agency."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from generator.model.problems import VerificationError
from generator.model.tables import Facility
from generator.pages.shared import urls
from tests.factory_portal import (
    TestPortal,
    first_release,
    release_info,
    replaced,
    shared_portal,
    small_tables,
    tree_digest,
)
from tests.tables import rows_of

pytestmark = pytest.mark.slow

OTHER = "改名托育"


def first_name() -> str:
    """The name of the facility F1."""
    facilities = rows_of(small_tables(), Facility)
    return next(row.name for row in facilities if row.facility_id == "F1")


@pytest.fixture
def portal(run_folder: Path, tmp_path: Path) -> TestPortal:
    """A portal that was built."""
    return shared_portal(run_folder, "portal-first-release", first_release, tmp_path / "portal")


ALTERATIONS = {
    "the name in a record": (
        f"UPDATE dossiers SET data = CAST(replace(CAST(data AS TEXT), '{first_name()}', '{OTHER}')"
        " AS BLOB) WHERE facility_id = 'F1'"
    ),
    "the name in a list": f"UPDATE facts SET item = replace(item, '{first_name()}', '{OTHER}')",
    "the grade in a figure": "UPDATE standings SET label = 'B' WHERE label = 'A'",
    "the version of a record": "UPDATE records SET version = '371500-0009' WHERE subject = 'F1'",
}


def alter(portal: TestPortal, statement: str, *, seal: bool) -> None:
    """Change the store behind the program's back; without `seal` as after a build cut off."""
    with closing(sqlite3.connect(portal.deployment.store)) as connection:
        assert connection.execute(statement).rowcount > 0
        connection.commit()
    if not seal:
        portal.deployment.store.with_name("gongshi.sqlite.sha256").unlink()


def pages(portal: TestPortal) -> dict[str, str]:
    """The digests of all files of the site but the log."""
    found = tree_digest(portal.public)
    return {name: digest for name, digest in found.items() if not name.startswith("log/")}


def page(portal: TestPortal) -> str:
    """The page of the first facility."""
    return portal.page(urls.file_of(urls.facility("F1")))


def test_a_store_with_other_bytes_is_made_again(portal: TestPortal) -> None:
    """Whatever was changed: the next build has the pages of before and says what it found."""
    before = pages(portal)
    for what, statement in ALTERATIONS.items():
        alter(portal, statement, seal=True)
        report = portal.build(from_scratch=True)
        said = [problem.why for problem in report.warnings]
        assert any("did not say what was sealed" in why for why in said), what
        assert pages(portal) == before, what


def test_a_record_that_its_leaf_does_not_seal_reaches_no_page(portal: TestPortal) -> None:
    """Also where the digest of the store is not at hand: the page's record is sealed anew."""
    alter(portal, ALTERATIONS["the name in a record"], seal=False)
    report = portal.build(from_scratch=True)
    assert any("did not say what was sealed" in problem.why for problem in report.warnings)
    assert OTHER not in page(portal) and first_name() in page(portal)


def test_a_store_that_is_no_database_is_made_again(portal: TestPortal) -> None:
    """Zeros in the middle of the file: no traceback, and no page is lost."""
    data = bytearray(portal.deployment.store.read_bytes())
    data[8192:12288] = bytes(4096)
    portal.deployment.store.write_bytes(data)
    portal.deployment.store.with_name("gongshi.sqlite.sha256").unlink()
    portal.build(from_scratch=True)
    assert first_name() in page(portal)


def test_another_or_a_cut_secret_is_refused(portal: TestPortal) -> None:
    """Named with its length or by its fingerprint, and nothing is written.

    Without a fingerprint the log finds it: it knows no record then, and to take them all back would
    be for ever and is not advised.
    """
    before = tree_digest(portal.deployment.site)
    salt = portal.deployment.log / "salt"
    for length in (0, 31, 33):
        salt.write_bytes(bytes(length))
        with pytest.raises(VerificationError, match=f"has {length} bytes and not 32"):
            portal.build()
    salt.write_bytes(bytes(32))
    with pytest.raises(VerificationError, match="is not the secret that this log was made with"):
        portal.build()
    (portal.deployment.log / "salt.sha256").unlink()
    for asked in (False, True):
        portal.deployment.store.unlink(missing_ok=True)
        with pytest.raises(VerificationError, match="is that of another log") as refused:
            portal.build(withdraw_missing=asked)
        assert "--withdraw-missing" not in str(refused.value)
    assert tree_digest(portal.deployment.site) == before


def test_a_portal_of_before_gets_its_fingerprint(portal: TestPortal) -> None:
    """Once a build has found the secret to be the right one."""
    fingerprint = portal.deployment.log / "salt.sha256"
    text = fingerprint.read_text()
    fingerprint.unlink()
    portal.publish(replaced(small_tables(), "facilities", "F1", places=9), release_info(2, day=4))
    portal.build()
    assert fingerprint.read_text() == text
