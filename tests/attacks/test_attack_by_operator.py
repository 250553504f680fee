"""An operator who holds the log's key and forges what an agency said: no audit passes."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from msgspec.structs import replace

from generator.audit.audit_site import Audited, audit
from generator.audit.heads import AuditOptions
from generator.audit.own_exports import check_own_exports
from generator.audit.site_source import FolderSource
from generator.build import publish
from generator.exports.archive import write_export
from generator.exports.contents import DocumentSource, Export
from generator.exports.row_tree import leaf_bytes
from generator.history.removals import Removals
from generator.model.problems import VerificationError
from generator.pages.shared import urls
from tests.factory_forgery import entered_again
from tests.factory_portal import (
    ROW_SECRET,
    RULE,
    Tables,
    TestPortal,
    make_portal,
    release_info,
    replaced,
    small_tables,
    without,
)

pytestmark = pytest.mark.slow


def look(site: Path) -> Audited:
    """An audit by somebody who holds nothing from before."""
    return audit(FolderSource(site), AuditOptions())


@pytest.fixture
def forged(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Export], Export]], None]:
    """Builds make everything, pages, records, log, tables, from what the operator makes of an
    export.
    """

    def forge(change: Callable[[Export], Export]) -> None:
        monkeypatch.setattr(Removals, "withheld", lambda self, export: change(export))

    return forge


def changed(change: Callable[[Tables], Tables]) -> Callable[[Export], Export]:
    """The same export with other tables."""

    def made(export: Export) -> Export:
        tables = change({name: list(rows) for name, rows in export.tables.items()})
        return dataclasses.replace(
            export, tables={name: tuple(rows) for name, rows in tables.items()}
        )

    return made


def published(folder: Path) -> TestPortal:
    """A portal with one release of one agency: three facilities, a policy, a penalty that ended."""
    portal = make_portal(folder / "portal", content=True)
    portal.publish(small_tables(), release_info(), {"documents/rule.md": RULE})
    return portal


def forged_site(folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> TestPortal:
    """A site of which record, page, manifest and log agree on what the agency did not sign; the
    operator has left out the audit that a build makes.
    """
    portal = published(folder)
    change = changed(FORGERIES[kind].change)
    monkeypatch.setattr(Removals, "withheld", lambda self, export: change(export))
    monkeypatch.setattr(publish, "check_release", lambda *_, **__: None)
    portal.build()
    return portal


@dataclass(frozen=True)
class Forgery:
    """What the operator changes, and how the audit names it."""

    change: Callable[[Tables], Tables]
    why: str


FORGERIES = {
    "a grade": Forgery(
        lambda tables: replaced(tables, "grades", "G1", grade="B"),
        "says “B” for grade of grades G1; r-3715 signed “A” in exports/371500/371500-0001.zip",
    ),
    "a name": Forgery(
        lambda tables: replaced(tables, "facilities", "F1", name="名牌托育园"),
        "says “名牌托育园” for name of facilities F1; r-3715 signed",
    ),
    "a row left out": Forgery(
        lambda tables: without(tables, "grades", "G1"),
        "says nothing for .* of grades G1; r-3715 signed",
    ),
    "a row put in": Forgery(
        lambda tables: {
            **tables,
            "grades": [*tables["grades"], replace(tables["grades"][0], grade_id="G9")],
        },
        "of grades G9; r-3715 signed nothing in",
    ),
    "a facility left out": Forgery(
        lambda tables: without(tables, "facilities", "F3"),
        "is missing: facility F3 is in exports/371500/371500-0001.zip, signed by r-3715",
    ),
}


@pytest.mark.parametrize("kind", FORGERIES)
def test_what_the_agency_did_not_sign(
    tmp_path: Path, forged: Callable[[Callable[[Export], Export]], None], kind: str
) -> None:
    """Record, page, leaf, tables and manifest agree with each other and with a good log."""
    portal = published(tmp_path)
    forged(changed(FORGERIES[kind].change))
    with pytest.raises(VerificationError, match=FORGERIES[kind].why) as refused:
        portal.build(audit=True)
    assert "fails its audit" in str(refused.value)


def test_a_document_that_the_agency_did_not_sign(
    tmp_path: Path, forged: Callable[[Callable[[Export], Export]], None]
) -> None:
    """A policy of an export counts as a row does."""

    def reword(export: Export) -> Export:
        text = RULE.replace("应当备案", "可以备案")
        return dataclasses.replace(export, documents=(DocumentSource("documents/rule.md", text),))

    portal = published(tmp_path)
    forged(reword)
    with pytest.raises(VerificationError, match="of documents rule; r-3715 signed"):
        portal.build(audit=True)


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> TestPortal:
    """A site that holds."""
    portal = published(tmp_path_factory.mktemp("honest"))
    portal.build()
    return portal


def test_everything_is_made_anew(honest: TestPortal) -> None:
    """Each facility and document of the export, from its rows."""
    found = look(honest.public)
    assert found.derived.facilities == len(small_tables()["facilities"])
    assert found.derived.documents == 1
    assert not found.found.shown.unproved and not found.found.shown.whole


def test_no_seed_is_published(honest: TestPortal) -> None:
    """Who has the seed of an export can open every bare leaf of it."""
    packed = honest.deployment.folder / "packed" / "371500-0001.zip"
    with ZipFile(packed) as archive:
        seed = json.loads(archive.read("rows.json"))["seed"]
    for path in honest.public.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert seed.encode() not in data and bytes.fromhex(seed) not in data, path


@pytest.fixture
def site(honest: TestPortal, tmp_path: Path) -> Path:
    """A copy to change."""
    shutil.copytree(honest.public, tmp_path / "site")
    return tmp_path / "site"


def record_of(site: Path, identifier: str) -> tuple[Path, dict[str, Any]]:
    """The file of a facility's record, and what it says."""
    path = site / urls.file_of(urls.public_record(identifier))
    return path, json.loads(path.read_bytes())


