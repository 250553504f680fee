"""Lists of policies and interpretations: all of them, and those of a year, an office, a subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from generator.model.documents import Document, DocumentKind, Validity
from generator.pages.document.page import documents_of, items
from generator.pages.document.views import DocumentListView
from generator.pages.shared import urls
from generator.pages.shared.choices import Lists, choices, free_segment, shorter_lists
from generator.pages.shared.context import Context
from generator.pages.shared.views import Link

By = Callable[[Document], Iterable[str]]

CHOSEN_BY: Final[dict[DocumentKind, dict[str, By]]] = {
    DocumentKind.POLICY: {
        "year": lambda d: [str(d.published.year)] if d.published else [],
        "issuer": lambda d: d.issuers,
        "topic": lambda d: d.topics,
        "validity": lambda d: [d.validity.value],
    },
    DocumentKind.INTERPRETATION: {
        "year": lambda d: [str(d.published.year)] if d.published else [],
        "form": lambda d: [d.form.value] if d.form else [],
        "issuer": lambda d: [d.interpreter] if d.interpreter else [],
    },
}
"""By what lists are chosen, in the order shown, and what a document has of it."""

_OWN_VALUES: Final = frozenset({"year", "validity", "form"})
"""Choices whose values are this program's own words."""


def lists_of(context: Context, kind: DocumentKind) -> Lists[Document]:
    """Every list of fewer documents, the newest first."""
    return shorter_lists(documents_of(context, kind), CHOSEN_BY[kind])


def document_list_view(
    context: Context,
    kind: DocumentKind,
    lists: Lists[Document],
    chosen: tuple[str, str] | None = None,
) -> DocumentListView:
    """All policies or interpretations, or those of one list."""
    policies = kind is DocumentKind.POLICY
    own, other = (urls.POLICIES, urls.INTERPRETATIONS)[:: 1 if policies else -1]
    words = ("Policies", "Interpretations")[:: 1 if policies else -1]
    documents = lists[chosen[0]][chosen[1]] if chosen else documents_of(context, kind)
    title = partial(list_title, context)
    return DocumentListView(
        kind=kind.value,
        items=items(context, documents),
        other=Link(context.text(words[1]), context.href(other)),
        choices=choices(context, lists, title, partial(list_path, kind), chosen),
        chosen=title(*chosen) if chosen else None,
        everything=Link(context.text(words[0]), context.href(own)) if chosen else None,
        graph=Link(context.text("How the documents hang together"), context.href(urls.GRAPH)),
        feed=None if chosen else context.href(urls.document_feed(kind.value)),
    )


def list_path(kind: DocumentKind, by: str, value: str) -> str:
    """Where the list of documents that have a value stands."""
    own = value.replace("_", "-") if by in _OWN_VALUES else free_segment(value)
    return urls.document_list(kind.value, by, own)


def list_title(context: Context, by: str, value: str) -> str:
    """What the documents of a list have in common, in the site's language."""
    if by == "validity":
        return context.word(Validity(value))
    if by == "form":
        return context.term("InterpretationForm", value)
    return value
