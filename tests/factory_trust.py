"""Signed archives for tests: real keys, real signatures, through the real sign and receive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from shutil import copytree

from securesystemslib.signer import Key, Signer
from tuf.api.metadata import Snapshot, Targets

from generator.exports.archive import stated_row_tree
from generator.model.release import RowTreeRoot
from generator.trust.files import INCOMING, Archive
from generator.trust.handover import receive
from generator.trust.keys import (
    PortalKeys,
    create_key,
    load_portal_keys,
    load_public,
    load_signer,
    load_signers,
)
from generator.trust.next_version import advance, online_files, parsed, parsed_role, sign
from generator.trust.repository import init_archive
from generator.trust.scope import role_of
from generator.trust.signing import sign_export
from generator.trust.survey import ONLINE, survey
from generator.trust.verified import VerifiedExport
from generator.trust.walk import Accepted, Walk, walk

PASSPHRASE = b"eight geese fly south"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def accept_anything(_: tuple[VerifiedExport, ...]) -> None:
    """A check of rows that finds nothing."""


@dataclass
class TestArchive:
    """An archive with its keys at hand, and the state that was accepted last."""

    __test__ = False

    folder: Path
    keys: Path
    outbox: Path
    portal: PortalKeys
    accepted: Accepted | None = None
    last_at: datetime = START
    handovers: list[Path] = field(default_factory=list)

    def signers(self, *names: str) -> tuple[Signer, ...]:
        """The private keys of these names, e.g. root-1, targets-2, r-3715."""
        return load_signers(self.keys, list(names), PASSPHRASE)

    def new_key(self, name: str) -> tuple[Key, Signer]:
        """A further key, public and private, that nothing in the archive knows yet."""
        files = create_key(self.outbox, name, PASSPHRASE)
        return load_public(files.public), load_signer(files.private, PASSPHRASE)

    def write_zip(self, region: str, release: int, data: bytes) -> Path:
        """An export's file as `gongshi pack` would leave it."""
        path = self.outbox / f"packed-{len(self.handovers)}" / f"{region}-{release:04d}.zip"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def new_handover(self) -> Path:
        """An empty hand-over folder of its own."""
        self.handovers.append(self.outbox / f"handover-{len(self.handovers)}")
        return self.handovers[-1]

    def sign(
        self,
        region: str,
        release: int,
        data: bytes,
        at: datetime = START,
        *,
        keys: Sequence[Signer] | None = None,
        handover: Path | None = None,
        valid_days: int = 180,
    ) -> Path:
        """A hand-over folder with this export, signed by the region's own role."""
        folder = handover or self.new_handover()
        sign_export(
            self.write_zip(region, release, data),
            keys or self.signers(role_of(region)),
            folder,
            self.folder,
            at=at,
            valid_days=valid_days,
        )
        return folder

    def receive(
        self,
        handover: Path,
        at: datetime = START,
        *,
        check: Callable[[tuple[VerifiedExport, ...]], None] = accept_anything,
    ) -> Walk:
        """Takes a hand-over in and remembers the new state."""
        result = receive(
            self.folder,
            handover,
            at=at,
            accepted=self.accepted,
            portal_keys=self.portal,
            check=check,
        )
        self.accepted, self.last_at = result.accepted, at
        return result

    def add_export(
        self, region: str, release: int, data: bytes, at: datetime = START
    ) -> VerifiedExport:
        """Signs and receives one export."""
        return self.add_exports([(region, release, data)], at)[0]

    def add_exports(
        self, exports: Iterable[tuple[str, int, bytes]], at: datetime = START
    ) -> tuple[VerifiedExport, ...]:
        """Signs exports of different regions into one hand-over and receives it."""
        folder = self.new_handover()
        # The first export of a role needs no archive to start from, and is quicker so.
        known = self.accepted.metadata if self.accepted else {}
        wanted = []
        for region, release, data in exports:
            role = role_of(region)
            base = self.folder if role in known or release > 1 else None
            packed = self.write_zip(region, release, data)
            sign_export(packed, self.signers(role), folder, base, at=at, row_tree=row_tree_in(data))
            wanted.append((region, release))
        found = {(each.region, each.release): each for each in self.receive(folder, at).exports}
        return tuple(found[key] for key in wanted)

    def put_unchecked(
        self, changed: dict[str, bytes], at: datetime = START, *, leave_out: str = ""
    ) -> None:
        """Puts metadata in force as a portal would that verifies nothing."""
        held = Archive(self.folder)
        found = survey(held, held.trusted_root(), at=at, accepted=None, renewing=ONLINE)
        snapshot = parsed(found, "snapshot", Snapshot)
        snapshot.signed.meta.pop(leave_out, None)
        found.raw["snapshot"] = snapshot.to_bytes()
        for name, data in online_files(found, changed, self.portal, at).items():
            path = held.tuf / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)

    def edited(self, role: str, edit: Callable[[Targets], None], keys: Sequence[Signer]) -> bytes:
        """The next version of a role's metadata, altered and signed by whoever."""
        held = Archive(self.folder)
        found = survey(held, held.trusted_root(), at=self.last_at, accepted=None, renewing=ONLINE)
        metadata = parsed_role(found, role)
        edit(metadata.signed)
        advance(metadata.signed, self.last_at, 90)
        return sign(metadata, keys)

    def walk(self, at: datetime | None = None) -> Walk:
        """The strict walk against what was accepted last."""
        return walk(self.folder, at=at or self.last_at, accepted=self.accepted)

    def digest(self) -> str:
        """A digest of every name and byte in the archive, to show that nothing was written."""
        return digest_of(self.folder)


def row_tree_in(data: bytes) -> RowTreeRoot | None:
    """The root that a real export states of its rows; None for bytes that are none."""
    return stated_row_tree(data, "x.zip") if data.startswith(b"PK") else None


def digest_of(folder: Path) -> str:
    """A digest of every name, link and byte below a folder."""
    digest = sha256()
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        digest.update(f"{path.relative_to(folder)}\0{len(content)}\0".encode())
        digest.update(content)
    assert not list(folder.glob(f"{INCOMING}*")), "a staging folder was left behind"
    return digest.hexdigest()


def copy_archive(original: TestArchive, tmp_path: Path) -> TestArchive:
    """A copy to attack; the keys are shared."""
    folder = tmp_path / "archive"
    copytree(original.folder, folder)
    return replace(original, folder=folder, outbox=tmp_path / "outbox", handovers=[])


def make_archive(
    tmp_path: Path,
    regions: Sequence[str] = ("371500",),
    *,
    at: datetime = START,
    log_key: bytes | None = None,
) -> TestArchive:
    """A new archive with one agency for each region; keys named after their roles."""
    folder, keys = tmp_path / "archive", tmp_path / "keys"
    agencies = [(region, f"{region} 卫生健康局") for region in regions]
    init_archive(folder, keys, agencies=agencies, passphrase=PASSPHRASE, at=at, log_key=log_key)
    portal = load_portal_keys(keys, PASSPHRASE)
    return TestArchive(folder, keys, tmp_path / "outbox", portal, last_at=at)
