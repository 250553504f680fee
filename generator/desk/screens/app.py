"""The desk as an application: its addresses, and what becomes of a request that cannot work."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import PurePath

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from generator.desk.releases.signing import FILE as RELEASE
from generator.desk.releases.signing import Released
from generator.desk.screens import (
    check_screens,
    document_screens,
    field_screens,
    interpretation_screens,
    ledger_screens,
    list_screens,
    paragraph_screens,
    parcel_screens,
    publicity_screens,
    publish_screens,
    review_screens,
    text_screens,
    today,
)
from generator.desk.screens.asked import Asked, read_asked
from generator.desk.screens.guard import Guard
from generator.desk.screens.screen import FILES, STYLES, Desk
from generator.desk.writing.draft import Conflict
from generator.model.messages import Message, foreign, msg
from generator.model.problems import GongshiError, Problem, UsageError

Screen = Callable[[Desk, Asked], Response]
Endpoint = Callable[[Request], Awaitable[Response]]

SCREENS: dict[str, tuple[Screen | None, Screen | None]] = {
    "/": (today.show_today, None),
    "/name": (today.show_name, today.take_name),
    "/office": (today.show_office, today.take_office),
    "/findings": (today.show_findings, None),
    "/ledger": (ledger_screens.show_ledger, None),
    "/ledger.xlsx": (ledger_screens.send_ledger, None),
    "/new/list": (list_screens.new_list, list_screens.take_list),
    "/new/notice": (None, publicity_screens.new_notice),
    "/new/{kind:kind}": (document_screens.new_document, document_screens.take_document),
    "/back/{name}": (None, text_screens.bring_back),
    "/open": (None, parcel_screens.take_parcel),
    "/draft/{draft}/text/{part}": (paragraph_screens.show_text, paragraph_screens.change_text),
    "/draft/{draft}/fields/{part}": (field_screens.show_fields, field_screens.change_fields),
    "/draft/{draft}/interpretation": (
        interpretation_screens.show_interpretation,
        interpretation_screens.take_interpretation,
    ),
    "/draft/{draft}/columns": (list_screens.show_columns, list_screens.change_columns),
    "/draft/{draft}/publicity": (
        publicity_screens.show_publicity,
        publicity_screens.change_publicity,
    ),
    "/draft/{draft}/versions/{part}": (text_screens.show_versions, text_screens.take_version),
    "/draft/{draft}/part/{part}": (None, text_screens.take_text),
    "/draft/{draft}/away": (None, text_screens.put_away),
    "/draft/{draft}/check": (check_screens.show_check, check_screens.give_reasons),
    "/draft/{draft}/review": (review_screens.show_review, review_screens.take_review),
    "/draft/{draft}/sign": (review_screens.show_sign, review_screens.take_signature),
    "/draft/{draft}/publish": (publish_screens.show_publish, publish_screens.publish),
    "/draft/{draft}/progress": (publish_screens.progress, None),
    "/draft/{draft}/parcel": (parcel_screens.send_parcel, None),
}
"""Address → what answers GET, and what answers POST."""

WITHOUT_NAME = frozenset({"/name"})
WITHOUT_OFFICE = frozenset({"/name", "/office"})
_KINDS = re.compile(r"policy|interpretation")
_EDITS = re.compile(r"/(?:text|fields|part|versions)/|/(?:interpretation|columns|publicity|check)$")
_STATIC = re.compile(r"[a-z-]+\.(?:css|js|svg)")


def make_desk(desk: Desk, port: int) -> Guard:
    """The application behind its guard; it answers at this port of this machine only."""
    routes = [Route("/static/{name}", _static)]
    for path, (get, post) in SCREENS.items():
        plain = path.replace("{kind:kind}", "{kind}")
        for method, screen in (("GET", get), ("POST", post)):
            if screen is not None:
                routes.append(Route(plain, _endpoint(desk, screen), methods=[method]))
    app = Starlette(routes=routes, exception_handlers={HTTPException: _not_served(desk)})

    def refuse(why: Message) -> Response:
        return HTMLResponse(
            desk.fragment("refused", language=desk.words.language, why=why), HTTPStatus.FORBIDDEN
        )

    return Guard(app, port, refuse)


def _endpoint(desk: Desk, screen: Screen) -> Endpoint:
    async def answer(request: Request) -> Response:
        at = desk.clock()
        try:
            asked = await read_asked(request, at)
        except UsageError as refused:
            return _refused(desk, Asked({}, {}, {}, {}, "", at), refused)
        return await run_in_threadpool(_answer, desk, screen, asked, request.url.path)

    return answer


def _answer(desk: Desk, screen: Screen, asked: Asked, path: str) -> Response:
    """The screen, or the one that has to come before it, or why there is none."""
    if "kind" in asked.path and not _KINDS.fullmatch(asked.path["kind"]):
        return _refused(desk, asked, UsageError(msg("there is no such page")))
    try:
        if not asked.who and path not in WITHOUT_NAME:
            return desk.go("/name")
        if desk.space.office() is None and path not in WITHOUT_OFFICE:
            return desk.go("/office")
        if not asked.form or "draft" not in asked.path or not _EDITS.search(path):
            return screen(desk, asked)
        _require_not_received(desk, asked)
        before = _content_of(desk, asked)
        try:
            return screen(desk, asked)
        finally:
            # Also of what was refused in the end: a part may have been written by then.
            _remember_writer(desk, asked, before)
    except Conflict as conflict:
        if asked.is_set("live"):
            said = {"conflict": True, "digest": conflict.digest}
            return JSONResponse(said, HTTPStatus.CONFLICT)
        return text_screens.show_conflict(desk, asked, conflict, path)
    except GongshiError as refused:
        return _refused(desk, asked, refused)
    except OSError as error:
        reason = foreign(error.strerror)
        name = PurePath(str(error.filename)).name if error.filename else ""
        why = msg("%(file)s: %(reason)s", file=name, reason=reason) if name else reason
        return _refused(desk, asked, GongshiError(why))
    except Exception:
        logging.getLogger(__name__).exception("%s", path)
        why = msg("The desk has made a mistake. What was saved is still there.")
        problem = Problem("", None, None, why)
        return desk.page("problem", asked, HTTPStatus.INTERNAL_SERVER_ERROR, problems=[problem])


def _require_not_received(desk: Desk, asked: Asked) -> None:
    """UsageError for an edit of what the portal has, whose site is not built yet."""
    draft = desk.drafts.known(asked.path["draft"])
    made = draft.load(RELEASE, Released) if draft is not None else None
    if made is not None and not made.published and desk.space.has_accepted(made.name):
        raise UsageError(msg("The portal has %(name)s already.", name=made.name))


def _content_of(desk: Desk, asked: Asked) -> str:
    draft = desk.drafts.known(asked.path["draft"])
    return draft.content_digest() if draft is not None else ""


def _remember_writer(desk: Desk, asked: Asked, before: str) -> None:
    """Whoever changed something is one who wrote; looking, and saving what stands, is not."""
    draft = desk.drafts.known(asked.path["draft"])
    if draft is not None and draft.content_digest() != before:
        draft.add_writer(asked.who)


def _refused(desk: Desk, asked: Asked, error: GongshiError) -> Response:
    if asked.is_set("live"):
        answer = {"problem": desk.words.say(error.message)}
        return JSONResponse(answer, HTTPStatus.UNPROCESSABLE_ENTITY)
    problems = getattr(error, "problems", ()) or [Problem("", None, None, error.message)]
    return desk.page("problem", asked, HTTPStatus.UNPROCESSABLE_ENTITY, problems=problems)


def _not_served(desk: Desk) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        asked = Asked({}, {}, {}, {}, "", desk.clock())
        problem = Problem("", None, None, msg("there is no such page"))
        return desk.page("problem", asked, error.status_code, problems=[problem])

    return answer


async def _static(request: Request) -> Response:
    """A script or a stylesheet of the desk, or a stylesheet that it shares with the site."""
    name = request.path_params["name"]
    for folder in (FILES, STYLES):
        if _STATIC.fullmatch(name) and (folder / name).is_file():
            return FileResponse(folder / name)
    raise HTTPException(HTTPStatus.NOT_FOUND)
