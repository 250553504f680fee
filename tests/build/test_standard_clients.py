"""Stock TUF clients follow what a site publishes: python-tuf's ngclient and tuf-js.

They are told the address and root 1, and nothing else. Only their clocks are ours.
"""

from __future__ import annotations

import datetime as clock
import json
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.request import urlopen

import pytest
from securesystemslib.signer import Signer
from tuf.api.exceptions import ExpiredMetadataError, RepositoryError
from tuf.api.metadata import Metadata
from tuf.ngclient import Updater
from tuf.ngclient._internal import trusted_metadata_set

from generator.audit.audit_site import audit
from generator.audit.heads import AuditOptions
from generator.audit.site_source import FolderSource, source_of
from generator.build.receive_handover import renew
from generator.build.site_trust import metadata_files
from generator.model.problems import VerificationError
from generator.pages.shared import urls
from generator.service.server import make_server
from generator.trust.amendments import delegate, renew_role, revoke
from generator.trust.copies import CopyKeys, sign_copies
from generator.trust.handover import refresh
from generator.trust.keys import create_key, load_public, load_signer, load_signers
from generator.trust.roots import rotate_top
from generator.trust.signing import sign_renewal
from generator.trust.walk import walk
from tests.factory_forgery import entered_again
from tests.factory_portal import (
    PASSPHRASE,
    TestPortal,
    make_portal,
    release_info,
    replaced,
    small_tables,
)
from tests.factory_portal import START as START_OF_SITE
from tests.factory_trust import START, TestArchive, make_archive
from tests.search.asking import node
from tests.serving import running

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)
WEEK = 7 * DAY
COPY = "rows/371500/371500"
CITY, COUNTY = "exports/371500/371500-0001.zip", "exports/371502/371502-0001.zip"
HERE = Path(__file__).parent


class Quiet(SimpleHTTPRequestHandler):
    """A web server that serves a folder and says nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which any web server would show a folder."""
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, running(server) as address:
        yield address


@dataclass
class PythonClient:
    """`tuf.ngclient.Updater`, with its memory in a folder."""

    address: str
    root: bytes
    folder: Path

    def ask(self, target: str, now: datetime) -> bytes | None:
        """The content of a target; None where nobody in charge lists it, or what the client says
        against the repository.
        """
        frozen = SimpleNamespace(now=now.astimezone)
        with pytest.MonkeyPatch.context() as patch:
            stopped = SimpleNamespace(datetime=frozen, timezone=clock.timezone)
            patch.setattr(trusted_metadata_set, "datetime", stopped)
            client = Updater(
                str(self.folder),
                f"{self.address}/tuf/metadata",
                str(self.folder),
                f"{self.address}/tuf/targets",
                bootstrap=self.root,
            )
            client.refresh()
            info = client.get_targetinfo(target)
            place = str(self.folder / "target")
            return Path(client.download_target(info, place)).read_bytes() if info else None


