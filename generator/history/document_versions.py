"""The versions of policies and interpretations, which stand in no export for ever.

`archive/log/documents.jsonl` keeps what each dossier leaf of a document stands for: a line a
version, with its leaf. A line whose leaf the log never took is of a build that was cut off, and is
forgotten. Of a version that was withdrawn the line keeps the digest and the reason, not the record.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator.io.atomic import replace_file
from generator.model.documents import Document, DocumentKind
from generator.model.messages import msg
from generator.model.problems import MALFORMED, DataError, Problem, UsageError
from generator.rules.document_record import document_record, document_subject
from generator.rules.record import sealed
from generator.store.document_rows import (
    DocumentVersion,
    document_versions,
    forget_documents,
    keep_document,
    present_version,
)
from generator.store.leaf_numbers import leaf_of
from generator.store.record_versions import LASTING, RecordVersion, keep_records, versions

KINDS = (DocumentKind.POLICY, DocumentKind.INTERPRETATION)
"""The documents that have leaves of their own."""

NOTHING = msgspec.Raw(b"null")

STOLEN = "key-stolen"
"""Why everything is taken back that was signed with a stolen key."""

REASONS = ("personal-data", "not-public", "mistake")
"""Why an operator takes a version back; the theme has a sentence for each."""


class Line(Struct, frozen=True, omit_defaults=True):
    """One version of a document as the journal keeps it: its record, or why it was withdrawn."""

    leaf: int
    subject: str
    version: int
    published: str
    record: msgspec.Raw = NOTHING
    digest: str = ""
    reason: str = ""

    @property
    def data(self) -> bytes:
        """The record; empty where the version was withdrawn."""
        return b"" if self.record == NOTHING else bytes(self.record)

    def sealed(self, secret: bytes) -> bytes:
        """The salted digest that the log has of this version."""
        if self.reason:
            return bytes.fromhex(self.digest)
        return sealed(self.data, self.subject, str(self.version), secret)


@dataclass(frozen=True, slots=True)
class Journal:
    """The file that keeps what the leaves of documents stand for, in the folder of the log."""

    folder: Path

    @property
    def file(self) -> Path:
        """Where it lies."""
        return self.folder / "documents.jsonl"

    def lines(self) -> list[Line]:
        """All of it; DataError for a damaged file."""
        try:
            texts = self.file.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        return [self._line(number, text) for number, text in enumerate(texts, start=1)]

    def _line(self, number: int, text: bytes) -> Line:
        try:
            line = msgspec.json.decode(text, type=Line)
            if bool(line.data) == bool(line.reason) or len(line.sealed(b"")) != 32:
                raise ValueError(msg("neither a record nor a digest with a reason"))
        except MALFORMED as error:
            raise DataError(
                msg("%(file)s:%(number)s: %(error)s", file=self.file, number=number, error=error)
            ) from None
        return line

    def withdrawn(self) -> list[Line]:
        """The versions that the operator has withdrawn; the log need not have them."""
        return [line for line in self.lines() if line.reason]

    def standing(self, subject: str, version: int | None = None) -> list[Line]:
        """The versions of a document that were not withdrawn, or of these the one of a number.

        UsageError where there never was one.
        """
        known = {line.version: line for line in self.lines() if line.subject == subject}
        if not known:
            raise UsageError(
                msg("%(file)s: has no version of %(subject)s", file=self.file, subject=subject)
            )
        if version is not None and version not in known:
            listed = ", ".join(f"{number} ({line.published})" for number, line in known.items())
            raise UsageError(
                msg(
                    "%(file)s: %(subject)s has no version %(version)s; it has %(listed)s",
                    file=self.file,
                    subject=subject,
                    version=version,
                    listed=listed,
                )
            )
        asked = [line for number, line in known.items() if version in (None, number)]
        return [line for line in asked if not line.reason]

    def withdraw(self, subject: str, version: int, reason: str, secret: bytes) -> None:
        """Destroy the record of a version; the next build takes it back in public.

        UsageError where there never was such a version.
        """
        for line in self.standing(subject, version):
            gone = replace(line, record=NOTHING, digest=line.sealed(secret).hex(), reason=reason)
            self._replace([gone if each == line else each for each in self.lines()])

    def read(self, connection: sqlite3.Connection, secret: bytes) -> None:
        """Put the versions that the log has into the store; DataError for a damaged file."""
        forget_documents(connection)
        for line in self.lines():
            digest = line.sealed(secret)
            if leaf_of(connection, digest) == line.leaf:
                version = DocumentVersion(line.subject, line.version, line.published)
                _keep(connection, version, line.data, digest)

    def read_all(
        self, connection: sqlite3.Connection, secret: bytes
    ) -> Iterator[tuple[DocumentKind, bytes]]:
        """Put every version into the store, for a log that does not have them yet; kind and digest
        of each.
        """
        forget_documents(connection)
        for line in self.lines():
            digest = line.sealed(secret)
            version = DocumentVersion(line.subject, line.version, line.published)
            _keep(connection, version, line.data, digest)
            yield DocumentKind(line.subject.partition("/")[0]), digest

    def write(self, connection: sqlite3.Connection) -> None:
        """Replace the file by what the store has, if that is more."""
        reasons = {line.digest: line.reason for line in self.withdrawn()}
        self._replace([
            Line(leaf, each.subject, each.version, each.published, digest=digest.hex(),
                 reason=reasons[digest.hex()])
            if digest.hex() in reasons
            else Line(leaf, each.subject, each.version, each.published, msgspec.Raw(data))
            for each, data, leaf, digest in document_versions(connection)
        ])  # fmt: skip

    def _replace(self, lines: list[Line]) -> None:
        text = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
        if self.file.exists() and self.file.read_bytes() == text:
            return
        replace_file(self.file, text)


def new_versions(
    connection: sqlite3.Connection,
    documents: tuple[Document, ...],
    withdrawn: Sequence[Line],
    secret: bytes,
    *,
    on: date,
) -> Iterator[tuple[DocumentKind, bytes]]:
    """Notes and gives (kind, salted digest) of each document that differs from its last version.

    DataError for a document that says again what was withdrawn.
    """
    for document in sorted(_logged(documents), key=document_subject):
        subject, record = document_subject(document), document_record(document)
        _require_not_withdrawn(document, withdrawn, secret)
        number, data = present_version(connection, subject)
        if data == record and not _last(connection, subject).withdrawn:
            continue
        digest = sealed(record, subject, str(number + 1), secret)
        version = DocumentVersion(subject, number + 1, on.isoformat())
        _keep(connection, version, record, digest)
        yield document.kind, digest


def _require_not_withdrawn(document: Document, withdrawn: Sequence[Line], secret: bytes) -> None:
    subject, record = document_subject(document), document_record(document)
    for line in withdrawn:
        # What was signed with a stolen key may be right, and is said again with a new one.
        if line.reason == STOLEN:
            continue
        said = sealed(record, subject, str(line.version), secret)
        if line.subject == subject and said == line.sealed(secret):
            why = msg(
                "says what was withdrawn as version %(version)s; change or remove it first",
                version=line.version,
            )
            raise DataError([Problem(document.source, None, None, why)])


def removed(
    connection: sqlite3.Connection, documents: tuple[Document, ...]
) -> list[tuple[RecordVersion, str]]:
    """Every version of each document that is not there any more, with the reason."""
    present = {document_subject(document) for document in _logged(documents)}
    gone = sorted({each.subject for each, *_ in document_versions(connection)} - present)
    return [(each, "removed") for subject in gone for each in versions(connection, subject)]


def _logged(documents: tuple[Document, ...]) -> list[Document]:
    return [document for document in documents if document.kind in KINDS]


def _last(connection: sqlite3.Connection, subject: str) -> RecordVersion:
    return list(versions(connection, subject))[-1]


def _keep(
    connection: sqlite3.Connection, version: DocumentVersion, record: bytes, digest: bytes
) -> None:
    keep_document(connection, version, record)
    row = (version.subject, str(version.version), LASTING, digest)
    keep_records(connection, "", version.version, [row])
