"""The views of policies, interpretations and written pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

from generator.documents.anchors import Section, outline
from generator.documents.attachments import linked
from generator.documents.graph import Citation
from generator.documents.running_citations import Mention, with_links
from generator.model.documents import Document, DocumentKind, Validity
from generator.model.working_days import working_days_in
from generator.pages.document.versions import history_href
from generator.pages.document.views import CitedDocument, DocumentView, FileLink, PageView
from generator.pages.facility.page import source_statement
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.list_items import document_item
from generator.pages.shared.record_files import document_check
from generator.pages.shared.views import DocumentItem, Link, SourceStatement

LONG: Final = 4
"""From this many headings or articles on a document has a table of contents."""


def documents_of(context: Context, kind: DocumentKind) -> tuple[Document, ...]:
    """The documents of a kind, newest first."""
    return tuple(d for d in context.graph.documents if d.kind is kind)


def related(context: Context, document: Document) -> tuple[Document, ...]:
    """The interpretations of a policy, or the policies of an interpretation."""
    if document.kind is DocumentKind.POLICY:
        return context.graph.interpretations_of(document)
    return context.graph.policies_of(document)


def items(context: Context, documents: Iterable[Document]) -> tuple[DocumentItem, ...]:
    """Documents in a list, each with those it belongs with."""
    return tuple(document_item(context, d, related(context, d)) for d in documents)


def document_view(
    context: Context, document: Document, sources: dict[str, tuple[str, int]]
) -> DocumentView:
    """A policy or an interpretation; `sources` gives agency and release of exported ones."""
    graph = context.graph
    repealer = graph.repealed_by(document)
    return DocumentView(
        kind=document.kind.value,
        title=document.title,
        body=_body(context, document),
        lang=document.lang,
        fields=_fields(context, document),
        validity=document.validity.value,
        repealed_by=_link(context, repealer) if repealer else None,
        repeals=tuple(_link(context, citation) for citation in graph.repeals(document)),
        related=items(context, related(context, document)),
        cites=tuple(cited(context, citation) for citation in graph.cites(document)),
        cited_by=tuple(context.link_to(other) for other in graph.cited_by(document)),
        attachments=tuple(_link(context, part) for part in graph.attachments(document)),
        files=tuple(_files(context, document)),
        contents=_contents(document),
        milestones=tuple((m.year, m.text) for m in document.milestones),
        duties=tuple((duty.clause, duty.units) for duty in document.duties),
        explains=document.explains,
        consultation_ends=document.consultation_ends,
        feedback=document.feedback,
        source=_source(context, document, sources),
        check=document_check(context, document),
        history=history_href(context, document),
    )


def _body(context: Context, document: Document) -> str:
    """The text, in which links to attached files and pictures lead to where these stand, and
    citations to the documents that they mean.
    """
    addresses = {each.file: context.href(urls.attachment(each)) for each in document.files}

    def address(mention: Mention) -> str | None:
        found = context.graph.mentioned(mention, document)
        return context.href(context.document_path(found)) if found else None

    return with_links(linked(document.body, addresses), context.graph.has_number, address)


def _files(context: Context, document: Document) -> Iterator[FileLink]:
    """The attached files that are no pictures of the text, then those on other sites."""
    listed = {part.file for part in document.attachments}
    for each in document.files:
        if each.file in listed or not each.media_type.startswith("image/"):
            path = PurePosixPath(each.file)
            kind = path.suffix.removeprefix(".").upper()
            href = context.href(urls.attachment(each))
            yield FileLink(each.title, href, path.name, kind, each.bytes, each.sha256)
    for part in document.attachments:
        if part.address:
            yield FileLink(part.title, part.address)


def _contents(document: Document) -> tuple[Section, ...]:
    found = outline(document.body)
    return found if len(found) >= LONG else ()


def cited(context: Context, citation: Citation) -> CitedDocument:
    """A citation as readers see it: with where it leads, or what is the matter with it."""
    document = citation.document
    if document is None:
        state = "unclear" if context.graph.unclear(citation.written) else "unknown"
        return CitedDocument(citation.written, None, state)
    link = context.link_to(document)
    ended = document.validity in (Validity.REPEALED, Validity.LAPSED)
    return CitedDocument(link.title, link.href, document.validity.value if ended else "")


def _link(context: Context, citation: Citation) -> Link:
    return context.link_to(citation.document) if citation.document else Link(citation.written, None)


def _source(
    context: Context, document: Document, sources: dict[str, tuple[str, int]]
) -> SourceStatement | None:
    known = sources.get(document.slug)
    if known is None:
        return None
    return source_statement(context, context.released[known], context.suspended_agency(known[0]))


def _fields(context: Context, document: Document) -> tuple[tuple[str, str], ...]:
    """The metadata table; a field that is required but empty says so (CONVENTIONS.md)."""
    policy = document.kind is DocumentKind.POLICY
    empty = context.text("(none)")
    common = [
        ("Issued by", context.joined(document.issuers)),
        ("Document number", document.number or ""),
        ("Index number", document.index_number or ""),
        ("Topics", context.joined(document.topics)),
        ("Kind of document", document.genre or ""),
        ("Written on", document.written.isoformat() if document.written else ""),
        ("Published on", document.published.strftime("%Y-%m-%d") if document.published else ""),
        ("In force from", document.effective.isoformat() if document.effective else ""),
        ("Access", document.access or ""),
        ("Validity", context.word(document.validity)),
        ("Keywords", context.joined(document.keywords) or empty),
        ("Origin", document.origin or ""),
    ]
    interpretation = [
        ("Form", context.word(document.form) if document.form else ""),
        ("Interpreted by", document.interpreter or ""),
        ("Published on", document.published.strftime("%Y-%m-%d") if document.published else ""),
        ("After the document", _after_policy(context, document)),
        ("Origin", document.origin or ""),
    ]
    chosen = common if policy else interpretation
    return tuple((context.text(name), value) for name, value in chosen if value)


def _after_policy(context: Context, document: Document) -> str:
    """How many working days after the last of its policies an interpretation was published."""
    days = [p.published.date() for p in related(context, document) if p.published]
    if not days or document.published is None:
        return ""
    start, end = max(days), document.published.date()
    if end < start:
        return ""
    if end == start:
        return context.text("on the same day")
    count = sum(
        day > start for day in working_days_in(start, end, context.portal.calendar.overrides)
    )
    return str(
        context.translations.ngettext("%(num)s working day", "%(num)s working days", count)
        % {"num": count}
    )


def page_view(context: Context, document: Document) -> PageView:
    """A written page; the first page of the section lists the others."""
    others = sorted(
        (d for d in documents_of(context, DocumentKind.PAGE) if d.slug != "about"),
        key=lambda d: (d.order, d.slug),
    )
    style = Link(context.text("Components"), context.href(urls.STYLE))
    children = (*map(context.link_to, others), style) if document.slug == "about" else ()
    return PageView(document.title, _body(context, document), children)
