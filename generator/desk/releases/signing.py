"""From a reviewed draft to a signed hand-over, which lies in the draft until the portal has it.

    handover/metadata/7.r-3715.json
            /exports/371500/371500-0007.zip

The release is packed once, and signed by each. Nothing that anybody claims about signatures counts:
they are read from the metadata each time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from securesystemslib.signer import Key, Signer

from generator.desk.releases.compose import Heading, compose
from generator.desk.releases.key_files import known_keys
from generator.desk.releases.prepare import (
    pack_draft,
    release_folder,
    require_own_addresses,
    require_saved,
)
from generator.desk.releases.publicity_settings import read_publicity
from generator.desk.releases.review import Review, subject_of, valid_review
from generator.desk.releases.workspace import Office, Workspace
from generator.desk.writing.draft import Draft
from generator.desk.writing.drafts import Drafts
from generator.exports.archive import parse_export
from generator.exports.contents import Export
from generator.io.atomic import remove, replace_file
from generator.model.documents import Document
from generator.model.messages import msg
from generator.model.problems import GongshiError, UsageError
from generator.model.release import CHINA, ReleaseInfo
from generator.preparation.last_release import read_packed
from generator.preparation.publicity import last_day
from generator.trust.handover_signatures import HandoverSignatures, handover_signatures
from generator.trust.row_secret import find_row_secret
from generator.trust.signing import sign_export

FILE: Final = "release.json"
_METADATA: Final = re.compile(r"([1-9][0-9]{0,8})\.(r-[0-9]{2,6})\.json")


class Released(Struct, frozen=True):
    """The release that was made of a draft, what was reviewed of it, when it was issued, whether it
    is published.
    """

    name: str
    subject: str
    issued: datetime
    published: bool = False


@dataclass(frozen=True, slots=True)
class Signed:
    """Who has signed a release, by the names of keys that are known here, else by fingerprint."""

    names: tuple[str, ...]
    unknown: int
    threshold: int | None
    complete: bool


def handover_folder(draft: Draft) -> Path:
    """What goes to the portal."""
    return draft.folder / "handover"


def packed_file(draft: Draft, name: str) -> Path:
    """The packed release in the hand-over."""
    return handover_folder(draft) / "exports" / name.partition("-")[0] / f"{name}.zip"


def released(draft: Draft, space: Workspace, subject: str) -> Released | None:
    """The release that was made of what is reviewed now; None where none was, or of other content.

    One that the portal has, or that was handed over, stays what it is.
    """
    found = draft.load(FILE, Released)
    if found is None or found.subject == subject or found.published:
        return found
    return found if space.has_accepted(found.name) else None


def subject_now(draft: Draft, space: Workspace, office: Office, at: datetime) -> str:
    """What a review of a draft has to speak of now. What was signed is of the day of its issue,
    from which its publicity counts, as long as nothing else of it changed; what the portal has, or
    was handed over, stays what it is.
    """
    found = draft.load(FILE, Released)
    if found is not None:
        if found.published or space.has_accepted(found.name):
            return found.subject
        if subject_of(draft, space, office, found.issued) == found.subject:
            return found.subject
    return subject_of(draft, space, office, at)


def is_waiting(draft: Draft, space: Workspace) -> bool:
    """Whether signatures of a draft lie here that the portal does not have yet, also of what it
    held before it was changed again.
    """
    found = draft.load(FILE, Released)
    return found is not None and not found.published and not space.has_accepted(found.name)


def export_of(draft: Draft, found: Released) -> Export:
    """The packed release of a draft, as it lies on the disk."""
    return read_packed(packed_file(draft, found.name))


def require_reviewed(draft: Draft, found: Released) -> None:
    """UsageError unless the review that holds is the one that the head of a release names."""
    reviewed = valid_review(draft, found.subject)
    if reviewed is None:
        raise UsageError(msg("Nobody has reviewed this as it is now."))
    info, said = export_of(draft, found).info, reviewed.statement
    if (info.reviewed_by, info.reviewed_on) != (said.reviewer, said.at.astimezone(CHINA).date()):
        why = msg("It was reviewed anew since it was signed: take the signatures back, and sign"
                  " again.")  # fmt: skip
        raise UsageError(why)


def require_whole_period(draft: Draft, found: Released, at: datetime, *, handed: bool) -> None:
    """UsageError where less of a publicity period is left than it says; where it was `handed` over
    on an earlier day, only one that has ended already.
    """
    table, _ = read_publicity(draft)
    if table is None:
        return
    signed, now = (
        last_day(each.astimezone(CHINA).date(), table, "", []) for each in (found.issued, at)
    )
    today = at.astimezone(CHINA).date()
    if signed is not None and (signed < today or (not handed and now is not None and signed < now)):
        why = msg(
            "Its publicity ends on %(day)s, counted from the day on which it was signed: take the"
            " signatures back, have it reviewed and sign again. Where people sign on several days,"
            " state the last day.",
            day=signed.isoformat(),
        )
        raise UsageError(why)


def signed_by(draft: Draft, space: Workspace, at: datetime) -> Signed | None:
    """Who has signed the release of a draft; None where nobody has."""
    keys = known_keys(space)
    archive = space.portal.archive if space.portal else None
    by_identifier = {key.keyid: key for key in keys.values()}
    found = handover_signatures(handover_folder(draft), archive, by_identifier, at)
    return _named(found, keys) if found else None


def _named(found: HandoverSignatures, keys: Mapping[str, Key]) -> Signed:
    names = {key.keyid: name for name, key in keys.items()}
    said = tuple(names.get(each, each[:8]) for each in found.valid)
    return Signed(said, len(found.unknown), found.threshold, found.complete)


def sign_draft(
    draft: Draft,
    drafts: Drafts,
    space: Workspace,
    office: Office,
    known: Sequence[Document],
    signer: Signer,
    subject: str,
    at: datetime,
) -> Signed:
    """Sign what was reviewed, and pack it first where nobody has signed yet; who has signed then.

    UsageError where no review holds, or another release waits for the portal; DataError where the
    draft cannot be packed.
    """
    reviewed = valid_review(draft, subject)
    if reviewed is None:
        raise UsageError(msg("Nobody has reviewed this as it is now."))
    require_free(draft, drafts, space)
    found = released(draft, space, subject)
    fresh = found is None
    if found is None:
        take_back(draft, space)
        found = _pack(draft, space, office, known, reviewed, at)
    path = packed_file(draft, found.name)
    tree = parse_export(path.read_bytes(), path.name).row_tree
    base = base_of(space, office)
    try:
        sign_export(path, [signer], handover_folder(draft), base, at=at, row_tree=tree)
    except GongshiError:
        if fresh:
            take_back(draft, space)
        raise
    signed = signed_by(draft, space, at)
    assert signed is not None, "it was signed just now"
    return signed


def require_free(draft: Draft, drafts: Drafts, space: Workspace) -> None:
    """UsageError while another draft was signed and the portal does not have it yet."""
    for other in drafts.readable():
        found = other.load(FILE, Released)
        if found is not None and other.id != draft.id and is_waiting(other, space):
            raise UsageError(
                msg(
                    "%(name)s (“%(title)s”) was signed already and waits for the portal: publish"
                    " that first, or take its signatures back",
                    name=found.name,
                    title=other.info.title,
                )
            )


def take_back(draft: Draft, space: Workspace) -> None:
    """Undo the signatures of a release that the portal does not have yet."""
    found = draft.load(FILE, Released)
    if found is not None:
        if found.published or space.has_accepted(found.name):
            raise UsageError(msg("The portal has %(name)s already.", name=found.name))
        draft.forget(FILE)
    remove(handover_folder(draft))


def note_published(draft: Draft, space: Workspace) -> None:
    """The portal has it, or it was handed over: the draft is closed, and the next release begins
    from it.
    """
    found = draft.load(FILE, Released)
    assert found is not None, "it was signed"
    if space.portal is None:
        replace_file(_ready(space.exports / f"{found.name}.zip"),
                     packed_file(draft, found.name).read_bytes())  # fmt: skip
        for path in (handover_folder(draft) / "metadata").glob("*.json"):
            replace_file(_ready(space.folder / "last" / "metadata" / path.name), path.read_bytes())
    draft.save(FILE, replace(found, published=True))
    draft.close()


def reopen(draft: Draft, space: Workspace) -> None:
    """Take back that it was handed over, since the portal did not take it; UsageError where a later
    release follows upon it.
    """
    found = draft.load(FILE, Released)
    if found is None or not found.published or space.portal is not None:
        raise UsageError(msg("This was not handed over."))
    region = found.name.partition("-")[0]
    last = space.last_release(region)
    if last is None or last.info.name != found.name:
        raise UsageError(msg("A later release follows upon %(name)s.", name=found.name))
    (space.exports / f"{found.name}.zip").unlink()
    for path in (handover_folder(draft) / "metadata").glob("*.json"):
        (space.folder / "last" / "metadata" / path.name).unlink(missing_ok=True)
    draft.forget(FILE)
    remove(handover_folder(draft))
    draft.reopen()


def _ready(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _pack(
    draft: Draft,
    space: Workspace,
    office: Office,
    known: Sequence[Document],
    reviewed: Review,
    at: datetime,
) -> Released:
    last = space.last_release(office.region)
    said = reviewed.statement
    heading = Heading(
        space.next_number(office.region),
        at.astimezone(CHINA),
        said.reviewer,
        said.at.astimezone(CHINA).date(),
        last.info.fictitious if last else False,
    )
    require_saved(draft)
    require_own_addresses(draft, last, known)
    _, secret = find_row_secret(space.key_folders, office.region)
    with draft.packing, TemporaryDirectory() as scratch:
        before = draft.content_digest()
        compose(draft, office, heading, release_folder(draft))
        if draft.content_digest() != before or valid_review(draft, said.subject) is None:
            raise UsageError(msg("It was changed meanwhile: look at it again."))
        packed = pack_draft(draft, release_folder(draft), Path(scratch), last, known, secret=secret)
        name = packed.report.path.stem
        data = packed.report.path.read_bytes()
    replace_file(_ready(packed_file(draft, name)), data)
    found = Released(name, said.subject, heading.issued)
    draft.save(FILE, found)
    return found


def is_made_of(
    draft: Draft,
    brought: Export,
    space: Workspace,
    office: Office,
    known: Sequence[Document],
    reviewed: Review,
) -> bool:
    """Whether a packed release from elsewhere is what this draft makes here, and nothing else; its
    day of issue is not before the review.
    """
    info: ReleaseInfo = brought.info
    last = space.last_release(office.region)
    said = reviewed.statement
    heading = Heading(
        info.release,
        info.issued,
        info.reviewed_by,
        info.reviewed_on,
        last.info.fictitious if last else False,
    )
    day = said.at.astimezone(CHINA).date()
    if info.release != space.next_number(office.region):
        return False
    if (info.reviewed_by, info.reviewed_on) != (said.reviewer, day):
        return False
    if info.issued.astimezone(CHINA).date() < day:
        return False
    with draft.packing, TemporaryDirectory() as scratch:
        folder = Path(scratch)
        compose(draft, office, heading, folder / "release")
        packed = pack_draft(draft, folder / "release", folder / "out", last, known)
        own = parse_export(packed.report.path.read_bytes(), packed.report.path.name)
    return (own.info, own.tables, own.documents, dict(own.attachments)) == (
        info, brought.tables, brought.documents, dict(brought.attachments),
    )  # fmt: skip


def base_of(space: Workspace, office: Office) -> Path | None:
    """What the signature of a release follows upon: the portal's archive, or the last metadata that
    lie here; None for an office that hands over for the first time.
    """
    if space.portal is not None:
        return space.portal.archive
    found = [
        (int(match[1]), path)
        for path in (space.folder / "last" / "metadata").glob("*.json")
        if (match := _METADATA.fullmatch(path.name)) and office.region.startswith(match[2][2:])
    ]
    return max(found)[1] if found else None
