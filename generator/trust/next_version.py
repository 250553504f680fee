"""The next version of metadata files: edited, dated, signed. Bytes in, bytes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

from securesystemslib.signer import Key, Signer
from tuf.api.metadata import Metadata, MetaFile, Role, Root, Signed, Snapshot, T, Targets, Timestamp

from generator.model.messages import Message, msg
from generator.model.problems import UsageError
from generator.trust.files import TIMESTAMP
from generator.trust.keys import PortalKeys, key_fingerprint
from generator.trust.scope import TARGETS
from generator.trust.signed import parse_metadata, public_bytes
from generator.trust.state import SIGNED_DAY, Survey, in_utc

DAYS = {"root": 365, "targets": 180, "snapshot": 30, "timestamp": 14}
"""How long each top-level role's metadata are in force."""

ROLE_DAYS = 180
"""How long a delegated role's metadata are in force unless its signer says less."""


def expiry(at: datetime, days: int) -> datetime:
    """The end of `days` days after `at`, in UTC."""
    return in_utc(at) + timedelta(days=days)


def parsed(found: Survey, role: str, kind: type[T]) -> Metadata[T]:
    """A fresh copy of a verified role's metadata, to edit."""
    return parse_metadata(f"{role}.json", found.raw[role], kind)


def parsed_role(found: Survey, role: str) -> Metadata[Targets]:
    """Like `parsed` for targets and roles below; an empty version 0 for a role not yet used."""
    if role in found.raw:
        return parsed(found, role, Targets)
    empty: Metadata[Targets] = Metadata(Targets(expires=found.at))
    empty.signed.version = 0
    return empty


def keys_of(found: Survey, role: str) -> tuple[Role, Mapping[str, Key]]:
    """Keys and threshold that a role has now; UsageError if nobody delegates to it."""
    root = parsed(found, "root", Root).signed
    if role in root.roles:
        return root.roles[role], root.keys
    parent = found.parents.get(role)
    delegations = parsed(found, parent, Targets).signed.delegations if parent else None
    if delegations is None or not delegations.roles or role not in delegations.roles:
        raise UsageError(msg("nobody delegates to %(role)s in this archive", role=role))
    return delegations.roles[role], delegations.keys


def advance(signed: Signed, at: datetime, days: int) -> None:
    """Makes `signed` its own next version, in force for `days` days from `at`."""
    signed.version += 1
    signed.expires = expiry(at, days)


def belonging(signers: Iterable[Signer], role: Role, keys: Mapping[str, Key]) -> list[Signer]:
    """Those signers whose public key is among the keys of `role`, each key once."""
    wanted = {public_bytes(keys[keyid]) for keyid in role.keyids if keyid in keys} - {None}
    found = {}
    for signer in signers:
        raw = public_bytes(signer.public_key)
        if raw in wanted:
            found[raw] = signer
    return list(found.values())


def enough(
    signers: Sequence[Signer], name: str, role: Role, keys: Mapping[str, Key]
) -> list[Signer]:
    """The signers that belong to the role `name`; UsageError if they are below its threshold."""
    own = belonging(signers, role, keys)
    if len(own) < role.threshold:
        raise UsageError(
            msg(
                "%(name)s needs %(threshold)s of its keys to sign, and %(count)s of the "
                "%(count_2)s given belong to it",
                name=name,
                threshold=role.threshold,
                count=len(own),
                count_2=len(signers),
            )
        )
    return own


def sign(metadata: Metadata[T], signers: Iterable[Signer]) -> bytes:
    """The file with exactly these signatures, in the order of their key ids."""
    metadata.signatures.clear()
    for signer in sorted(signers, key=lambda each: each.public_key.keyid):
        metadata.sign(signer, append=True)
    return metadata.to_bytes()


def described(data: bytes, version: int) -> MetaFile:
    """How snapshot and timestamp describe a file."""
    return MetaFile(version, len(data), {"sha256": sha256(data).hexdigest()})


def online_files(
    found: Survey,
    changed: Mapping[str, bytes],
    portal: PortalKeys,
    at: datetime,
    *,
    besides: Sequence[Signer] = (),
    day: date | None = None,
) -> dict[str, bytes]:
    """Every file that the archive gets when the roles in `changed` have new metadata.

    `changed` is by role name, targets and below; `day` the portal's signed day from now on, unless
    a later one is signed. `besides` are further keys that sign snapshot and
    timestamp where they belong to them: the old ones, while they are being replaced.
    """
    files = {}
    snapshot = parsed(found, "snapshot", Snapshot)
    for role, data in changed.items():
        version = parse_metadata(f"{role}.json", data, Targets).signed.version
        snapshot.signed.meta[f"{role}.json"] = described(data, version)
        files[f"metadata/{version}.{role}.json"] = data
    timestamp = parsed(found, "timestamp", Timestamp)
    advance(snapshot.signed, at, DAYS["snapshot"])
    snapshot_data = sign(snapshot, _all(portal.snapshot, besides, found, "snapshot"))
    files[f"metadata/{snapshot.signed.version}.snapshot.json"] = snapshot_data
    timestamp.signed.snapshot_meta = described(snapshot_data, snapshot.signed.version)
    advance(timestamp.signed, at, DAYS["timestamp"])
    if day is not None and (found.day is None or found.day < day):
        timestamp.signed.unrecognized_fields[SIGNED_DAY] = day.isoformat()
    timestamp_data = sign(timestamp, _all(portal.timestamp, besides, found, "timestamp"))
    files[f"timestamps/{timestamp.signed.version}.timestamp.json"] = timestamp_data
    files[TIMESTAMP] = timestamp_data
    return files


def _all(main: Signer, besides: Sequence[Signer], found: Survey, role: str) -> list[Signer]:
    old = belonging(besides, *keys_of(found, role))
    return [main, *(each for each in old if each.public_key != main.public_key)]


def days_of(role: str) -> int:
    """How long metadata of `role` are in force when the archive's keeper signs them."""
    return DAYS[TARGETS] if role == TARGETS else ROLE_DAYS


def signer_name(signer: Signer) -> Message:
    """How a key is named in messages."""
    return msg("the key %(key)s", key=key_fingerprint(signer.public_key))
