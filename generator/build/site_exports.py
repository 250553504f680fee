"""The newest export of each agency as the site offers it.

From format 2 on it is a public copy, whose rows lead to the root that the agency signed; an export
of format 1 is offered as it was signed, unless something in it may not be shown any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from securesystemslib.signer import Signer

from generator.exports.archive import read_export, reread_export
from generator.exports.public_copy import copy_lines
from generator.history.removals import Removals
from generator.pages.data.downloads import copy_path, publishable
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.page import File, fingerprint
from generator.portal.folder import Deployment, State
from generator.rules.publicity import hidden_rows
from generator.trust.copies import CopyKeys, needs_signing, sign_copies
from generator.trust.keys import PortalKeys
from generator.trust.scope import COPIES
from generator.trust.state import ListedCopy
from generator.trust.verified import VerifiedExport
from generator.trust.walk import Walk, walk


def export_files(context: Context, exports: Iterable[VerifiedExport]) -> Iterator[File]:
    """The newest export of each agency, and once more where standard TUF clients ask for it."""
    newest = {export.region: export for export in exports}
    for region, export in sorted(newest.items()):
        if region in context.withheld:
            continue
        path = copy_path(context, context.latest(region))
        if path is not None:
            yield File(path, fingerprint(path), partial(_write_copy, context, export))
        elif publishable(context, region):
            for path in (urls.export(export.path), urls.target(export.path, export.sha256)):
                yield File(path, fingerprint(export.sha256), partial(_copy, export))


def public_copies(
    context: Context, exports: Iterable[VerifiedExport], known: Iterable[ListedCopy]
) -> tuple[ListedCopy, ...]:
    """The public copies that the site offers, as targets for standard TUF clients.

    A copy's address changes with its content, so one that is `known` is not made to be measured.
    """
    at = {copy.address: copy for copy in known}
    return tuple(
        at.get(path) or _measured(context, export, path)
        for export, path in _copied(context, exports)
    )


def sign_public_copies(
    deployment: Deployment,
    context: Context,
    found: Walk,
    open_key: Callable[[Path], Signer],
    at: datetime,
) -> Walk:
    """The archive once its role for public copies lists, at `at`, those that the site offers."""
    state = deployment.required_state()
    assert found.copies is not None
    copies = public_copies(context, found.exports, found.copies.files)
    if not needs_signing(found.copies, copies, at):
        return found

    def keys() -> CopyKeys:
        own = PortalKeys.opened(deployment.keys, open_key)
        return CopyKeys(open_key(deployment.keys / f"{COPIES}.pem"), own)

    sign_copies(deployment.archive, copies, keys, at=at, accepted=state.accepted)
    signed = walk(deployment.archive, at=at, accepted=state.accepted, suspending=True)
    deployment.remember(State(at, signed.accepted))
    return signed


def copy_files(
    context: Context, exports: Iterable[VerifiedExport], listed: Iterable[ListedCopy]
) -> Iterator[File]:
    """The public copies once more, where standard TUF clients ask for what is `listed`."""
    at = {copy.address: copy for copy in listed}
    for export, path in _copied(context, exports):
        target = urls.target(at[path].path, at[path].sha256)
        yield File(target, fingerprint(path), partial(_write_copy, context, export))


def _copied(
    context: Context, exports: Iterable[VerifiedExport]
) -> Iterator[tuple[VerifiedExport, str]]:
    newest = {export.region: export for export in exports}
    for region, export in sorted(newest.items()):
        path = copy_path(context, context.latest(region))
        if path is not None:
            yield export, path


def _measured(context: Context, verified: VerifiedExport, path: str) -> ListedCopy:
    length, digest = 0, hashlib.sha256()
    for line in _copy_of(context, verified):
        length += len(line)
        digest.update(line)
    name = f"rows/{verified.region}/{verified.region}-{verified.release:04d}.jsonl"
    return ListedCopy(name, path, length, digest.hexdigest())


def withheld_agencies(exports: Iterable[VerifiedExport], removals: Removals) -> frozenset[str]:
    """The agencies whose newest export holds something that was removed: it is not offered."""
    concerned = {each.agency for each in removals.entries}
    newest = {export.region: export for export in exports if export.region in concerned}
    return frozenset(
        region for region, export in newest.items() if removals.concern(read_export(export))
    )


def _copy(export: VerifiedExport, path: Path) -> None:
    path.write_bytes(export.read())


def _write_copy(context: Context, verified: VerifiedExport, path: Path) -> None:
    with path.open("wb") as target:
        target.writelines(_copy_of(context, verified))


def _copy_of(context: Context, verified: VerifiedExport) -> Iterator[bytes]:
    export = reread_export(verified)
    hidden = hidden_rows(export, on=context.today)
    return copy_lines(export, verified.path, verified.sha256, hidden)
