"""With which keys an agency signs, in a small file of its own for each region.

Whoever checks one page needs the metadata of one role and the keys that its parent gave it; the
parent's own metadata name hundreds of roles in a big archive. The file says nothing that does not
follow from the metadata, and an audit makes it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from msgspec import Struct, field, json
from securesystemslib.signer import Key
from tuf.api.metadata import DelegatedRole

from generator.model.suspension import Suspension
from generator.trust.scope import AGENCY


class Signing(Struct, frozen=True):
    """A role as its parent delegates to it: `agency` in words, the threshold and the keys.

    A role that was revoked, or whose new keys have signed nothing yet, has neither keys nor a
    threshold: its last metadata count because the parent's record names their SHA-256.
    """

    by: str
    agency: str | None = None
    threshold: int | None = None
    keys: tuple[dict[str, str], ...] = ()


class SignedExport(Protocol):
    """An export with the role that lists it."""

    @property
    def region(self) -> str:
        """Six digits."""

    @property
    def role(self) -> str:
        """Its name."""

    @property
    def role_version(self) -> int:
        """The version of its metadata."""

    @property
    def suspension(self) -> Suspension | None:
        """Why its signature counts no more."""


class _Role(Struct, frozen=True, omit_defaults=True):
    role: str
    version: int
    sha256: str
    by: str
    agency: str | None = None
    threshold: int | None = None
    keys: tuple[dict[str, str], ...] = ()
    suspended: dict[str, str] | None = None


class _Region(Struct, frozen=True):
    roles: list[_Role] = field(default_factory=list)


def signing_of(delegated: DelegatedRole, keys: Mapping[str, Key], by: str) -> Signing:
    """How the role `by` delegates to another."""
    agency = delegated.unrecognized_fields.get(AGENCY)
    return Signing(
        by,
        agency if isinstance(agency, str) else None,
        delegated.threshold,
        tuple(
            {"keytype": key.keytype, "scheme": key.scheme, "public": key.keyval["public"]}
            for keyid in delegated.keyids
            if (key := keys.get(keyid)) is not None
        ),
    )


def key_files(
    exports: Iterable[SignedExport], signing: Mapping[str, Signing], digests: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """(region, content) for every region of which there are exports; `digests` are the SHA-256 of
    the metadata by role.
    """
    regions: dict[str, dict[str, _Role]] = {}
    for each in exports:
        own = signing[each.role]
        regions.setdefault(each.region, {})[each.role] = _Role(
            each.role,
            each.role_version,
            digests[each.role],
            own.by,
            own.agency,
            own.threshold,
            own.keys,
            each.suspension.said if each.suspension else None,
        )
    for region, roles in sorted(regions.items()):
        content = _Region([role for _, role in sorted(roles.items())])
        yield region, json.format(json.encode(content), indent=1) + b"\n"
