"""A document in a draft: fields and text apart, so that saving one never rewrites the other.

The parts are `policy.fields`, `policy.body` and the same for `interpretation`; what an import left
out, worked out or doubts is in `policy.report.json` beside them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count, islice
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from generator.desk.writing.draft import Draft
from generator.documents.document_numbers import SLUG
from generator.documents.fields import FIELDS, WORDS
from generator.documents.imports.blocks import Block, Fate, Paragraph
from generator.documents.imports.document import front_matter
from generator.documents.rendering import plain_text, render_markdown
from generator.documents.slugs import suggest_slug
from generator.model.documents import DocumentKind
from generator.model.release import CHINA
from generator.preparation.import_document import import_document

Part = Literal["policy", "interpretation"]
PARTS: Final[tuple[Part, ...]] = ("policy", "interpretation")
KINDS: Final[Mapping[Part, DocumentKind]] = {
    "policy": DocumentKind.POLICY,
    "interpretation": DocumentKind.INTERPRETATION,
}
LISTS: Final = frozenset({
    "issuers", "topics", "keywords", "cites", "repeals", "interprets", "explains", "attachments",
    "milestones", "duties",
})  # fmt: skip
"""Fields with several values, one a line in the form."""

PROMPTS: Final = (
    "背景", "目的", "主要内容", "适用范围", "标准和要求", "注意事项", "名词解释", "新旧变化",
)  # fmt: skip
"""What an interpretation speaks of (CONVENTIONS.md), as headings to write below."""

LONGEST_SLUG: Final = 80
MAX_STEM: Final = 72
"""Characters of a name for addresses, so that something can stand behind it."""
COPIED: Final = 12
"""Characters in a row that stand in both texts before they count as copied."""


class Remarked(Struct, frozen=True):
    """One line of a report: left out, computed or check."""

    fate: str
    what: str


class ReadReport(Struct, frozen=True):
    """What an import said, in the words in which it was said; `original` is what was read."""

    file: str
    characters: int
    taken: int
    paragraphs: int
    tables: int
    notes: int
    remarks: tuple[Remarked, ...]
    original: tuple[str, ...]
    found: tuple[str, ...]
    """The fields that were found in the text."""


def take_in(
    draft: Draft,
    part: Part,
    file: Path,
    say: Callable[[str], str],
    at: datetime,
    attached: Sequence[Path] = (),
) -> Mapping[str, bytes]:
    """Read a file into a part; the attached files, ready to be published.

    What stood there before is kept as a version; `say` gives a remark in the language of the desk.
    DataError where the file cannot be read, is secret, or holds nothing.
    """
    today = at.astimezone(CHINA).date()
    imported = import_document(file, today=today, kind=KINDS[part], attached=attached)
    document = imported.document
    remarks = [Remarked(each.fate.value, say(each.what)) for each in document.remarks]
    remarks += [Remarked(Fate.CHECK.value, say(each.message)) for each in imported.doubts]
    fields = {
        name: value if isinstance(value, str) else list(value)
        for name, value in document.fields.items()
    }
    report = ReadReport(
        file.name,
        document.characters,
        document.taken,
        document.paragraphs,
        document.tables,
        document.notes,
        tuple(remarks),
        tuple(original_lines(imported.original)),
        tuple(fields),
    )
    draft.write_fields(f"{part}.fields", fields, None, at)
    draft.write(f"{part}.body", document.body, None, at)
    draft.save(f"{part}.report.json", report)
    draft.rename(str(fields.get("title", "")))
    return imported.files


def original_lines(blocks: Sequence[Block]) -> Iterator[str]:
    """What was read, a line for each paragraph and for each row of a table."""
    for block in blocks:
        if isinstance(block, Paragraph):
            if block.text.strip():
                yield block.text
            continue
        for row in block.rows:
            cells = (" ".join(original_lines(cell.blocks)) for cell in row)
            yield " ｜ ".join(cells)


def parts_of(draft: Draft) -> list[Part]:
    """The documents that a draft holds."""
    return [part for part in PARTS if draft.text(f"{part}.body") or draft.text(f"{part}.fields")]


def first_part(draft: Draft) -> Part:
    """The document that a draft is about: an interpretation only where there is nothing else."""
    return next(iter(parts_of(draft)), "policy")


def slug_in(fields: Mapping[str, str | list[str]]) -> str:
    """The name of a document in addresses: as it is stated, else out of the sounds of its title."""
    stated = fields.get("slug")
    if isinstance(stated, str) and SLUG.fullmatch(stated) and len(stated) <= LONGEST_SLUG:
        return stated
    return suggest_slug(str(fields.get("title", "")) or "wen-jian")


class Origin(Struct, frozen=True):
    """The document that a draft began from, and its fields as they stand in it: untouched, they are
    not written again.
    """

    path: str
    fields: dict[str, str | list[str]]
    head: str


def free_slug(wanted: str, taken: Collection[str]) -> str:
    """A name for addresses that no other document has: this one, or one with a number behind it."""
    numbered = (f"{wanted[:MAX_STEM]}-{number}" for number in count(2))
    return next(name for name in (wanted, *islice(numbered, len(taken))) if name not in taken)


def document_text(draft: Draft, part: Part) -> str:
    """A document as it is signed: its fields in their order above its text."""
    given = draft.fields(f"{part}.fields")
    body = draft.text(f"{part}.body")
    origin = draft.load(f"{part}.origin.json", Origin)
    if origin is not None and given == origin.fields:
        return f"{origin.head}{body}"
    fields: dict[str, str | Sequence[str]] = {
        each.name: given[each.name] for each in FIELDS if given.get(each.name)
    }
    if fields.get("kind") is None:
        fields["kind"] = WORDS[KINDS[part]][0]
    ordered = {each.name: fields[each.name] for each in FIELDS if each.name in fields}
    return f"{front_matter(ordered)}\n{body}"


def body_line(draft: Draft, part: Part) -> int:
    """The line of a document before the first of its text."""
    return document_text(draft, part).count("\n") - draft.text(f"{part}.body").count("\n")


def copied_share(draft: Draft) -> float:
    """Which part of an interpretation repeats its document, from 0 to 1."""
    own, other = (_words(draft.text(f"{part}.body")) for part in ("interpretation", "policy"))
    if not own or not other:
        return 0.0
    stretches = {other[at : at + COPIED] for at in range(len(other) - COPIED + 1)}
    copied, until = 0, 0
    for at in range(len(own) - COPIED + 1):
        if own[at : at + COPIED] in stretches:
            copied += at + COPIED - max(at, until)
            until = at + COPIED
    return copied / len(own)


def _words(body: str) -> str:
    return re.sub(r"\s", "", plain_text(render_markdown(body).html))
