"""An agency's key was stolen: what was signed with it since a day counts no more.

When something was signed its metadata do not tell, and a thief would date it back. So what counts
is when the portal received it, which its own snapshots say: one lies in the archive for each
change, dated by the portal's key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from securesystemslib.signer import Key, Signer
from tuf.api.metadata import Snapshot, Targets

from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.model.release import CHINA
from generator.trust.amendments import (
    Amendment,
    amend,
    ancestry,
    drop,
    replace_keys,
    require_keys,
)
from generator.trust.files import Archive
from generator.trust.keys import PortalKeys
from generator.trust.next_version import DAYS, keys_of, parsed_role
from generator.trust.recovery.older_archive import snapshots
from generator.trust.revocation import Disowned, disown
from generator.trust.signed import parse_metadata, public_bytes
from generator.trust.state import Survey, in_utc
from generator.trust.survey import ONLINE, survey


@dataclass(frozen=True, slots=True)
class Disownment:
    """What was put into force, the exports that count no more, and roles to be looked at.

    `delegations` are the roles below whose keys the stolen key has changed since, or could have.
    """

    amendment: Amendment
    paths: tuple[str, ...]
    delegations: tuple[str, ...]


def take_back(
    archive: Path,
    role: str,
    keys: Sequence[Key],
    *,
    since: date,
    threshold: int = 1,
    signers: Sequence[Signer],
    portal: PortalKeys,
    at: datetime,
) -> Disownment:
    """The parent gives `role` new `keys`, or none yet, and takes back what it signed since a day.

    The day is one in China. `signers` hold keys of the parent. UsageError for a day to come, for a
    role that nobody delegates to, and where one of the new keys is an old one. Run again, it
    changes nothing.
    """
    if keys:
        require_keys(keys, threshold, role)
    if since > at.astimezone(CHINA).date():
        raise UsageError(msg("--since %(day)s has not come yet", day=since.isoformat()))
    held = Archive(archive)
    before_that = _done_before(held, role, keys, since, at)
    if before_that is not None:
        return before_that
    paths: list[str] = []
    changed: list[str] = []

    def edit(found: Survey, signed: Targets) -> None:
        _require_new(found, signed, role, keys)
        before = dict(_versions_before(held, since))
        changed.extend(_changed_delegations(held, found, role, before))
        for path, each in sorted(found.listed.items()):
            suspect = each.role == role or ancestry(found, each.role) & set(changed)
            if not suspect or path in found.disowned:
                continue
            if path not in _listed_by(held, each.role, before.get(each.role, 0)):
                paths.append(path)
                disown(signed, path, Disowned(each.role, in_utc(at), since, each.sha256))
        if keys:
            replace_keys(found, signed, role, keys, threshold)
        else:
            drop(found, signed, role)

    done = amend(held.folder, role, None, edit, signers=signers, portal=portal, at=at)
    return Disownment(done, tuple(paths), tuple(changed))


def _done_before(
    held: Archive, role: str, keys: Sequence[Key], since: date, at: datetime
) -> Disownment | None:
    """What the same command has put into force; None where it has not."""
    found = survey(held, held.trusted_root(), at=at, accepted=None, renewing=ONLINE | {"targets"})
    suspension = found.suspended.get(role)
    if suspension is None or suspension.above or suspension.cause == "expired":
        return None
    if keys:
        if suspension.cause != "keys changed":
            return None
        entry, known = keys_of(found, role)
        now = {public_bytes(known[keyid]) for keyid in entry.keyids if keyid in known}
        if now != {public_bytes(key) for key in keys}:
            return None
    elif suspension.cause != "revoked":
        return None
    gone = {path: each for path, each in found.disowned.items() if each.since == since}
    parent = found.parents[role]
    amendment = Amendment(role, parent, found.versions[parent], ())
    return Disownment(amendment, tuple(sorted(gone)), ())


def _require_new(found: Survey, signed: Targets, role: str, keys: Sequence[Key]) -> None:
    """UsageError where a key that may be the stolen one is to go on."""
    delegations = signed.delegations
    entry = (delegations.roles or {}).get(role) if delegations else None
    old = {
        public_bytes(delegations.keys[keyid])
        for keyid in (entry.keyids if entry else ())
        if delegations and keyid in delegations.keys
    }
    if old & {public_bytes(key) for key in keys}:
        raise UsageError(
            msg("one of the new keys is a key that %(role)s has already: make new ones", role=role)
        )


def _versions_before(held: Archive, since: date) -> Iterator[tuple[str, int]]:
    """The version of each role in the last snapshot that the portal signed before a day."""
    for data in snapshots(held):
        signed = parse_metadata("snapshot.json", data, Snapshot).signed
        made = signed.expires - timedelta(days=DAYS["snapshot"])
        if made.astimezone(CHINA).date() < since:
            for file, described in signed.meta.items():
                yield file.removesuffix(".json"), described.version
            return


def _metadata(held: Archive, role: str, version: int) -> Targets | None:
    name = f"metadata/{version}.{role}.json"
    data = held.read(name) if version else None
    return parse_metadata(f"tuf/{name}", data, Targets).signed if data else None


def _listed_by(held: Archive, role: str, version: int) -> frozenset[str]:
    """The exports that an earlier version of a role's metadata lists."""
    signed = _metadata(held, role, version)
    return frozenset(signed.targets) if signed else frozenset()


def _changed_delegations(
    held: Archive, found: Survey, role: str, before: dict[str, int]
) -> list[str]:
    """The roles that `role` delegates to otherwise than it did before the day."""
    if role not in found.raw:
        return []
    now, then = parsed_role(found, role).signed, _metadata(held, role, before.get(role, 0))
    known = _delegated(then)
    return sorted(child for child, entry in _delegated(now).items() if known.get(child) != entry)


def _delegated(signed: Targets | None) -> dict[str, object]:
    if signed is None or signed.delegations is None:
        return {}
    return {name: one.to_dict() for name, one in (signed.delegations.roles or {}).items()}
