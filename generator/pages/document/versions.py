"""The versions of a policy or an interpretation: what each one changed in its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from functools import partial

import msgspec

from generator.model.documents import Document, DocumentKind
from generator.pages.release.version_views import DocumentHistoryView, DocumentVersionItem
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.head import article_head
from generator.pages.shared.page import File, Page, fingerprint, write_content
from generator.pages.shared.record_files import proven
from generator.pages.shared.views import PageHead
from generator.rules.document_record import document_subject
from generator.store.document_rows import DocumentVersion, document_versions
from generator.store.leaf_numbers import withdrawal_reasons
from generator.store.record_versions import versions

SENTENCE = re.compile(r"(?<=[。！？；\n])")
TEXT = "text"
"""The field that is told sentence by sentence; of any other before and after are shown."""


def history_href(context: Context, document: Document) -> str | None:
    """Where the versions of a document stand; None where there is only one."""
    path = urls.document_history(*_place(document))
    return context.href(path) if _has_history(context, document) else None


def document_histories(context: Context) -> Iterator[Page]:
    """A page for each document that was published in more than one version."""
    for document in _with_history(context):
        path = urls.document_history(*_place(document))
        view = _view(context, document)
        make = partial(_make, context, document, path, view)
        yield Page(path, fingerprint(context.shared_digest, view), "document_history.html", make)


def past_document_records(context: Context) -> Iterator[File]:
    """The record of each earlier version of a document, with what proves it."""
    for document in _with_history(context):
        subject = document_subject(document)
        proofs = {each.release: each for each in versions(context.connection, subject)}
        *earlier, _ = document_versions(context.connection, subject)
        for version, data, leaf, _ in earlier:
            if proofs[version.version].withdrawn:
                continue
            path = urls.document_version(*_place(document), version.version)
            content = proven(data, proofs[version.version], context.secret)
            yield File(path, fingerprint(leaf, content), partial(write_content, content))


def _with_history(context: Context) -> Iterator[Document]:
    logged = (each for each in context.documents if each.kind is not DocumentKind.PAGE)
    for document in logged:
        if _has_history(context, document):
            yield document


def _has_history(context: Context, document: Document) -> bool:
    found = document_versions(context.connection, document_subject(document))
    return len(list(found)) > 1


def _place(document: Document) -> tuple[str, str]:
    return document.kind.value, document.slug


def _make(
    context: Context, document: Document, path: str, view: DocumentHistoryView
) -> tuple[PageHead, DocumentHistoryView]:
    assert document.published is not None, "checked when the document was read"
    title = context.text("%(name)s: every version on record") % {"name": document.title}
    head = article_head(
        context,
        path,
        title,
        title,
        section="policy",
        trail=(context.link_to(document),),
        published=document.published,
        source=document.origin or "、".join(document.issuers) or context.site.name,
    )
    return head, view


def _view(context: Context, document: Document) -> DocumentHistoryView:
    found = list(document_versions(context.connection, document_subject(document)))
    items = tuple(_items(context, document, found))
    own = urls.document_record(*_place(document))
    items = (*items[:-1], replace(items[-1], record=context.href(own)))
    return DocumentHistoryView(
        document=context.link_to(document),
        versions=tuple(reversed(items)),
        verify=context.href(urls.VERIFY),
    )


def _items(
    context: Context, document: Document, found: list[tuple[DocumentVersion, bytes, int, bytes]]
) -> Iterator[DocumentVersionItem]:
    """The versions, oldest first; each against the last one before it that may be shown."""
    reasons = withdrawal_reasons(context.connection, [leaf for _, _, leaf, _ in found])
    before: dict[str, str] | None = None
    for number, (version, data, leaf, _) in enumerate(found):
        if leaf in reasons:
            yield DocumentVersionItem(day=version.published, leaf=leaf, withdrawn=reasons[leaf])
            continue
        record = msgspec.json.decode(data, type=dict[str, dict[str, str]])
        now = record[document.kind.value]
        removed, added = _sentences(before[TEXT], now[TEXT]) if before else ((), ())
        yield DocumentVersionItem(
            day=version.published,
            leaf=leaf,
            record=context.href(urls.document_version(*_place(document), version.version)),
            first=number == 0,
            fields=tuple(_fields(before, now)) if before else (),
            removed=removed,
            added=added,
        )
        before = now


def _fields(before: dict[str, str], now: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """(field, before, after) of what differs beside the text."""
    for name in sorted({*before, *now} - {TEXT}):
        if before.get(name) != now.get(name):
            yield name, before.get(name, ""), now.get(name, "")


def _sentences(before: str, now: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sentences that went and those that came, in their order."""
    old, new = _split(before), _split(now)
    removed: list[str] = []
    added: list[str] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, start, end, first, last in matcher.get_opcodes():
        if what != "equal":
            removed += old[start:end]
            added += new[first:last]
    return tuple(removed), tuple(added)


def _split(text: str) -> list[str]:
    return [part.strip() for part in SENTENCE.split(text) if part.strip()]
