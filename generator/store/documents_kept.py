"""The versions of documents as the store holds them while a site is built."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """One version of a document; `published` is the reference day of the release it came with."""

    subject: str
    version: int
    published: str


def keep_document(connection: sqlite3.Connection, version: DocumentVersion, record: bytes) -> None:
    """Keep the record of a version."""
    values = (version.subject, version.version, version.published, record)
    connection.execute("INSERT INTO document_records VALUES (?, ?, ?, ?)", values)


def present_version(connection: sqlite3.Connection, subject: str) -> tuple[int, bytes]:
    """Number and record of a document's last version; 0 and nothing where it has none."""
    query = (
        "SELECT version, data FROM document_records WHERE subject = ? ORDER BY version DESC LIMIT 1"
    )
    found = connection.execute(query, (subject,)).fetchone()
    return found or (0, b"")


def document_versions(
    connection: sqlite3.Connection, subject: str | None = None
) -> Iterator[tuple[DocumentVersion, bytes, int]]:
    """Every version of every document, or of one, with its record and leaf, as the log has them."""
    query = (
        "SELECT d.subject, d.version, d.published, d.data, l.leaf FROM document_records d"
        " JOIN records r ON r.subject = d.subject AND r.release = d.version AND r.agency = ''"
        " JOIN leaves l ON l.name = r.digest WHERE :subject IS NULL OR d.subject = :subject"
        " ORDER BY l.leaf"
    )
    for name, version, published, data, leaf in connection.execute(query, {"subject": subject}):
        yield DocumentVersion(name, version, published), data, leaf


def versions_of(
    connection: sqlite3.Connection, subject: str
) -> list[tuple[DocumentVersion, bytes, int]]:
    """The versions of one document that may be shown, oldest first: none that was taken back."""
    query = "SELECT leaf FROM withdrawals"
    withdrawn = {leaf for (leaf,) in connection.execute(query)}
    return [each for each in document_versions(connection, subject) if each[2] not in withdrawn]
