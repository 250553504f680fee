"""The first screen: what to begin, what waits for whom, what the portal should look at."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from generator.build.inspection.inspect_portal import Result, inspect_portal
from generator.desk.releases.signing import signed_by
from generator.desk.releases.workspace import Office
from generator.desk.screens.asked import Asked, name_cookie
from generator.desk.screens.screen import Desk
from generator.desk.screens.steps import State, state_of, steps_of
from generator.desk.writing.draft import Draft, DraftInfo
from generator.exports.contents import Export
from generator.io.atomic import replace_file
from generator.model.messages import msg
from generator.model.problems import GongshiError, UsageError
from generator.model.release import CHINA
from generator.model.tables import Notice
from generator.model.vocabulary import NoticeKind
from generator.model.working_days import working_days_in
from generator.preparation.last_release import accepted_regions, read_packed

MOST_PUBLISHED = 8
"""Drafts that were published and still stand on the first screen."""

_NEXT = {
    State.WRITING: "check", State.REVIEW: "review", State.SIGNATURE: "sign",
    State.PORTAL: "publish", State.PUBLISHED: "publish",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A draft in the lists of the first screen, and the screen that it opens at."""

    id: str
    info: DraftInfo
    path: str


@dataclass(frozen=True, slots=True)
class InPublicity:
    """A notice whose period runs, and how many working days are left, today with them."""

    title: str
    ends: str
    left: int


def show_today(desk: Desk, asked: Asked) -> Response:
    """The first screen."""
    office = desk.required_office()
    groups: dict[State, list[Listed]] = {state: [] for state in State}
    damaged = [(each.id, str(each.folder)) for each in desk.drafts.damaged()]
    for draft in desk.drafts.all():
        try:
            subject = desk.subject(asked, draft)
            signed = signed_by(draft, desk.space, asked.at)
            state = state_of(draft, desk.space, subject, signed)
            groups[state].append(Listed(draft.id, draft.info, _path(draft, state)))
        except GongshiError:
            damaged.append((draft.id, str(draft.folder)))
    del groups[State.PUBLISHED][MOST_PUBLISHED:]
    last = desk.space.last_release(office.region)
    portal = desk.space.portal
    live = portal is not None and (portal.site / "current").exists()
    return desk.page(
        "today",
        asked,
        damaged=damaged,
        put_away=[(each.id, each.info.title) for each in desk.drafts.put_away_ones()],
        groups=[(state.value, listed) for state, listed in groups.items() if listed],
        last=last.info if last else None,
        publicity=_in_publicity(last, asked),
        site=portal.portal().address if portal and live else None,
        can_check=live,
    )


def _path(draft: Draft, state: State) -> str:
    screen = _NEXT[state]
    if state is State.WRITING:
        return steps_of(draft, "")[0].path
    return f"/draft/{draft.id}/{screen}"


def _in_publicity(last: Export | None, asked: Asked) -> list[InPublicity]:
    today = asked.at.astimezone(CHINA).date()
    return [
        InPublicity(row.title, row.ends.isoformat(), len(working_days_in(today, row.ends)))
        for row in (last.rows(Notice) if last else ())
        if row.kind is NoticeKind.PUBLICITY and row.ends and row.published <= today <= row.ends
    ]


def show_findings(desk: Desk, asked: Asked) -> Response:
    """What an inspection would find on the portal (`gongshi check`)."""
    portal = desk.space.portal
    results: tuple[Result, ...] = ()
    problem = None
    try:
        if portal is None:
            raise UsageError(msg("There is no portal on this machine."))
        results = inspect_portal(portal, today=asked.at.astimezone(CHINA).date())
    except GongshiError as error:
        problem = error.message
    found = [each for each in results if each.findings]
    return desk.page("findings", asked, results=found, problem=problem, portal=portal)


def show_name(desk: Desk, asked: Asked) -> Response:
    """Who sits before the desk."""
    return desk.page("name", asked, target=asked.query.get("to", "/"))


def take_name(desk: Desk, asked: Asked) -> Response:
    """Remember the name in this browser until it is closed."""
    name = " ".join(asked.one("name").split())
    if not 2 <= len(name) <= 60:
        raise UsageError(msg("Write your name, or that of your office."))
    target = asked.one("to")
    response = desk.go(target if target.startswith("/") and target[1:2] not in "/\\" else "/")
    response.set_cookie("gongshi-name", name_cookie(name), httponly=True, samesite="strict")
    return response


def show_office(desk: Desk, asked: Asked) -> Response:
    """Whose desk this is."""
    return desk.page("office", asked, portal=desk.space.portal, choices=_agencies(desk))


def _agencies(desk: Desk) -> list[tuple[str, str]]:
    """(region, agency) of the offices from which the portal has something."""
    found = []
    for region in accepted_regions(desk.space.portal):
        last = desk.space.last_release(region)
        if last is not None:
            found.append((region, last.info.agency))
    return found


def take_office(desk: Desk, asked: Asked) -> Response:
    """Remember whose desk this is, and keep the last release of an office without the portal."""
    region, agency = asked.one("region").strip(), " ".join(asked.one("agency").split())
    if chosen := asked.one("choice"):
        region = chosen
        agency = dict(_agencies(desk)).get(region, agency)
    if not (len(region) == 6 and region.isascii() and region.isdigit() and region[0] != "0"):
        raise UsageError(msg("The code of the region has six digits, such as 371502."))
    if not 2 <= len(agency) <= 100:
        raise UsageError(msg("Write the full name of the office."))
    file = asked.file("last")
    if file is not None:
        desk.space.exports.mkdir(parents=True, exist_ok=True)
        _keep_last(desk, region, file.name, file.content)
    metadata = asked.file("metadata")
    if metadata is not None:
        desk.space.keep_metadata(metadata.name, metadata.content)
    desk.space.set_office(Office(agency=agency, region=region))
    return desk.go("/")


def _keep_last(desk: Desk, region: str, name: str, content: bytes) -> None:
    path = desk.space.exports / f".{region}-last.zip"
    replace_file(path, content)
    try:
        export = read_packed(path)
        if export.info.region != region:
            raise UsageError(
                msg("%(name)s is a release of %(region)s", name=name, region=export.info.region)
            )
        target = desk.space.exports / f"{export.info.name}.zip"
        if target.exists() and target.read_bytes() != content:
            raise UsageError(
                msg("another %(name)s lies here already, which this desk made", name=target.name)
            )
        path.replace(target)
    finally:
        path.unlink(missing_ok=True)
