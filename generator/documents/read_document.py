"""One document: text with front matter → a checked `Document`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from generator.documents.document_numbers import INDEX_NUMBER, SLUG, number_fault, reference_fault
from generator.documents.fields import EXPLAINED, check_presence, name_entries
from generator.documents.front_matter import FrontMatter, lines_of, split_front_matter
from generator.documents.rendering import ADDRESS_OF, Rendered, render_markdown
from generator.documents.script import comparable
from generator.documents.slugs import slug_of
from generator.documents.unread_marks import COMMENT, TABLE_ROW, notes_defined_twice, unread_marks
from generator.documents.values import Values
from generator.model.documents import Document, DocumentKind, InterpretationForm, Validity
from generator.model.messages import Message, msg
from generator.model.problems import DataError, Problem, Severity

_REGION: Final = re.compile(r"[1-9]\d{5}", re.ASCII)
_SCRIPTS: Final = {"简体": "zh-CN", "繁体": "zh-Hant", "zh-CN": "zh-CN", "zh-Hant": "zh-Hant"}
_LONGEST_SLUG: Final = 80


def read_document(
    source_name: str,
    text: str,
    *,
    kind: DocumentKind | None = None,
    index_number: re.Pattern[str] = INDEX_NUMBER,
) -> Document:
    """The document that `text` holds; DataError with every problem otherwise.

    `kind` is what the folder says; without it the field 文件类别 does, and without that a document
    that interprets another is an interpretation and any other a policy. `index_number` is the local
    scheme of 索引号. What could be mended is in `warnings` of the document.
    """
    front, problems = split_front_matter(source_name, text)
    named, misnamed = name_entries(source_name, front.entries)
    values = Values(source_name, named)
    rendered = _rendered(values, front)
    found_kind = _kind(values, kind)
    document = _document(values, found_kind, rendered, front)
    _check(values, document, index_number)
    problems += misnamed + values.problems
    if front.entries:
        problems += check_presence(source_name, found_kind, named, front.body, front.body_line)
    if problems:
        raise DataError(sorted(problems, key=lambda p: p.line or 0))
    return document


def _rendered(values: Values, front: FrontMatter) -> Rendered:
    title = values.entries["title"].value if "title" in values.entries else ""
    try:
        return render_markdown(without_title(front.body, str(title)))
    except RecursionError:
        why = msg("the text is nested too deeply")
        values.problems.append(Problem(values.source_name, front.body_line, None, why))
        return Rendered("", "", ())


def without_title(body: str, title: str) -> str:
    """The text without the title of the document where that stands at its head once more."""
    lines = body.split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip()), None)
    if first is None or not title:
        return body
    words = lines[first].strip().lstrip("#").strip("* \u3000")
    if comparable(words) != comparable(title):
        return body
    return "\n".join(lines[:first] + lines[first + 1 :])


def _kind(values: Values, wanted: DocumentKind | None) -> DocumentKind:
    stated = values.word("kind", DocumentKind)
    if stated and wanted and stated != wanted:
        values.report("kind", msg("the document stands where a %(wanted)s belongs", wanted=wanted))
    if wanted or stated:
        return wanted or stated or DocumentKind.POLICY
    return DocumentKind.INTERPRETATION if "interprets" in values.entries else DocumentKind.POLICY


def _document(
    values: Values, kind: DocumentKind, rendered: Rendered, front: FrontMatter
) -> Document:
    return Document(
        kind=kind,
        slug=values.text("slug")
        or slug_of(PurePosixPath(values.source_name).stem, values.text("number")),
        title=values.text("title") or "",
        body=rendered.html,
        text=rendered.text,
        source=values.source_name,
        published=values.moment("published"),
        region=values.text("region"),
        issuers=values.offices("issuers"),
        number=values.text("number"),
        index_number=values.text("index_number"),
        topics=values.words("topics"),
        genre=values.text("genre"),
        written=values.day("written"),
        access=values.text("access"),
        validity=values.word("validity", Validity) or Validity.IN_FORCE,
        keywords=values.words("keywords"),
        origin=values.text("origin"),
        summary=values.text("summary"),
        attachments=values.attachments("attachments"),
        cites=values.entries_of("cites"),
        repeals=values.entries_of("repeals"),
        repealed_by=values.text("repealed_by"),
        interprets=values.entries_of("interprets"),
        form=values.word("form", InterpretationForm),
        interpreter=values.text("interpreter"),
        explains=_explained(values),
        milestones=values.milestones("milestones"),
        duties=values.duties("duties"),
        consultation_ends=values.day("consultation_ends"),
        feedback=values.text("feedback"),
        effective=values.day("effective"),
        order=values.whole("order"),
        lang=_language(values),
        lines=lines_of(values.entries),
        warnings=(
            *_removals(values.source_name, rendered, front),
            *_not_understood(values.source_name, front),
        ),
    )


def _explained(values: Values) -> tuple[str, ...]:
    by_word = {word: name for name, words in EXPLAINED.items() for word in (name, *words)}
    written = values.words("explains")
    for word in written:
        if word not in by_word:
            known = "、".join(words[0] for words in EXPLAINED.values())
            values.report(
                "explains", msg('"%(word)s" is none of %(known)s', word=word[:40], known=known)
            )
    return tuple(dict.fromkeys(by_word[word] for word in written if word in by_word))


def _language(values: Values) -> str:
    script = values.text("script") or "简体"
    if script not in _SCRIPTS:
        values.report("script", msg("must be 简体 or 繁体"))
    return _SCRIPTS.get(script, "zh-CN")


def _removals(source_name: str, rendered: Rendered, front: FrontMatter) -> tuple[Problem, ...]:
    """A warning for each thing the sanitiser took out, with the line where it is first found."""
    lines = [line.lower() for line in front.body.split("\n")]
    warnings: list[Problem] = []
    for name in rendered.removed:
        sought = name.rstrip(">") if name.startswith("<") else name
        of_address = name.startswith(ADDRESS_OF)
        sought = f"<{name.removeprefix(ADDRESS_OF)}" if of_address else sought
        at = next((n for n, line in enumerate(lines) if sought in line), None)
        line = None if at is None else front.body_line + at
        shown = msg("an address that leads nowhere or elsewhere") if of_address else name
        why = msg("%(name)s may not stand in a document and was taken out", name=shown)
        warnings.append(Problem(source_name, line, None, why, Severity.WARNING))
    return tuple(warnings)


def _not_understood(source_name: str, front: FrontMatter) -> Iterator[Problem]:
    """A warning for each sign that looks like markup and is none, at the first line with it."""
    for at, sign in notes_defined_twice(front.body.split("\n")):
        why = msg("a second note %(sign)s: only one of them would be read", sign=sign)
        yield Problem(source_name, front.body_line + at, None, why, Severity.WARNING)
    seen: set[str] = set()
    for at, sign in unread_marks(front.body.split("\n")):
        if sign not in seen:
            seen.add(sign)
            line = front.body_line + at
            yield Problem(source_name, line, None, _unread(sign), Severity.WARNING)


def _unread(sign: str) -> Message:
    if sign == COMMENT:
        return msg(
            "a comment (<!-- -->) is on no page, but everybody can read it in the signed file"
        )
    if sign == TABLE_ROW:
        return msg("looks like a row of a table, but no line |---|---| stands below its headings")
    if sign.startswith("[^"):
        return msg("no note %(sign)s: … stands below the text", sign=sign)
    return msg("%(sign)s means nothing here and stands on the page as it is", sign=sign)


def _check(values: Values, document: Document, index_number: re.Pattern[str]) -> None:
    """The rules that one document can break by itself."""
    if not SLUG.fullmatch(document.slug) or len(document.slug) > _LONGEST_SLUG:
        values.report(
            "slug", msg("must be lower-case letters and digits joined by hyphens, at most 80")
        )
    if document.number and (fault := number_fault(document.number)):
        values.report("number", fault)
    if document.index_number and not index_number.fullmatch(document.index_number):
        values.report("index_number", msg("must look like 000014349/2020-00024"))
    if document.region and not _REGION.fullmatch(document.region):
        values.report("region", msg("must be a region code of six digits"))
    for field in ("cites", "repeals", "interprets"):
        for written in getattr(document, field):
            if fault := reference_fault(written):
                values.report(field, fault)
    if document.repealed_by and (fault := reference_fault(document.repealed_by)):
        values.report("repealed_by", fault)
    _check_dates(values, document)


def _check_dates(values: Values, document: Document) -> None:
    published = document.published.date() if document.published else None
    if document.written and published and document.written > published:
        values.report(
            "written",
            msg(
                "%(written)s is later than 发布日期 %(published)s",
                written=document.written,
                published=published,
            ),
        )
    if document.effective and document.written and document.effective < document.written:
        values.report(
            "effective",
            msg(
                "%(effective)s is earlier than 成文日期 %(written)s",
                effective=document.effective,
                written=document.written,
            ),
        )
    ends = document.consultation_ends
    if document.validity is Validity.DRAFT:
        if ends is None:
            values.report("consultation_ends", msg("a draft for comment needs its last day"))
        if "征求意见" not in document.title:
            values.report("title", msg("the title of a draft for comment says 征求意见"))
    elif ends is not None:
        values.report("consultation_ends", msg("only a document with 有效性 征求意见 has one"))
    if ends and published and ends < published:
        values.report(
            "consultation_ends",
            msg("%(ends)s is earlier than 发布日期 %(published)s", ends=ends, published=published),
        )
