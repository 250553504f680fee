"""Reviewed by another person, and signed."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path

from starlette.responses import Response

from generator.desk.releases.key_files import key_files, open_key
from generator.desk.releases.parcels import ENDING
from generator.desk.releases.prepare import (
    prepare,
)
from generator.desk.releases.review import is_among, review, valid_review, was_cancelled
from generator.desk.releases.signing import FILE as RELEASE
from generator.desk.releases.signing import (
    Released,
    export_of,
    is_waiting,
    released,
    sign_draft,
    signed_by,
    take_back,
)
from generator.desk.releases.summary import Line, summary_lines
from generator.desk.screens.asked import Asked
from generator.desk.screens.screen import Desk
from generator.desk.screens.steps import after, steps_of
from generator.desk.writing.document_drafts import parts_of
from generator.exports.contents import Export
from generator.model.messages import Message, msg
from generator.model.problems import GongshiError, Problem, UsageError
from generator.model.release import release_name
from generator.preparation.release_changes import release_changes


def show_review(desk: Desk, asked: Asked, problem: Message | None = None) -> Response:
    """What a reviewer looks at, and says."""
    draft = desk.draft(asked)
    subject = desk.subject(asked, draft)
    prepared = prepare(draft, desk.space, desk.required_office(), desk.known(), asked.at)
    return desk.page(
        "review",
        asked,
        HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
        draft=draft,
        steps=steps_of(draft, "review"),
        ready=prepared.ready,
        lines=summary_lines(prepared.changes, prepared.export, prepared.last),
        review=valid_review(draft, subject),
        cancelled=was_cancelled(draft, subject),
        digest=subject,
        own=is_among(asked.who, draft.info.writers) is not None,
        keys=key_files(desk.space),
        parts=parts_of(draft),
        problem=problem,
        name=asked.one("reviewer"),
        after=after(draft, "review"),
    )


def take_review(desk: Desk, asked: Asked) -> Response:
    """Keep what the reviewer said, bound to what the draft holds now."""
    draft = desk.draft(asked)
    subject = desk.subject(asked, draft)
    made = draft.load(RELEASE, Released)
    if made is not None and (made.published or desk.space.has_accepted(made.name)):
        return show_review(desk, asked, msg("The portal has %(name)s already.", name=made.name))
    if asked.one("digest") != subject:
        return show_review(desk, asked, msg("It was changed meanwhile: look at it again."))
    try:
        key = asked.one("key")
        signer = open_key(desk.space, key, asked.one("passphrase")) if key else None
        review(
            draft,
            asked.one("reviewer"),
            subject,
            secrecy=asked.is_set("secrecy"),
            personal=asked.is_set("personal"),
            at=asked.at,
            signer=signer,
        )
    except UsageError as refused:
        return show_review(desk, asked, refused.message)
    desk.note(asked, draft, f"reviewed by {asked.one('reviewer').strip()}")
    return desk.go(after(draft, "review"))


def show_sign(desk: Desk, asked: Asked, problem: GongshiError | None = None) -> Response:
    """What is signed, in sentences; who signed already; the pass phrase."""
    draft = desk.draft(asked)
    subject = desk.subject(asked, draft)
    found = released(draft, desk.space, subject)
    lines: Sequence[Line] = ()
    if found is not None:
        export = export_of(draft, found)
        before = _before(desk, found)
        lines = summary_lines(release_changes(before, export), export, before)
        ready = True
    else:
        prepared = prepare(draft, desk.space, desk.required_office(), desk.known(), asked.at)
        lines = summary_lines(prepared.changes, prepared.export, prepared.last)
        ready = prepared.ready
    return desk.page(
        "sign",
        asked,
        HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
        draft=draft,
        steps=steps_of(draft, "sign"),
        released=found,
        name=found.name if found else _next_name(desk),
        signed=signed_by(draft, desk.space, asked.at) if found else None,
        ready=ready,
        waiting=is_waiting(draft, desk.space),
        lines=lines,
        review=valid_review(draft, subject),
        keys=key_files(desk.space),
        problems=_said(problem),
        chosen=asked.one("key"),
        key_path=_key_path(desk, asked.one("key")),
        portal=desk.space.portal,
        after=after(draft, "sign"),
        ending=ENDING,
    )


def _key_path(desk: Desk, chosen: str) -> str:
    """Where the chosen key lies, else the first that signs for an office."""
    keys = {each.name: each.path for each in key_files(desk.space)}
    first = next((name for name in keys if name.startswith("r-")), "")
    return desk.shown(keys.get(chosen) or keys.get(first) or Path("keys", "r-3715.pem"))


def _next_name(desk: Desk) -> str:
    """What the next release is called."""
    region = desk.required_office().region
    return release_name(region, desk.space.next_number(region))


def _before(desk: Desk, found: Released) -> Export | None:
    """The release before a packed one."""
    region, _, number = found.name.partition("-")
    return desk.space.release_before(region, int(number))


def _said(problem: GongshiError | None) -> Sequence[Problem]:
    if problem is None:
        return ()
    listed = getattr(problem, "problems", ())
    return listed or [Problem("", None, None, problem.message)]


def take_signature(desk: Desk, asked: Asked) -> Response:
    """Sign with the key that was chosen, or take the signatures back."""
    draft = desk.draft(asked)
    try:
        if asked.is_set("back"):
            if desk.publisher.is_at_work:
                raise UsageError(msg("The portal is at work: wait until it has ended."))
            take_back(draft, desk.space)
            desk.note(asked, draft, "signatures taken back")
            return desk.go(f"/draft/{draft.id}/sign")
        signer = open_key(desk.space, asked.one("key"), asked.one("passphrase"))
        signed = sign_draft(
            draft,
            desk.drafts,
            desk.space,
            desk.required_office(),
            desk.known(),
            signer,
            desk.subject(asked, draft),
            asked.at,
        )
    except GongshiError as refused:
        return show_sign(desk, asked, refused)
    desk.note(asked, draft, f"signed with {asked.one('key')}")
    return desk.go(after(draft, "sign") if signed.complete else f"/draft/{draft.id}/sign")