def without_proof(site: Path) -> None:
    """The record says nothing of the agency's signature."""
    path, said = record_of(site, "F1")
    del said["rows"]
    path.write_text(json.dumps(said), encoding="utf-8")


def with_another_salt(site: Path) -> None:
    """The rows do not lead where the agency signed."""
    path, said = record_of(site, "F1")
    said["rows"]["leaves"][0]["salt"] = "00" * 32
    path.write_text(json.dumps(said), encoding="utf-8")


def with_a_bare_row(site: Path) -> None:
    """The record names no leaf for its grade: it could be any."""
    path, said = record_of(site, "F1")
    leaves = said["rows"]["leaves"]
    at = next(n for n, leaf in enumerate(leaves) if leaf["row"] == "/grades/0")
    salted = leaf_bytes("grades", said["record"]["grades"][0], bytes.fromhex(leaves[at]["salt"]))
    leaves[at] = sha256(b"\x00" + salted).hexdigest()
    path.write_text(json.dumps(said), encoding="utf-8")


def with_another_key(site: Path) -> None:
    """Pages go by a key that the agency does not have."""
    path = site / urls.file_of(urls.agency_keys("371500"))
    said = json.loads(path.read_bytes())
    said["roles"][0]["keys"][0]["public"] = "00" * 32
    path.write_text(json.dumps(said), encoding="utf-8")


def with_a_further_agency(site: Path) -> None:
    """Keys for a region that has no export."""
    path = site / urls.file_of(urls.agency_keys("371500"))
    shutil.copy(path, path.with_name("371600.json"))


def page_of(site: Path, identifier: str) -> Path:
    """The page of a facility."""
    return site / urls.file_of(urls.facility(identifier))


def without_a_record(site: Path) -> None:
    """The page names no record, so that its own check has nothing to hold it against."""
    path = page_of(site, "F1")
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r' data-(record|digest|agency)="[^"]*"', "", text), encoding="utf-8")


def with_anothers_page(site: Path) -> None:
    """Under the address of one facility stands the page of another."""
    shutil.copy(page_of(site, "F2"), page_of(site, "F1"))


def copy_of(site: Path) -> Path:
    """The public copy of the export."""
    return next((site / "data/rows").rglob("*.jsonl"))


def without_copy(site: Path) -> None:
    """Nothing to hold the records against."""
    copy_of(site).unlink()


