"""The newest export of each agency as the site offers it.

From format 2 on it is a public copy, whose rows lead to the root that the agency signed; an export
of format 1 is offered as it was signed, unless something in it may not be shown any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from generator.exports.archive import read_export
from generator.exports.public_copy import copy_lines
from generator.history.removals import Removals
from generator.pages.data.downloads import copy_path, publishable
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.page import File, fingerprint
from generator.rules.publicity import hidden_rows
from generator.trust.verified import VerifiedExport


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
    export = read_export(verified)
    hidden = hidden_rows(export, on=context.today)
    with path.open("wb") as target:
        target.writelines(copy_lines(export, verified.path, verified.sha256, hidden))
