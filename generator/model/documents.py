"""Policies, interpretations and pages as nouns; they come from `content/` and from exports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from generator.model.problems import Problem
from generator.model.tables import Attachment

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_OPEN: Final = "application/vnd.oasis.opendocument."
ATTACHMENT_ENDINGS: Final[Mapping[str, str]] = MappingProxyType({
    ".pdf": "application/pdf",
    ".ofd": "application/ofd",
    ".docx": f"{_OFFICE}wordprocessingml.document",
    ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
    ".pptx": f"{_OFFICE}presentationml.presentation",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".wps": "application/vnd.ms-works",
    ".et": "application/octet-stream",
    ".odt": f"{_OPEN}text",
    ".ods": f"{_OPEN}spreadsheet",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
})  # fmt: skip
"""Endings of files that may be attached, with their media types: none that a browser would run."""

_FILE: Final = re.compile(r"[^/\\:?#\x00-\x1f\x7f.][^/\\:?#\x00-\x1f\x7f]{0,119}")


def is_file_name(name: str) -> bool:
    """Whether this names a file beside a document, or in a folder there, that may be attached."""
    path = PurePosixPath(name)
    if ".md" in path.suffixes:
        return False  # a document that an editor has saved as rule.md.txt
    return path.suffix.lower() in ATTACHMENT_ENDINGS and all(map(_FILE.fullmatch, path.parts))


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
    """A part that is issued with a document: a plan or an annex.

    `slug` if it stands here as a document, `file` if it is a file beside, `address` if it lies on
    another site, `absent` why it is none of these, one of ABSENT.
    """

    title: str
    slug: str | None = None
    file: str | None = None
    address: str | None = None
    absent: str | None = None


ABSENT: Final = ("未收录", "另行印发", "不予公开")
"""Why an attachment of a document is not on this site: nobody has it here, it is issued by itself,
or it is not public.
"""


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
    `effective` is 施行日期, `feedback` where comments on a draft are taken. `region` is the
    six-digit code of whose policy it is; `source` the file
    or export it came from. `files` are those that it names and that lie beside it. `lang` is
    `zh-Hant` for a document in traditional script, which keeps it. `lines` says on which line of
    `source` each front matter field stands and `warnings` what was noticed while reading;
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
    files: tuple[Attachment, ...] = ()
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
    feedback: str | None = None
    effective: date | None = None
    order: int = 0
    lang: str = "zh-CN"
    lines: tuple[tuple[str, int], ...] = ()
    warnings: tuple[Problem, ...] = ()
