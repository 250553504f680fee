"""The beginning of a document: a file, an empty sheet, or one that is published."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from http import HTTPStatus

from starlette.responses import Response

from generator.desk.screens.asked import Asked
from generator.desk.screens.field_forms import (
    fields_of,
)
from generator.desk.screens.interpretation_screens import prompts_text
from generator.desk.screens.screen import Desk
from generator.desk.screens.taking_in import import_file, problems_of
from generator.desk.writing.document_drafts import (
    Origin,
    Part,
    free_slug,
    slug_in,
)
from generator.desk.writing.draft import DraftInfo
from generator.documents.front_matter import split_front_matter
from generator.documents.read_document import read_document
from generator.exports.subjects import attachments_of, document_name
from generator.model.messages import msg
from generator.model.problems import DataError, Problem, UsageError


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
                import_file(desk, asked, staged, part, file, attached)
            except DataError as refused:
                return new_document(desk, asked, problems_of(refused))
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
