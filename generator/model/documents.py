"""Policies, interpretations and pages as nouns; they come from `content/` and from exports."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from generator.model.problems import Problem


class DocumentKind(StrEnum):
    """What a document is."""

    POLICY = "policy"
    INTERPRETATION = "interpretation"
    PAGE = "page"


class Validity(StrEnum):
    """有效性 of a policy document."""

    IN_FORCE = "in_force"
    AMENDED = "amended"
    LAPSED = "lapsed"
    REPEALED = "repealed"
    DRAFT = "draft"


class InterpretationForm(StrEnum):
    """形式 of an interpretation."""

    TEXT = "text"
    CHART = "chart"
    VIDEO = "video"
    QUESTIONS = "questions"
    EXPERT = "expert"


class DocumentAttachment(Struct, frozen=True, kw_only=True):
    """A part that is issued with a document: a plan or an annex; `slug` if it stands here."""

    title: str
    slug: str | None = None


class Milestone(Struct, frozen=True, kw_only=True):
    """What a policy promises for a year."""

    year: int
    text: str


class Duty(Struct, frozen=True, kw_only=True):
    """The units responsible for a clause."""

    clause: str
    units: tuple[str, ...]


class Document(Struct, frozen=True, kw_only=True):
    """A policy, an interpretation or a page, checked; `body` is sanitised HTML.

    `slug` is its permanent name in addresses. `cites` and `repeals` hold document numbers or slugs
    as written; `interprets` (interpretations only) likewise. `explains` names the fields of a
    facility page that the document explains (`filing`, `grade`, `fees`, `places`, `demonstration`).
    `effective` is 施行日期. `region` is the six-digit code of whose policy it is; `source` the file
    or export it came from.
    `lang` is `zh-Hant` for a document in traditional script, which keeps it. `lines` says on which
    line of `source` each front matter field stands and `warnings` what was noticed while reading;
    `documents.check_documents` uses both.
    """

    slug: str
    kind: DocumentKind
    title: str
    body: str
    text: str
    source: str
    published: datetime | None = None
    region: str | None = None
    issuers: tuple[str, ...] = ()
    number: str | None = None
    index_number: str | None = None
    topics: tuple[str, ...] = ()
    genre: str | None = None
    written: date | None = None
    access: str | None = None
    validity: Validity = Validity.IN_FORCE
    keywords: tuple[str, ...] = ()
    origin: str | None = None
    summary: str | None = None
    attachments: tuple[DocumentAttachment, ...] = ()
    cites: tuple[str, ...] = ()
    repeals: tuple[str, ...] = ()
    repealed_by: str | None = None
    interprets: tuple[str, ...] = ()
    form: InterpretationForm | None = None
    interpreter: str | None = None
    explains: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    duties: tuple[Duty, ...] = ()
    consultation_ends: date | None = None
    effective: date | None = None
    order: int = 0
    lang: str = "zh-CN"
    lines: tuple[tuple[str, int], ...] = ()
    warnings: tuple[Problem, ...] = ()
