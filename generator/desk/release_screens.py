"""The last screens of every draft: what changes, reviewed by another, signed, published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

import segno
from msgspec.structs import replace
from starlette.responses import JSONResponse, Response

from generator.desk.asked import Asked
from generator.desk.document_drafts import parts_of, slug_in
from generator.desk.document_screens import give_privacy_reason, saved
from generator.desk.drafts import Draft
from generator.desk.parcels import ENDING, open_parcel, parcel
from generator.desk.places import Placed, placed
from generator.desk.prepare import (
    PART,
    GivenReason,
    Prepared,
    given_reasons,
    prepare,
    reasons_text,
)
from generator.desk.review import review, same_person, valid_review, was_cancelled
from generator.desk.screen import Desk
from generator.desk.signing import (
    FILE,
    Released,
    export_of,
    key_files,
    open_key,
    released,
    require_signed,
    sign_draft,
    take_back,
)
from generator.desk.steps import after, steps_of
from generator.desk.summary import Line, summary_lines
from generator.exports.checks.privacy_settings import KIND_OF
from generator.exports.contents import Export
from generator.exports.headings import TITLES
from generator.exports.schema import TYPES_BY_NAME, columns
from generator.model.messages import Message, msg
from generator.model.problems import GongshiError, Problem, Severity, UsageError
from generator.model.vocabulary import NoticeKind
from generator.pages.shared import urls
from generator.preparation.reasons import KINDS as NOTICE_KINDS
from generator.preparation.reasons import Silence
from generator.preparation.release_changes import release_changes

PATHS = {"policy": urls.policy, "interpretation": urls.interpretation}


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A change that needs a reason, and the one that was given for it."""

    number: int
    table: str
    column: str
    silence: Silence
    kind: str
    text: str


def show_check(desk: Desk, asked: Asked) -> Response:
    """What is wrong, and what would change, in one sentence a thing."""
    draft = desk.draft(asked)
    prepared = prepare(draft, desk.space, desk.required_office(), desk.known(), asked.at)
    return desk.page(
        "check",
        asked,
        draft=draft,
        steps=steps_of(draft, "check"),
        prepared=prepared,
        faults=placed(draft, prepared.faults),
        warnings=_of(draft, prepared, Severity.WARNING),
        repairs=_of(draft, prepared, Severity.REPAIRED),
        personal=_personal_kinds(prepared),
        silences=list(_unexplained(draft, prepared)),
        base=draft.digest(PART),
        lines=summary_lines(prepared.changes, prepared.export, prepared.last),
        after=after(draft, "check"),
    )


def _of(draft: Draft, prepared: Prepared, severity: Severity) -> list[Placed]:
    return placed(draft, (each for each in prepared.problems if each.severity is severity))


def _personal_kinds(prepared: Prepared) -> list[str]:
    """The kinds of personal data that stop this release, for which a reason may be given."""
    return list(dict.fromkeys(KIND_OF[p.why].value for p in prepared.faults if p.why in KIND_OF))


def _unexplained(draft: Draft, prepared: Prepared) -> Iterator[Unexplained]:
    given = given_reasons(draft)
    for number, silence in enumerate(prepared.silences):
        table, _, column = silence.place
        reason = given.get(silence.place)
        fits = reason is not None and reason.fits(silence)
        kind = reason.kind if reason and fits else NOTICE_KINDS[silence.what]
        titles = {each.name: each.title for each in columns(TYPES_BY_NAME[table])}
        yield Unexplained(
            number,
            TITLES[table][0],
            titles.get(column, ""),
            silence,
            kind.value,
            reason.text if reason and fits else "",
        )


def give_reasons(desk: Desk, asked: Asked) -> Response:
    """Save the reasons; one that is given for all alike goes to each that has none of its own."""
    draft = desk.draft(asked)
    if asked.is_set("submit"):
        draft.submit()
        desk.note(asked, draft, "handed over for review")
        return desk.go(after(draft, "check"))
    if asked.is_set("kind"):
        give_privacy_reason(draft, asked)
        return desk.go(f"/draft/{draft.id}/check")
    everywhere = "" if asked.is_set("live") else asked.one("all").strip()
    reasons = []
    for number in range(int(asked.one("count")) if asked.one("count").isdigit() else 0):
        text = asked.one(f"text-{number}").strip() or everywhere
        kind = asked.one(f"kind-{number}")
        if text and kind in set(NoticeKind):
            reasons.append(
                GivenReason(
                    asked.one(f"table-{number}"),
                    asked.one(f"key-{number}"),
                    asked.one(f"column-{number}"),
                    NoticeKind(kind),
                    text[:2000],
                    asked.one(f"before-{number}"),
                    asked.one(f"after-{number}"),
                )
            )
    digest = draft.write(PART, reasons_text(reasons), asked.one("base"), asked.at)
    if asked.is_set("live"):
        return saved(desk, asked, digest)
    desk.note(asked, draft, "reasons given")
    return desk.go(f"/draft/{draft.id}/check")


