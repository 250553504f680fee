"""How documents hang together: what interprets, cites, repeals or is attached to what.

A citation leads somewhere only if exactly one document fits it; where a number stands for several
documents, the title decides, and a citation whose title fits none of them stays plain text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from generator.documents.document_numbers import comparable_number, parse_reference
from generator.documents.running_citations import Mention, mentions
from generator.documents.script import comparable
from generator.model.documents import Document, DocumentKind
from generator.model.release import CHINA, in_scope

_SHORTEST_PART: Final = 6
"""Characters that a cited title needs before it may be a part of a longer title."""
_NEVER: Final = datetime(1, 1, 1, tzinfo=CHINA)


@dataclass(frozen=True, slots=True)
class Citation:
    """A document as another names it; `document` is None where it does not stand on this site."""

    written: str
    document: Document | None

    @property
    def title(self) -> str:
        """What readers see: the title of the document, or the citation as it was written."""
        return self.written if self.document is None else self.document.title


def newest_first(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Documents in the order in which they are listed: latest publication, then slug."""
    by_slug = sorted(documents, key=lambda d: d.slug)
    return tuple(sorted(by_slug, key=lambda d: d.published or _NEVER, reverse=True))


class Graph:
    """All documents of a site and the links between them, in both directions."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = newest_first(documents)
        self._by_slug = {document.slug: document for document in reversed(self.documents)}
        self._by_number: dict[str, list[Document]] = defaultdict(list)
        self._by_title: dict[str, list[Document]] = defaultdict(list)
        for document in self.documents:
            self._by_title[comparable(document.title)].append(document)
            if document.number:
                self._by_number[comparable_number(document.number)].append(document)
        self._mentions = {document.slug: self._mentioned(document) for document in self.documents}
        self._interpretations = self._reversed(lambda d: d.interprets)
        self._cited_by = self._reversed(self._all_cited)
        self._repealed_by = self._reversed(lambda d: d.repeals)
        self._attached_to = self._reversed(
            lambda d: tuple(part.slug for part in d.attachments if part.slug)
        )

    def document(self, slug: str) -> Document | None:
        """The document with this slug."""
        return self._by_slug.get(slug)

    def candidates(self, reference: str) -> tuple[Document, ...]:
        """Every document that a slug, number, title or number with title may mean."""
        wanted = parse_reference(reference)
        if wanted.slug is not None:
            found = self._by_slug.get(wanted.slug)
            return (found,) if found else ()
        title = comparable(wanted.title) if wanted.title else None
        if wanted.number is None:
            return tuple(self._by_title.get(title, ())) if title else ()
        numbered = self._by_number.get(comparable_number(wanted.number), [])
        return tuple(numbered) if title is None else _titled(numbered, title)

    def resolve(self, reference: str) -> Document | None:
        """The one document that a reference means; None if there is none or more than one."""
        found = self.candidates(reference)
        return found[0] if len(found) == 1 else None

    def unclear(self, reference: str) -> bool:
        """Whether a reference means something that stands here, and nobody can tell what: several
        documents, or the number of one and the title of another.
        """
        number = parse_reference(reference).number
        found = self.candidates(reference)
        return len(found) > 1 or (not found and number is not None and self.has_number(number))

    def interpretations_of(self, policy: Document) -> tuple[Document, ...]:
        """The interpretations of a policy, newest first."""
        return tuple(
            d
            for d in self._interpretations.get(policy.slug, ())
            if d.kind is DocumentKind.INTERPRETATION
        )

    def policies_of(self, interpretation: Document) -> tuple[Document, ...]:
        """The policies that an interpretation interprets, in the order written."""
        return self._present(interpretation.interprets)

    def cites(self, document: Document) -> tuple[Citation, ...]:
        """What a document cites: under 引用 first, then in its text, each once and in the order
        written; without a document where none fits. What it repeals or interprets is left out.
        """
        other = {
            citation.document.slug
            for citation in self._citations((*document.repeals, *document.interprets))
            if citation.document
        }
        found: dict[tuple[str, ...], Citation] = {}
        for written in self._all_cited(document):
            citation = Citation(written, self.resolve(written))
            if citation.document is None:
                if not _known_as(written, found.values()):
                    found["", written] = citation
            elif citation.document.slug not in {document.slug, *other}:
                found.setdefault((citation.document.slug,), citation)
        return tuple(found.values())

    def has_number(self, number: str) -> bool:
        """Whether a document here bears this 文号."""
        return comparable_number(number) in self._by_number

    def mentioned(self, mention: Mention, source: Document) -> Document | None:
        """The document that a citation in the text of `source` means, if it stands here."""
        found = self.resolve(mention.reference)
        return found if found is not None and found.slug != source.slug else None

    def cited_by(self, document: Document) -> tuple[Document, ...]:
        """The documents that cite this one, newest first."""
        return self._cited_by.get(document.slug, ())

    def repeals(self, document: Document) -> tuple[Citation, ...]:
        """What a document repeals or amends, in the order written."""
        return self._citations(document.repeals)

    def repealed_by(self, document: Document) -> Citation | None:
        """What repealed or amended a document, from whichever side says so."""
        if by := self._repealed_by.get(document.slug):
            return Citation(by[0].number or by[0].slug, by[0])
        if document.repealed_by is None:
            return None
        return Citation(document.repealed_by, self.resolve(document.repealed_by))

    def attachments(self, document: Document) -> tuple[Citation, ...]:
        """The parts issued with a document that are no files, by title."""
        return tuple(
            Citation(
                f"{part.title}（{part.absent}）" if part.absent else part.title,
                self._by_slug.get(part.slug) if part.slug else None,
            )
            for part in document.attachments
            if part.file is None and part.address is None
        )

    def attached_to(self, document: Document) -> tuple[Document, ...]:
        """The documents that this one was issued with."""
        return self._attached_to.get(document.slug, ())

    def explaining(self, field: str, region_code: str) -> tuple[Document, ...]:
        """What explains a field of a facility page to readers in a region, newest first.

        Documents without a region are for everybody.
        """
        return tuple(
            d
            for d in self.documents
            if field in d.explains and (d.region is None or in_scope(region_code, d.region))
        )

    def _mentioned(self, document: Document) -> tuple[str, ...]:
        """The references in a text: those with a 文号, and titles that stand here."""
        return tuple(
            dict.fromkeys(
                each.reference
                for each in mentions(document.text, self.has_number)
                if each.number or self.resolve(each.reference)
            )
        )

    def _all_cited(self, document: Document) -> tuple[str, ...]:
        return (*document.cites, *self._mentions[document.slug])

    def _citations(self, references: Iterable[str]) -> tuple[Citation, ...]:
        return tuple(Citation(written, self.resolve(written)) for written in references)

    def _present(self, references: Iterable[str]) -> tuple[Document, ...]:
        found = (self.resolve(reference) for reference in references)
        return tuple(dict.fromkeys(d for d in found if d is not None))

    def _reversed(
        self, references: Callable[[Document], tuple[str, ...]]
    ) -> dict[str, tuple[Document, ...]]:
        """Slug of what is referred to → the documents that refer to it, newest first."""
        back: dict[str, list[Document]] = defaultdict(list)
        for document in self.documents:
            for target in self._present(references(document)):
                if target.slug != document.slug:
                    back[target.slug].append(document)
        return {slug: tuple(sources) for slug, sources in back.items()}


def _known_as(written: str, citations: Iterable[Citation]) -> bool:
    """Whether one of the citations names the same document that is not here: nothing that both say
    differs, and they say something in common.
    """
    one = parse_reference(written)
    for citation in citations:
        other = parse_reference(citation.written)
        pairs = [
            (comparable(a), comparable(b))
            for a, b in ((one.number, other.number), (one.title, other.title))
            if a and b
        ]
        if pairs and all(a == b for a, b in pairs):
            return True
    return False


def _titled(documents: list[Document], title: str) -> tuple[Document, ...]:
    """Those whose title is the cited one; failing that, those that it may be short or long for."""
    same = tuple(d for d in documents if comparable(d.title) == title)
    return same or tuple(d for d in documents if same_title(comparable(d.title), title))


def same_title(one: str, other: str) -> bool:
    """Whether two comparable titles may be of one document: 国务院办公厅关于… is cited as 关于…."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= _SHORTEST_PART and short in long)
