"""Changing the top-level keys: a new root, signed by the old and by the new threshold.

The new root is the last file that appears. Targets, snapshot and timestamp are signed again before,
with old and new keys together, so that they hold under either root and no power cut finds an
archive that does not. Where the old keys of a role are lost this cannot be had: see
docs/trust-operations.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from securesystemslib.signer import Key, Signer
from tuf.api.metadata import Role, Root, Targets

from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.trust.amendments import Amendment, require_keys
from generator.trust.commit import put_into_force
from generator.trust.files import Archive, changing
from generator.trust.keys import PortalKeys
from generator.trust.next_version import (
    DAYS,
    advance,
    belonging,
    enough,
    keys_of,
    online_files,
    parsed,
    sign,
)
from generator.trust.scope import TARGETS
from generator.trust.state import Survey
from generator.trust.survey import ONLINE, survey


def renew_root(
    archive: Path, *, signers: Sequence[Signer], portal: PortalKeys, at: datetime
) -> Amendment:
    """Signs root again before it expires, otherwise unchanged."""
    return _put_root(archive, "root", None, signers, portal, at)


def rotate_top(
    archive: Path,
    role: str,
    keys: Sequence[Key],
    *,
    threshold: int = 1,
    signers: Sequence[Signer],
    portal: PortalKeys,
    at: datetime,
) -> Amendment:
    """Gives root, targets, snapshot or timestamp these keys instead of its old ones.

    `signers` hold root's threshold, and the old and new keys of the role itself; `portal` has the
    keys that snapshot and timestamp have afterwards.
    """
    if role not in DAYS:
        raise UsageError(
            msg("%(role)s is no top-level role: its parent rotates its keys", role=role)
        )
    require_keys(keys, threshold, role)
    return _put_root(archive, role, (keys, threshold), signers, portal, at)


def _put_root(
    archive: Path,
    role: str,
    change: tuple[Sequence[Key], int] | None,
    signers: Sequence[Signer],
    portal: PortalKeys,
    at: datetime,
) -> Amendment:
    with changing(archive) as staging:
        held = Archive(archive)
        found = survey(
            held, held.trusted_root(), at=at, accepted=None, renewing=ONLINE | {"root", TARGETS}
        )
        old, root = parsed(found, "root", Root).signed, parsed(found, "root", Root)
        if change:
            _replace_keys(root.signed, role, *change)
        advance(root.signed, at, DAYS["root"])
        holders = enough(signers, "the old root", old.roles["root"], old.keys)
        holders += enough(signers, "the new root", root.signed.roles["root"], root.signed.keys)
        data = sign(root, {each.public_key.keyid: each for each in holders}.values())
        changed = {}
        if role == TARGETS and change:
            changed[TARGETS] = _targets(found, signers, root.signed.roles[role], root.signed, at)
        files = online_files(found, changed, portal, at, besides=signers)
        files[f"metadata/{root.signed.version}.root.json"] = data
        # Where both have expired, root comes first: targets are measured by it.
        put_into_force(held, staging, found, files, renewing={TARGETS})
    return Amendment(role, "root", root.signed.version, tuple(sorted(files)))


def _replace_keys(root: Root, role: str, keys: Sequence[Key], threshold: int) -> None:
    for keyid in list(root.roles[role].keyids):
        root.revoke_key(keyid, role)
    for key in keys:
        root.add_key(key, role)
    root.roles[role].threshold = threshold


def _targets(
    found: Survey, signers: Sequence[Signer], new: Role, root: Root, at: datetime
) -> bytes:
    """Targets as they are, signed by the new keys and by those old ones that are there."""
    metadata = parsed(found, TARGETS, Targets)
    advance(metadata.signed, at, DAYS[TARGETS])
    both: Mapping[str, Signer] = {
        each.public_key.keyid: each
        for each in [
            *belonging(signers, *keys_of(found, TARGETS)),
            *enough(signers, "targets", new, root.keys),
        ]
    }
    return sign(metadata, both.values())
