"""A draft as one file that travels: to the reviewer's desk, to the second signer's, and back.

It holds the draft and, once somebody has signed, the hand-over; nothing of it is secret but that
it is not published yet. What comes from elsewhere is taken in where every name is expected and
everything can be read; a release that it brings, where this draft makes the same one here. Who has
signed is read from the signatures, never from what the parcel says.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from generator.desk.lists.list_settings import lists_of
from generator.desk.releases.prepare import given_reasons
from generator.desk.releases.review import FILE as REVIEW
from generator.desk.releases.review import Review, subject_of, valid_review
from generator.desk.releases.signing import (
    FILE,
    Released,
    handover_folder,
    is_made_of,
    packed_file,
    require_free,
)
from generator.desk.releases.workspace import Office, Workspace
from generator.desk.writing.document_drafts import ReadReport, parts_of
from generator.desk.writing.draft import Draft, DraftInfo
from generator.desk.writing.drafts import Drafts
from generator.exports.archive import parse_export
from generator.io.atomic import replace_file
from generator.io.zip_errors import ZIP_ERRORS
from generator.model.documents import Document
from generator.model.messages import Message, msg
from generator.model.problems import DataError, GongshiError, Problem
from generator.model.release import CHINA
from generator.trust.handover_signatures import merged_signatures, read_handover_metadata
from generator.trust.signed import sha256_of

MAX_UNPACKED_BYTES: Final = 256 << 20
MAX_FILES: Final = 500
ENDING: Final = ".gongshi.zip"

_ID: Final = re.compile(r"\d{8}-[a-z2-7]{6}")
_DRAFT: Final = re.compile(
    r"draft/(?:(?:draft|review|[a-z]+\.(?:report|origin))\.json|parts/[a-z]+(?:\.[a-z]+)?)"
)
_FILE: Final = re.compile(r"draft/(?:files|source)/([^/]+)")
_HANDOVER: Final = re.compile(
    r"handover/(?:metadata/[1-9]\d{0,8}\.r-\d{2,6}\.json|exports/(\d{6})/\1-\d{4,6}\.zip)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a parcel brought: the draft, and whether it was put beside one of the same name that
    says something else.
    """

    draft: Draft
    beside: bool