def hidden(count: int) -> Callable[[Path], None]:
    """The last rows of a facility are bare, which leaves the root as it is."""

    def hide(site: Path) -> None:
        path = copy_of(site)
        lines = path.read_bytes().splitlines()
        at = next(n for n, line in enumerate(lines) if b'"facility_id":"F1"' in line)
        subject = json.loads(lines[at])
        rows = [n for n, leaf in enumerate(subject["leaves"]) if isinstance(leaf, dict)]
        for n in rows[-count:]:
            leaf = subject["leaves"][n]
            salted = leaf_bytes(leaf["table"], leaf["row"], bytes.fromhex(leaf["salt"]))
            subject["leaves"][n] = sha256(b"\x00" + salted).hexdigest()
        lines[at] = json.dumps(subject, ensure_ascii=False).encode()
        path.write_bytes(b"\n".join(lines) + b"\n")

    return hide


def relabelled(site: Path) -> None:
    """The copy calls a facility something else, so that nobody looks for it."""
    path = copy_of(site)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('["facility","F1"]', '["region","F1"]'), encoding="utf-8")
    for file in (site / "f").rglob("F1.*"):
        file.unlink()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (without_proof, "does not prove its rows, though r-3715 signed those of"),
        (with_another_salt, "has rows that lead to the root"),
        (with_a_bare_row, "proves nothing of its row /grades/0"),
        (with_another_key, "371500.json: does not say with which keys the agency signs"),
        (with_a_further_agency, "371600.json: does not say with which keys the agency signs"),
        (without_a_record, r"F1.html: does not name the record beside it"),
        (with_anothers_page, r"F1.html: does not name the record beside it"),
        (without_copy, "was signed row by row by r-3715, and the site does not offer its rows"),
        (hidden(1), "is no block of what may go: a row is hidden"),
        (hidden(4), "rows that do not expire; r-3715 signed .*: rows are hidden"),
        (relabelled, "published once, is shown nowhere"),
    ],
    ids=[
        "no proof",
        "salt",
        "bare",
        "key",
        "agency",
        "no record",
        "another page",
        "no copy",
        "one row hidden",
        "four hidden",
        "relabelled",
    ],
)
def test_a_proof_that_is_gone_or_wrong(
    honest: TestPortal, site: Path, change: Callable[[Path], None], why: str
) -> None:
    """The files agree with manifest and log, and the audit still fails."""
    change(site)
    entered_again(site, honest)
    with pytest.raises(VerificationError, match=why):
        look(site)


def test_lists_of_a_page_that_are_not_the_manifests(site: Path) -> None:
    """By them a page proves itself: each must follow from the manifest, and there is no other."""
    bucket = sorted((site / "manifest").glob("*.txt"))[0]
    text = bucket.read_text(encoding="utf-8")
    bucket.write_text(text.replace("html", "htm", 1), encoding="utf-8")
    with pytest.raises(VerificationError, match="is not what follows from the lines of the man"):
        look(site)
    bucket.write_text(text, encoding="utf-8")
    (site / "manifest/list.txt").write_text("", encoding="utf-8")
    with pytest.raises(VerificationError, match=r"^manifest/list.txt: is on the site, but not"):
        look(site)
    (site / "manifest/list.txt").unlink()
    proof = site / "log/release.json"
    proof.write_text(proof.read_text("utf-8").replace('"index":2', '"index":1'), encoding="utf-8")
    with pytest.raises(VerificationError, match=r"^log/release.json: is not of the newest entry"):
        look(site)


def test_an_agency_asks_whether_its_exports_are_shown(honest: TestPortal, tmp_path: Path) -> None:
    """In the log, and whole but for the penalty that is over; another file is not."""
    found, source = look(honest.public), FolderSource(honest.public)
    folder = tmp_path / "own"
    folder.mkdir()
    shutil.copy(honest.deployment.folder / "packed" / "371500-0001.zip", folder)
    (own,) = check_own_exports(source, folder, found)
    assert (own.newest, own.offered, own.held_back) == (True, True, (("penalties", "P1"),))
    rows = sum(map(len, small_tables().values()))
    assert own.rows == rows  # a document more, a penalty less
    other = write_export(
        release_info(),
        replaced(small_tables(), "grades", "G1", grade="B"),
        (),
        folder,
        secret=ROW_SECRET,
    )
    with pytest.raises(VerificationError, match=r"the log has exports/371500/371500-0001.zip with"):
        check_own_exports(source, other.parent, found)
    other.unlink()
    write_export(release_info(2, day=8), small_tables(), (), folder, secret=ROW_SECRET)
    with pytest.raises(VerificationError, match="is not in the log"):
        check_own_exports(source, folder, found)
