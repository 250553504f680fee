"""All documents of a site, from `content/` and from the exports, read and checked together."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from generator.build.content_privacy import scan_content
from generator.build.missing_documents import Expected, missing_documents
from generator.documents.checks import check_documents
from generator.documents.content import read_content
from generator.documents.read_document import read_document
from generator.exports.checks.privacy import without_values
from generator.model.documents import Document
from generator.model.problems import DataError, Problem, Severity
from generator.portal.folder import USUAL_PAGES
from generator.store.queries import export_documents


@dataclass(frozen=True, slots=True)
class LoadedDocuments:
    """The documents; `sources` gives agency and release of those that came inside an export."""

    documents: tuple[Document, ...]
    sources: dict[str, tuple[str, int]]
    warnings: tuple[Problem, ...]


def load_documents(
    content: Path, connection: sqlite3.Connection, expected: Expected | None = None
) -> LoadedDocuments:
    """Every document, checked alone and against the others; DataError with every problem.

    `expected` are those that the log has: one that is missing is a problem too.
    """
    written = read_content(content, usual_pages=USUAL_PAGES)
    exported: list[Document] = []
    sources: dict[str, tuple[str, int]] = {}
    problems = [*written.problems]
    for agency, path, text, since in export_documents(connection):
        try:
            document = read_document(f"{agency}/{path}", text)
        except DataError as bad:
            problems += bad.problems
            continue
        exported.append(document)
        sources[document.slug] = (agency, since)
    documents = (*written.documents, *exported)
    if expected:
        problems += missing_documents(expected, content, documents, written.refused)
    problems += check_documents(documents)
    by_source = {document.source: document for document in written.documents}
    for name, text in written.texts:
        problems += scan_content(name, text, by_source.get(name))
    problems = without_values(problems)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise DataError(problems)
    return LoadedDocuments(documents, sources, tuple(problems))
