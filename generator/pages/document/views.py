"""What the pages of policies and interpretations show, and pages written by the operator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator.documents.anchors import Section
from generator.pages.shared.views import CheckEntry, DocumentItem, Link, SourceStatement


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
    cites: tuple[Link, ...]
    cited_by: tuple[Link, ...]
    attachments: tuple[Link, ...]
    files: tuple[FileLink, ...]
    contents: tuple[Section, ...]
    """Its headings, or its articles, where there are several."""
    milestones: tuple[tuple[int, str], ...]
    duties: tuple[tuple[str, tuple[str, ...]], ...]
    explains: tuple[str, ...]
    consultation_ends: date | None
    source: SourceStatement | None
    """None where the document stands in `content/`."""
    lang: str = "zh-CN"
    """`zh-Hant` where the body is in traditional script."""
    check: CheckEntry | None = None
    history: str | None = None
    """Where its versions stand, if there are several."""


@dataclass(frozen=True, slots=True)
class DocumentListView:
    kind: str
    items: tuple[DocumentItem, ...]
    other: Link


@dataclass(frozen=True, slots=True)
class PageView:
    """A page written in `content/pages`."""

    title: str
    body: str
    children: tuple[Link, ...]
