"""How documents hang together, as a page and as JSON, with what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from generator.documents.document_numbers import comparable_number, parse_reference
from generator.documents.graph import Citation, same_title
from generator.documents.script import comparable
from generator.model.documents import Document, DocumentKind, Validity
from generator.pages.document.page import cited
from generator.pages.document.views import CitedDocument, GraphView, LinkedDocument, SharedNumber
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.list_items import document_item
from generator.pages.shared.page import File, fingerprint, write_content
from generator.pages.shared.views import Link


def graph_view(context: Context) -> GraphView:
    """Every policy and interpretation with its links, newest first, and what does not fit."""
    return GraphView(
        documents=tuple(_linked(context, document) for document in _documents(context)),
        shared_numbers=tuple(_shared_numbers(context)),
        outdated=tuple(_outdated(context)),
        unknown=tuple(_unknown(context)),
        data=context.href(urls.GRAPH_DATA),
    )


def graph_file(context: Context) -> Iterator[File]:
    """The same for programs: `documents` with their addresses, `links` between them.

    A link has `from`, `kind` (cites, repeals, interprets), and `to`, the id of a document;
    `written` instead where what is meant does not stand here, or nobody can tell which it is.
    """
    content = msgspec.json.encode({
        "documents": [
            {
                "id": _identifier(document),
                "title": document.title,
                "number": document.number,
                "index_number": document.index_number,
                "published": document.published.date() if document.published else None,
                "validity": document.validity.value,
                "url": context.site.address + context.href(context.document_path(document)),
            }
            for document in _documents(context)
        ],
        "links": [link for document in _documents(context) for link in _links(context, document)],
    })  # fmt: skip
    yield File(urls.GRAPH_DATA, fingerprint(content), partial(write_content, content))


def _documents(context: Context) -> tuple[Document, ...]:
    return tuple(d for d in context.graph.documents if d.kind is not DocumentKind.PAGE)


def _identifier(document: Document) -> str:
    return f"{document.kind.value}/{document.slug}"


def _links(context: Context, document: Document) -> Iterator[dict[str, str]]:
    graph = context.graph
    kinds = {"cites": graph.cites(document), "repeals": graph.repeals(document)}
    kinds["interprets"] = tuple(Citation(p.slug, p) for p in graph.policies_of(document))
    for kind, citations in kinds.items():
        for citation in citations:
            link = {"from": _identifier(document), "kind": kind}
            if citation.document is None:
                yield link | {"written": citation.written}
            elif citation.document.kind is not DocumentKind.PAGE:
                yield link | {"to": _identifier(citation.document)}


def _linked(context: Context, document: Document) -> LinkedDocument:
    graph = context.graph
    repealer = graph.repealed_by(document)
    return LinkedDocument(
        document=document_item(context, document, ()),
        interpretations=tuple(map(context.link_to, graph.interpretations_of(document))),
        interprets=tuple(map(context.link_to, graph.policies_of(document))),
        cites=tuple(cited(context, citation) for citation in graph.cites(document)),
        cited_by=tuple(map(context.link_to, graph.cited_by(document))),
        repeals=tuple(_link(context, citation) for citation in graph.repeals(document)),
        repealed_by=_link(context, repealer) if repealer else None,
    )


def _link(context: Context, citation: Citation) -> Link:
    return context.link_to(citation.document) if citation.document else Link(citation.written, None)


def _shared_numbers(context: Context) -> Iterator[SharedNumber]:
    """Each 文号 under which two titles are cited, or whose documents here have other titles; what
    is cited may be part of a title.
    """
    cited_as: dict[str, list[tuple[str, list[Link]]]] = {}
    borne: dict[str, int] = {}
    spelling: dict[str, str] = {}
    for document in reversed(_documents(context)):
        for citation in context.graph.cites(document):
            said = parse_reference(citation.written)
            if said.number and said.title:
                number = comparable_number(said.number)
                if number not in cited_as:
                    spelling[number] = said.number
                    here = context.graph.candidates(said.number)
                    borne[number] = len(here)
                    cited_as[number] = [(each.title, [context.link_to(each)]) for each in here]
                _add_title(cited_as[number], said.title, context.link_to(document))
    for number, titles in sorted(cited_as.items()):
        if len(titles) > max(borne[number], 1):
            each = tuple((title, tuple(sources)) for title, sources in titles)
            yield SharedNumber(spelling[number], each)


def _add_title(titles: list[tuple[str, list[Link]]], title: str, source: Link) -> None:
    for known, sources in titles:
        if same_title(comparable(known), comparable(title)):
            if source not in sources:
                sources.append(source)
            return
    titles.append((title, [source]))


def _outdated(context: Context) -> Iterator[tuple[Link, CitedDocument]]:
    for document in _documents(context):
        if document.validity in (Validity.IN_FORCE, Validity.AMENDED, Validity.DRAFT):
            for citation in context.graph.cites(document):
                if (found := cited(context, citation)).state in ("repealed", "lapsed"):
                    yield context.link_to(document), found


def _unknown(context: Context) -> Iterator[tuple[str, tuple[Link, ...]]]:
    """What is cited and does not stand here, most cited first."""
    sources: dict[str, tuple[str, list[Link]]] = {}
    for document in _documents(context):
        for citation in context.graph.cites(document):
            if citation.document is None and not context.graph.unclear(citation.written):
                key = comparable(citation.written)
                sources.setdefault(key, (citation.written, []))[1].append(context.link_to(document))
    for written, found in sorted(sources.values(), key=lambda each: (-len(each[1]), each[0])):
        yield written, tuple(found)
