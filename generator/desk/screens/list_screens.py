"""Lists: handed in, their columns, words and names settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace
from starlette.responses import JSONResponse, Response

from generator.desk.lists.list_folder import settle
from generator.desk.lists.list_guesses import guess_list, sheets_of
from generator.desk.lists.list_reading import view_list
from generator.desk.lists.list_settings import (
    MAX_LISTS,
    ListSettings,
    free_part,
    list_text,
    lists_of,
    remember,
)
from generator.desk.lists.new_scheme import PART as SCHEME
from generator.desk.lists.new_scheme import grade_line, grades_in, scheme_id_of
from generator.desk.releases.parcels import is_plain_name
from generator.desk.screens.answers import saved
from generator.desk.screens.asked import Asked, HandedIn
from generator.desk.screens.publicity_screens import screen_path
from generator.desk.screens.screen import Desk
from generator.desk.screens.steps import after, steps_of
from generator.desk.writing.draft import Draft, DraftInfo
from generator.exports.headings import TITLES
from generator.exports.reading.sources import TABLE_ENDINGS
from generator.model.messages import msg
from generator.model.problems import Problem, UsageError
from generator.model.tables import Scheme
from generator.model.vocabulary import ALIASES, GradeStatus, SchemeKind


def new_list(desk: Desk, asked: Asked, problems: Sequence[Problem] = ()) -> Response:
    """Where an Excel list is handed in."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return desk.page("new_list", asked, status, problems=problems)


def take_list(desk: Desk, asked: Asked) -> Response:
    """A new draft of a list; nothing is left behind where it cannot be read."""
    file = asked.file("file")
    if why := _unfit(file):
        return new_list(desk, asked, [why])
    assert file is not None, "it is fit"
    with desk.drafts.staging() as staged:
        info = DraftInfo(
            "list", file.name[:120], asked.who, asked.at, asked.at, writers=(asked.who,)
        )
        staged.save("draft.json", info)
        if wrong := _add_list(desk, asked, staged, file):
            return new_list(desk, asked, wrong)
        draft = desk.drafts.adopt(staged, None)
    desk.note(asked, draft, "begun from a list")
    return desk.go(screen_path(draft, "columns"))


def _unfit(file: HandedIn | None) -> Problem | None:
    """Why a file cannot be a list by its name; None where it can."""
    if file is None:
        return Problem("", None, None, msg("Choose the list."))
    ending = "." + file.name.rpartition(".")[2].lower()
    if ending in TABLE_ENDINGS and is_plain_name(file.name):
        return None
    known = " ".join(sorted(TABLE_ENDINGS))
    why = msg("is none of the kinds that can be read as a list: %(known)s", known=known)
    return Problem(file.name[:60], None, None, why)


def _add_list(desk: Desk, asked: Asked, draft: Draft, file: HandedIn) -> Sequence[Problem]:
    """Keep a file and read each of its sheets that is known; why it cannot be read."""
    sheets, wrong = _readable_sheets(desk, file)
    if wrong:
        return wrong
    if file.name in draft.files():
        why = msg("a file of this name is part of this draft already: give it another name, or put"
                  " it in the place of the one that is there")  # fmt: skip
        return [Problem(file.name, None, None, why)]
    draft.put_file(file.name, file.content, asked.at)
    for sheet in sheets:
        _begin_list(desk, asked, draft, file.name, sheet)
    return ()


def _readable_sheets(desk: Desk, file: HandedIn) -> tuple[list[str], Sequence[Problem]]:
    """The sheets of a file that are known, read aside; why there are none."""
    office = desk.required_office()
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / file.name).write_bytes(file.content)
        if sheets := sheets_of(folder, file.name):
            return sheets, ()
        settings = ListSettings(file=file.name, table="grades")
        view = view_list(folder, settings, office, desk.space.last_release(office.region))
        return [], view.hidden or view.faults


