"""Screens of a document: taken in, looked through beside the original, its fields filled in."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.responses import JSONResponse, Response

from generator.desk.releases.parcels import is_plain_name
from generator.desk.screens.asked import Asked, HandedIn
from generator.desk.screens.field_forms import (
    cited_here,
    field_faults,
    field_rows,
    fields_of,
    known_offices,
    read_fields,
)
from generator.desk.screens.screen import Desk
from generator.desk.screens.steps import after, steps_of
from generator.desk.writing.document_drafts import (
    KINDS,
    MAX_STEM,
    PARTS,
    PROMPTS,
    Origin,
    Part,
    ReadReport,
    copied_share,
    first_part,
    free_slug,
    parts_of,
    slug_in,
    take_in,
)
from generator.desk.writing.drafts import Draft, DraftInfo, text_digest
from generator.desk.writing.paragraphs import As, blocks_of, replace_block
from generator.desk.writing.personal import hits_in, with_line
from generator.desk.writing.typed_words import TypedWords, drop_words, keep_words, typed_words
from generator.documents.front_matter import split_front_matter
from generator.documents.read_document import read_document
from generator.documents.rendering import render_markdown
from generator.exports.subjects import attachments_of, document_name
from generator.model.messages import Message, msg
from generator.model.problems import DataError, Problem, UsageError
from generator.model.release import CHINA
from generator.model.working_days import add_working_days
from generator.preparation.import_document import with_attachments

_TELEPHONE = re.compile(r"[\d(（][\d\s()（）-]{5,24}\d(?:转\d+)?", re.ASCII)
INTERPRETED_WITHIN_DAYS = 3
"""Working days after a document within which its interpretation has to come."""


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A paragraph as it will look, with what it can be made into."""

    number: int
    html: str
    words: str
    kind: As
    rows: int
    personal: bool
    unsaved: bool
    """Whether its words were typed and not saved as the text yet."""
    digest: str
    window: str
    others: tuple[TypedWords, ...]
    """What other windows typed into it."""


def part_of(asked: Asked) -> Part:
    """The document of a draft that an address means."""
    part = asked.path["part"]
    if part not in PARTS:
        raise UsageError(msg("there is no such part"))
    return part


