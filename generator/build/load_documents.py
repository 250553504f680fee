"""All documents of a site, from `content/` and from the exports, read and checked together."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from generator.documents.checks import check_documents
from generator.documents.content import load_content
from generator.documents.read_document import read_document
from generator.model.documents import Document
from generator.model.problems import DataError, Problem, Severity
from generator.store.queries import export_documents


@dataclass(frozen=True, slots=True)
class LoadedDocuments:
    """The documents; `sources` gives agency and release of those that came inside an export."""

    documents: tuple[Document, ...]
    sources: dict[str, tuple[str, int]]
    warnings: tuple[Problem, ...]


def load_documents(content: Path, connection: sqlite3.Connection) -> LoadedDocuments:
    """Every document, checked alone and against the others; DataError with every problem."""
    written = load_content(content)
    exported: list[Document] = []
    sources: dict[str, tuple[str, int]] = {}
    problems: list[Problem] = []
    for agency, path, text, since in export_documents(connection):
        try:
            document = read_document(f"{agency}/{path}", text)
        except DataError as bad:
            problems += bad.problems
            continue
        exported.append(document)
        sources[document.slug] = (agency, since)
    documents = (*written, *exported)
    problems += check_documents(documents)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise DataError(problems)
    return LoadedDocuments(documents, sources, tuple(problems))
