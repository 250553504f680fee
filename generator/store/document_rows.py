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


def forget_documents(connection: sqlite3.Connection) -> None:
    """Forget the records of all versions, which are kept again."""
    connection.execute("DELETE FROM document_records")


def present_version(connection: sqlite3.Connection, subject: str) -> tuple[int, bytes]:
    """Number and record of a document's last version; 0 and nothing where it has none."""
    query = (
        "SELECT version, data FROM document_records WHERE subject = ? ORDER BY version DESC LIMIT 1"
    )
    found = connection.execute(query, (subject,)).fetchone()
    return found or (0, b"")


def document_versions(
    connection: sqlite3.Connection, subject: str | None = None
) -> Iterator[tuple[DocumentVersion, bytes, int, bytes]]:
    """Every version of every document, or of one: with record, leaf and digest, as the log has it.

    The record is empty where the operator has withdrawn the version.
    """
    query = (
        "SELECT d.subject, d.version, d.published, d.data, l.leaf, r.digest"
        " FROM document_records d"
        " JOIN records r ON r.subject = d.subject AND r.release = d.version AND r.agency = ''"
        " JOIN leaves l ON l.name = r.digest WHERE :subject IS NULL OR d.subject = :subject"
        " ORDER BY l.leaf"
    )
    for name, version, published, data, leaf, digest in connection.execute(
        query, {"subject": subject}
    ):
        yield DocumentVersion(name, version, published), data, leaf, digest


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A version of a document that was taken back.

    `leaf` is that of the version, `at` the time of the release that took it back; None where that
    release is only being made.
    """

    version: DocumentVersion
    leaf: int
    reason: str
    at: str | None


def withdrawn_documents(connection: sqlite3.Connection) -> list[Withdrawn]:
    """What was taken back of documents, in the order in which that was entered."""
    query = (
        "SELECT d.subject, d.version, d.published, l.leaf, w.reason,"
        " (SELECT json_extract(CAST(p.entry AS TEXT), '$.reference') FROM published p"
        "  WHERE p.leaf > t.leaf ORDER BY p.leaf LIMIT 1)"
        " FROM document_records d"
        " JOIN records r ON r.subject = d.subject AND r.release = d.version AND r.agency = ''"
        " JOIN leaves l ON l.name = r.digest JOIN withdrawals w ON w.leaf = l.leaf"
        " JOIN leaves t ON t.name = CAST('withdrawal:' || l.leaf AS BLOB) ORDER BY t.leaf"
    )
    return [
        Withdrawn(DocumentVersion(subject, version, published), leaf, reason, at)
        for subject, version, published, leaf, reason, at in connection.execute(query)
    ]
