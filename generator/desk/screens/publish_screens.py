"""Handed to the portal: how far that is, and the address at the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus

import segno
from starlette.responses import JSONResponse, Response

from generator.desk.releases.signing import (
    FILE,
    Released,
    handover_folder,
    note_published,
    released,
    reopen,
    require_reviewed,
    require_whole_period,
    signed_by,
)
from generator.desk.screens.asked import Asked
from generator.desk.screens.screen import Desk
from generator.desk.screens.steps import steps_of
from generator.desk.writing.document_drafts import parts_of, slug_in
from generator.desk.writing.draft import Draft
from generator.model.messages import Message, msg
from generator.model.problems import GongshiError, UsageError
from generator.pages.shared import urls

PATHS = {"policy": urls.policy, "interpretation": urls.interpretation}


def show_publish(desk: Desk, asked: Asked, problem: Message | None = None) -> Response:
    """Hand it to the portal here, or as a folder; how far that is; the address at the end."""
    draft = desk.draft(asked)
    found = released(draft, desk.space, desk.subject(asked, draft))
    job = desk.publisher.job(draft.id)
    at_work = job is not None and job.status is None
    accepted = found is not None and desk.space.has_accepted(found.name)
    built = accepted and (job is None or job.status == 0) and not at_work
    if found is not None and built and not found.published and _is_live(desk, found):
        note_published(draft, desk.space)
        desk.note(asked, draft, f"published as {found.name}")
        found = draft.load(FILE, Released)
    signed = signed_by(draft, desk.space, asked.at) if found else None
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    if problem is None and found is not None and signed is not None and signed.complete:
        problem = _in_the_way(desk, draft, found, asked.at)
    return desk.page(
        "publish",
        asked,
        status,
        draft=draft,
        steps=steps_of(draft, "publish"),
        released=found,
        signed=signed,
        accepted=accepted,
        job=job,
        locked=_needs_passphrases(desk),
        handover=handover_folder(draft),
        addresses=[
            (title, each, _code(each))
            for title, each in (_addresses(desk, draft, found) if found else ())
        ],
        problem=problem,
    )


def _in_the_way(desk: Desk, draft: Draft, found: Released, at: datetime) -> Message | None:
    """Why a signed release cannot be published as it is; None where it can."""
    if found.published or desk.space.has_accepted(found.name):
        return None
    try:
        require_reviewed(draft, found)
        require_whole_period(draft, found, at, handed=desk.space.portal is None)
    except UsageError as refused:
        return refused.message
    return None


def _is_live(desk: Desk, found: Released) -> bool:
    """Whether the site that is live has the page of a release."""
    portal = desk.space.portal
    region, _, number = found.name.partition("-")
    page = urls.file_of(urls.release(region, int(number)))
    return portal is not None and (portal.site / "current" / page).exists()


def _needs_passphrases(desk: Desk) -> bool:
    portal = desk.space.portal
    return portal is not None and not (portal.keys / "passphrase").exists()


def _addresses(desk: Desk, draft: Draft, found: Released) -> Iterator[tuple[str, str]]:
    """What readers open: each document, then the page of the release."""
    portal = desk.space.portal
    if portal is None or not found.published:
        return
    root = portal.portal().address.rstrip("/")
    region, _, number = found.name.partition("-")
    for part in parts_of(draft):
        fields = draft.fields(f"{part}.fields")
        yield str(fields.get("title", "")), root + PATHS[part](slug_in(fields))
    yield found.name, root + urls.release(region, int(number))


def _code(address: str) -> str:
    return segno.make(address, error="m").svg_data_uri(scale=4, border=2)


def publish(desk: Desk, asked: Asked) -> Response:
    """Begin to receive and build here, or note that the folder was handed over or came back."""
    draft = desk.draft(asked)
    here = f"/draft/{draft.id}/publish"
    try:
        if asked.is_set("back"):
            reopen(draft, desk.space)
            desk.note(asked, draft, "came back from the portal")
            return desk.go(f"/draft/{draft.id}/check")
        found = released(draft, desk.space, desk.subject(asked, draft))
        signed = signed_by(draft, desk.space, asked.at)
        if found is None or signed is None or not signed.complete or found.published:
            raise UsageError(msg("This is not signed yet."))
        if why := _in_the_way(desk, draft, found, asked.at):
            raise UsageError(why)
        portal = desk.space.portal
        if portal is None:
            note_published(draft, desk.space)
            desk.note(asked, draft, f"handed over as {found.name}")
            return desk.go(here)
        desk.publisher.start(
            draft.id,
            handover_folder(draft),
            portal.folder,
            [each for each in asked.every("passphrase") if each],
            desk.words.language,
        )
    except GongshiError as refused:
        return show_publish(desk, asked, refused.message)
    desk.note(asked, draft, f"handed {found.name} to the portal")
    return desk.go(here)


def progress(desk: Desk, asked: Asked) -> Response:
    """How far the portal is, for a script."""
    job = desk.publisher.job(desk.draft(asked).id)
    return JSONResponse({
        "lines": list(job.lines) if job else [],
        "ended": job is None or job.status is not None,
    })  # fmt: skip
