"""What a parent says about a role whose keys it has dropped.

When a delegation is removed or its keys change, the parent's own signed metadata keep a record of
the role's last metadata: since when, which version, which digest. So what was published with the
old keys stays readable (as suspended), nobody can add to it, and a fresh machine needs no memory
to see that. The record is an extra field of the delegations, which TUF clients carry along.

Where a key was stolen, the parent names besides, in a second field, each export that was signed
with it since: these count no more, and the export before them is in force.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from msgspec import Struct, ValidationError, convert, to_builtins
from tuf.api.metadata import Targets

from generator.model.messages import msg
from generator.trust.scope import COPIES, covers, export_of, is_below, is_role
from generator.trust.signed import refuse

_FIELD = "x-gongshi-revoked"
_DISOWNED = "x-gongshi-disowned"


class Revocation(Struct, frozen=True, forbid_unknown_fields=True):
    """The last metadata of a role that were signed with keys that no longer count."""

    since: datetime
    version: int
    sha256: str


def revocations(file: str, signed: Targets, parent: str) -> dict[str, Revocation]:
    """The records that the role `parent` keeps; VerificationError if one is malformed or out of
    scope.
    """
    if signed.delegations is None:
        return {}
    found = signed.delegations.unrecognized_fields.get(_FIELD, {})
    try:
        records = convert(found, dict[str, Revocation])
    except ValidationError as error:
        raise refuse(
            file, msg("has a malformed record of a revocation: %(error)s", error=error)
        ) from error
    for role, record in records.items():
        if not (is_role(role) or role == COPIES) or not is_below(role, parent):
            raise refuse(
                file,
                msg("records a revocation of %(role)s, which is out of its scope", role=repr(role)),
            )
        if record.since.tzinfo is None:
            raise refuse(
                file, msg("records a revocation of %(role)s without a time zone", role=role)
            )
    return records


class Disowned(Struct, frozen=True, forbid_unknown_fields=True):
    """An export signed with a stolen key: the parent took it back `at`, since its key was not to be
    trusted from the day `since` on; `role` had signed it.
    """

    role: str
    at: datetime
    since: date
    sha256: str


def disowned_by(file: str, signed: Targets, parent: str) -> dict[str, Disowned]:
    """The exports that the role `parent` took back, by path; VerificationError if the record is
    malformed or out of scope.
    """
    if signed.delegations is None:
        return {}
    found = signed.delegations.unrecognized_fields.get(_DISOWNED, {})
    try:
        records = convert(found, dict[str, Disowned])
    except ValidationError as error:
        raise refuse(
            file, msg("has a malformed record of what was taken back: %(error)s", error=error)
        ) from error
    for path in records:
        named = export_of(path)
        if named is None or not covers(parent, named[0]):
            raise refuse(
                file, msg("takes %(path)s back, which is out of its scope", path=ascii(path))
            )
    return records


def disown(signed: Targets, path: str, record: Disowned) -> None:
    """Notes in the parent's metadata that an export counts no more."""
    if signed.delegations is None:
        raise ValueError("no delegations to keep the record in")
    records = signed.delegations.unrecognized_fields.setdefault(_DISOWNED, {})
    records.setdefault(path, to_builtins(record))


def record_revocation(
    signed: Targets, role: str, *, at: datetime, version: int, sha256: str
) -> None:
    """Notes in the parent's metadata which version of `role` its dropped keys signed last."""
    if signed.delegations is None:
        raise ValueError("no delegations to keep the record in")
    record = Revocation(at.astimezone(UTC).replace(microsecond=0), version, sha256)
    records = signed.delegations.unrecognized_fields.setdefault(_FIELD, {})
    records[role] = to_builtins(record)
