"""What an agency's stolen key means for its documents: the thief's versions are taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress

from generator.documents.read_document import read_document
from generator.exports.members import read_members
from generator.history.document_versions import STOLEN, Journal
from generator.log.leaves import ExportLeaf, decode_leaf
from generator.log.writing import Log
from generator.model.problems import DataError
from generator.rules.document_record import document_record, without_attachments
from generator.trust.files import MAX_EXPORT, Archive, read_file
from generator.trust.revocation import Disowned
from generator.trust.scope import export_of


def withdraw_disowned(
    archive: Archive, log: Log, journal: Journal, disowned: Mapping[str, Disowned], secret: bytes
) -> None:
    """Destroy the versions of documents that came with such an export; the build takes them back.

    Those that were there before it stay, though it says them too.
    """
    lines = [line for line in journal.lines() if not line.reason] if disowned else []
    if not lines:
        return
    records = {data for path, each in disowned.items() for data in _records(archive, path, each)}
    suspect = [line for line in lines if without_attachments(line.data) in records]
    first = first_entry(log, disowned) if suspect else None
    for line in suspect:
        if first is not None and line.leaf > first:
            journal.withdraw(line.subject, line.version, STOLEN, secret)


def first_entry(log: Log, paths: Collection[str]) -> int | None:
    """The first entry of the log that is one of these exports; None where it has none of them."""
    for index, entry in enumerate(log.entries()):
        leaf = decode_leaf(entry) if b'"export"' in entry else None
        if isinstance(leaf, ExportLeaf) and leaf.path in paths:
            return index
    return None


def _records(archive: Archive, path: str, each: Disowned) -> Iterator[bytes]:
    named = export_of(path)
    data = read_file(archive.target(path, each.sha256), MAX_EXPORT, name=path)
    for name, text in read_members(data, path).items() if data and named else ():
        if name.startswith("documents/") and named:
            with suppress(DataError, UnicodeDecodeError):
                yield document_record(read_document(f"{named[0]}/{name}", text.decode()))
