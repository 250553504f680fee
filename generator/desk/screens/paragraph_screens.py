"""The text of a document beside its original: paragraph by paragraph, or whole."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from generator.desk.screens.answers import kept, saved
from generator.desk.screens.asked import Asked, HandedIn
from generator.desk.screens.screen import Desk
from generator.desk.screens.steps import steps_of
from generator.desk.screens.taking_in import import_file, part_of, problems_of
from generator.desk.writing.document_drafts import (
    Part,
    ReadReport,
    first_part,
)
from generator.desk.writing.draft import Draft, text_digest
from generator.desk.writing.paragraphs import As, blocks_of, replace_block
from generator.desk.writing.personal import hits_in, with_line
from generator.desk.writing.typed_words import TypedWords, drop_words, keep_words, typed_words
from generator.documents.rendering import render_markdown
from generator.model.messages import Message, msg
from generator.model.problems import DataError, UsageError

_TELEPHONE = re.compile(r"[\d(（][\d\s()（）-]{5,24}\d(?:转\d+)?", re.ASCII)


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
        import_file(desk, asked, draft, part, pasted, ())
    except DataError as refused:
        return show_text(desk, asked, problems_of(refused)[0].message)
    return desk.go(f"/draft/{draft.id}/text/{part}")


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


def _live(desk: Desk, draft: Draft, part: Part) -> dict[str, Any]:
    """What a script puts beside the text while it is typed."""
    body = draft.text(f"{part}.body")
    return {
        "preview": render_markdown(body).html,
        "notes": desk.fragment("personal_lines", hits=list(hits_in(body))),
    }