class NodeClient:
    """`tuf-js`, in a process that goes on living."""

    def __init__(self, address: str, root: bytes, folder: Path) -> None:
        folder.mkdir()
        (folder / "root.json").write_bytes(root)
        self._process = subprocess.Popen(
            [node(), str(HERE / "follow.mjs"), address, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, target: str, now: datetime) -> bytes | None:
        """See PythonClient; RuntimeError with what the client says against it."""
        assert self._process.stdin and self._process.stdout
        print(json.dumps({"now": now.isoformat(), "target": target}), file=self._process.stdin)
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return b64decode(answer["content"]) if "content" in answer else None

    def end(self) -> None:
        """No more questions."""
        self._process.communicate()


@dataclass
class Year:
    """An archive whose public part is published after each change, and two clients of it."""

    archive: TestArchive
    site: Path
    clients: tuple[PythonClient, NodeClient]
    now: datetime = START
    last_root: Sequence[Signer] = ()

    def publish(self) -> None:
        """What a build puts below `/tuf/`, and the exports as a site of format 1 offers them."""
        found = self.archive.walk(self.now)
        self.archive.accepted, self.archive.last_at = found.accepted, self.now
        for export in found.exports:
            self._put(urls.target(export.path, export.sha256), export.read())
        for file in metadata_files(self.archive.folder, found):
            place = self._place(file.path)
            file.write(place)

    def _place(self, path: str) -> Path:
        place = self.site / urls.file_of(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def _put(self, path: str, data: bytes) -> None:
        self._place(path).write_bytes(data)

    def rotate_root(self, name: str) -> None:
        """Three new keys for root, by two of the old people and all of the new ones."""
        new = [self.archive.new_key(f"{name}-{number}") for number in (1, 2, 3)]
        old = self.last_root or self.archive.signers("root-1", "root-2")
        rotate_top(
            self.archive.folder,
            "root",
            [public for public, _ in new],
            threshold=2,
            signers=[*old, *(private for _, private in new)],
            portal=self.archive.portal,
            at=self.now,
        )
        self.last_root = [private for _, private in new]

    def renew_people(self) -> None:
        """Targets and the agencies sign again."""
        common: dict[str, Any] = {"portal": self.archive.portal, "at": self.now}
        targets = self.archive.signers("targets-1", "targets-2")
        renew_role(self.archive.folder, signers=targets, **common)
        held, found = self.archive, self.archive.walk(self.now)
        revoked = {one.role for one in found.suspended}
        for role in sorted(found.accepted.metadata.keys() - revoked):
            if role.startswith("r-"):
                folder = held.new_handover()
                sign_renewal(role, held.signers(role), folder, held.folder, at=self.now)
                held.receive(folder, self.now)


@pytest.fixture
def year(tmp_path: Path) -> Iterator[Year]:
    archive = make_archive(tmp_path, ("371500", "371502"))
    archive.add_exports([("371500", 1, b"city"), ("371502", 1, b"county")])
    root = (archive.folder / "trusted-root.json").read_bytes()
    site = tmp_path / "site"
    site.mkdir()
    with served(site) as address:
        script = NodeClient(address, root, tmp_path / "node")
        yield Year(archive, site, (PythonClient(address, root, tmp_path / "python"), script))
        script.end()


def test_a_year(year: Year) -> None:
    """Weekly renewals, two rotations of root, a revocation; every week both clients go on."""
    for week in range(53):
        year.now = START + week * WEEK
        refresh(year.archive.folder, year.archive.portal, year.now)
        if week in (20, 40):
            year.renew_people()
        if week == 10:
            year.rotate_root("second")
        if week == 35:
            year.rotate_root("third")
        if week == 30:
            revoke(
                year.archive.folder,
                "r-371502",
                signers=year.archive.signers("targets-1", "targets-2"),
                portal=year.archive.portal,
                at=year.now,
            )
        year.publish()
        for client in year.clients:
            assert client.ask(CITY, year.now) == b"city"
            assert client.ask(COUNTY, year.now) == (b"county" if week < 30 else None)
    assert (year.site / "tuf/metadata/3.root.json").exists()
    _revoked_role_is_readable(year)
    _what_is_bad_is_refused(year)


def _revoked_role_is_readable(year: Year) -> None:
    """What the revoked role signed last is named by the snapshot, with its digest, and is there."""
    address = year.clients[0].address
    timestamp = _fetched(address, "timestamp.json")
    version = timestamp.snapshot_meta.version
    named = _fetched(address, f"{version}.snapshot.json").meta["r-371502.json"]
    with urlopen(f"{address}/tuf/metadata/{named.version}.r-371502.json") as answer:
        data = answer.read()
    assert named.hashes == {"sha256": sha256(data).hexdigest()}


def _fetched(address: str, name: str) -> Any:
    with urlopen(f"{address}/tuf/metadata/{name}") as answer:
        return Metadata.from_bytes(answer.read()).signed


def _what_is_bad_is_refused(year: Year) -> None:
    """A site that stands still, a timestamp of before, another file at a target's place."""
    python, script = year.clients
    stale = year.now + timedelta(days=15)
    with pytest.raises(ExpiredMetadataError):
        python.ask(CITY, stale)
    with pytest.raises(RuntimeError, match="expired"):
        script.ask(CITY, stale)
    target = next((year.site / "tuf/targets/exports/371500").iterdir())
    target.write_bytes(b"CITY")
    with pytest.raises(RepositoryError):
        python.ask(CITY, year.now)
    with pytest.raises(RuntimeError):
        script.ask(CITY, year.now)
    target.write_bytes(b"city")
    old = year.archive.folder / "tuf/timestamps/3.timestamp.json"
    (year.site / "tuf/metadata/timestamp.json").write_bytes(old.read_bytes())
    with pytest.raises(RepositoryError):
        python.ask(CITY, START + WEEK)
    with pytest.raises(RuntimeError):
        script.ask(CITY, START + WEEK)


@contextmanager
def live(portal: TestPortal) -> Iterator[str]:
    """The address at which `gongshi serve` shows a portal."""
    with make_server(portal.deployment.site, 0) as server, running(server) as address:
        yield address


def test_a_site(tmp_path: Path) -> None:
    """A built site is followed from one month to the next, and the audit holds each time."""
    portal = make_portal(tmp_path / "portal")
    portal.publish(small_tables(), release_info())
    portal.build()
    root = (portal.deployment.archive / "trusted-root.json").read_bytes()
    now = portal.clock
    key = (portal.deployment.log / "key.vkey").read_bytes()
    with live(portal) as address:
        client = PythonClient(address, root, tmp_path / "client")
        for _ in range(5):
            assert client.ask("log/key.vkey", now) == key
            audit(source_of(address), AuditOptions())
            now += WEEK
            renew(portal.deployment, portal_keys=portal.portal_keys, at=now)
            assert portal.build().release is not None
        assert now > START + timedelta(days=30)
        assert client.ask("log/key.vkey", now) == key


def test_public_copies_as_targets(tmp_path: Path) -> None:
    """An archive that adds the portal's role has them fetched like everything that is signed.

    They are signed anew when they are other ones, and the build that follows changes nothing.
    """
    portal = make_portal(tmp_path / "portal")
    portal.publish(small_tables(), release_info())
    portal.build()
    add_copies(portal)
    root = (portal.deployment.archive / "trusted-root.json").read_bytes()
    with live(portal) as address:
        script = NodeClient(address, root, tmp_path / "node")
        clients = (PythonClient(address, root, tmp_path / "client"), script)
        assert clients[0].ask(f"{COPY}-0001.jsonl", portal.clock) is None
        for release in (1, 2):
            if release == 2:
                tables = replaced(small_tables(), "fees", "F1", amount=1980.0)
                portal.publish(tables, release_info(2, day=4))
            assert portal.build().release is not None
            assert portal.build().release is None
            audit(source_of(address), AuditOptions())
            offered = next((portal.public / "data/rows/371500").glob(f"*-000{release}.*"))
            for client in clients:
                found = client.ask(f"{COPY}-000{release}.jsonl", portal.clock)
                assert found == offered.read_bytes()
                assert client.ask(f"{COPY}-000{3 - release}.jsonl", portal.clock) is None
        renew(portal.deployment, portal_keys=portal.portal_keys, at=START_OF_SITE + 100 * DAY)
        portal.build()
        metadata = portal.public / "tuf/metadata"
        assert (metadata / "3.copies.json").exists()
        script.end()


@pytest.mark.parametrize("wrong", ["another digest", "one left out"])
def test_the_role_of_copies_lists_what_the_site_has(tmp_path: Path, wrong: str) -> None:
    """An operator who signs another list for TUF clients than what readers get fails the audit."""
    portal = make_portal(tmp_path / "portal")
    portal.publish(small_tables(), release_info())
    portal.build()
    add_copies(portal)
    portal.build()
    held = portal.deployment
    state = held.required_state()
    found = walk(held.archive, at=portal.clock, accepted=state.accepted, suspending=True)
    assert found.copies is not None
    (copy,) = found.copies.files
    other = [replace(copy, sha256="0" * 64)] if wrong == "another digest" else []
    keys = CopyKeys(load_signer(held.keys / "copies.pem", PASSPHRASE), portal.portal_keys)
    sign_copies(held.archive, other, lambda: keys, at=portal.clock, accepted=state.accepted)
    site = tmp_path / "site"
    shutil.copytree(portal.public, site)
    for path in (*held.archive.glob("tuf/metadata/*.json"), *held.archive.glob("*timestamp.json")):
        shutil.copy(path, site / "tuf/metadata" / path.name)
    entered_again(site, portal)
    with pytest.raises(VerificationError, match=r"the role copies|by the role copies"):
        audit(FolderSource(site), AuditOptions())


def add_copies(portal: TestPortal) -> None:
    """`gongshi keys new keys copies`, `gongshi keys delegate copies`."""
    held = portal.deployment
    files = create_key(held.keys, "copies", PASSPHRASE)
    delegate(
        held.archive,
        "targets",
        "copies",
        [load_public(files.public)],
        signers=load_signers(held.keys, ["targets-1", "targets-2"], PASSPHRASE),
        portal=portal.portal_keys,
        at=portal.clock,
    )
