"""What is put to publicity, for how long, and the last day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from starlette.responses import Response

from generator.desk.lists.list_settings import (
    ListSettings,
    lists_of,
)
from generator.desk.releases.publicity_settings import PART as PUBLICITY
from generator.desk.releases.publicity_settings import USUAL_DAYS, read_publicity
from generator.desk.screens.answers import saved
from generator.desk.screens.asked import Asked
from generator.desk.screens.screen import Desk
from generator.desk.screens.steps import after, steps_of
from generator.desk.writing.draft import Draft
from generator.exports.headings import TITLES, table_named
from generator.model.messages import msg
from generator.model.problems import Problem
from generator.model.release import CHINA
from generator.preparation.publicity import find_named, last_day

MOST_FOUND = 12
"""Institutions and documents that a search shows."""


def screen_path(draft: Draft, screen: str) -> str:
    return f"/draft/{draft.id}/{screen}"


def new_notice(desk: Desk, asked: Asked) -> Response:
    """A draft that only puts something to publicity."""
    title = desk.words.say(msg("Notice of publicity"))
    draft = desk.drafts.begin("notice", title, asked.who, asked.at)
    draft.write_fields(PUBLICITY, {"wanted": "1"}, None, asked.at)
    desk.note(asked, draft, "begun")
    return desk.go(screen_path(draft, "publicity") + "?saved=1")


def show_publicity(
    desk: Desk, asked: Asked, problems: Sequence[Problem] = (), search: str = ""
) -> Response:
    """What is put to publicity, for how long, and the last day with the days that were moved."""
    draft = desk.draft(asked)
    office = desk.required_office()
    fields = {name: str(value) for name, value in draft.fields(PUBLICITY).items()}
    listed = lists_of(draft)
    if listed:
        title = TITLES[_main_table(listed)][0]
        fields.setdefault("about", title)
        fields.setdefault("title", _usual_title(desk, asked, title))
        fields.setdefault(
            "text", desk.words.say(msg("Objections go to %(agency)s.", agency=office.agency))
        )
    fields.setdefault("working_days", str(USUAL_DAYS))
    table, wrong = read_publicity(draft)
    counted: list[Problem] = []
    last = last_day(asked.at.astimezone(CHINA).date(), table, "", counted) if table else None
    release = desk.space.last_release(office.region) if search else None
    found = find_named(release, search) if release else []
    return desk.page(
        "publicity",
        asked,
        HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        draft=draft,
        steps=steps_of(draft, "publicity"),
        fields=fields,
        listed=bool(listed),
        base=draft.digest(PUBLICITY),
        problems=(*problems, *(wrong if asked.query.get("checked") else ())),
        last=last,
        counted=counted,
        search=search,
        found=found[:MOST_FOUND],
        more=max(0, len(found) - MOST_FOUND),
        tables=[(name, titles[0]) for name, titles in TITLES.items() if table_named(name)],
    )


def _main_table(lists: Mapping[str, ListSettings]) -> str:
    """The table that is put to publicity: grades before titles before what else there is."""
    tables = [each.table for each in lists.values()]
    return next((each for each in ("grades", "demonstrations") if each in tables), tables[-1])


def _usual_title(desk: Desk, asked: Asked, table: str) -> str:
    day = asked.at.astimezone(CHINA)
    return desk.words.say(
        msg("Notice of publicity: %(table)s, %(year)s-%(month)s", table=table, year=day.year,
            month=f"{day.month:02d}")
    )  # fmt: skip


def change_publicity(desk: Desk, asked: Asked) -> Response:
    """Save the answers, look for what is meant, or go on."""
    draft = desk.draft(asked)
    names = ("title", "text", "about", "table", "working_days", "ends", "free", "worked")
    fields: dict[str, str | list[str]] = {name: asked.one(name).strip() for name in names}
    if asked.is_set("wanted") or draft.info.kind == "notice":
        fields["wanted"] = "1"
    if asked.one("pick"):
        fields["about"] = asked.one("pick")
    digest = draft.write_fields(PUBLICITY, fields, asked.one("base"), asked.at)
    if draft.info.kind == "notice":
        draft.rename(str(fields["title"]))
    if asked.is_set("live"):
        return saved(desk, asked, digest)
    desk.note(asked, draft, "publicity saved")
    if asked.is_set("search"):
        return show_publicity(desk, asked, search=asked.one("words").strip())
    _, wrong = read_publicity(draft)
    if asked.is_set("next") and not wrong:
        return desk.go(after(draft, "publicity"))
    if wrong:
        return show_publicity(desk, asked, wrong)
    return desk.go(screen_path(draft, "publicity") + "?saved=1")