def new_document(desk: Desk, asked: Asked, problems: Sequence[Problem] = ()) -> Response:
    """What there is: a file, words to paste, or nothing yet."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return desk.page(
        "new_document", asked, status, kind=asked.path["kind"], problems=problems,
        published=_published(desk, asked.path["kind"]),
    )  # fmt: skip


def take_document(desk: Desk, asked: Asked) -> Response:
    """A new draft of what was handed in; nothing is left behind where it cannot be read."""
    part: Part = "interpretation" if asked.path["kind"] == "interpretation" else "policy"
    if asked.is_set("published"):
        return begin_from_published(desk, asked)
    file = asked.file("file")
    if file is None and asked.is_set("read"):
        why = msg("Choose a file first.")
        return new_document(desk, asked, [Problem("", None, None, why)])
    attached = asked.files.get("attachments", ())
    title = file.name if file else desk.words.say(msg("untitled"))
    here = ""
    if file is None:
        here = "?raw=1"
        draft = desk.drafts.begin("document", title, asked.who, asked.at)
        draft.write_fields(f"{part}.fields", _begun(desk, part), None, asked.at)
        if part == "interpretation":
            draft.write(f"{part}.body", prompts_text(), None, asked.at)
    else:
        with desk.drafts.staging() as staged:
            staged.save("draft.json", _info(title, asked))
            try:
                _import(desk, asked, staged, part, file, attached)
            except DataError as refused:
                return new_document(desk, asked, _problems_of(refused))
            name = f"{part}.fields"
            fields = staged.fields(name)
            slug = free_slug(slug_in(fields), desk.taken_slugs())
            staged.write_fields(name, {**fields, "slug": slug}, None, asked.at)
            draft = desk.drafts.adopt(staged, None)
    desk.note(asked, draft, f"begun from {title}")
    return desk.go(f"/draft/{draft.id}/text/{part}{here}")


def _info(title: str, asked: Asked) -> DraftInfo:
    return DraftInfo("document", title[:120], asked.who, asked.at, asked.at, writers=(asked.who,))


def _begun(desk: Desk, part: Part) -> dict[str, str | list[str]]:
    office = desk.required_office()
    if part == "policy":
        return {"issuers": [office.agency], "validity": "有效"}
    return {"interpreter": office.agency, "form": "文字"}


def _import(
    desk: Desk, asked: Asked, draft: Draft, part: Part, file: HandedIn, attached: Sequence[HandedIn]
) -> None:
    """Read a file, and what is attached to it, into a draft; DataError, with nothing written."""
    with TemporaryDirectory() as scratch:
        first, *others = _laid(Path(scratch), (file, *attached))
        files = take_in(draft, part, first, desk.words.say, asked.at, others)
        for name, content in files.items():
            draft.put_file(name, content, asked.at)
    draft.keep_source(file.name, file.content)


def _laid(folder: Path, files: Sequence[HandedIn]) -> list[Path]:
    """The files in a folder, under their own names; UsageError for names that cannot be."""
    paths = []
    for each in files:
        if not is_plain_name(each.name):
            raise UsageError(msg("%(name)s is no name of a file", name=each.name[:60]))
        path = folder / each.name
        if path in paths:
            raise UsageError(msg("Two files are called %(name)s: rename one.", name=each.name))
        path.write_bytes(each.content)
        paths.append(path)
    return paths


def show_text(desk: Desk, asked: Asked, problem: Message | None = None) -> Response:
    """The original at the left, the page as it will look at the right."""
    draft, part = desk.draft(asked), part_of(asked)
    body = draft.text(f"{part}.body")
    hits = list(hits_in(body))
    lines = {hit.line for hit in hits}
    blocks = []
    typed = typed_words(draft, part)
    window = secrets.token_hex(4)
    shown: set[str] = set()
    for number, block in enumerate(blocks_of(body)):
        height = block.text.count("\n") + 1
        personal = any(block.line <= line < block.line + height for line in lines)
        html = render_markdown(block.text).html
        digest = text_digest(block.text)
        own = [each for each in typed if each.block == digest]
        shown.add(digest)
        words = own[-1].words if own else block.words
        rows = max(2, words.count("\n") + 1, len(words) // 34 + 1)
        unsaved = words != block.words
        others = tuple(each for each in own[:-1] if each.words != words)
        blocks.append(
            ShownBlock(
                number, html, words, block.kind, rows, personal, unsaved, digest,
                own[-1].window if own else window, others,
            )
        )  # fmt: skip
    return desk.page(
        "text",
        asked,
        HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
        draft=draft,
        part=part,
        steps=steps_of(draft, "text" if part == first_part(draft) else "interpretation"),
        report=draft.load(f"{part}.report.json", ReadReport),
        blocks=blocks,
        hits=hits,
        body=body,
        base=draft.digest(f"{part}.body"),
        raw=asked.query.get("raw") == "1",
        preview=render_markdown(body).html,
        kinds=[kind for kind in As if kind is not As.OTHER],
        versions=len(draft.versions(f"{part}.body")),
        orphans=[each for each in typed if each.block not in shown],
        problem=problem,
        privacy=draft.fields("privacy"),
        fields=draft.fields(f"{part}.fields"),
        numbers={hit.line: _paragraph_of(hit.line, body) for hit in hits},
    )


def _paragraph_of(line: int, body: str) -> int:
    """The paragraph, counted from 1, in which a line of a text stands."""
    return sum(block.line <= line for block in blocks_of(body))


def change_text(desk: Desk, asked: Asked) -> Response:
    """Save a paragraph, the whole text, or what is done about personal data."""
    draft, part = desk.draft(asked), part_of(asked)
    name, base = f"{part}.body", asked.one("base")
    here = f"/draft/{draft.id}/text/{part}"
    if asked.is_set("text"):
        digest = draft.write(name, asked.one("text"), base, asked.at)
        if asked.is_set("live"):
            return saved(desk, asked, digest, _live(desk, draft, part))
        desk.note(asked, draft, f"{name} saved")
        if asked.is_set("find"):
            return _read_again(desk, asked, draft, part)
        return desk.go(f"{here}?raw=1&saved=1")
    if asked.is_set("live"):
        _keep_typed(draft, part, asked)
        return kept(desk, asked, base)
    if asked.is_set("drop"):
        drop_words(draft, part, asked.one("digest"), asked.one("window"))
        return desk.go(here)
    body = draft.text(name)
    if asked.is_set("block"):
        number = asked.number("block", -1)
        words = "" if asked.is_set("delete") else asked.one("words")
        kind = As(asked.one("as")) if asked.one("as") in set(As) else As.OTHER
        body = replace_block(body, number, words, kind)
        anchor = f"#b{number}"
    else:
        body, anchor = _without_personal(draft, body, asked), "#personal"
    draft.write(name, body, base, asked.at, keep=True)
    if asked.is_set("block"):
        drop_words(draft, part, asked.one("digest"), asked.one("window"))
    desk.note(asked, draft, f"{name} changed")
    return desk.go(here + anchor)


def _read_again(desk: Desk, asked: Asked, draft: Draft, part: Part) -> Response:
    """Read a text that was pasted as an official document: its title, number and dates."""
    content = draft.text(f"{part}.body").encode()
    pasted = HandedIn(desk.words.say(msg("pasted")) + ".txt", content)
    try:
        _import(desk, asked, draft, part, pasted, ())
    except DataError as refused:
        return show_text(desk, asked, _problems_of(refused)[0].message)
    return desk.go(f"/draft/{draft.id}/text/{part}")


def begin_from_published(desk: Desk, asked: Asked) -> Response:
    """A draft of a document of the last release, to change it."""
    last = desk.space.last_release(desk.required_office().region)
    path = asked.one("published")
    source = next((each for each in last.documents if each.path == path), None) if last else None
    if last is None or source is None:
        raise UsageError(msg("there is no such document"))
    front, _ = split_front_matter(source.path, source.text)
    part: Part = "interpretation" if asked.path["kind"] == "interpretation" else "policy"
    fields = fields_of(front, document_name(source.path))
    draft = desk.drafts.begin("document", str(fields.get("title", path)), asked.who, asked.at)
    draft.write_fields(f"{part}.fields", fields, None, asked.at)
    draft.write(f"{part}.body", front.body, None, asked.at)
    head = source.text[: len(source.text) - len(front.body)]
    draft.save(f"{part}.origin.json", Origin(path, draft.fields(f"{part}.fields"), head))
    own = attachments_of(last).get(document_name(source.path), ())
    for row in own:
        content = last.attachments.get(f"attachments/{row.file}")
        if content is not None:
            draft.put_file(row.file, content, asked.at)
    desk.note(asked, draft, f"begun from {path}")
    return desk.go(f"/draft/{draft.id}/text/{part}")


def _published(desk: Desk, kind: str) -> list[tuple[str, str]]:
    """(path, title) of the documents of the last release that are of this kind."""
    last = desk.space.last_release(desk.required_office().region)
    found = []
    for source in last.documents if last else ():
        with suppress(DataError):
            document = read_document(source.path, source.text)
            if document.kind.value == kind:
                found.append((source.path, document.title))
    return found


def _keep_typed(draft: Draft, part: Part, asked: Asked) -> None:
    """Keep what is typed into a paragraph, unless it is what stands there already."""
    block, window, words = (asked.one(name) for name in ("digest", "window", "words"))
    same = {b.words for b in blocks_of(draft.text(f"{part}.body")) if text_digest(b.text) == block}
    if words in same:
        drop_words(draft, part, block, window)
    else:
        keep_words(draft, part, block, window, words)


def give_privacy_reason(draft: Draft, asked: Asked) -> None:
    """Say why something only looks like personal data, for all of its kind in this release."""
    reason, kind = asked.one("reason").strip(), asked.one("kind").strip()
    if len(reason) < 2:
        raise UsageError(msg("Say why this is no personal data."))
    draft.write_fields("privacy", {**draft.fields("privacy"), kind: reason}, None, asked.at)


def _without_personal(draft: Draft, body: str, asked: Asked) -> str:
    """The text after what was chosen for one place with personal data."""
    line = asked.number("line", 0)
    choice = asked.one("do")
    if choice == "reason":
        give_privacy_reason(draft, asked)
        return body
    telephone = asked.one("telephone").strip()
    if choice == "telephone" and not _TELEPHONE.fullmatch(telephone):
        raise UsageError(msg("Which office telephone is to stand there?"))
    return with_line(body, line, telephone if choice == "telephone" else "")


def _as_list(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else value or []


def _live(desk: Desk, draft: Draft, part: Part) -> dict[str, Any]:
    """What a script puts beside the text while it is typed."""
    body = draft.text(f"{part}.body")
    return {
        "preview": render_markdown(body).html,
        "notes": desk.fragment("personal_lines", hits=list(hits_in(body))),
    }


def saved(desk: Desk, asked: Asked, digest: str, more: dict[str, Any] | None = None) -> Response:
    """The answer to a script that saved something."""
    at = asked.at.astimezone(CHINA)
    return JSONResponse({"digest": digest, "at": f"{at:%H:%M:%S}", **(more or {})})


def kept(desk: Desk, asked: Asked, digest: str) -> Response:
    """The answer to a script: what was typed is on the disk, and counts once it is saved."""
    said = desk.words.say(msg("Kept; it counts once you press save."))
    return JSONResponse({"digest": digest, "note": said})


def show_fields(desk: Desk, asked: Asked, problems: Sequence[Problem] = ()) -> Response:
    """The form, filled with what was found in the text."""
    draft, part = desk.draft(asked), part_of(asked)
    fields = draft.fields(f"{part}.fields")
    report = draft.load(f"{part}.report.json", ReadReport)
    found = set(report.found) if report else set()
    office, known = desk.required_office(), desk.known()
    return desk.page(
        "fields",
        asked,
        HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        draft=draft,
        part=part,
        steps=steps_of(draft, "fields" if part == first_part(draft) else "interpretation"),
        rows=field_rows(KINDS[part], fields, found),
        base=draft.digest(f"{part}.fields"),
        slug=slug_in(fields),
        files=draft.files(),
        offices=known_offices(office, known),
        cited=cited_here(draft, part, known),
        problems=problems,
        faults=field_faults(draft, part),
    )


def change_fields(desk: Desk, asked: Asked) -> Response:
    """Save the answers of the form, and take attached files in."""
    draft, part = desk.draft(asked), part_of(asked)
    name = f"{part}.fields"
    fields = read_fields(KINDS[part], asked, draft.fields(name))
    digest = draft.write_fields(name, fields, asked.one("base"), asked.at)
    draft.rename(str(fields.get("title", "")) if part == first_part(draft) else "")
    if asked.is_set("live"):
        return saved(desk, asked, digest)
    for each in asked.every("drop"):
        draft.drop_file(each)
        fields = draft.fields(name)
        listed = _as_list(fields.get("attachments"))
        left = [entry for entry in listed if entry != each and not entry.endswith(f": {each}")]
        draft.write_fields(name, {**fields, "attachments": left}, None, asked.at)
    problems = _attach(asked, draft, part) if asked.files.get("attachments") else []
    desk.note(asked, draft, f"{name} saved")
    if problems:
        return show_fields(desk, asked, problems)
    if asked.is_set("next"):
        return desk.go(after(draft, "fields" if part == first_part(draft) else "interpretation"))
    return desk.go(f"/draft/{draft.id}/fields/{part}?saved=1")


def _attach(asked: Asked, draft: Draft, part: Part) -> list[Problem]:
    """Take files in that belong to a document; why those that may not be published are refused."""
    fields = draft.fields(f"{part}.fields")
    with TemporaryDirectory() as scratch:
        paths = _laid(Path(scratch), asked.files["attachments"])
        try:
            titles, files, _ = with_attachments(_as_list(fields.get("attachments")), paths)
        except DataError as refused:
            return list(_problems_of(refused))
    for name, content in files.items():
        draft.put_file(name, content, asked.at)
    draft.write_fields(f"{part}.fields", {**fields, "attachments": titles}, None, asked.at)
    return []


def _problems_of(refused: DataError) -> Sequence[Problem]:
    return refused.problems or [Problem("", None, None, refused.message)]


def show_interpretation(desk: Desk, asked: Asked, problems: Sequence[Problem] = ()) -> Response:
    """Now, already written, or later: with the day until which it has to come."""
    draft = desk.draft(asked)
    fields = draft.fields("policy.fields")
    day = day_in(str(fields.get("published", "")))
    last = add_working_days(day, INTERPRETED_WITHIN_DAYS) if day else None
    has_one = "interpretation" in parts_of(draft)
    return desk.page(
        "interpretation",
        asked,
        HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        draft=draft,
        steps=steps_of(draft, "interpretation"),
        last=last,
        has_one=has_one,
        copied=round(copied_share(draft) * 100) if has_one else 0,
        title=fields.get("title", ""),
        problems=problems,
        prompts=PROMPTS,
    )


def take_interpretation(desk: Desk, asked: Asked) -> Response:
    """Begin an interpretation, read one from a file, take it out again, or leave it for later."""
    draft = desk.draft(asked)
    part: Part = "interpretation"
    choice = asked.one("do")
    if choice == "now":
        draft.write(f"{part}.body", prompts_text(), None, asked.at)
        draft.write_fields(f"{part}.fields", interpreting(desk, draft, {}), None, asked.at)
    elif choice == "file":
        file = asked.file("file")
        if file is None:
            why = msg("Choose the file of the interpretation.")
            return show_interpretation(desk, asked, [Problem("", None, None, why)])
        title = draft.info.title
        try:
            _import(desk, asked, draft, part, file, ())
        except DataError as refused:
            return show_interpretation(desk, asked, _problems_of(refused))
        fields = interpreting(desk, draft, draft.fields(f"{part}.fields"))
        draft.write_fields(f"{part}.fields", fields, None, asked.at)
        draft.rename(title)
    elif choice == "without":
        draft.write(f"{part}.body", "", None, asked.at)
        draft.write(f"{part}.fields", "", None, asked.at)
        return desk.go(f"/draft/{draft.id}/interpretation")
    else:
        return desk.go(f"/draft/{draft.id}/check")
    desk.note(asked, draft, f"interpretation: {choice}")
    raw = "?raw=1" if choice == "now" else ""
    return desk.go(f"/draft/{draft.id}/text/{part}{raw}")


def interpreting(
    desk: Desk, draft: Draft, found: dict[str, str | list[str]]
) -> dict[str, str | list[str]]:
    """The fields of an interpretation, as far as its document tells them."""
    policy = draft.fields("policy.fields")
    title, number = str(policy.get("title", "")), str(policy.get("number", ""))
    fields: dict[str, str | list[str]] = {
        "title": _interpreting_title(title),
        "form": "文字",
        "interpreter": desk.required_office().agency,
        "published": policy.get("published", ""),
        "region": policy.get("region", ""),
    }
    slug = free_slug(f"{slug_in(policy)[:MAX_STEM]}-jie-du", desk.taken_slugs())
    return {
        **fields,
        **found,
        "slug": slug,
        "interprets": [f"《{title}》（{number}）" if number else f"《{title}》"],
    }


def day_in(text: str) -> date | None:
    """The day that a text begins with: 2026-12-01, 2026/12/1 or 2026年12月1日."""
    found = re.match(r"(20\d\d)[-/年.](\d{1,2})[-/月.](\d{1,2})", text, re.ASCII)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _interpreting_title(title: str) -> str:
    """A title in the marks of a book inside another's stands in single ones."""
    return f"《{title.replace('《', '〈').replace('》', '〉')}》解读" if title else ""


def prompts_text() -> str:
    """The headings below which an interpretation is written."""
    return "".join(f"## {prompt}\n\n" for prompt in PROMPTS)
