"""The versions of policies and interpretations, which stand in no export for ever.

`archive/log/documents.jsonl` keeps what each dossier leaf of a document stands for: a line a
version, with its leaf. A line whose leaf the log never took is of a build that was cut off, and is
forgotten.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.derive.document_record import document_record, document_subject
from generator.derive.record import sealed
from generator.model.documents import Document, DocumentKind
from generator.model.problems import BadData
from generator.store.documents_kept import (
    DocumentVersion,
    document_versions,
    keep_document,
    present_version,
)
from generator.store.leaves import leaf_of
from generator.store.versions import LASTING, RecordVersion, keep_records, versions

KINDS = (DocumentKind.POLICY, DocumentKind.INTERPRETATION)
"""The documents that have leaves of their own."""


class Line(Struct, frozen=True):
    """One version of a document as the journal keeps it."""

    leaf: int
    subject: str
    version: int
    published: str
    record: msgspec.Raw


@dataclass(frozen=True, slots=True)
class Journal:
    """The file that keeps what the leaves of documents stand for, in the folder of the log."""

    folder: Path

    @property
    def file(self) -> Path:
        """Where it lies."""
        return self.folder / "documents.jsonl"

    def read(self, connection: sqlite3.Connection, secret: bytes) -> None:
        """Put the versions that the log has into the store; BadData for a damaged file."""
        connection.execute("DELETE FROM document_records")
        try:
            lines = self.file.read_bytes().splitlines()
        except FileNotFoundError:
            return
        for number, text in enumerate(lines, start=1):
            try:
                line = msgspec.json.decode(text, type=Line)
            except msgspec.DecodeError as error:
                raise BadData(f"{self.file}:{number}: {error}") from None
            digest = sealed(bytes(line.record), line.subject, str(line.version), secret)
            if leaf_of(connection, digest) == line.leaf:
                version = DocumentVersion(line.subject, line.version, line.published)
                _keep(connection, version, bytes(line.record), digest)

    def write(self, connection: sqlite3.Connection) -> None:
        """Replace the file by what the store has, if that is more."""
        text = b"".join(
            msgspec.json.encode(
                Line(leaf, each.subject, each.version, each.published, msgspec.Raw(data))
            )
            + b"\n"
            for each, data, leaf in document_versions(connection)
        )
        if self.file.exists() and self.file.read_bytes() == text:
            return
        beside = self.file.with_suffix(".new")
        with beside.open("wb") as target:
            target.write(text)
            target.flush()
            os.fsync(target.fileno())
        beside.replace(self.file)


def new_versions(
    connection: sqlite3.Connection, documents: tuple[Document, ...], secret: bytes, *, on: date
) -> Iterator[tuple[DocumentKind, bytes]]:
    """Notes and gives (kind, salted digest) of each document that differs from its last version."""
    for document in sorted(_logged(documents), key=document_subject):
        subject, record = document_subject(document), document_record(document)
        number, data = present_version(connection, subject)
        if data == record and not _last(connection, subject).withdrawn:
            continue
        digest = sealed(record, subject, str(number + 1), secret)
        version = DocumentVersion(subject, number + 1, on.isoformat())
        _keep(connection, version, record, digest)
        yield document.kind, digest


def removed(
    connection: sqlite3.Connection, documents: tuple[Document, ...]
) -> list[tuple[RecordVersion, str]]:
    """Every version of each document that is not there any more, with the reason."""
    present = {document_subject(document) for document in _logged(documents)}
    gone = sorted({each.subject for each, _, _ in document_versions(connection)} - present)
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
