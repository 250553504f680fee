"""Lists of policies and interpretations: all of them, and those of a year, an office, a subject.

Each list is a page of its own, so that choosing needs no script.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from generator.documents.slugs import suggest_slug
from generator.model.documents import Document, DocumentKind, Validity
from generator.pages.document.page import documents_of, items
from generator.pages.document.views import Choice, DocumentListView
from generator.pages.shared import urls
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

BY_WORDS: Final = {
    "year": "By year",
    "issuer": "By office",
    "topic": "By subject",
    "validity": "By validity",
    "form": "By form",
}
"""What the choices are called, as messages."""

_OWN_VALUES: Final = frozenset({"year", "validity", "form"})
"""Choices whose values are this program's own words."""
_DIGITS: Final = 8

Lists = dict[str, dict[str, tuple[Document, ...]]]
"""By what → value → the documents that have it, newest first."""


def lists_of(context: Context, kind: DocumentKind) -> Lists:
    """Every list of fewer documents: years newest first, others by how many they have."""
    result: Lists = {}
    for by, values in CHOSEN_BY[kind].items():
        found: dict[str, list[Document]] = defaultdict(list)
        for document in documents_of(context, kind):
            for value in dict.fromkeys(values(document)):
                found[value].append(document)
        order = sorted(found, key=lambda value: (-len(found[value]), value))
        if by == "year":
            order.sort(reverse=True)
        result[by] = {value: tuple(found[value]) for value in order}
    return result


def document_list_view(
    context: Context,
    kind: DocumentKind,
    lists: Lists,
    chosen: tuple[str, str] | None = None,
) -> DocumentListView:
    """All policies or interpretations, or those of one list."""
    policies = kind is DocumentKind.POLICY
    own, other = (urls.POLICIES, urls.INTERPRETATIONS)[:: 1 if policies else -1]
    words = ("Policies", "Interpretations")[:: 1 if policies else -1]
    documents = lists[chosen[0]][chosen[1]] if chosen else documents_of(context, kind)
    return DocumentListView(
        kind=kind.value,
        items=items(context, documents),
        other=Link(context.text(words[1]), context.href(other)),
        choices=tuple(
            (BY_WORDS[by], tuple(_choices(context, kind, by, values, chosen)))
            for by, values in lists.items()
            if values
        ),
        chosen=list_title(context, *chosen) if chosen else None,
        everything=Link(context.text(words[0]), context.href(own)) if chosen else None,
        graph=Link(context.text("How the documents hang together"), context.href(urls.GRAPH)),
    )


def _choices(
    context: Context,
    kind: DocumentKind,
    by: str,
    values: dict[str, tuple[Document, ...]],
    chosen: tuple[str, str] | None,
) -> Iterator[Choice]:
    for value, documents in values.items():
        href = context.href(list_path(kind, by, value))
        shown = None if (by, value) == chosen else href
        yield Choice(list_title(context, by, value), shown, len(documents))


def list_path(kind: DocumentKind, by: str, value: str) -> str:
    """Where the list of documents that have a value stands. What people write freely, a name or a
    subject, stands under its sounds, which two values may share, and digits that they do not.
    """
    if by in _OWN_VALUES:
        return urls.document_list(kind.value, by, value.replace("_", "-"))
    digits = hashlib.sha256(value.encode()).hexdigest()[:_DIGITS]
    return urls.document_list(kind.value, by, f"{suggest_slug(value)}-{digits}")


def list_title(context: Context, by: str, value: str) -> str:
    """What the documents of a list have in common, in the site's language."""
    if by == "validity":
        return context.word(Validity(value))
    if by == "form":
        return context.term("InterpretationForm", value)
    return value
