"""Screens about a text as such: earlier versions, two texts beside each other, a draft put away."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.responses import Response

from generator.desk.lists.list_settings import PART as LIST
from generator.desk.lists.list_settings import ListSettings
from generator.desk.releases.prepare import PART as REASONS
from generator.desk.releases.prepare import GivenReason
from generator.desk.releases.signing import FILE as RELEASE
from generator.desk.releases.signing import Released
from generator.desk.screens.asked import Asked
from generator.desk.screens.screen import Desk
from generator.desk.writing.draft import Conflict
from generator.model.messages import msg
from generator.model.problems import MALFORMED, DataError, UsageError


def show_conflict(desk: Desk, asked: Asked, conflict: Conflict, path: str) -> Response:
    """Both texts, and a field to make one of them."""
    return desk.page(
        "conflict",
        asked,
        HTTPStatus.CONFLICT,
        draft=desk.draft(asked),
        conflict=conflict,
        here=path,
    )


def take_text(desk: Desk, asked: Asked) -> Response:
    """Give a part the text that somebody made of two."""
    draft, part = desk.draft(asked), asked.path["part"]
    text = asked.one("text")
    _require_form(part, text)
    draft.write(part, text, asked.one("base"), asked.at)
    desk.note(asked, draft, f"{part} settled")
    target = asked.one("to")
    return desk.go(target if target.startswith(f"/draft/{draft.id}/") else "/")


def _require_form(part: str, text: str) -> None:
    """UsageError unless the desk can read this as that part."""
    if part.endswith(".body"):
        return
    kind: Any = dict[str, str | list[str]]
    if part == REASONS:
        kind = list[GivenReason]
    elif part.partition(".")[0] == LIST.partition(".")[0]:
        kind = ListSettings
    try:
        msgspec.json.decode(text, type=kind)
    except MALFORMED:
        why = msg("This is not in the form in which the desk keeps it. Nothing was changed.")
        raise UsageError(why) from None


def show_versions(desk: Desk, asked: Asked) -> Response:
    """Earlier texts, and one of them if it was chosen, beside the present one."""
    draft, part = desk.draft(asked), asked.path["part"]
    chosen = asked.query.get("name", "")
    return desk.page(
        "versions",
        asked,
        draft=draft,
        part=part,
        versions=draft.versions(part),
        chosen=chosen,
        text=draft.version_text(part, chosen) if chosen else "",
        present=draft.text(part),
        base=draft.digest(part),
    )


def take_version(desk: Desk, asked: Asked) -> Response:
    """Put an earlier text in the place of the present one, which becomes a version."""
    draft, part = desk.draft(asked), asked.path["part"]
    text = draft.version_text(part, asked.one("name"))
    draft.write(part, text, asked.one("base"), asked.at, keep=True)
    desk.note(asked, draft, f"{part}: an earlier version restored")
    return desk.go(f"/draft/{draft.id}/versions/{part}")


def bring_back(desk: Desk, asked: Asked) -> Response:
    """Take a draft into the lists again."""
    desk.drafts.take_back(asked.path["name"])
    return desk.go("/")


def put_away(desk: Desk, asked: Asked) -> Response:
    """Take a draft out of the lists; its folder is kept."""
    draft = desk.drafts.folder_of(asked.path["draft"])
    with suppress(DataError):
        made = draft.load(RELEASE, Released)
        if made is not None and not made.published:
            if desk.space.has_accepted(made.name):
                raise UsageError(msg("The portal has %(name)s already.", name=made.name))
            raise UsageError(msg("This is signed: take the signatures back first."))
    desk.note(asked, draft, "put away")
    desk.drafts.put_away(draft)
    return desk.go("/")
