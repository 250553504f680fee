"""All documents of a site, from `content/` and from the exports, read and checked together."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.build.content_privacy import scan_content
from generator.build.missing_documents import Expected, missing_documents
from generator.documents.attachments import with_files
from generator.documents.checks import check_documents
from generator.documents.content import read_content
from generator.documents.read_document import read_document
from generator.exports.checks.privacy import without_values
from generator.exports.subjects import document_name
from generator.model.documents import Document
from generator.model.problems import DataError, Problem, Severity
from generator.model.tables import Attachment
from generator.model.working_days import NO_OVERRIDES, Overrides
from generator.portal.folder import USUAL_PAGES
from generator.store.queries import export_attachments, export_documents


@dataclass(frozen=True, slots=True)
class LoadedDocuments:
    """The documents; `sources` gives agency and release of those that came inside an export.

    `files` are the attached files of `content/` by SHA-256; those of exports lie in these.
    """

    documents: tuple[Document, ...]
    sources: dict[str, tuple[str, int]]
    files: Mapping[str, Path]
    problems: tuple[Problem, ...]


def load_documents(
    content: Path,
    connection: sqlite3.Connection,
    expected: Expected | None = None,
    overrides: Overrides = NO_OVERRIDES,
) -> LoadedDocuments:
    """Every document, checked alone and against the others; DataError with every problem.

    `expected` are those that the log has: one that is missing is a problem too.
    """
    loaded = read_documents(content, connection, expected, overrides)
    if any(problem.severity is Severity.ERROR for problem in loaded.problems):
        raise DataError(loaded.problems)
    return loaded


def read_documents(
    content: Path,
    connection: sqlite3.Connection,
    expected: Expected | None = None,
    overrides: Overrides = NO_OVERRIDES,
) -> LoadedDocuments:
    """The same with whatever is wrong: documents that could not be read are not among them."""
    written = read_content(content, usual_pages=USUAL_PAGES)
    exported: list[Document] = []
    sources: dict[str, tuple[str, int]] = {}
    problems = [*written.problems]
    attached = _attached(connection)
    for agency, path, text, since in export_documents(connection):
        try:
            document = read_document(f"{agency}/{path}", text)
            # What was accepted before such files were looked for cannot be signed again.
            present = attached.get((agency, document_name(path)), {})
            document, missing = with_files(document, present, Severity.WARNING)
            problems += missing
        except DataError as bad:
            problems += bad.problems
            continue
        exported.append(document)
        sources[document.slug] = (agency, since)
    documents = (*written.documents, *exported)
    if expected:
        problems += missing_documents(expected, content, documents, written.refused)
    problems += check_documents(documents, overrides=overrides)
    by_source = {document.source: document for document in written.documents}
    for name, text in written.texts:
        found = by_source.get(name)
        problems += scan_content(name, text, found, _contents(found, written.files))
    problems = without_values(problems)
    return LoadedDocuments(documents, sources, written.files, tuple(problems))


def _attached(connection: sqlite3.Connection) -> dict[tuple[str, str], dict[str, Attachment]]:
    """The attachments inside exports by file, by agency and name of the document."""
    found: dict[tuple[str, str], dict[str, Attachment]] = {}
    for agency, row in export_attachments(connection):
        found.setdefault((agency, row.document), {})[row.file] = row
    return found


def _contents(document: Document | None, files: Mapping[str, Path]) -> dict[str, bytes]:
    """The files that a document of `content/` names, by the path that its writer knows."""
    if document is None:
        return {}
    folder = document.source.rpartition("/")[0]
    return {f"{folder}/{each.file}": files[each.sha256].read_bytes() for each in document.files}
