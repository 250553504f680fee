"""The fields of a document as a form, and back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from generator.desk.releases.workspace import Office
from generator.desk.screens.asked import Asked
from generator.desk.writing.document_drafts import KINDS, LISTS, Part, document_text
from generator.desk.writing.draft import Draft
from generator.documents.document_numbers import suggest_number
from generator.documents.fields import FIELDS, WORDS, field_named
from generator.documents.front_matter import FrontMatter, Value
from generator.documents.graph import Graph
from generator.documents.read_document import read_document
from generator.model.documents import Document, DocumentKind, InterpretationForm, Validity
from generator.model.problems import DataError, Problem

Answers = dict[str, str | list[str]]

_CLOSED: Final[Mapping[str, type[StrEnum]]] = {"validity": Validity, "form": InterpretationForm}
_USUAL: Final = frozenset({
    "title", "number", "index_number", "issuers", "written", "published", "effective", "topics",
    "keywords", "validity", "attachments", "repeals", "interprets", "form", "interpreter",
    "summary",
})  # fmt: skip
"""Fields that most documents have; the others are folded."""
_NOT_ASKED: Final = frozenset({"kind", "privacy_reasons", "order"})
"""What the desk knows, or says elsewhere."""
_LONG: Final = frozenset({"title", "summary", "feedback"})


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of the form: how it is asked for, and what stands there.

    `widget` is line, lines, long, or choice with its `options`; `found` says that the value was
    read from the text.
    """

    name: str
    title: str
    widget: str
    value: str
    options: tuple[str, ...]
    required: bool
    usual: bool
    found: bool


@dataclass(frozen=True, slots=True)
class CitedThere:
    """A document that the text cites: whether it stands on the site, and whether it still holds."""

    written: str
    here: bool
    validity: str


def field_rows(kind: DocumentKind, fields: Answers, found: Collection[str]) -> list[FieldRow]:
    """The form of a document."""
    rows = []
    for field in FIELDS:
        if kind not in field.kinds or field.name in _NOT_ASKED:
            continue
        value = fields.get(field.name, "")
        closed = _CLOSED.get(field.name)
        options = tuple(WORDS[member][0] for member in closed) if closed else ()
        widget = "lines" if field.name in LISTS else "long" if field.name in _LONG else "line"
        rows.append(
            FieldRow(
                field.name,
                field.chinese[0],
                "choice" if options else widget,
                value if isinstance(value, str) else "\n".join(value),
                options,
                kind in field.required,
                field.name in _USUAL or bool(value),
                field.name in found and bool(value),
            )
        )
    return rows


def read_fields(kind: DocumentKind, asked: Asked, before: Answers) -> Answers:
    """The answers of the form; what it does not ask for stays as it was."""
    fields = dict(before)
    for field in FIELDS:
        if kind not in field.kinds or not asked.is_set(field.name):
            continue
        text = asked.one(field.name)
        if field.name in LISTS:
            ticked = asked.every(f"{field.name}.known")
            lines = [line.strip() for line in text.split("\n")]
            fields[field.name] = list(dict.fromkeys(filter(None, [*ticked, *lines])))
        else:
            words = " ".join(text.split("\n")).strip()
            fields[field.name] = suggest_number(words) or words if field.name == "number" else words
    return fields


def fields_of(front: FrontMatter, slug: str) -> Answers:
    """The fields of a published document as the form has them, with its name in addresses."""
    fields: Answers = {}
    for entry in front.entries:
        name = field_named(entry.name)
        if name is not None:
            fields[name] = _answer(entry.value)
    return {**fields, "slug": slug}


def _answer(value: Value) -> str | list[str]:
    """A value of a front matter as lines: a pair as `title: file`."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return [f"{name}: {text}" for name, text in value.items()]
    lines = (_answer(each) for each in value)
    return [line for each in lines for line in ([each] if isinstance(each, str) else each)]


def field_faults(draft: Draft, part: Part) -> dict[str, list[Problem]]:
    """What is wrong with the fields, by their Chinese names."""
    found: dict[str, list[Problem]] = {}
    try:
        read_document("", document_text(draft, part), kind=KINDS[part])
    except DataError as bad:
        for problem in bad.problems:
            if problem.field:
                found.setdefault(problem.field, []).append(problem)
    return found


def known_offices(office: Office, known: Sequence[Document]) -> list[str]:
    """Offices that have issued documents here, the own one first."""
    others = sorted({issuer for document in known for issuer in document.issuers})
    return list(dict.fromkeys([office.agency, *others]))[:12]


def cited_here(draft: Draft, part: Part, known: Sequence[Document]) -> list[CitedThere]:
    """What the document cites, in fields and text; nothing while it cannot be read."""
    try:
        own = read_document("draft.md", document_text(draft, part), kind=KINDS[part])
    except DataError:
        return []
    graph = Graph([*(each for each in known if each.slug != own.slug), own])
    return [
        CitedThere(each.title, each.document is not None,
                   each.document.validity.value if each.document else "")
        for each in graph.cites(own)
    ]  # fmt: skip
