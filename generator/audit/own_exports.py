"""Whether exports that an agency has at home are in the log, and shown whole, as it signed them.

Who has the signed file knows all of its rows, also those of which a site may show a bare digest
only, and so sees which are held back, and whether they may be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from generator.audit.audit_site import Audited
from generator.audit.public_copies import shown_rows
from generator.audit.site_source import Source
from generator.exports.contents import Export
from generator.exports.schema import row_key
from generator.exports.subjects import DOCUMENTS, RowRef, document_name
from generator.model.messages import message_of, msg, word
from generator.model.problems import DataError, UsageError
from generator.rules.publicity import hidden_rows
from generator.trust.files import MAX_EXPORT, read_file
from generator.trust.signed import refuse


@dataclass(frozen=True, slots=True)
class OwnExport:
    """What became of an export: `rows` of it are shown, those in `held_back` are out of publicity.

    `newest` says whether it is what the site shows of its agency; of an older one the versions of
    records stay, and no copy is offered.
    """

    name: str
    path: str
    role: str
    newest: bool
    offered: bool
    rows: int
    held_back: tuple[RowRef, ...]


def check_own_exports(source: Source, folder: Path, found: Audited) -> tuple[OwnExport, ...]:
    """Every export in a folder; VerificationError for one that is not in the log as it is here, or
    of which a row is hidden that may be shown.
    """
    files = sorted(path for path in folder.glob("*.zip") if path.is_file())
    if not files:
        raise UsageError(msg("%(folder)s holds no export (….zip)", folder=folder))
    return tuple(_check(source, file, found) for file in files)


def _check(source: Source, file: Path, found: Audited) -> OwnExport:
    from generator.exports.archive import parse_export
    from generator.exports.checks.privacy_settings import ACCEPTED

    data = read_file(file, MAX_EXPORT, name=str(file)) or b""
    try:
        export = parse_export(data, file.name, privacy=ACCEPTED)
    except DataError as error:
        raise UsageError(message_of(error)) from None
    path = export.info.path
    logged, signed = found.log_says.exports.get(path), found.signed.listed.get(path)
    if logged is None or signed is None:
        raise refuse(
            file.name, msg("is not in the log: the portal never published %(path)s", path=path)
        )
    digest = sha256(data).hexdigest()
    if digest != logged.sha256:
        raise refuse(
            file.name,
            msg(
                "has the SHA-256 %(digest)s; the log has %(path)s with %(sha256)s, signed by "
                "%(role)s",
                digest=digest,
                path=path,
                sha256=logged.sha256,
                role=signed.role,
            ),
        )
    newest = found.signed.newest[signed.region].path == path
    whole = f"data/{path}" in found.found.exports
    copy = next((name for name in found.found.copies if path.endswith(_zip_of(name))), None)
    shown = shown_rows(source, copy) if copy else frozenset(_refs(export)) if whole else frozenset()
    held_back = _held_back(export, shown, _day(found), file.name) if copy else ()
    return OwnExport(
        file.name, path, signed.role, newest, bool(copy) or whole, len(shown), held_back
    )


def _held_back(export: Export, shown: frozenset[RowRef], on: date, name: str) -> tuple[RowRef, ...]:
    """The rows that are not shown, none of which may be; VerificationError otherwise."""
    over = {(table, key.partition("/")[0]) for table, key in hidden_rows(export, on=on)}
    hidden = [ref for ref in _refs(export) if ref not in shown]
    for table, key in hidden:
        if (table, key.partition("/")[0]) not in over:
            raise refuse(
                name,
                msg(
                    "%(table)s %(key)s is not shown, though it may be on %(day)s",
                    table=word("Table", table),
                    key=key,
                    day=on.isoformat(),
                ),
            )
    return tuple(hidden)


def _refs(export: Export) -> Iterator[RowRef]:
    for table, rows in export.tables.items():
        yield from ((table, row_key(row)) for row in rows)
    yield from ((DOCUMENTS, document_name(each.path)) for each in export.documents)


def _zip_of(copy: str) -> str:
    return f"/{copy.rpartition('/')[2].partition('.')[0]}.zip"


def _day(found: Audited) -> date:
    release = found.log_says.release
    assert release is not None, "a log without a release was refused"
    issued = datetime.fromisoformat(release.reference).date()
    return max(issued, found.signed.accepted.day or date.min)