def show_review(desk: Desk, asked: Asked, problem: Message | None = None) -> Response:
    """What a reviewer looks at, and says."""
    draft = desk.draft(asked)
    prepared = prepare(draft, desk.space, desk.required_office(), desk.known(), asked.at)
    return desk.page(
        "review",
        asked,
        HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
        draft=draft,
        steps=steps_of(draft, "review"),
        ready=prepared.ready,
        lines=summary_lines(prepared.changes, prepared.export, prepared.last),
        review=valid_review(draft),
        cancelled=was_cancelled(draft),
        digest=draft.content_digest(),
        own=same_person(asked.who, draft.info.by),
        keys=key_files(desk.space),
        parts=parts_of(draft),
        problem=problem,
        name=asked.one("reviewer"),
        after=after(draft, "review"),
    )


def take_review(desk: Desk, asked: Asked) -> Response:
    """Keep what the reviewer said, bound to what the draft holds now."""
    draft = desk.draft(asked)
    if asked.one("digest") != draft.content_digest():
        return show_review(desk, asked, msg("It was changed meanwhile: look at it again."))
    try:
        key = asked.one("key")
        signer = open_key(desk.space, key, asked.one("passphrase")) if key else None
        review(
            draft,
            asked.one("reviewer"),
            draft.info.by,
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
    found = released(draft)
    lines: Sequence[Line] = ()
    if found is not None:
        export = export_of(desk.space, found)
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
        ready=ready,
        lines=lines,
        review=valid_review(draft),
        keys=key_files(desk.space),
        problems=_said(problem),
        chosen=asked.one("key"),
        portal=desk.space.portal,
        after=after(draft, "sign"),
        ending=ENDING,
    )


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
    if asked.is_set("back"):
        take_back(draft, desk.space)
        desk.note(asked, draft, "signatures taken back")
        return desk.go(f"/draft/{draft.id}/sign")
    try:
        signer = open_key(desk.space, asked.one("key"), asked.one("passphrase"))
        handover = sign_draft(
            draft, desk.space, desk.required_office(), desk.known(), signer, asked.who, asked.at
        )
    except GongshiError as refused:
        return show_sign(desk, asked, refused)
    desk.note(asked, draft, f"signed with {asked.one('key')}: {handover.signatures}")
    return desk.go(after(draft, "sign") if handover.complete else f"/draft/{draft.id}/sign")


def show_publish(desk: Desk, asked: Asked, problem: Message | None = None) -> Response:
    """Hand it to the portal here, or as a folder; how far that is; the address at the end."""
    draft = desk.draft(asked)
    found = draft.load(FILE, Released)
    job = desk.publisher.job(draft.id)
    if job is not None and job.status == 0 and found is not None and not found.published:
        _note_published(desk, asked, draft, found)
        found = draft.load(FILE, Released)
    addresses = list(_addresses(desk, draft, found)) if found else []
    return desk.page(
        "publish",
        asked,
        HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
        draft=draft,
        steps=steps_of(draft, "publish"),
        released=found,
        job=job,
        portal=desk.space.portal,
        locked=_needs_passphrases(desk),
        handover=desk.space.handovers / found.name if found else None,
        addresses=[(title, each, _code(each)) for title, each in addresses],
        problem=problem,
    )


def _note_published(desk: Desk, asked: Asked, draft: Draft, found: Released) -> None:
    draft.save(FILE, replace(found, published=True))
    draft.close()
    desk.note(asked, draft, f"published as {found.name}")


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
    """Begin to receive and build here, or note that the folder was handed over."""
    draft = desk.draft(asked)
    try:
        found = require_signed(draft.load(FILE, Released))
        if asked.is_set("handed"):
            _note_published(desk, asked, draft, found)
            return desk.go(f"/draft/{draft.id}/publish")
        portal = desk.space.portal
        if portal is None:
            raise UsageError(msg("There is no portal on this machine: hand the folder over."))
        desk.publisher.start(
            draft.id,
            desk.space.handovers / found.name,
            portal.folder,
            [each for each in asked.every("passphrase") if each],
            desk.words.language,
        )
    except GongshiError as refused:
        return show_publish(desk, asked, refused.message)
    desk.note(asked, draft, f"handed {found.name} to the portal")
    return desk.go(f"/draft/{draft.id}/publish")


def progress(desk: Desk, asked: Asked) -> Response:
    """How far the portal is, for a script."""
    job = desk.publisher.job(desk.draft(asked).id)
    return JSONResponse({
        "lines": list(job.lines) if job else [],
        "ended": job is None or job.status is not None,
    })  # fmt: skip


def send_parcel(desk: Desk, asked: Asked) -> Response:
    """The draft as one file for another desk."""
    draft = desk.draft(asked)
    desk.note(asked, draft, "packed to travel")
    name = quote(f"{draft.info.title[:40]}{ENDING}")
    return Response(
        parcel(draft, desk.space),
        media_type="application/zip",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


def take_parcel(desk: Desk, asked: Asked) -> Response:
    """A draft that came from another desk."""
    file = asked.file("file")
    if file is None:
        raise UsageError(msg("Choose the file that came from the other desk."))
    opened = open_parcel(file.content, desk.drafts, desk.space)
    desk.note(asked, opened.draft, "came from another desk")
    made = released(opened.draft)
    screen = "review" if valid_review(opened.draft) is None else "sign"
    return desk.go(f"/draft/{opened.draft.id}/{'sign' if made else screen}")
