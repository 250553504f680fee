"""A portal that older code made goes on under today's: a signed export can never be signed again.

`portal-1/` was made by the code of 295ab8a; its docstrings say how. The build needs no clock: it
goes by the last receipt, which the portal remembers.
"""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from generator.audit.audit_site import audit
from generator.audit.heads import AuditOptions
from generator.audit.report import report_site
from generator.audit.saved_state import read_accepted, read_old
from generator.audit.site_source import FolderSource
from generator.build.pipeline import build
from generator.build.receive_handover import receive_handover
from generator.exports.archive import parse_export, stated_row_tree, write_export
from generator.exports.schema import header
from generator.log.note import parse_key
from generator.log.reader import PublishedLog
from generator.model.canonical import canonical
from generator.model.release import NEWEST_FORMAT
from generator.model.tables import Facility, Row
from generator.portal.folder import Deployment
from generator.search.query.engine import search
from generator.search.query.query import Query
from generator.trust.keys import load_portal_keys, load_signer, load_signers
from generator.trust.signing import sign_export
from generator.trust.walk import walk

pytestmark = pytest.mark.slow

HERE = Path(__file__).with_name("portal-1")
FACTS: dict[str, Any] = json.loads((HERE / "facts.json").read_text("utf-8"))
PHRASE = FACTS["passphrase"].encode()
LATER = datetime(2026, 10, 20, 2, tzinfo=UTC)
FIRST, *_ = sorted(FACTS["facilities"]["371500"])


@dataclass(frozen=True, slots=True)
class Old:
    """The portal of format 1 in a folder of its own, and what it was before."""

    folder: Path
    deployment: Deployment

    def build(self) -> None:
        """`gongshi build`."""
        build(self.deployment, lambda path: load_signer(path, PHRASE), at=LATER)

    def audit(self) -> list[str]:
        """What an audit says that starts from the checkpoint of the first build."""
        checkpoint = self.folder / "kept" / "first.checkpoint"
        options = AuditOptions(
            key=parse_key(FACTS["log"]["key"]),
            old=read_old(checkpoint),
            accepted=read_accepted(checkpoint),
            root=FACTS["root"]["sha256"],
            witnesses=(parse_key(FACTS["witness"]),),
            quorum=0,
        )
        site = (self.deployment.site / "current").resolve()
        return [*report_site(audit(FolderSource(site), options), options)]

    def log(self) -> tuple[int, PublishedLog]:
        """The log in the archive, and how many entries it has."""
        folder = self.deployment.log
        size = int((folder / "checkpoint").read_text("utf-8").split("\n")[1])
        return size, PublishedLog(lambda path: _bytes(folder / path))

    def page(self, identifier: str) -> str:
        """The page of a facility as it is live."""
        file = str(FACTS["site"]["records"][identifier]["file"]).replace(".json", ".html")
        return (self._site / file).read_text("utf-8")

    def record(self, identifier: str) -> bytes:
        """The public record on the site, as it was sealed."""
        path = self._site / FACTS["site"]["records"][identifier]["file"]
        return canonical(json.loads(path.read_bytes())["record"])

    @property
    def _site(self) -> Path:
        return (self.deployment.site / "current").resolve()

    def next_release(self, change: Callable[[Facility], Facility]) -> None:
        """Release 3 of Liaocheng in today's format, with every facility changed by `change`."""
        newest = walk(self.deployment.archive, at=LATER, accepted=None).exports[-1]
        before = parse_export(newest.read(), newest.path)
        info = structs.replace(before.info, format=NEWEST_FORMAT, release=3, issued=LATER)
        tables: dict[str, tuple[Row, ...]] = dict(before.tables)
        tables["facilities"] = tuple(map(change, before.rows(Facility)))
        path = write_export(
            info, tables, before.documents, self.folder / "packed", secret=bytes(32)
        )
        signers = load_signers(self.deployment.keys, ["r-3715-2"], PHRASE)
        row_tree = stated_row_tree(path.read_bytes(), path.name)
        handover = self.folder / "handover"
        base = self.deployment.archive
        sign_export(path, signers, handover, base, at=LATER, row_tree=row_tree)
        keys = load_portal_keys(self.deployment.keys, PHRASE)
        receive_handover(self.deployment, handover, portal_keys=keys, at=LATER)


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


@pytest.fixture
def old(tmp_path: Path) -> Old:
    """Unpacked."""
    with tarfile.open(HERE / "portal.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    return Old(tmp_path, Deployment(tmp_path / "portal"))


def test_it_goes_on_by_building(old: Old) -> None:
    """Pages, search and log: entries before are the same, the checkpoint extends, audits hold."""
    records = {identifier: old.record(identifier) for identifier in FACTS["site"]["records"]}
    old.build()
    size, log = old.log()
    assert size >= FACTS["log"]["size"]
    assert log.root(FACTS["log"]["size"]).hex() == FACTS["log"]["root"]
    for build_before in FACTS["builds"]:
        assert log.root(build_before["size"]).hex() == build_before["root"]
    for identifier, record in records.items():
        assert old.record(identifier) == record, "the digest in the log is over these bytes"
        assert "<h1" in old.page(identifier)
    assert any("nothing was rewritten since the 13 entries" in line for line in old.audit())
    assert search(old.deployment.index, Query(text="阳光宝贝托育园")).total == 1


def test_a_lost_store_is_made_again(old: Old) -> None:
    """From the archive alone; so is one of another version."""
    old.deployment.store.unlink()
    old.build()
    assert any("everything holds" in line for line in old.audit())
    size, _ = old.log()
    old.build()
    assert old.log()[0] == size


def test_it_takes_an_export_of_the_newest_format(old: Old) -> None:
    """What the new format says is on the page; silence about being open is no longer filled in."""
    assert str(NEWEST_FORMAT) == os.environ.get("EXPECTED_FORMAT", str(NEWEST_FORMAT))
    old.build()
    before, _ = old.log()

    def change(facility: Facility) -> Facility:
        own = {"basis_url": "https://ty.example/list", "status": None}
        own |= {"meals": "三餐两点"} if "meals" in header(Facility) else {}
        own |= {} if facility.facility_id == FIRST else {"status": facility.status}
        return structs.replace(facility, **own)

    old.next_release(change)
    old.build()
    size, log = old.log()
    assert size > before
    assert log.root(FACTS["log"]["size"]).hex() == FACTS["log"]["root"]
    record = json.loads(old.record(FIRST))["facility"]
    assert record["basis_url"] == "https://ty.example/list"
    assert "status" not in record
    if "meals" in header(Facility):
        assert record["meals"] == "三餐两点"
    assert any("nothing was rewritten since the 13 entries" in line for line in old.audit())


def test_the_rows_of_the_new_export_are_signed(old: Old) -> None:
    """The root that the agency signed is that of the rows; older exports have none."""
    old.build()
    old.next_release(lambda facility: facility)
    exports = walk(old.deployment.archive, at=LATER, accepted=None).exports
    assert [bool(each.row_tree) for each in exports] == [False, False, False, True]
