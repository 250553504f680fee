"""Where something is wrong in a draft: in words of the desk, with the screen that mends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from generator.desk.lists.list_settings import lists_of
from generator.desk.writing.document_drafts import Part, body_line, parts_of, slug_in
from generator.desk.writing.draft import Draft
from generator.desk.writing.paragraphs import blocks_of
from generator.documents.fields import chinese_name, field_named
from generator.exports.pack_folder import Group, grouped_problems
from generator.exports.reading.documents_folder import DOCUMENTS
from generator.exports.reading.toml_mistakes import SETTINGS
from generator.model.messages import Message, msg
from generator.model.problems import Problem

_NAMES: dict[Part, Message] = {
    "policy": msg("The document"),
    "interpretation": msg("The interpretation"),
}
_PUBLICITY: dict[str, Message] = {
    "title": msg("Title of the notice"),
    "text": msg("What it says"),
    "about": msg("What it concerns"),
    "working_days": msg("Working days"),
    "ends": msg("The last day"),
    "free": msg("Free days"),
    "worked": msg("Worked days"),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """Problems of one kind, the first of them in words of the desk; `path` is where to mend it."""

    first: Problem
    count: int
    path: str


def placed(draft: Draft, problems: Iterable[Problem]) -> list[Placed]:
    """Problems grouped by kind, each with the screen on which it is mended."""
    return [_placed(draft, group) for group in grouped_problems(problems)]


def _placed(draft: Draft, group: Group) -> Placed:
    problem, root = group.first, f"/draft/{draft.id}"
    name = problem.file.removeprefix(f"{DOCUMENTS}/")
    for part in parts_of(draft):
        fields = draft.fields(f"{part}.fields")
        if name == f"{slug_in(fields)}.md":
            return Placed(*_in_document(draft, part, problem, group.count, root))
    for name_of_list, listed in lists_of(draft).items():
        if problem.file.startswith(listed.file):
            return Placed(problem, group.count, f"{root}/columns?list={name_of_list}")
    if problem.file in (SETTINGS, "publicity"):
        field = (problem.field or "").rpartition(" ")[2]
        said = _PUBLICITY.get(field)
        if said is not None or (problem.field or "").startswith("publicity"):
            own = Problem(msg("The notice of publicity"), None, said, problem.why, problem.severity)
            return Placed(own, group.count, f"{root}/publicity")
    if problem.file.startswith(f"{DOCUMENTS}/") and parts_of(draft):
        return Placed(
            replace(problem, file=name), group.count, f"{root}/fields/{parts_of(draft)[0]}"
        )
    return Placed(problem, group.count, "")


def _in_document(
    draft: Draft, part: Part, problem: Problem, count: int, root: str
) -> tuple[Problem, int, str]:
    """A problem of a document: of a field by its name, of the text by the line of the text."""
    field = field_named(problem.field) if problem.field else None
    head = body_line(draft, part)
    if field is not None or (problem.line is not None and problem.line <= head):
        title = chinese_name(field) if field else problem.field
        own = replace(problem, file=_NAMES[part], line=None, field=title)
        return own, count, f"{root}/fields/{part}"
    if problem.line is None:
        return replace(problem, file=_NAMES[part]), count, f"{root}/text/{part}"
    blocks = blocks_of(draft.text(f"{part}.body"))
    number = sum(block.line <= problem.line - head for block in blocks)
    place = msg("%(document)s, paragraph %(n)s", document=_NAMES[part], n=number)
    path = f"{root}/text/{part}#b{number - 1}"
    return replace(problem, file=place, line=None), count, path