def _begin_list(desk: Desk, asked: Asked, draft: Draft, file: str, sheet: str | None) -> None:
    """One more list of a draft, as it is read if nobody says otherwise."""
    part = free_part(draft)
    if part is None:
        raise UsageError(msg("a draft holds at most %(n)s lists", n=MAX_LISTS))
    office = desk.required_office()
    last = desk.space.last_release(office.region)
    settings = guess_list(draft.files_folder, file, desk.space.lists, last, sheet)
    view = view_list(draft.files_folder, settings, office, last)
    # What the screen shows as chosen is chosen.
    settings = settle(settings, view, {})
    draft.write(part, list_text(settings), None, asked.at)


def show_columns(desk: Desk, asked: Asked, problems: Sequence[Problem] = ()) -> Response:
    """What each heading is read as, what the list does not say, and which names are doubtful."""
    draft = desk.draft(asked)
    office = desk.required_office()
    lists = lists_of(draft)
    part, settings = _chosen(draft, asked, lists)
    last = desk.space.last_release(office.region)
    view = view_list(draft.files_folder, settings, office, last)
    used = {each.sheet for each in lists.values() if each.file == settings.file}
    schemes = bool(last and last.rows(Scheme)) or any(
        each.table == Scheme.table for each in lists.values()
    )
    return desk.page(
        "columns",
        asked,
        HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        draft=draft,
        steps=steps_of(draft, "columns"),
        view=view,
        part=part,
        lists=[
            (name, TITLES[each.table][0], each.sheet or each.file) for name, each in lists.items()
        ],
        sheets=[name for name in view.sheets if name not in used] if len(view.sheets) > 1 else [],
        base=draft.digest(part),
        folder=desk.space.lists,
        scheme=draft.fields(SCHEME),
        labels=[(label, *grades_in(draft).get(label, ("", ""))) for label in view.labels],
        new_scheme=bool(view.labels) and not schemes,
        kinds=[(each.value, ALIASES[SchemeKind][each][0]) for each in SchemeKind],
        standings=[(each.value, ALIASES[GradeStatus][each][0]) for each in GradeStatus],
        problems=problems,
    )


def _chosen(
    draft: Draft, asked: Asked, lists: Mapping[str, ListSettings]
) -> tuple[str, ListSettings]:
    """The list that is meant, the first where none is named."""
    name = asked.query.get("list") or asked.one("list")
    if name in lists:
        return name, lists[name]
    if not lists:
        raise UsageError(msg("this draft has no list"))
    return next(iter(lists.items()))


def change_columns(desk: Desk, asked: Asked) -> Response:
    """Save what was chosen, take further lists in, and remember it for the next one."""
    draft = desk.draft(asked)
    part, before = _chosen(draft, asked, lists_of(draft))
    here = f"{screen_path(draft, 'columns')}?list={part}"
    if asked.is_set("more"):
        return _take_more(desk, asked, draft, part)
    if asked.is_set("away"):
        draft.write(part, "", asked.one("base"), asked.at, keep=True)
        _drop_unused(draft, before.file)
        return desk.go(screen_path(draft, "columns"))
    settings, again = _answered(before, asked)
    if asked.is_set("live") and (again or settings.heading_line != before.heading_line):
        return kept_for_later(desk, asked)
    draft.write(part, list_text(settings), asked.one("base"), asked.at)
    _keep_scheme(draft, asked)
    digest = draft.digest(part)
    if asked.is_set("live"):
        return saved(desk, asked, digest)
    desk.note(asked, draft, "columns settled")
    if not again and settings.columns:
        remember(desk.space.lists, list(settings.columns), settings)
    if asked.is_set("next"):
        return desk.go(after(draft, "columns"))
    return desk.go(f"{here}&saved=1")


def _answered(before: ListSettings, asked: Asked) -> tuple[ListSettings, bool]:
    """The settings as they were sent, and whether the columns have to be looked at again."""
    table = asked.one("table", before.table)
    if table not in TITLES:
        raise UsageError(msg("there is no table %(name)s", name=table))
    sheet = asked.one("sheet") or before.sheet
    line = asked.number("heading_line", 0)
    again = table != before.table or sheet != before.sheet
    moved = (line or None) != before.heading_line
    # What this list does not hold stays known, what it holds is as it was answered now.
    values = {column: dict(words) for column, words in before.values.items()}
    for name in _asked_about(asked, "word"):
        column, _, word = name.partition(" ")
        values.setdefault(column, {}).pop(word, None)
    for name, meant in _pairs(asked, "word", "stands").items():
        column, _, word = name.partition(" ")
        values[column][word] = meant
    asked_about = _asked_about(asked, "name")
    names = {name: who for name, who in before.institutions.items() if name not in asked_about}
    settings = replace(
        before,
        table=table,
        sheet=sheet,
        heading_line=line if 0 < line <= 1000 else None,
        extent={"additions": "additions", "current": "current"}.get(asked.one("extent")),
        leave_out=asked.is_set("leave_out"),
        columns={} if again or moved else _pairs(asked, "heading", "column"),
        constants={} if again else _pairs(asked, "constant", "value"),
        institutions={**names, **_pairs(asked, "name", "meant")},
        values={} if again else {column: words for column, words in values.items() if words},
    )
    return settings, again


