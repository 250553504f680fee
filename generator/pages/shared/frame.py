"""What any page may show beside its own subject: words, links to documents, the site's settings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TypedDict

import msgspec
from babel.support import Translations

from generator.documents.graph import Graph
from generator.exports.schema import Column
from generator.model.documents import Document, DocumentKind
from generator.model.release import in_scope, region_prefix
from generator.model.vocabulary import FilingStatus, OperatingStatus
from generator.pages.shared import urls
from generator.pages.shared.site import Site
from generator.pages.shared.views import Link, Terms
from generator.portal.settings import Portal

EXPLAINED = ("filing", "grade", "fees", "places", "demonstration")
"""The sections of a facility's page that a document can explain."""


class FrameParts(TypedDict):
    """What a frame is made of."""

    site: Site
    portal: Portal
    translations: Translations
    graph: Graph
    terms: Terms
    explained: dict[str, dict[str, tuple[Link, ...]]]


@dataclass(frozen=True, eq=False, kw_only=True)
class Frame:
    """The words, settings and documents of a site; `shared_digest` stands for all of them.

    A view that is given this and nothing of the accepted state can show nothing of that state.
    `terms` are those that the site's glossary explains.
    """

    site: Site
    portal: Portal
    translations: Translations
    graph: Graph
    terms: Terms
    explained: dict[str, dict[str, tuple[Link, ...]]] = field(default_factory=dict)

    @property
    def parts(self) -> FrameParts:
        """The frame's fields, for a scope that is this frame and more."""
        return FrameParts(
            site=self.site,
            portal=self.portal,
            translations=self.translations,
            graph=self.graph,
            terms=self.terms,
            explained=self.explained,
        )

    def href(self, path: str) -> str:
        """A public path below the site's root."""
        return self.site.root + path

    def word(self, value: StrEnum) -> str:
        """A vocabulary member in the site's language."""
        return str(self.translations.pgettext(type(value).__name__, value.value))

    def filing_word(self, filing: FilingStatus | None) -> str:
        """The state of a filing in words, also where nothing was published about it."""
        return self.text("filing not published") if filing is None else self.word(filing)

    def status_word(self, status: OperatingStatus | None) -> str:
        """The operating status in words, also where nothing was published about it."""
        return self.text("operating status not published") if status is None else self.word(status)

    def term(self, context: str, text: str) -> str:
        """A term in the site's language."""
        return str(self.translations.pgettext(context, text))

    def text(self, message: str) -> str:
        """A message in the site's language."""
        return str(self.translations.gettext(message))

    def document_link(self, reference: str | None) -> Link | None:
        """A cited document with its page; as plain text where it does not stand here."""
        if not reference:
            return None
        document = self.graph.resolve(reference)
        if document is None:
            return Link(reference, None)
        return self.link_to(document)

    @staticmethod
    def document_path(document: Document) -> str:
        """The public path of a document."""
        if document.kind is DocumentKind.POLICY:
            return urls.policy(document.slug)
        if document.kind is DocumentKind.INTERPRETATION:
            return urls.interpretation(document.slug)
        return urls.page(document.slug)

    def explaining(self, code: str) -> dict[str, tuple[Link, ...]]:
        """The documents that explain each section of the page of a facility in this region.

        Interpretations come first, those of the nearest region before others, newest first.
        """
        county = code[:6].ljust(12, "0")
        if county not in self.explained:
            self.explained[county] = {
                section: tuple(map(self.link_to, sorted(found, key=_plainest)))
                for section in EXPLAINED
                if (found := self.graph.explaining(section, county))
            }
        return self.explained[county]

    def prepayment_policy(self, code: str) -> Link | None:
        """The document that sets the cap on prepayment, if it holds in this region."""
        reference = self.portal.prepayment_policy
        document = self.graph.resolve(reference) if reference else None
        if document and document.region and not in_scope(code, document.region):
            return None
        return self.document_link(reference)

    def written_page(self, slug: str) -> Link | None:
        """A page of `content/pages`, where the operator has written it."""
        document = self.graph.document(slug)
        return self.link_to(document) if document and document.kind is DocumentKind.PAGE else None

    def link_to(self, document: Document) -> Link:
        """A document's title and page."""
        return Link(document.title, self.href(self.document_path(document)))

    @cached_property
    def shared_digest(self) -> bytes:
        """Digest of what any page may show beside its own rows; without the day itself."""
        return digest_of(self.site, self.portal, self.graph.documents, sorted(self.terms.items()))

    def column_title(self, column: Column) -> str:
        """What readers call a column: its Chinese heading, or its meaning in English."""
        chinese = self.site.language.startswith("zh")
        return column.title if chinese else column.description

    def joined(self, parts: Iterable[str]) -> str:
        """A list in the punctuation of the site's language."""
        return self.text(", ").join(parts)


def _plainest(document: Document) -> tuple[bool, int]:
    """Sorts what a parent should read first to the front: interpretations, and those of nearby."""
    near = len(region_prefix(document.region)) if document.region else 0
    return document.kind is not DocumentKind.INTERPRETATION, -near


def digest_of(*parts: object) -> bytes:
    """The digest of values in full length."""
    return hashlib.sha256(msgspec.msgpack.encode(parts)).digest()


def in_lists(document: Document) -> Document:
    """As much of a document as other pages show of it, or need to lead there."""
    return Document(
        slug=document.slug,
        kind=document.kind,
        title=document.title,
        body="",
        text="",
        source="",
        published=document.published,
        region=document.region,
        issuers=document.issuers,
        number=document.number,
        validity=document.validity,
        summary=document.summary,
        interprets=document.interprets,
        interpreter=document.interpreter,
        explains=document.explains,
    )
