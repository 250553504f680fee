"""Changing who may speak: delegate, rotate, revoke, renew. Each is one new state of the archive.

The new state is verified in memory, with the strict walk's own rules, before a byte is written.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from securesystemslib.signer import Key, Signer
from tuf.api.metadata import DelegatedRole, Delegations, Targets

from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.trust.commit import put_into_force
from generator.trust.files import Archive, changing
from generator.trust.keys import PortalKeys
from generator.trust.next_version import (
    advance,
    days_of,
    enough,
    keys_of,
    online_files,
    parsed_role,
    sign,
)
from generator.trust.repository import delegation, in_order
from generator.trust.revocation import record_revocation
from generator.trust.scope import AGENCY, TARGETS, is_below
from generator.trust.signed import public_bytes
from generator.trust.signed import signers as really_signed
from generator.trust.state import Survey
from generator.trust.survey import ONLINE, survey


@dataclass(frozen=True, slots=True)
class Amendment:
    """What an amendment has put into force."""

    role: str
    signed_by: str
    version: int
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewRole:
    """A role that is to be delegated: `threshold` of the people with these `keys` have to sign,
    `agency` says in words whose role it is.
    """

    role: str
    keys: Sequence[Key]
    threshold: int = 1
    agency: str = ""


def delegate(
    archive: Path,
    parent: str,
    role: str,
    keys: Sequence[Key],
    *,
    threshold: int = 1,
    agency: str = "",
    signers: Sequence[Signer],
    portal: PortalKeys,
    at: datetime,
) -> Amendment:
    """`parent` (targets, r-37 or r-3715) lets `role` speak for its regions.

    `signers` are people who hold keys of `parent`. UsageError if the role is delegated already or
    lies outside the parent's scope.
    """
    new = [NewRole(role, keys, threshold, agency)]
    change = delegate_all(archive, parent, new, signers=signers, portal=portal, at=at)
    return replace(change, role=role)


def delegate_all(
    archive: Path,
    parent: str,
    roles: Sequence[NewRole],
    *,
    signers: Sequence[Signer],
    portal: PortalKeys,
    at: datetime,
) -> Amendment:
    """The same for many roles in one new version of the metadata of `parent`."""

    def edit(found: Survey, signed: Targets) -> None:
        present = {role for children in found.order.values() for role in children}
        require_new(parent, roles, present)
        for new in roles:
            enter(found, signed, entry_of(new), new.keys)

    return amend(archive, parent, parent, edit, signers=signers, portal=portal, at=at)


def require_new(parent: str, roles: Sequence[NewRole], present: Container[str]) -> None:
    """UsageError unless `parent` may delegate to each of the roles and nobody does yet."""
    for new in roles:
        require_keys(new.keys, new.threshold, new.role)
        if not is_below(new.role, parent):
            raise UsageError(
                msg("%(role)s lies outside the scope of %(parent)s", role=new.role, parent=parent)
            )
        if new.role in present:
            raise UsageError(
                msg("%(role)s is delegated already: rotate its keys instead", role=new.role)
            )


def entry_of(new: NewRole) -> DelegatedRole:
    """The delegation to a new role."""
    return delegation(new.role, new.agency, [key.keyid for key in new.keys], new.threshold)


def not_yet_delegated(archive: Path, roles: Sequence[NewRole], at: datetime) -> list[NewRole]:
    """Those of the roles that nobody delegates yet; UsageError for one that has other keys."""
    held = Archive(archive)
    found = survey(held, held.trusted_root(), at=at, accepted=None, renewing=ONLINE | {TARGETS})
    present = {
        name: entry
        for parent in found.order
        for name, entry in (_delegations(parsed_role(found, parent).signed).roles or {}).items()
    }
    missing = []
    for new in roles:
        role = present.get(new.role)
        if role is None:
            missing.append(new)
        elif (set(role.keyids), role.threshold) != ({k.keyid for k in new.keys}, new.threshold):
            raise UsageError(
                msg(
                    "%(role)s is delegated already, to other keys: rotate them instead",
                    role=new.role,
                )
            )
    return missing


def rotate(
    archive: Path,
    role: str,
    keys: Sequence[Key],
    *,
    threshold: int = 1,
    signers: Sequence[Signer],
    portal: PortalKeys,
    at: datetime,
) -> Amendment:
    """Gives a delegated `role` these keys instead of its old ones; its parent signs.

    What the old keys published stays. It is suspended until the new keys sign, unless the present
    metadata satisfy the new keys already. For root, targets, snapshot, timestamp see `roots`.
    """
    require_keys(keys, threshold, role)

    def edit(found: Survey, signed: Targets) -> None:
        replace_keys(found, signed, role, keys, threshold)

    return amend(archive, role, None, edit, signers=signers, portal=portal, at=at)


def replace_keys(
    found: Survey, signed: Targets, role: str, keys: Sequence[Key], threshold: int
) -> None:
    """Gives a role these keys in the metadata of its parent, and notes what the old ones signed."""
    present, _ = keys_of(found, role)
    agency = str(present.unrecognized_fields.get(AGENCY, ""))
    entry = delegation(role, agency, [key.keyid for key in keys], threshold)
    enter(found, signed, entry, keys)


def revoke(
    archive: Path, role: str, *, signers: Sequence[Signer], portal: PortalKeys, at: datetime
) -> Amendment:
    """The parent drops `role` and what it delegated; what they published stays, suspended."""

    def edit(found: Survey, signed: Targets) -> None:
        drop(found, signed, role)

    return amend(archive, role, None, edit, signers=signers, portal=portal, at=at)


def drop(found: Survey, signed: Targets, role: str) -> None:
    """Ends a delegation in the metadata of its parent, with what it had delegated."""
    keys_of(found, role)
    delegations = _delegations(signed)
    delegations.roles = {
        name: entry for name, entry in (delegations.roles or {}).items() if name != role
    }
    _drop_unused_keys(delegations)
    for below in sorted(found.raw):
        if role in ancestry(found, below):
            _record(found, signed, below)


def renew_role(
    archive: Path, *, signers: Sequence[Signer], portal: PortalKeys, at: datetime
) -> Amendment:
    """Signs targets again before it expires, otherwise unchanged."""
    return amend(archive, TARGETS, TARGETS, lambda *_: None, signers=signers, portal=portal, at=at)


def require_keys(keys: Sequence[Key], threshold: int, role: str) -> None:
    """UsageError unless these are distinct keys of accepted kinds, enough for the threshold."""
    distinct = {public_bytes(key) for key in keys}
    if None in distinct:
        raise UsageError(msg("only Ed25519 and P-256 keys are accepted"))
    if len(distinct) != len(keys):
        raise UsageError(msg("the same key is given twice for %(role)s", role=role))
    if not 1 <= threshold <= len(keys):
        raise UsageError(
            msg(
                "%(role)s cannot ask for %(threshold)s of %(count)s keys",
                role=role,
                threshold=threshold,
                count=len(keys),
            )
        )


def amend(
    archive: Path,
    role: str,
    parent: str | None,
    edit: Callable[[Survey, Targets], None],
    *,
    signers: Sequence[Signer],
    portal: PortalKeys,
    at: datetime,
) -> Amendment:
    """Edits the metadata of `parent` (where None: of whoever delegates to `role`)."""
    with changing(archive) as staging:
        held = Archive(archive)
        # Targets are allowed to have expired: this very change may sign them again.
        found = survey(
            held,
            held.trusted_root(),
            at=at,
            accepted=None,
            renewing=ONLINE | ({TARGETS} if parent in (None, TARGETS) else set()),
        )
        by = parent or found.parents.get(role)
        if by is None:
            raise UsageError(msg("nobody delegates to %(role)s in this archive", role=role))
        metadata = parsed_role(found, by)
        edit(found, metadata.signed)
        advance(metadata.signed, at, days_of(by))
        data = sign(metadata, enough(signers, by, *keys_of(found, by)))
        files = online_files(found, {by: data}, portal, at)
        put_into_force(held, staging, found, files)
    return Amendment(role, by, metadata.signed.version, tuple(sorted(files)))


def enter(found: Survey, signed: Targets, entry: DelegatedRole, keys: Sequence[Key]) -> None:
    """Writes a delegation, keeping what its former keys signed on record."""
    delegations = add_entry(signed, entry, keys)
    if entry.name in found.raw:
        last = parsed_role(found, entry.name)
        held = really_signed(last, entry.keyids, delegations.keys, f"{entry.name}.json")
        if len(held) < entry.threshold:
            _record(found, signed, entry.name)


def add_entry(signed: Targets, entry: DelegatedRole, keys: Sequence[Key]) -> Delegations:
    """Writes a delegation, the narrower roles first; all that there are then."""
    delegations = _delegations(signed)
    delegations.roles = in_order({**(delegations.roles or {}), entry.name: entry})
    delegations.keys |= {key.keyid: key for key in keys}
    _drop_unused_keys(delegations)
    return delegations


def _record(found: Survey, signed: Targets, role: str) -> None:
    suspension = found.suspended.get(role)
    record_revocation(
        signed,
        role,
        at=suspension.since if suspension else found.at,
        version=found.versions[role],
        sha256=sha256(found.raw[role]).hexdigest(),
    )


def _delegations(signed: Targets) -> Delegations:
    if signed.delegations is None:
        signed.delegations = Delegations({}, {})
    return signed.delegations


def _drop_unused_keys(delegations: Delegations) -> None:
    used = {keyid for entry in (delegations.roles or {}).values() for keyid in entry.keyids}
    delegations.keys = {keyid: delegations.keys[keyid] for keyid in sorted(used)}


def ancestry(found: Survey, role: str) -> set[str]:
    """The role itself and every role above it."""
    above = {role}
    while role in found.parents:
        role = found.parents[role]
        above.add(role)
    return above
