"""The agency's side: an export and its signature, laid into a hand-over folder.

    <handover>/metadata/7.r-3715.json
    <handover>/exports/371500/371500-0007.zip

The folder goes to the portal on a stick or over any channel; it holds nothing secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from securesystemslib.signer import Signer
from tuf.api.metadata import Metadata, TargetFile, Targets

from generator.io.atomic import replace_file, replacing
from generator.model.messages import msg
from generator.model.problems import DataError, UsageError
from generator.model.release import RowTreeRoot
from generator.trust.amendments import NewRole, add_entry, entry_of, require_new
from generator.trust.drafts import Base, read_base, read_pending
from generator.trust.files import (
    MAX_EXPORT,
    digest_file,
    open_regular,
    pour_capped,
)
from generator.trust.listing import custom_rows
from generator.trust.next_version import ROLE_DAYS, advance, belonging, sign, signer_name
from generator.trust.scope import export_of
from generator.trust.signed import sha256_of
from generator.trust.state import Survey


@dataclass(frozen=True, slots=True)
class Handover:
    """What a hand-over folder holds of one role now.

    `threshold` is None where only the role's own metadata were at hand, which do not tell it.
    """

    folder: Path
    role: str
    version: int
    exports: tuple[str, ...]
    signatures: int
    threshold: int | None
    expires: datetime
    already: bool
    """Whether these keys had signed it before."""

    @property
    def complete(self) -> bool:
        """Whether enough people have signed, as far as that is known."""
        return self.threshold is None or self.signatures >= self.threshold


def sign_export(
    zip_path: Path,
    keys: Sequence[Signer],
    handover: Path,
    base: Path | Survey | None,
    *,
    at: datetime,
    row_tree: RowTreeRoot | None = None,
    valid_days: int = ROLE_DAYS,
) -> Handover:
    """Signs an export for the hand-over folder; again with another key adds that signature.

    `row_tree` is the root of its rows, which every export of format 2 has; it is signed with the
    export, in the target's `custom`. `base` is an archive, or the role's last metadata file; None
    for the very first export of the region's own role, which is release 1. DataError for an export
    that may not follow what is published already.
    """
    path = f"exports/{zip_path.name[:6]}/{zip_path.name}"
    named = export_of(path)
    if named is None:
        raise UsageError(
            msg("%(name)s is not named like 371500-0007.zip", name=ascii(zip_path.name))
        )
    measured = digest_file(zip_path, name=str(zip_path))
    if measured is None:
        raise UsageError(msg("%(zip_path)s is missing", zip_path=zip_path))
    if measured[0] > MAX_EXPORT:
        raise DataError(
            msg(
                "%(zip_path)s is longer than the %(max_export)s bytes that are allowed",
                zip_path=zip_path,
                max_export=MAX_EXPORT,
            )
        )
    if base is None and named[1] > 1:
        # Metadata of version 1 can follow nothing: the portal would refuse what is signed here.
        raise UsageError(
            msg(
                "%(name)s is not the first release: name what it follows with --archive, the "
                "portal's archive or the role's last metadata",
                name=zip_path.name,
            )
        )
    origin = read_base(base, named[0], keys, at)
    custom = {"custom": custom_rows(row_tree)} if row_tree else {}
    target = TargetFile(measured[0], {"sha256": measured[1]}, path, custom)
    _require_next(origin, target)
    metadata = _prepare(origin, target, keys, handover, at, valid_days)
    _lay(zip_path, handover / path, measured)
    return _write(origin, metadata, handover)


def sign_renewal(
    role: str,
    keys: Sequence[Signer],
    handover: Path,
    base: Path | Survey,
    *,
    at: datetime,
    valid_days: int = ROLE_DAYS,
) -> Handover:
    """Signs a role's metadata again, without a new export, before or after they expire."""
    origin = read_base(base, _region_of(role), keys, at)
    if origin.role != role:
        raise UsageError(
            msg(
                "%(base)s and these keys belong to %(role)s, not to %(role_2)s",
                base=base if isinstance(base, Path) else msg("the archive"),
                role=origin.role,
                role_2=role,
            )
        )
    return _write(origin, _prepare(origin, None, keys, handover, at, valid_days), handover)


def sign_delegations(
    parent: str,
    roles: Sequence[NewRole],
    keys: Sequence[Signer],
    handover: Path,
    base: Path | Survey | None,
    *,
    at: datetime,
    valid_days: int = ROLE_DAYS,
) -> Handover:
    """`parent`, a province or a city, lets new roles below it speak, on its own machine: its next
    metadata, for the hand-over folder. Again with another key adds that signature.

    `base` is an archive, or the parent's last metadata file, or None where it never signed
    anything. UsageError for a role that lies outside its scope or that it delegates to already.
    """
    _require_days(valid_days)
    origin = read_base(base, _region_of(parent), keys, at)
    if origin.role != parent:
        raise UsageError(
            msg("these keys belong to %(role)s, not to %(parent)s", role=origin.role, parent=parent)
        )
    own = _own(origin, keys)
    before = origin.metadata.signed.delegations
    require_new(parent, roles, before.roles or {} if before else {})
    with_roles = deepcopy(origin.metadata)
    for new in roles:
        add_entry(with_roles.signed, entry_of(new), new.keys)
    wanted = with_roles.signed.delegations
    draft = read_pending(origin, handover, wanted)
    if draft is not None and draft.signed.delegations == wanted:
        return _write(origin, _with_signatures(draft, own), handover)
    if draft is None:
        draft = with_roles
    else:
        _require_own(draft, own, handover)
        draft.signed.delegations = wanted
    draft.signed.version = origin.version
    advance(draft.signed, at, valid_days)
    sign(draft, own)
    return _write(origin, draft, handover)


