"""Policies and interpretations as rows of data, and how they hang together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from generator.documents.checks import interpretation_due
from generator.documents.graph import Citation
from generator.model.documents import Document, DocumentKind
from generator.pages.shared import urls
from generator.pages.shared.context import Context

Row = tuple[Any, ...]


def documents(context: Context) -> tuple[Document, ...]:
    """Policies and interpretations by their permanent names."""
    listed = (DocumentKind.POLICY, DocumentKind.INTERPRETATION)
    found = (document for document in context.documents if document.kind in listed)
    return tuple(sorted(found, key=lambda document: document.slug))


def document_rows(context: Context) -> Iterator[Row]:
    """The cells of the table `documents`."""
    for position, each in enumerate(documents(context), 1):
        yield (
            each.slug,
            each.kind.value,
            each.title,
            each.number,
            each.index_number,
            "|".join(each.issuers) or None,
            each.region,
            _iso(each.written),
            each.published.isoformat(sep=" ", timespec="minutes")[:16] if each.published else None,
            _iso(each.effective),
            each.validity.value if each.kind is DocumentKind.POLICY else None,
            each.form.value if each.form else None,
            each.interpreter,
            "|".join(each.topics) or None,
            context.document_path(each),
            each.text,
            position,
        )


def link_rows(context: Context) -> Iterator[Row]:
    """The cells of the table `document_links`."""
    for document in documents(context):
        for relation, citations in sorted(_relations(context, document).items()):
            for number, citation in enumerate(citations, 1):
                due = _due(context, relation, citation)
                late = _late(document, due)
                target = citation.document.slug if citation.document else None
                yield document.slug, relation, number, citation.written, target, _iso(due), late


def file_rows(context: Context) -> Iterator[Row]:
    """The cells of the table `document_files`."""
    for document in documents(context):
        for each in sorted(document.files, key=lambda file: file.file):
            yield (
                document.slug,
                each.file,
                each.title,
                each.media_type,
                each.bytes,
                each.sha256,
                urls.attachment(each),
            )


def _relations(context: Context, document: Document) -> dict[str, tuple[Citation, ...]]:
    graph = context.graph
    interprets = (Citation(written, graph.resolve(written)) for written in document.interprets)
    return {
        "interprets": tuple(interprets),
        "cites": graph.cites(document),
        "repeals": graph.repeals(document),
        "attached": graph.attachments(document),
    }


def _due(context: Context, relation: str, citation: Citation) -> date | None:
    if relation != "interprets" or citation.document is None:
        return None
    return interpretation_due(citation.document, context.portal.calendar.overrides)


def _late(document: Document, due: date | None) -> int | None:
    if due is None or document.published is None:
        return None
    return int(document.published.date() > due)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
