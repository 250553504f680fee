"""What was read → fields and text of a document, with the report of the import."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from generator.documents.fields import FIELDS, chinese_name
from generator.documents.front_matter import FENCE
from generator.documents.imports.blocks import Fate, Paragraph, ReadText, Remark, Table
from generator.documents.imports.found import Found
from generator.documents.imports.heads import find_secrecy, take_head
from generator.documents.imports.markdown_text import write_markdown
from generator.documents.imports.stated_fields import state_fields
from generator.documents.imports.strangers import point_out_strangers
from generator.documents.imports.tails import read_access, read_tail
from generator.model.documents import DocumentKind, is_file_name
from generator.model.messages import msg
from generator.model.problems import DataError, Problem
from generator.model.simplified import simplified

_PAIRS: Final = frozenset({"milestones", "duties", "privacy_reasons"})
"""Fields whose lines are pairs, `2025: 每千人口托位6个`."""
_PLAIN: Final = re.compile(r"[\w\u4e00-\u9fff〔《（][^:#\n\"'{}\[\]&*!|>%@`：]*[^:#\n\s\"'：]|\w")


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    """A document as text with front matter, and what to tell of how it came about.

    `characters` are those of the source that people see, `taken` those that stand in the text or in
    a field or are said to be left out; the difference is lost, and told. `paragraphs`, `tables` and
    `notes` were read.
    """

    text: str
    fields: Mapping[str, str | Sequence[str]]
    body: str
    kind: DocumentKind
    missing: tuple[str, ...]
    remarks: tuple[Remark, ...]
    characters: int
    taken: int
    paragraphs: int
    tables: int
    notes: int

    def with_fields(self, fields: Mapping[str, str | Sequence[str]]) -> ImportedDocument:
        """The same document with other fields."""
        ordered = {field.name: fields[field.name] for field in FIELDS if field.name in fields}
        return replace(
            self,
            text=f"{front_matter(ordered)}\n{self.body}",
            fields=ordered,
            missing=tuple(
                chinese_name(field.name)
                for field in FIELDS
                if self.kind in field.required and not ordered.get(field.name)
            ),
        )


def make_document(shown: str, read: ReadText, kind: DocumentKind | None = None) -> ImportedDocument:
    """Fields and Markdown of what was read; DataError for what is marked as secret or is empty."""
    found = Found(blocks=list(read.blocks), remarks=list(read.remarks))
    state_fields(found, read.stated)
    find_secrecy(found, read.margins)
    read_access(found)
    take_head(found)
    read_tail(found)
    point_out_strangers(found)
    if found.secret:
        why = msg("is marked %(mark)s: nothing marked so may be published", mark=found.secret)
        raise DataError([Problem(shown, None, None, why)])
    written = write_markdown(found.blocks, read.notes)
    if not written.characters:
        why = msg("holds no text that can be read")
        raise DataError([Problem(shown, None, None, why)])
    kind = kind or _kind_of(found)
    _as_kind(found, kind)
    for expected, got in written.differences:
        found.remark(Fate.CHECK, msg("reads “%(a)s” where the file has “%(b)s”", a=got, b=expected))
    if read.unread:
        found.remark(Fate.CHECK, msg("%(n)s characters of the file were not read", n=read.unread))
    document = ImportedDocument(
        text="",
        fields={},
        body=written.markdown,
        kind=kind,
        missing=(),
        remarks=tuple(found.remarks),
        characters=read.characters + max(0, read.unread),
        taken=written.characters + found.moved + read.stated_characters,
        paragraphs=sum(isinstance(block, Paragraph) for block in read.blocks),
        tables=sum(isinstance(block, Table) for block in read.blocks),
        notes=len(read.notes),
    )
    return document.with_fields(found.fields)


def _kind_of(found: Found) -> DocumentKind:
    """An interpretation by its title, else a policy."""
    title = str(found.fields.get("title", ""))
    reads = re.search(
        r"解读(?:[（(].*|[一二三四之].*)?$|^(?:一图|图解|一问一答)|[问题]答$|解读材料",
        simplified(title),
    )
    return DocumentKind.INTERPRETATION if reads else DocumentKind.POLICY


def _as_kind(found: Found, kind: DocumentKind) -> None:
    """Keep the fields that a document of this kind has; name what an interpretation interprets."""
    if kind is DocumentKind.INTERPRETATION:
        title = str(found.fields.get("title", ""))
        named = re.findall(r"《([^《》]+(?:《[^《》]*》[^《》]*)*)》", title)
        cited = found.fields.get("cites", [])
        full = [next((c for c in cited if f"《{name}》" in c), f"《{name}》") for name in named]
        found.give("interprets", full)
        found.give("form", "问答" if "问答" in title else "图解" if "图" in title else "文字")
        found.remark(Fate.CHECK, msg("形式 was guessed: 文字, 图解, 视频, 问答 or 专家"))
    allowed = {field.name for field in FIELDS if kind in field.kinds}
    for name in [name for name in found.fields if name not in allowed]:
        value = found.fields.pop(name)
        written = value if isinstance(value, str) else "、".join(value)
        found.remark(
            Fate.LEFT_OUT,
            msg(
                "%(field)s %(value)s: a document of this kind has no such field",
                field=chinese_name(name),
                value=written[:60],
            ),
        )


def front_matter(fields: Mapping[str, str | Sequence[str]]) -> str:
    """The block of fields at the head of a document, under their Chinese names."""
    lines = [FENCE]
    for name, value in fields.items():
        if isinstance(value, str):
            lines.append(f"{chinese_name(name)}: {_scalar(value)}")
        elif name in _PAIRS and all(": " in each for each in value):
            lines.append(f"{chinese_name(name)}:")
            pairs = (each.partition(": ") for each in value)
            lines += (f"  {_scalar(key)}: {_scalar(text)}" for key, _, text in pairs)
        else:
            lines.append(f"{chinese_name(name)}:")
            lines += (f"  - {_entry(each)}" for each in value)
    return "\n".join([*lines, FENCE, ""])


def _entry(value: str) -> str:
    """An item of a list; a title with a file behind it is a pair."""
    title, colon, file = value.rpartition(": ")
    pair = colon and is_file_name(file)
    return f"{_scalar(title)}: {_scalar(file)}" if pair else _scalar(value)


def _scalar(value: str) -> str:
    """A value as YAML reads it back, in quotation marks where a sign could mean something."""
    plain = _PLAIN.fullmatch(value) and ": " not in value and " #" not in value
    return value if plain else json.dumps(value, ensure_ascii=False)
