"""Atom feeds of policies and of interpretations, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from generator.model.documents import Document, DocumentKind
from generator.pages.document.page import documents_of
from generator.pages.release.feeds import FeedEntry, permanent_id, write_feed
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.page import File, fingerprint

MAX_ENTRIES = 50

FEEDS = {
    DocumentKind.POLICY: ("Policies", urls.POLICIES),
    DocumentKind.INTERPRETATION: ("Interpretations", urls.INTERPRETATIONS),
}
"""Kind → the message of its title, and the list that says the same."""


def document_feeds(context: Context) -> Iterator[File]:
    """Both feeds; they are there while nothing is published yet, for who follows from the start."""
    # A day that no later release moves: an empty feed stays the same.
    first = min(release.issued for release in context.releases)
    for kind, (words, page) in FEEDS.items():
        title = f"{context.site.name} · {context.text(words)}"
        newest = documents_of(context, kind)[:MAX_ENTRIES]
        entries = tuple(_entry(context, document) for document in newest)
        path = urls.document_feed(kind.value)
        key = fingerprint(context.shared_digest, title, entries, first)
        write = partial(write_feed, context, path, title, entries, page=page, otherwise=first)
        yield File(path, key, write)


def _entry(context: Context, document: Document) -> FeedEntry:
    path = context.document_path(document)
    assert document.published is not None, "checked when the document was read"
    lines = [document.number, document.summary or document.text[:120]]
    return FeedEntry(
        permanent_id(context, path),
        document.title,
        context.site.address + context.href(path),
        document.origin or "、".join(document.issuers) or context.site.name,
        document.published,
        tuple(line for line in lines if line),
    )