def _keep_scheme(draft: Draft, asked: Asked) -> None:
    """Keep the scheme that is published with its first list, and use it for this one."""
    if not asked.is_set("scheme-name"):
        return
    labels = [(asked.one(f"label-{n}"), asked.one(f"rank-{n}"), asked.one(f"standing-{n}"),
               asked.one(f"meaning-{n}")) for n in range(asked.number("labels", 0))]  # fmt: skip
    labels.sort(key=lambda each: (not each[1].isdecimal(), each[1].zfill(3)))
    fields: dict[str, str | list[str]] = {
        name: asked.one(f"scheme-{name}").strip() for name in ("name", "kind", "issuer", "basis")
    }
    fields["grades"] = [grade_line(label, kind, words.strip()) for label, _, kind, words in labels]
    draft.write_fields(SCHEME, fields, None, asked.at)
    part, settings = _chosen(draft, asked, lists_of(draft))
    constants = {**settings.constants, "scheme_id": scheme_id_of(draft)}
    draft.write(part, list_text(replace(settings, constants=constants)), None, asked.at)


def _take_more(desk: Desk, asked: Asked, draft: Draft, part: str) -> Response:
    """One more file, one more sheet, or another file in the place of this one."""
    file, sheet = asked.file("file"), asked.one("other-sheet")
    settings = lists_of(draft)[part]
    if asked.one("more") == "sheet" and sheet:
        _begin_list(desk, asked, draft, settings.file, sheet)
    elif why := _unfit(file):
        return show_columns(desk, asked, [why])
    elif asked.one("more") == "instead" and file is not None:
        _, wrong = _readable_sheets(desk, file)
        if not wrong and file.name != settings.file and file.name in draft.files():
            used = msg("another list of this draft is read from a file of this name")
            wrong = [Problem(file.name, None, None, used)]
        if wrong:
            return show_columns(desk, asked, wrong)
        draft.put_file(file.name, file.content, asked.at)
        for name, each in lists_of(draft).items():
            if each.file == settings.file:
                draft.write(name, list_text(replace(each, file=file.name)), None, asked.at)
        _drop_unused(draft, settings.file)
    elif file is not None and (wrong := _add_list(desk, asked, draft, file)):
        return show_columns(desk, asked, wrong)
    desk.note(asked, draft, "another list taken in")
    last = next(reversed(lists_of(draft)))
    return desk.go(f"{screen_path(draft, 'columns')}?list={last}")


def _drop_unused(draft: Draft, file: str) -> None:
    if file not in {each.file for each in lists_of(draft).values()}:
        draft.drop_file(file)


def kept_for_later(desk: Desk, asked: Asked) -> Response:
    """The answer to a script where what follows from a choice is only shown once it is sent."""
    said = desk.words.say(msg("Press save to see what follows from this choice."))
    return JSONResponse({"digest": asked.one("base"), "note": said})


def _asked_about(asked: Asked, one: str) -> set[str]:
    """What the form asked about, answered or not."""
    return {asked.one(name) for name in asked.form if name.partition("-")[0] == one}


def _pairs(asked: Asked, one: str, other: str) -> dict[str, str]:
    """Numbered answers: heading-0 with column-0, and so on; those without an answer left out."""
    found = {}
    for name in asked.form:
        kind, _, number = name.partition("-")
        if kind == one and (answer := asked.one(f"{other}-{number}").strip()):
            found[asked.one(name)] = answer
    return found
