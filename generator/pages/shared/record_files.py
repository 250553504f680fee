"""The public records as JSON beside their pages, each with what proves it against the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

import msgspec

from generator.exports.schema import key_parts
from generator.model.documents import Document, DocumentKind
from generator.model.messages import msg
from generator.model.tables import Row
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.frame import Frame
from generator.pages.shared.page import File, fingerprint
from generator.pages.shared.views import CheckEntry
from generator.rules.document_record import document_record, document_subject
from generator.rules.record import FACILITY, salt_of, sealed
from generator.store.database import DamagedStore
from generator.store.record_versions import RecordVersion, present_version


def document_record_files(context: Context) -> Iterator[File]:
    """The record of each policy and interpretation."""
    for document in context.documents:
        if document.kind is not DocumentKind.PAGE:
            version = present_version(context.connection, document_subject(document))
            path = urls.document_record(document.kind.value, document.slug)
            key = fingerprint(version.digest, version.leaf)
            yield File(path, key, partial(_write_document, context, document, version))


def document_check(context: Context, document: Document) -> CheckEntry:
    """How the page of a policy or an interpretation is checked."""
    version = present_version(context.connection, document_subject(document))
    return check_entry(context, version, urls.document_record(document.kind.value, document.slug))


def check_entry(
    frame: Frame, version: RecordVersion, record: str, agency: str | None = None
) -> CheckEntry:
    """What a page needs to be checked against the log; `record` is the path of its JSON, `agency`
    the name of the one whose rows it has.
    """
    assert version.leaf is not None, "a record on a page is in the log or about to be"
    return CheckEntry(
        record=frame.href(record),
        leaf=version.leaf,
        digest=version.digest.hex(),
        keys=frame.href(urls.agency_keys(version.agency)) if version.agency else None,
        agency=agency,
    )


class RecordStatement(TypedDict):
    """What a facility's page says of its record in the log."""

    check: CheckEntry
    history: str | None


def record_statement(
    frame: Frame, found: tuple[RecordVersion, ...], agency: str
) -> RecordStatement:
    """How a facility's page is checked, and where its earlier versions are if there are any."""
    identifier = found[-1].subject
    history = frame.href(urls.facility_history(identifier)) if len(found) > 1 else None
    check = check_entry(frame, found[-1], urls.public_record(identifier), agency)
    return RecordStatement(check=check, history=history)


def shown(member: str, row: Row) -> str:
    """The name of a row in a record, as pages say which cells an element shows."""
    return quote("/".join((member, *key_parts(row))) if member != FACILITY else member)


def proven(
    record: bytes,
    version: RecordVersion,
    secret: bytes,
    facts: Mapping[str, object] | None = None,
    rows: Mapping[str, object] | None = None,
) -> bytes:
    """A record with its leaf, its salt and the release that brought it, as JSON.

    `facts` follow from the record by the rules; they stand apart from it, under no seal, since
    anyone can work them out again. `rows` prove it against the signature of its agency, None where
    that did not sign row by row.
    """
    proof = {
        "leaf": version.leaf,
        "salt": salt_of(record, version.subject, version.version, secret).hex(),
        "release": version.version,
    }
    said = b"".join(
        b',"%b":%b' % (name, msgspec.json.encode(value))
        for name, value in ((b"rows", rows), (b"facts", facts))
        if value is not None
    )
    return b'{"record":%b,"proof":%b%b}\n' % (record, msgspec.json.encode(proof), said)


def _write_document(
    context: Context, document: Document, version: RecordVersion, path: Path
) -> None:
    record = document_record(document)
    if sealed(record, version.subject, version.version, context.secret) != version.digest:
        raise DamagedStore(
            msg(
                "%(source)s: is not what version %(version)s sealed",
                source=document.source,
                version=version.version,
            )
        )
    path.write_bytes(proven(record, version, context.secret))