def parcel(draft: Draft, *, signed: bool) -> bytes:
    """The file that travels, with the hand-over where what it holds now is `signed`."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("draft/id", draft.id)
        for path in sorted(draft.folder.rglob("*")):
            name = f"draft/{path.relative_to(draft.folder).as_posix()}"
            if path.is_file() and (_DRAFT.fullmatch(name) or _FILE.fullmatch(name)):
                archive.write(path, name)
        handover = handover_folder(draft)
        for path in sorted(handover.rglob("*")) if signed else ():
            name = f"handover/{path.relative_to(handover).as_posix()}"
            if path.is_file() and _HANDOVER.fullmatch(name):
                archive.write(path, name)
    return target.getvalue()


def open_parcel(
    data: bytes,
    drafts: Drafts,
    space: Workspace,
    office: Office,
    known: Sequence[Document],
    at: datetime,
) -> Opened:
    """Take a travelled draft in; DataError, with nothing written, for anything else.

    A draft that is here already and says the same takes over review and signatures; one that says
    something else stays as it is, and what came is put beside it, without them.
    """
    content = _content(data)
    name = content.pop("draft/id").decode("ascii", "replace")
    if not _ID.fullmatch(name):
        raise _no_parcel()
    with drafts.staging(name) as staged:
        for path, each in content.items():
            target = staged.folder / path.removeprefix("draft/")
            target.parent.mkdir(parents=True, exist_ok=True)
            replace_file(target, each, durable=False)
        _require_readable(staged)
        present = drafts.known(name)
        if present is not None and present.content_digest() != staged.content_digest():
            staged.forget(REVIEW)
            staged.forget_handover()
            return Opened(drafts.adopt(staged, None), beside=True)
        if present is not None:
            for writer in present.info.writers:
                staged.add_writer(writer)
        release = _brought(staged, drafts, space, office, known, at)
        subject = release.subject if release else subject_of(staged, space, office, at)
        if present is None:
            draft = drafts.adopt(staged, name)
        else:
            draft = present
            _take_over(staged, draft, subject)
        if release is not None:
            draft.save(FILE, release)
    return Opened(draft, beside=False)


def _require_readable(staged: Draft) -> None:
    """DataError unless everything of a draft can be read, so that no screen stumbles over it."""
    try:
        if staged.load("draft.json", DraftInfo) is None or staged.info.closed:
            raise _no_parcel()
        staged.load(REVIEW, Review)
        for part in parts_of(staged):
            staged.fields(f"{part}.fields")
            staged.load(f"{part}.report.json", ReadReport)
        for name in ("publicity", "privacy"):
            staged.fields(name)
        lists_of(staged)
        given_reasons(staged)
    except GongshiError:
        raise _no_parcel() from None


def _brought(
    staged: Draft,
    drafts: Drafts,
    space: Workspace,
    office: Office,
    known: Sequence[Document],
    at: datetime,
) -> Released | None:
    """The release that a parcel brings with signatures; None where it brings none.

    DataError unless it was reviewed, is what this draft makes here, is what was signed, and was
    issued between the review and now.
    """
    files = sorted(handover_folder(staged).glob("exports/*/*.zip"))
    found = read_handover_metadata(handover_folder(staged))
    if not files and found is None:
        return None
    if len(files) != 1 or found is None:
        raise _no_parcel()
    data = files[0].read_bytes()
    brought = parse_export(data, files[0].name)
    issued = brought.info.issued
    if issued.astimezone(CHINA).date() > at.astimezone(CHINA).date():
        raise _refused(msg("brings a release of a day that is still to come"))
    subject = subject_of(staged, space, office, issued)
    reviewed = valid_review(staged, subject)
    if reviewed is None:
        raise _refused(msg("brings a signature, but no review that holds here"))
    require_free(staged, drafts, space)
    target = found[2].signed.targets.get(f"exports/{office.region}/{files[0].name}")
    if target is None or sha256_of(target) != sha256(data).hexdigest():
        raise _refused(msg("brings a signature of something else than what it brings"))
    if not is_made_of(staged, brought, space, office, known, reviewed):
        raise _refused(
            msg(
                "brings a release that this draft does not make here: the last release, or the"
                " office, is another one at the other desk"
            )
        )
    return Released(files[0].stem, subject, issued)


def _take_over(staged: Draft, draft: Draft, subject: str) -> None:
    """Add writers, review and signatures that were brought to those of the same draft here."""
    for each in staged.info.writers:
        draft.add_writer(each)
    if valid_review(draft, subject) is None and valid_review(staged, subject) is not None:
        replace_file(draft.folder / REVIEW, (staged.folder / REVIEW).read_bytes())
    brought = read_handover_metadata(handover_folder(staged))
    if brought is None:
        return
    (file,) = handover_folder(staged).glob("exports/*/*.zip")
    here = read_handover_metadata(handover_folder(draft))
    own = packed_file(draft, file.stem)
    if here is None:
        replace_file(_ready(own), file.read_bytes())
        merged = brought[2]
    elif not own.exists() or own.read_bytes() != file.read_bytes():
        raise _refused(msg("brings another packing of this draft than the one signed here"))
    else:
        merged = merged_signatures(here[2], brought[2], file.name)
    name = f"{brought[1]}.{brought[0]}.json"
    replace_file(_ready(handover_folder(draft) / "metadata" / name), merged.to_bytes())


def _ready(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _content(data: bytes) -> dict[str, bytes]:
    """The members of a parcel, every name expected and every size within bounds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            total = sum(each.file_size for each in members)
            names = [each.filename for each in members]
            expected = all(map(_is_expected, names)) and len(set(names)) == len(names)
            if not expected or "draft/id" not in names:
                raise _no_parcel()
            if len(members) > MAX_FILES or total > MAX_UNPACKED_BYTES:
                raise _no_parcel()
            return {each.filename: archive.read(each) for each in members}
    except ZIP_ERRORS:
        raise _no_parcel() from None


def _is_expected(name: str) -> bool:
    if name == "draft/id" or _DRAFT.fullmatch(name) or _HANDOVER.fullmatch(name):
        return True
    match = _FILE.fullmatch(name)
    return match is not None and is_plain_name(match[1])


_RESERVED: Final = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


def is_plain_name(name: str) -> bool:
    """Whether a name is that of a file and nothing else, on every system."""
    bad = any(ord(each) < 32 or each in '<>:"/\\|?*\x7f' for each in name)
    ends = name.startswith((".", " ")) or name.endswith((".", " ")) or " ." in name
    return not (bad or ends or _RESERVED.fullmatch(name)) and 0 < len(name.encode()) <= 240


def _no_parcel() -> DataError:
    return _refused(msg("is no draft that another desk has packed"))


def _refused(why: Message) -> DataError:
    return DataError([Problem(msg("The file that came"), None, None, why)])
