"""The chain from the pinned root to targets: bytes in, verdict out.

Root after root, then timestamp, snapshot and targets, each checked for signatures, length, digest,
version and expiry, and against what was accepted before.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from tuf.api.metadata import Metadata, MetaFile, Root, Signed, Snapshot, T, Targets, Timestamp

from generator.model.messages import msg
from generator.model.suspension import Suspension
from generator.trust.files import TIMESTAMP, View
from generator.trust.signed import (
    parse_metadata,
    refuse,
    require_content,
    require_fresh,
    require_threshold,
)
from generator.trust.state import SIGNED_DAY, Accepted, Survey


@dataclass(frozen=True, slots=True)
class Reading:
    """What one survey is asked to look at, and against what.

    `renewing` and `suspending` are as in `survey`.
    """

    view: View
    names: frozenset[str]
    accepted: Accepted
    found: Survey
    renewing: Set[str]
    suspending: bool

    def load(
        self, role: str, file: str, kind: type[T], described: MetaFile | None = None, by: str = ""
    ) -> Metadata[T]:
        """One role's file, noted in `found`; its signatures are the caller's to check.

        VerificationError if it is missing, is not what the file `by` describes, is older than or
        different from what was accepted, or if an earlier version has been left out.
        """
        shown, data = f"tuf/{file}", self.view.read(file)
        if data is None:
            raise refuse(shown, msg("is missing"))
        if described is not None:
            require_content(shown, data, described, by)
        metadata = parse_metadata(shown, data, kind)
        version = metadata.signed.version
        if described is not None and version != described.version:
            raise refuse(
                shown,
                msg(
                    "is version %(version)s, but %(by)s names %(version_2)s",
                    version=version,
                    by=by,
                    version_2=described.version,
                ),
            )
        self.require_no_rollback(role, version, data, shown)
        self.require_archived(role, version)
        self.note(role, data, metadata.signed)
        return metadata

    def note(self, role: str, data: bytes, signed: Signed) -> None:
        """What was read of one role."""
        self.found.raw[role], self.found.versions[role] = data, signed.version
        self.found.ends[role] = signed.expires

    def require_in_force(self, shown: str, signed: Signed) -> None:
        """VerificationError where a top-level role has expired, unless it is to be suspended."""
        if signed.type in self.renewing:
            return
        if not self.suspending:
            require_fresh(shown, signed, self.found.at)
        elif signed.is_expired(self.found.at):
            self.found.suspended[signed.type] = Suspension(signed.type, signed.expires, "expired")

    def require_no_rollback(self, role: str, version: int, data: bytes, shown: str) -> None:
        """VerificationError if `role` is older than, or another text of, what was accepted
        before.
        """
        last = self.accepted.metadata.get(role)
        if last is None:
            return
        if version < last[0]:
            raise refuse(
                shown,
                msg(
                    "is version %(version)s, but version %(last)s was accepted before",
                    version=version,
                    last=last[0],
                ),
            )
        if version == last[0] and sha256(data).hexdigest() != last[1]:
            raise refuse(
                shown,
                msg("is another version %(version)s than the one accepted before", version=version),
            )

    def require_archived(self, role: str, version: int) -> None:
        """VerificationError if a version before `version` is not there, where all of them are
        kept.
        """
        if not self.view.keeps_all:
            return
        folder = "timestamps" if role == "timestamp" else "metadata"
        for earlier in range(1, version):
            if f"{folder}/{earlier}.{role}.json" not in self.names:
                raise refuse(
                    f"tuf/{folder}/{earlier}.{role}.json",
                    msg(
                        "is missing: the versions of %(role)s jump to %(version)s",
                        role=role,
                        version=version,
                    ),
                )


def read_root(reading: Reading, trusted: bytes, name: str) -> Root:
    """The newest root, each one signed by the threshold of the one before and by its own.

    `name` is how errors call the file with the trusted first root.
    """
    data, shown = trusted, name
    root = parse_metadata(shown, data, Root)
    require_threshold(
        root, root.signed.roles["root"], root.signed.keys, file=shown, by=msg("itself")
    )
    pinned = f"metadata/{root.signed.version}.root.json"
    shown = f"tuf/{pinned}"
    if reading.view.read(pinned) != trusted:
        raise refuse(shown, msg("is not the root pinned in %(name)s", name=name))
    last_version, last_digest = reading.accepted.metadata.get("root", (0, ""))
    while True:
        version = root.signed.version
        if version == last_version and sha256(data).hexdigest() != last_digest:
            raise refuse(
                shown,
                msg("is another version %(version)s than the one accepted before", version=version),
            )
        following = reading.view.read(f"metadata/{version + 1}.root.json")
        if following is None:
            break
        previous, data, shown = root.signed, following, f"tuf/metadata/{version + 1}.root.json"
        root = parse_metadata(shown, data, Root)
        if root.signed.version != version + 1:
            raise refuse(
                shown, msg("says that it is version %(version)s", version=root.signed.version)
            )
        for keeper, by in ((previous, "the root before it"), (root.signed, "itself")):
            require_threshold(root, keeper.roles["root"], keeper.keys, file=shown, by=by)
    _require_last_root(reading, root.signed.version)
    reading.require_in_force(shown, root.signed)
    reading.note("root", data, root.signed)
    return root.signed


def _require_last_root(reading: Reading, version: int) -> None:
    """VerificationError if the chain ends early: before what was accepted, or before a gap."""
    last = reading.accepted.metadata.get("root", (0, ""))[0]
    if version < last:
        raise refuse(
            f"tuf/metadata/{version + 1}.root.json",
            msg("is missing, but version %(last)s of root was accepted before", last=last),
        )
    beyond = [
        int(number)
        for name in reading.names
        if name.startswith("metadata/") and name.endswith(".root.json")
        for number in [name.removeprefix("metadata/").removesuffix(".root.json")]
        if number.isascii() and number.isdigit() and int(number) > version
    ]
    if beyond:
        raise refuse(
            f"tuf/metadata/{version + 1}.root.json",
            msg(
                "is missing: the versions of root jump from %(version)s to %(min)s",
                version=version,
                min=min(beyond),
            ),
        )


def read_top(reading: Reading, root: Root) -> tuple[Metadata[Snapshot], Metadata[Targets]]:
    """Snapshot and targets, as the timestamp of the moment names them."""
    if root.consistent_snapshot is not True:
        raise refuse(f"tuf/metadata/{root.version}.root.json", msg("has no consistent snapshots"))
    timestamp = reading.load("timestamp", TIMESTAMP, Timestamp)
    _authenticate(reading, root, timestamp, TIMESTAMP)
    stored = f"timestamps/{timestamp.signed.version}.timestamp.json"
    if reading.view.keeps_all and reading.view.read(stored) != reading.found.raw["timestamp"]:
        raise refuse(f"tuf/{stored}", msg("is not the same as timestamp.json"))
    reading.found.day = _signed_day(timestamp.signed.unrecognized_fields.get(SIGNED_DAY))
    described = timestamp.signed.snapshot_meta
    file = f"metadata/{described.version}.snapshot.json"
    snapshot = reading.load("snapshot", file, Snapshot, described, f"tuf/{TIMESTAMP}")
    _authenticate(reading, root, snapshot, file)
    listed = snapshot.signed.meta.get("targets.json")
    if listed is None:
        raise refuse(f"tuf/{file}", msg("does not list targets.json"))
    by, file = file, f"metadata/{listed.version}.targets.json"
    targets = reading.load("targets", file, Targets, listed, f"tuf/{by}")
    _authenticate(reading, root, targets, file)
    return snapshot, targets


def _signed_day(written: object) -> date | None:
    """The portal's signed day; VerificationError where it is none."""
    if written is None:
        return None
    try:
        day = date.fromisoformat(str(written))
    except ValueError:
        day = None
    if day is None or day.isoformat() != written:
        raise refuse(f"tuf/{TIMESTAMP}", msg("has a signed day that is no date"))
    return day


def _authenticate(reading: Reading, root: Root, metadata: Metadata[T], file: str) -> None:
    """VerificationError unless root's keys signed the loaded file and it is still in force."""
    role = metadata.signed.type
    require_threshold(metadata, root.roles[role], root.keys, file=f"tuf/{file}", by="root")
    reading.require_in_force(f"tuf/{file}", metadata.signed)
