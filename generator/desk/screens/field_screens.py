"""The fields of a document, and the files that are attached to it."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from generator.desk.screens.answers import saved
from generator.desk.screens.asked import Asked
from generator.desk.screens.field_forms import (
    cited_here,
    field_faults,
    field_rows,
    known_offices,
    read_fields,
)
from generator.desk.screens.screen import Desk
from generator.desk.screens.steps import after, steps_of
from generator.desk.screens.taking_in import as_list, lay_files, part_of, problems_of
from generator.desk.writing.document_drafts import (
    KINDS,
    Part,
    ReadReport,
    first_part,
    parts_of,
    slug_in,
)
from generator.desk.writing.draft import Draft
from generator.model.messages import msg
from generator.model.problems import DataError, Problem
from generator.preparation.import_document import with_attachments


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
        files=own_files(draft, part),
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
    for each in set(asked.every("drop")) & set(own_files(draft, part)):
        draft.drop_file(each)
        fields = draft.fields(name)
        listed = as_list(fields.get("attachments"))
        left = [entry for entry in listed if entry != each and not entry.endswith(f": {each}")]
        draft.write_fields(name, {**fields, "attachments": left}, None, asked.at)
    problems = _attach(asked, draft, part) if asked.files.get("attachments") else []
    desk.note(asked, draft, f"{name} saved")
    if problems:
        return show_fields(desk, asked, problems)
    if asked.is_set("next"):
        return desk.go(after(draft, "fields" if part == first_part(draft) else "interpretation"))
    return desk.go(f"/draft/{draft.id}/fields/{part}?saved=1")


def own_files(draft: Draft, part: Part) -> list[str]:
    """The files that are attached to a document, and those that belong to none."""
    others = {
        entry.rpartition(": ")[2]
        for other in parts_of(draft)
        if other != part
        for entry in as_list(draft.fields(f"{other}.fields").get("attachments"))
    }
    return [name for name in draft.files() if name not in others]


def _attach(asked: Asked, draft: Draft, part: Part) -> list[Problem]:
    """Take files in that belong to a document; why those that may not be published are refused."""
    fields = draft.fields(f"{part}.fields")
    with TemporaryDirectory() as scratch:
        paths = lay_files(Path(scratch), asked.files["attachments"])
        try:
            titles, files, _ = with_attachments(as_list(fields.get("attachments")), paths)
        except DataError as refused:
            return list(problems_of(refused))
    taken = [name for name in files if name in draft.files()]
    if taken:
        why = msg("a file of this name is attached already: take that out first")
        return [Problem(name, None, None, why) for name in taken]
    for name, content in files.items():
        draft.put_file(name, content, asked.at)
    draft.write_fields(f"{part}.fields", {**fields, "attachments": titles}, None, asked.at)
    return []