def _region_of(role: str) -> str:
    return role.removeprefix("r-").ljust(6, "0")


def _require_next(origin: Base, target: TargetFile) -> None:
    """DataError unless this export may follow what its role has published."""
    region, release = export_of(target.path) or ("", 0)
    published = origin.metadata.signed.targets
    if target.path in published:
        same = sha256_of(published[target.path]) == sha256_of(target)
        if same:
            raise DataError(msg("%(path)s is published already", path=target.path))
        raise DataError(
            msg(
                "%(path)s is published already with other content, and a published path is never "
                "written again",
                path=target.path,
            )
        )
    releases = [named[1] for path in published if (named := export_of(path)) and named[0] == region]
    if release < max(releases, default=0):
        raise DataError(
            msg(
                "%(path)s is older than release %(max)s, published already",
                path=target.path,
                max=max(releases),
            )
        )


def _prepare(
    origin: Base,
    target: TargetFile | None,
    keys: Sequence[Signer],
    handover: Path,
    at: datetime,
    valid_days: int,
) -> Metadata[Targets]:
    """The next metadata of the role, with every signature that there is now."""
    _require_days(valid_days)
    own = _own(origin, keys)
    draft = read_pending(origin, handover)
    if draft is None:
        draft = origin.metadata
    elif target is None or draft.signed.targets.get(target.path) == target:
        return _countersigned(origin, draft, target, own)
    else:
        _require_own(draft, own, handover)
    if target is not None:
        draft.signed.targets[target.path] = target
    draft.signed.version = origin.version
    advance(draft.signed, at, valid_days)
    sign(draft, own)
    return draft


def _require_days(valid_days: int) -> None:
    if not 1 <= valid_days <= ROLE_DAYS:
        raise UsageError(
            msg(
                "signatures are valid for 1 to %(role_days)s days, not for %(valid_days)s",
                role_days=ROLE_DAYS,
                valid_days=valid_days,
            )
        )


def _require_own(draft: Metadata[Targets], own: Sequence[Signer], handover: Path) -> None:
    """UsageError if somebody else has signed what is about to be changed."""
    if set(draft.signatures) - {each.public_key.keyid for each in own}:
        raise UsageError(
            msg(
                "somebody else has signed what %(handover)s holds: use a new folder",
                handover=handover,
            )
        )


def _own(origin: Base, keys: Sequence[Signer]) -> Sequence[Signer]:
    """The keys to sign with; UsageError if one is given twice or does not belong to the role."""
    if not keys:
        raise UsageError(msg("no key to sign with"))
    if len({each.public_key.keyid for each in keys}) != len(keys):
        raise UsageError(msg("the same key is given twice"))
    belong = belonging(keys, *origin.keys) if origin.keys else keys
    for each in keys:
        if each not in belong:
            raise UsageError(
                msg(
                    "%(signer_name)s does not belong to %(role)s",
                    signer_name=signer_name(each),
                    role=origin.role,
                )
            )
    return keys


def _countersigned(
    origin: Base, pending: Metadata[Targets], target: TargetFile | None, own: Sequence[Signer]
) -> Metadata[Targets]:
    """The same version with one more person's signature; as it is where it has all of these."""
    if target is None and pending.signed.targets != origin.metadata.signed.targets:
        raise UsageError(msg("the hand-over holds exports: sign those instead of renewing"))
    return _with_signatures(pending, own)


def _with_signatures(pending: Metadata[Targets], own: Sequence[Signer]) -> Metadata[Targets]:
    for each in own:
        # Who was interrupted signs again, and what was done then counts.
        if each.public_key.keyid not in pending.signatures:
            pending.sign(each, append=True)
    return pending


def _lay(zip_path: Path, place: Path, measured: tuple[int, str]) -> None:
    """Copies the export into the hand-over; UsageError if another one of that name lies there."""
    there = digest_file(place, name=str(place))
    if there == measured:
        return
    if there is not None:
        raise UsageError(
            msg("%(place)s is there already with other content: use a new folder", place=place)
        )
    source = open_regular(zip_path, name=str(zip_path))
    if source is None:
        raise UsageError(msg("%(zip_path)s is missing", zip_path=zip_path))
    with source, replacing(place) as copy:
        if pour_capped(source, copy, MAX_EXPORT, name=str(zip_path)) != measured:
            raise DataError(msg("%(zip_path)s was changed while it was signed", zip_path=zip_path))


def _write(origin: Base, metadata: Metadata[Targets], handover: Path) -> Handover:
    """Writes the metadata, after the exports they list."""
    place, content = handover / origin.next_file, metadata.to_bytes()
    already = place.exists() and place.read_bytes() == content
    if not already:
        replace_file(place, content)
    return Handover(
        already=already,
        folder=handover,
        role=origin.role,
        version=metadata.signed.version,
        exports=tuple(sorted(set(metadata.signed.targets) - origin.published)),
        signatures=len(metadata.signatures),
        threshold=origin.keys[0].threshold if origin.keys else None,
        expires=metadata.signed.expires,
    )
