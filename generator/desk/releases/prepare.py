"""What would become of a draft if it were signed now: every fault, and everything that changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec
from msgspec import Struct

from generator.desk.releases.compose import Heading, compose, write_settings
from generator.desk.releases.publicity_settings import read_publicity
from generator.desk.releases.review import subject_of, valid_review
from generator.desk.releases.workspace import Office, Workspace
from generator.desk.writing.document_drafts import Origin, parts_of, slug_in
from generator.desk.writing.draft import Draft
from generator.desk.writing.typed_words import typed_words
from generator.exports.archive import parse_export
from generator.exports.contents import Export
from generator.exports.pack_folder import REASONS
from generator.exports.reading.documents_folder import DOCUMENTS
from generator.model.documents import Document
from generator.model.messages import msg
from generator.model.problems import MALFORMED, DataError, Problem, Severity, UsageError
from generator.model.release import CHINA, ReleaseInfo
from generator.model.vocabulary import NoticeKind
from generator.preparation.pack_release import PackedRelease, pack_release
from generator.preparation.reasons import Place, Reason, Silence
from generator.preparation.release_changes import ReleaseChanges

PART: Final = "reasons"
_NOBODY: Final = "—"
"""Stands for the reviewer while there is none: such a release is never signed."""


class GivenReason(Struct, frozen=True):
    """Why something changed, as an official wrote it at the desk, and for which values."""

    table: str
    key: str
    column: str
    kind: NoticeKind
    text: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft as a release: `changes` and `export` are None while something is wrong with it.

    `silences` are the changes that need a reason, `answered` those of them that have one.
    """

    number: int
    problems: tuple[Problem, ...]
    silences: tuple[Silence, ...]
    changes: ReleaseChanges | None
    export: Export | None
    last: Export | None

    @property
    def faults(self) -> tuple[Problem, ...]:
        """What has to be put right, but for missing reasons."""
        return tuple(
            each
            for each in self.problems
            if each.severity is Severity.ERROR and each.file != REASONS
        )

    @property
    def ready(self) -> bool:
        """Whether it could be signed as it is."""
        return self.export is not None


def prepare(
    draft: Draft, space: Workspace, office: Office, known: Sequence[Document], at: datetime
) -> Prepared:
    """Pack a draft aside and look at what comes of it.

    What `gongshi pack` would read stays in the draft's folder `release`; nothing else does.
    """
    folder = release_folder(draft)
    with TemporaryDirectory() as scratch, draft.packing:
        out = Path(scratch)
        last = space.last_release(office.region)
        number = space.next_number(office.region)
        heading = Heading(number, at.astimezone(CHINA), _NOBODY, at.astimezone(CHINA).date(),
                          last.info.fictitious if last else False)  # fmt: skip
        compose(draft, office, heading, folder)
        # Whoever packs the folder by a command before it was reviewed says who did that.
        said = valid_review(draft, subject_of(draft, space, office, at))
        shown = replace(
            heading,
            reviewed_by=said.statement.reviewer if said else None,
            reviewed_on=said.statement.at.astimezone(CHINA).date() if said else None,
        )
        silences: list[Silence] = []
        _, wrong = read_publicity(draft)
        try:
            require_saved(draft)
            require_own_addresses(draft, last, known)
            packed = pack_draft(draft, folder, out, last, known, silences)
        except (DataError, UsageError) as error:
            problems = getattr(error, "problems", ()) or [Problem("", None, None, error.message)]
            write_settings(draft, office, shown, folder)
            return Prepared(number, (*wrong, *problems), tuple(silences), None, None, last)
        write_settings(draft, office, shown, folder)
        report = packed.report
        export = None
        if not wrong:
            export = parse_export(report.path.read_bytes(), report.path.name)
    problems = (*wrong, *report.warnings, *report.repairs)
    return Prepared(number, problems, tuple(silences), packed.changes, export, last)


def require_saved(draft: Draft) -> None:
    """DataError where words were typed into a paragraph and neither saved nor forgotten."""
    wrong = []
    for part in parts_of(draft):
        if typed_words(draft, part):
            path = f"{DOCUMENTS}/{slug_in(draft.fields(f'{part}.fields'))}.md"
            why = msg("words were typed into a paragraph and are not saved: save or forget them")
            wrong.append(Problem(path, None, None, why))
    if wrong:
        raise DataError(wrong)


def require_own_addresses(draft: Draft, last: Export | None, known: Sequence[Document]) -> None:
    """DataError where a document would take the address of another one that is published."""
    taken = {each.path for each in last.documents} if last else set()
    taken |= {f"{DOCUMENTS}/{each.slug}.md" for each in known}
    wrong = []
    paths: set[str] = set()
    for part in parts_of(draft):
        path = f"{DOCUMENTS}/{slug_in(draft.fields(f'{part}.fields'))}.md"
        origin = draft.load(f"{part}.origin.json", Origin)
        if path in paths or (path in taken and (origin is None or origin.path != path)):
            why = msg(
                "is the address of another document; to change that one, begin from what is"
                " published"
            )
            wrong.append(Problem(path, 1, "链接名", why))
        paths.add(path)
    if wrong:
        raise DataError(wrong)


def release_folder(draft: Draft) -> Path:
    """The folder of a draft that `gongshi pack` reads."""
    return draft.folder / "release"


def pack_draft(
    draft: Draft,
    folder: Path,
    out: Path,
    last: Export | None,
    known: Sequence[Document],
    silences: list[Silence] | None = None,
    secret: bytes = bytes(32),
) -> PackedRelease:
    """Pack a composed folder with the reasons of the draft; what needs one goes to `silences`."""
    given = given_reasons(draft)

    def answer(missing: Sequence[Silence]) -> Mapping[Place, Reason]:
        if silences is not None:
            silences.extend(missing)
        return {one.place: given[one.place] for one in missing if _fits(given, one)}

    def release_before(info: ReleaseInfo) -> Export | None:
        return last

    return pack_release(folder, out, lambda region: secret, release_before, known=known, ask=answer)


def given_reasons(draft: Draft) -> dict[Place, Reason]:
    """The reasons that were given at the desk."""
    text = draft.text(PART)
    try:
        saved = msgspec.json.decode(text, type=list[GivenReason]) if text else []
    except MALFORMED:
        raise DataError(msg("The reasons of this draft are damaged.")) from None
    return {
        (each.table, each.key, each.column): Reason(each.kind, each.text, each.before, each.after)
        for each in saved
    }


def reasons_text(reasons: Sequence[GivenReason]) -> str:
    """Reasons as the part of a draft holds them."""
    return msgspec.json.format(msgspec.json.encode(reasons), indent=1).decode() + "\n"


def _fits(given: Mapping[Place, Reason], one: Silence) -> bool:
    return one.place in given and given[one.place].fits(one)
