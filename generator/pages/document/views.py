"""What the pages of policies and interpretations show, and pages written by the operator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator.documents.anchors import Section
from generator.pages.shared.views import CheckEntry, Choices, DocumentItem, Link, SourceStatement


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file to load: `name` is what it is saved as, `kind` its ending, `length` in bytes.

    `digest` is its SHA-256, hexadecimal; empty where it lies on another site.
    """

    title: str
    href: str
    name: str = ""
    kind: str = ""
    length: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """A document that another cites: `state` is `unknown` where it does not stand on this site,
    `unclear` where nobody can tell which of those here is meant, `repealed` or `lapsed` where it
    no longer holds, else empty.
    `href` is None where unknown or unclear.
    """

    title: str
    href: str | None
    state: str = ""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A policy or an interpretation; `fields` is the metadata table in order (label, value)."""

    kind: str
    title: str
    body: str
    fields: tuple[tuple[str, str], ...]
    validity: str
    repealed_by: Link | None
    repeals: tuple[Link, ...]
    related: tuple[DocumentItem, ...]
    """The interpretations of a policy, or the policies of an interpretation."""
    cites: tuple[CitedDocument, ...]
    cited_by: tuple[Link, ...]
    attachments: tuple[Link, ...]
    files: tuple[FileLink, ...]
    contents: tuple[Section, ...]
    """Its headings, or its articles, where there are several."""
    milestones: tuple[tuple[int, str], ...]
    duties: tuple[tuple[str, tuple[str, ...]], ...]
    explains: tuple[str, ...]
    consultation_ends: date | None
    feedback: str | None
    """Where comments on a draft are taken."""
    source: SourceStatement | None
    """None where the document stands in `content/`."""
    lang: str = "zh-CN"
    """`zh-Hant` where the body is in traditional script."""
    check: CheckEntry | None = None
    history: str | None = None
    """Where its versions stand, if there are several."""


@dataclass(frozen=True, slots=True)
class DocumentListView:
    """A list of documents; `chosen` says what they have in common, where they are not all."""

    kind: str
    items: tuple[DocumentItem, ...]
    other: Link
    choices: tuple[Choices, ...] = ()
    chosen: str | None = None
    everything: Link | None = None
    graph: Link | None = None
    feed: str | None = None


@dataclass(frozen=True, slots=True)
class LinkedDocument:
    """A document with all that links it with others, in both directions."""

    document: DocumentItem
    interpretations: tuple[Link, ...]
    interprets: tuple[Link, ...]
    cites: tuple[CitedDocument, ...]
    cited_by: tuple[Link, ...]
    repeals: tuple[Link, ...]
    repealed_by: Link | None


@dataclass(frozen=True, slots=True)
class SharedNumber:
    """A 文号 under which documents cite more than one title: each with those that do."""

    number: str
    titles: tuple[tuple[str, tuple[Link, ...]], ...]


@dataclass(frozen=True, slots=True)
class GraphView:
    """How documents hang together. `outdated` are documents in force with what they cite although
    it no longer holds; `unknown` what is cited and does not stand here, with those that cite it.
    """

    documents: tuple[LinkedDocument, ...]
    shared_numbers: tuple[SharedNumber, ...]
    outdated: tuple[tuple[Link, CitedDocument], ...]
    unknown: tuple[tuple[str, tuple[Link, ...]], ...]
    data: str
    """Where the same stands as JSON."""


@dataclass(frozen=True, slots=True)
class PageView:
    """A page written in `content/pages`."""

    title: str
    body: str
    children: tuple[Link, ...]
