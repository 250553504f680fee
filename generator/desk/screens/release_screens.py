"""The last screens of every draft: what changes, reviewed by another, signed, published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

import segno
from starlette.responses import JSONResponse, Response

from generator.build.inspection.inspect_portal import inspect_drafts
from generator.desk.releases.parcels import ENDING, open_parcel, parcel
from generator.desk.releases.prepare import (
    PART,
    GivenReason,
    Prepared,
    given_reasons,
    prepare,
    reasons_text,
)
from generator.desk.releases.review import is_among, review, valid_review, was_cancelled
from generator.desk.releases.signing import (
    FILE,
    Released,
    export_of,
    handover_folder,
    key_files,
    note_published,
    open_key,
    released,
    reopen,
    sign_draft,
    signed_by,
    take_back,
)
from generator.desk.releases.summary import Line, summary_lines
from generator.desk.screens.asked import Asked
from generator.desk.screens.document_screens import give_privacy_reason, saved
from generator.desk.screens.screen import Desk
from generator.desk.screens.steps import after, steps_of
from generator.desk.writing.document_drafts import parts_of, slug_in
from generator.desk.writing.drafts import Draft
from generator.desk.writing.places import Placed, placed
from generator.documents.graph import Graph
from generator.documents.read_document import read_document
from generator.exports.checks.privacy_settings import KIND_OF
from generator.exports.contents import Export
from generator.exports.headings import TITLES
from generator.exports.reading.documents_folder import DOCUMENTS
from generator.exports.schema import TYPES_BY_NAME, columns
from generator.model.messages import Message, msg
from generator.model.problems import DataError, GongshiError, Problem, Severity, UsageError
from generator.model.release import CHINA
from generator.model.vocabulary import NoticeKind
from generator.pages.shared import urls
from generator.portal.settings import Portal
from generator.preparation.reasons import KINDS as NOTICE_KINDS
from generator.preparation.reasons import Silence
from generator.preparation.release_changes import release_changes

MOST_REASONS = 5000
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
        warnings=[
            *_of(draft, prepared, Severity.WARNING),
            *_inspected(desk, asked, draft, prepared),
        ],
        repairs=_of(draft, prepared, Severity.REPAIRED),
        personal=_personal_kinds(prepared),
        silences=list(_unexplained(draft, prepared)),
        base=draft.digest(PART),
        lines=summary_lines(prepared.changes, prepared.export, prepared.last),
        after=after(draft, "check"),
    )


def _of(draft: Draft, prepared: Prepared, severity: Severity) -> list[Placed]:
    return placed(draft, (each for each in prepared.problems if each.severity is severity))


def _inspected(desk: Desk, asked: Asked, draft: Draft, prepared: Prepared) -> list[Placed]:
    """What an inspection would say of the documents of this draft."""
    if prepared.export is None:
        return []
    own = {f"{DOCUMENTS}/{slug_in(draft.fields(f'{p}.fields'))}.md" for p in parts_of(draft)}
    read = []
    for source in prepared.export.documents:
        with suppress(DataError):
            read.append(read_document(source.path, source.text))
    slugs = {document.slug for document in read}
    graph = Graph([*read, *(each for each in desk.known() if each.slug not in slugs)])
    portal = desk.space.portal.portal() if desk.space.portal else _NO_PORTAL
    results = inspect_drafts(graph, portal, today=asked.at.astimezone(CHINA).date())
    found = [
        Problem(finding.where, finding.line, None, finding.why, Severity.WARNING)
        for result in results
        for finding in result.findings
        if finding.where in own
    ]
    return placed(draft, found)


_NO_PORTAL = Portal(name="—", address="https://localhost")


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
    for number in range(min(asked.number("count", 0), MOST_REASONS)):
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
    return desk.go(f"/draft/{draft.id}/check?saved=1")


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
        signed=signed_by(draft, desk.space, asked.at) if found else None,
        ready=ready,
        lines=lines,
        review=valid_review(draft, subject),
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
    return desk.page(
        "publish",
        asked,
        HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
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


def send_parcel(desk: Desk, asked: Asked) -> Response:
    """The draft as one file for another desk."""
    draft = desk.draft(asked)
    desk.note(asked, draft, "packed to travel")
    name = quote(f"{draft.info.title[:40]}{ENDING}")
    return Response(
        parcel(draft),
        media_type="application/zip",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


def take_parcel(desk: Desk, asked: Asked) -> Response:
    """A draft that came from another desk."""
    file = asked.file("file")
    if file is None:
        raise UsageError(msg("Choose the file that came from the other desk."))
    office = desk.required_office()
    opened = open_parcel(file.content, desk.drafts, desk.space, office, desk.known(), asked.at)
    draft = opened.draft
    desk.note(asked, draft, "came from another desk")
    reviewed = valid_review(draft, desk.subject(asked, draft)) is not None
    return desk.go(f"/draft/{draft.id}/{'sign' if reviewed else 'review'}")
