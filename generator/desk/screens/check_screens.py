"""What is wrong with a draft, what it would change, and why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from starlette.responses import Response

from generator.build.inspection.inspect_portal import inspect_drafts
from generator.desk.releases.prepare import (
    PART,
    GivenReason,
    Prepared,
    given_reasons,
    prepare,
    reasons_text,
)
from generator.desk.releases.summary import shown_cell, summary_lines
from generator.desk.screens.answers import saved
from generator.desk.screens.asked import Asked
from generator.desk.screens.paragraph_screens import give_privacy_reason
from generator.desk.screens.screen import Desk
from generator.desk.screens.steps import after, steps_of
from generator.desk.writing.document_drafts import parts_of, slug_in
from generator.desk.writing.draft import Draft
from generator.desk.writing.places import Placed, placed
from generator.documents.graph import Graph
from generator.documents.read_document import read_document
from generator.exports.checks.privacy_settings import KIND_OF
from generator.exports.headings import TITLES
from generator.exports.reading.documents_folder import DOCUMENTS
from generator.exports.schema import TYPES_BY_NAME, columns
from generator.model.messages import Message
from generator.model.problems import DataError, Problem, Severity
from generator.model.release import CHINA
from generator.model.vocabulary import NoticeKind
from generator.portal.settings import Portal
from generator.preparation.reasons import KINDS as NOTICE_KINDS
from generator.preparation.reasons import Silence

MOST_REASONS = 5000


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A change that needs a reason, and the one that was given for it."""

    number: int
    table: str
    column: str
    before: str | Message
    after: str | Message
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
        known = {each.name: each for each in columns(TYPES_BY_NAME[table])}.get(column)
        yield Unexplained(
            number,
            TITLES[table][0],
            known.title if known else "",
            shown_cell(known, silence.before) if known else silence.before,
            shown_cell(known, silence.after) if known else silence.after,
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
