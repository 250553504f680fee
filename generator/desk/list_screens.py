"""Screens of a list: handed in, its columns and names settled; and what is put to publicity."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from msgspec.structs import replace
from starlette.responses import JSONResponse, Response

from generator.desk.asked import Asked
from generator.desk.document_screens import saved
from generator.desk.drafts import Draft, DraftInfo, Kind
from generator.desk.list_reading import guess_list, view_list
from generator.desk.list_settings import PART, ListSettings, list_text, read_list, remember
from generator.desk.parcels import is_plain_name
from generator.desk.publicity_settings import PART as PUBLICITY
from generator.desk.publicity_settings import USUAL_DAYS, read_publicity
from generator.desk.screen import Desk
from generator.desk.steps import after, steps_of
from generator.exports.headings import TITLES, table_named
from generator.exports.reading.sources import TABLE_ENDINGS
from generator.model.messages import msg
from generator.model.problems import Problem, UsageError
from generator.model.release import CHINA
from generator.preparation.publicity import find_named, last_day

MOST_FOUND = 12
"""Institutions and documents that a search shows."""


def new_list(desk: Desk, asked: Asked, problems: Sequence[Problem] = ()) -> Response:
    """Where an Excel list is handed in."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return desk.page("new_list", asked, status, problems=problems)


def take_list(desk: Desk, asked: Asked) -> Response:
    """A new draft of a list."""
    file = asked.file("file")
    if file is None:
        return new_list(desk, asked, [Problem("", None, None, msg("Choose the list."))])
    ending = "." + file.name.rpartition(".")[2].lower()
    if ending not in TABLE_ENDINGS or not is_plain_name(file.name):
        known = " ".join(sorted(TABLE_ENDINGS))
        why = msg("is none of the kinds that can be read as a list: %(known)s", known=known)
        return new_list(desk, asked, [Problem(file.name, None, None, why)])
    office = desk.required_office()
    last = desk.space.last_release(office.region)
    with desk.drafts.staging() as staged:
        kind: Kind = "list"
        staged.save(
            "draft.json",
            DraftInfo(kind, file.name[:120], asked.who, asked.at, asked.at, writers=(asked.who,)),
        )
        staged.put_file(file.name, file.content, asked.at)
        settings = guess_list(staged.files_folder, file.name, desk.space.lists, last)
        view = view_list(staged.files_folder, settings, office, last)
        if not view.sheets:
            return new_list(desk, asked, view.hidden)
        staged.write(PART, list_text(settings), None, asked.at)
        draft = desk.drafts.adopt(staged, None)
    desk.note(asked, draft, "begun from a list")
    return desk.go(f"/draft/{draft.id}/columns")


def show_columns(desk: Desk, asked: Asked) -> Response:
    """What each heading is read as, what the list does not say, and which names are doubtful."""
    draft = desk.draft(asked)
    office = desk.required_office()
    last = desk.space.last_release(office.region)
    view = view_list(draft.files_folder, _required(draft), office, last)
    return desk.page(
        "columns",
        asked,
        draft=draft,
        steps=steps_of(draft, "columns"),
        view=view,
        base=draft.digest(PART),
        lists=desk.space.lists,
    )


def _required(draft: Draft) -> ListSettings:
    settings = read_list(draft)
    if settings is None:
        raise UsageError(msg("this draft has no list"))
    return settings


def change_columns(desk: Desk, asked: Asked) -> Response:
    """Save what was chosen, and remember it for the next list with these headings."""
    draft = desk.draft(asked)
    before = _required(draft)
    table = asked.one("table", before.table)
    if table not in TITLES:
        raise UsageError(msg("there is no table %(name)s", name=table))
    again = table != before.table or asked.one("sheet", before.sheet or "") != (before.sheet or "")
    line = asked.number("heading_line", 0)
    settings = replace(
        before,
        table=table,
        sheet=asked.one("sheet") or before.sheet,
        heading_line=line if 0 < line <= 1000 else None,
        extent={"additions": "additions", "current": "current"}.get(asked.one("extent")),
        leave_out=asked.is_set("leave_out"),
        columns={} if again else _pairs(asked, "heading", "column"),
        constants={} if again else _pairs(asked, "constant", "value"),
        institutions=_pairs(asked, "name", "meant"),
    )
    if settings.heading_line != before.heading_line:
        settings = replace(settings, columns={})
    if asked.is_set("live") and (again or settings.heading_line != before.heading_line):
        return kept_for_later(desk, asked)
    digest = draft.write(PART, list_text(settings), asked.one("base"), asked.at)
    if asked.is_set("live"):
        return saved(desk, asked, digest)
    desk.note(asked, draft, "columns settled")
    if not again and settings.columns:
        remember(desk.space.lists, list(settings.columns), settings)
    return desk.go(after(draft, "columns") if asked.is_set("next") else _here(draft, "columns"))


def kept_for_later(desk: Desk, asked: Asked) -> Response:
    """The answer to a script where what follows from a choice is only shown once it is sent."""
    said = desk.words.say(msg("Press save to see what follows from this choice."))
    return JSONResponse({"digest": asked.one("base"), "note": said})


def _pairs(asked: Asked, one: str, other: str) -> dict[str, str]:
    """Numbered answers: heading-0 with column-0, and so on; those without an answer left out."""
    found = {}
    for name in asked.form:
        kind, _, number = name.partition("-")
        if kind == one and (answer := asked.one(f"{other}-{number}").strip()):
            found[asked.one(name)] = answer
    return found


def _here(draft: Draft, screen: str) -> str:
    return f"/draft/{draft.id}/{screen}"


def new_notice(desk: Desk, asked: Asked) -> Response:
    """A draft that only puts something to publicity."""
    title = desk.words.say(msg("Notice of publicity"))
    draft = desk.drafts.begin("notice", title, asked.who, asked.at)
    draft.write_fields(PUBLICITY, {"wanted": "1"}, None, asked.at)
    desk.note(asked, draft, "begun")
    return desk.go(_here(draft, "publicity"))


def show_publicity(
    desk: Desk, asked: Asked, problems: Sequence[Problem] = (), search: str = ""
) -> Response:
    """What is put to publicity, for how long, and the last day with the days that were moved."""
    draft = desk.draft(asked)
    office = desk.required_office()
    fields = {name: str(value) for name, value in draft.fields(PUBLICITY).items()}
    settings = read_list(draft)
    if settings is not None:
        title = TITLES[settings.table][0]
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
        listed=settings is not None,
        base=draft.digest(PUBLICITY),
        problems=(*problems, *(wrong if asked.query.get("checked") else ())),
        last=last,
        counted=counted,
        search=search,
        found=found[:MOST_FOUND],
        more=max(0, len(found) - MOST_FOUND),
        tables=[(name, titles[0]) for name, titles in TITLES.items() if table_named(name)],
    )


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
    return desk.go(_here(draft, "publicity"))
