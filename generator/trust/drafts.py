"""What a hand-over starts from: the role's last metadata, and what was signed on top of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from securesystemslib.signer import Key, Signer
from tuf.api.metadata import Delegations, Metadata, Role, Targets

from generator.model.messages import msg
from generator.model.problems import DataError, UsageError
from generator.trust.files import MAX_METADATA, Archive, digest_file, read_file
from generator.trust.next_version import belonging, keys_of, parsed_role, signer_name
from generator.trust.scope import covers, export_of, is_role, role_of
from generator.trust.signed import parse_metadata, sha256_of
from generator.trust.state import Survey, in_utc
from generator.trust.survey import ONLINE, survey

METADATA_NAME = re.compile(r"([1-9][0-9]{0,8})\.(r-[0-9]{2,6})\.json")
"""A role's file in a hand-over: version and role."""


@dataclass(frozen=True, slots=True)
class Base:
    """The last metadata of a role that the portal has; empty, version 0, where there are none."""

    role: str
    metadata: Metadata[Targets]
    keys: tuple[Role, Mapping[str, Key]] | None
    version: int
    published: frozenset[str]

    @classmethod
    def of(
        cls, role: str, metadata: Metadata[Targets], keys: tuple[Role, Mapping[str, Key]] | None
    ) -> Base:
        """`metadata` may be edited afterwards; version and paths stay what they are now."""
        return cls(
            role, metadata, keys, metadata.signed.version, frozenset(metadata.signed.targets)
        )

    @property
    def next_file(self) -> str:
        """Where the next version belongs in a hand-over."""
        return f"metadata/{self.version + 1}.{self.role}.json"


def read_base(
    base: Path | Survey | None, region: str, keys: Sequence[Signer], at: datetime
) -> Base:
    """From an archive, also one that was surveyed already, from a role's metadata file, or (None)
    the start of the region's own role.

    UsageError if nothing there is in charge of `region`.
    """
    if base is None:
        empty = Targets(expires=in_utc(at))
        empty.version = 0
        return Base.of(role_of(region), Metadata(empty), None)
    if isinstance(base, Survey):
        return _from_archive(base, region, keys)
    if base.is_dir():
        return _from_archive(surveyed(base, at), region, keys)
    named = METADATA_NAME.fullmatch(base.name)
    data = read_file(base, MAX_METADATA, name=str(base))
    if named is None or data is None or not is_role(named[2]):
        raise UsageError(
            msg("%(base)s is neither an archive nor a file like 6.r-3715.json", base=base)
        )
    if not covers(named[2], region):
        raise UsageError(
            msg("%(region)s lies outside the scope of %(named)s", region=region, named=named[2])
        )
    return Base.of(named[2], parse_metadata(base.name, data, Targets), None)


def surveyed(archive: Path, at: datetime) -> Survey:
    """An archive as who signs for it sees it."""
    held = Archive(archive)
    # An agency's copy may be older than the portal's timestamp lives; the portal checks that.
    return survey(held, held.trusted_root(), at=at, accepted=None, renewing=ONLINE)


def _from_archive(found: Survey, region: str, keys: Sequence[Signer]) -> Base:
    """The narrowest role in charge of `region` that one of the keys belongs to."""
    delegated = {role for children in found.order.values() for role in children}
    for role in sorted(delegated, key=lambda name: (-len(name), name)):
        if is_role(role) and covers(role, region) and belonging(keys, *keys_of(found, role)):
            base = Base.of(role, parsed_role(found, role), keys_of(found, role))
            for path in found.disowned:
                # The new key does not sign what the stolen one did.
                base.metadata.signed.targets.pop(path, None)
            return base
    given = [signer_name(each) for each in keys] or msg("no key")
    raise UsageError(
        msg("no role in charge of %(region)s lists %(given)s", region=region, given=given)
    )


def read_pending(
    origin: Base, handover: Path, delegations: Delegations | None = None
) -> Metadata[Targets] | None:
    """What the hand-over has of the next version; DataError unless it just adds to the last one.

    Who may speak has to be as in the last version, or as `delegations` say: nobody signs a
    delegation that somebody else laid there.
    """
    file = handover / origin.next_file
    data = read_file(file, MAX_METADATA, name=str(file))
    if data is None:
        return None
    pending = parse_metadata(str(file), data, Targets)
    before, after = origin.metadata.signed, pending.signed
    known = after.delegations in (before.delegations, delegations)
    if after.version != origin.version + 1 or not known:
        raise DataError(
            msg(
                "%(file)s does not follow version %(version)s of %(role)s",
                file=file,
                version=origin.version,
                role=origin.role,
            )
        )
    for path, target in before.targets.items():
        if after.targets.get(path) != target:
            raise DataError(
                msg(
                    "%(file)s drops or alters %(path)s, which is published already",
                    file=file,
                    path=path,
                )
            )
    for path in sorted(after.targets.keys() - before.targets.keys()):
        laid = digest_file(handover / path, name=path) if export_of(path) else None
        if laid != (after.targets[path].length, sha256_of(after.targets[path])):
            raise DataError(
                msg(
                    "%(file)s lists %(path)s, and the file beside it is not the same",
                    file=file,
                    path=ascii(path),
                )
            )
    return pending
