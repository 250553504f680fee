"""Founding an archive: keys, root, targets, the portal's roles, the first agencies."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from securesystemslib.signer import Signer
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from generator.io.atomic import create_file, sync_folder
from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.trust.files import INCOMING, TIMESTAMP
from generator.trust.keys import KeyFiles, create_key, load_signers
from generator.trust.next_version import DAYS, described, expiry, sign
from generator.trust.scope import AGENCY, COPIES, LOG_KEY, TARGETS, pattern_of, prefix_of, role_of

_OFFLINE = 3
_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Founding:
    """A new archive and the keys that were made for it."""

    archive: Path
    keys: tuple[KeyFiles, ...]
    roles: tuple[str, ...]


def init_archive(
    archive: Path,
    keys_folder: Path,
    *,
    agencies: Sequence[tuple[str, str]],
    passphrase: bytes,
    at: datetime,
    log_key: bytes | None = None,
) -> Founding:
    """A new, empty archive and all its keys; `log_key` becomes a target of the top-level role.

    root and targets are 2 of 3, snapshot, timestamp and each agency's role 1 of 1. `agencies` are
    pairs of a six-digit region code and the agency's name. UsageError if the archive or one of the
    keys is there already; nothing is written then.
    """
    roles = [role_of(region) for region, _ in agencies]
    for region, role in zip((region for region, _ in agencies), roles, strict=True):
        if len(region) != 6 or not prefix_of(role):
            raise UsageError(msg("%(region)s is no six-digit region code", region=repr(region)))
    if len(set(roles)) != len(roles):
        raise UsageError(msg("two agencies for the same region: give one role more keys instead"))
    names = [
        *(f"{role}-{number}" for role in ("root", TARGETS) for number in range(1, _OFFLINE + 1)),
        *("snapshot", "timestamp"),
        *roles,
    ]
    if (archive / "tuf").exists() or (archive / "trusted-root.json").exists():
        raise UsageError(msg("%(archive)s holds an archive already", archive=archive))
    present = [name for name in names if (keys_folder / f"{name}.pem").exists()]
    if present:
        raise UsageError(
            msg(
                "%(keys_folder)s holds the key %(present)s already; keys are not overwritten",
                keys_folder=keys_folder,
                present=present[0],
            )
        )
    keys = tuple(create_key(keys_folder, name, passphrase) for name in names)
    signers = dict(zip(names, load_signers(keys_folder, names, passphrase), strict=True))
    named = dict(zip(roles, (agency for _, agency in agencies), strict=True))
    _write(archive, _first_files(signers, named, at, log_key))
    return Founding(archive, keys, tuple(sorted(roles)))


def delegation(role: str, agency: str, keyids: Sequence[str], threshold: int) -> DelegatedRole:
    """The delegation to `role`, with the one scope that its name stands for."""
    return DelegatedRole(
        role,
        list(keyids),
        threshold,
        terminating=True,
        paths=[pattern_of(role)],
        unrecognized_fields={AGENCY: agency},
    )


def in_order(roles: dict[str, DelegatedRole]) -> dict[str, DelegatedRole]:
    """Counties before cities before provinces, so that the narrower role is asked first."""
    return dict(sorted(roles.items(), key=lambda item: (-_narrowness(item[0]), item[0])))


def _narrowness(role: str) -> int:
    return 0 if role == COPIES else len(prefix_of(role))


def _first_files(
    signers: Mapping[str, Signer],
    agencies: Mapping[str, str],
    at: datetime,
    log_key: bytes | None,
) -> dict[str, bytes]:
    """Version 1 of every file, by its name below `tuf/`."""
    offline = {
        role: [signers[f"{role}-{number}"] for number in range(1, _OFFLINE + 1)]
        for role in ("root", TARGETS)
    }
    online = {role: [signers[role]] for role in ("snapshot", "timestamp")}
    root = Root(expires=expiry(at, DAYS["root"]), consistent_snapshot=True)
    for role, holders in (offline | online).items():
        for signer in holders:
            root.add_key(signer.public_key, role)
        root.roles[role].threshold = _NEEDED if role in offline else 1
    keys = {role: signers[role].public_key for role in agencies}
    roles = {
        role: delegation(role, agency, [keys[role].keyid], 1) for role, agency in agencies.items()
    }
    targets = Targets(expires=expiry(at, DAYS[TARGETS]))
    targets.delegations = Delegations(
        {key.keyid: key for _, key in sorted(keys.items())}, in_order(roles)
    )
    if log_key is not None:
        targets.targets[LOG_KEY] = TargetFile.from_data(LOG_KEY, log_key, ["sha256"])
    targets_data = sign(Metadata(targets), offline[TARGETS])
    snapshot = Snapshot(expires=expiry(at, DAYS["snapshot"]))
    snapshot.meta = {"targets.json": described(targets_data, 1)}
    snapshot_data = sign(Metadata(snapshot), online["snapshot"])
    timestamp = Timestamp(expires=expiry(at, DAYS["timestamp"]))
    timestamp.snapshot_meta = described(snapshot_data, 1)
    timestamp_data = sign(Metadata(timestamp), online["timestamp"])
    listed = {} if log_key is None else {_target_file(LOG_KEY, log_key): log_key}
    return {
        **listed,
        "metadata/1.root.json": sign(Metadata(root), offline["root"]),
        "metadata/1.targets.json": targets_data,
        "metadata/1.snapshot.json": snapshot_data,
        "timestamps/1.timestamp.json": timestamp_data,
        TIMESTAMP: timestamp_data,
    }


def _target_file(path: str, data: bytes) -> str:
    """Where a target lies below `tuf/`: its name has its digest, as consistent snapshots want."""
    folder, _, name = path.rpartition("/")
    return f"targets/{folder}/{sha256(data).hexdigest()}.{name}"


def _write(archive: Path, files: dict[str, bytes]) -> None:
    """Writes beside, then gives the finished folder its name: there is no half archive."""
    archive.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=INCOMING, dir=archive))
    try:
        for name, data in files.items():
            create_file(staging / "tuf" / name, data)
        create_file(staging / "trusted-root.json", files["metadata/1.root.json"])
        (staging / "trusted-root.json").replace(archive / "trusted-root.json")
        (staging / "tuf").replace(archive / "tuf")
        sync_folder(archive)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
