"""A draft as one file that travels: to the reviewer's desk, to the second signer's, and back.

It holds the draft and, once somebody has signed, the hand-over; nothing of it is secret but that
it is not published yet. What comes from elsewhere is only taken in where every name is expected.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.desk.drafts import Draft, DraftInfo, Drafts
from generator.desk.review import FILE as REVIEW
from generator.desk.review import valid_review
from generator.desk.signing import FILE, Released
from generator.desk.workspace import Workspace
from generator.io.atomic import remove, replace_file
from generator.io.zip_errors import ZIP_ERRORS
from generator.model.messages import msg
from generator.model.problems import DataError, Problem

MAX_PARCEL_BYTES: Final = 200 << 20
MAX_UNPACKED_BYTES: Final = 600 << 20
MAX_FILES: Final = 500
ENDING: Final = ".gongshi.zip"

_ID: Final = re.compile(r"draft/(\d{8}-[a-z2-7]{6})")
_RELEASE: Final = re.compile(r"\d{6}-\d{4,6}", re.ASCII)
_DRAFT: Final = re.compile(
    r"draft/(?:(?:draft|review|release|[a-z]+\.report)\.json|parts/[a-z]+(?:\.[a-z]+)?)"
)
_FILE: Final = re.compile(r"draft/(?:files|source)/([^/]+)")
_HANDOVER: Final = re.compile(
    r"handover/(?:metadata/[1-9]\d{0,8}\.r-\d{2,6}\.json|exports/\d{6}/(\d{6}-\d{4,6})\.zip)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a parcel brought: the draft, whether it was here already, and more signatures."""

    draft: Draft
    known: bool
    copied: bool
    """Whether it was put beside a draft of the same name that says something else."""


def parcel(draft: Draft, space: Workspace) -> bytes:
    """The file that travels."""
    found = draft.load(FILE, Released)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("draft/id", draft.id)
        for path in sorted(draft.folder.rglob("*")):
            name = f"draft/{path.relative_to(draft.folder).as_posix()}"
            if path.is_file() and (_DRAFT.fullmatch(name) or _FILE.fullmatch(name)):
                archive.write(path, name)
        handover = space.handovers / found.name if found else None
        if handover is not None:
            for path in sorted(handover.rglob("*")):
                if path.is_file():
                    archive.write(path, f"handover/{path.relative_to(handover).as_posix()}")
    return target.getvalue()


def open_parcel(data: bytes, drafts: Drafts, space: Workspace) -> Opened:
    """Take a travelled draft in; DataError for anything else.

    A draft that is here already and says the same takes over review and signatures; one that says
    something else stays as it is, and what came is put beside it.
    """
    content = _content(data)
    name = content.pop("draft/id").decode("ascii", "replace")
    if not _ID.fullmatch(f"draft/{name}"):
        raise _no_parcel()
    with drafts.staging() as staged:
        for path, each in content.items():
            if path.startswith("draft/"):
                target = staged.folder / path.removeprefix("draft/")
                target.parent.mkdir(exist_ok=True)
                replace_file(target, each, durable=False)
        if staged.load("draft.json", DraftInfo) is None:
            raise _no_parcel()
        present = drafts.known(name)
        same = present is not None and present.content_digest() == staged.content_digest()
        signed = staged.load(FILE, Released)
        if present is not None and same:
            draft = present
            if valid_review(present) is None and (staged.folder / REVIEW).exists():
                replace_file(present.folder / REVIEW, (staged.folder / REVIEW).read_bytes())
        else:
            draft = drafts.adopt(staged, name if present is None else None)
            draft.forget(FILE)
    if signed is not None and (not present or same):
        _take_handover(content, draft, signed, space)
    return Opened(draft, known=present is not None, copied=present is not None and not same)


def _take_handover(
    content: dict[str, bytes], draft: Draft, signed: Released, space: Workspace
) -> None:
    """Take over the signatures that were brought, where they are more than are here."""
    brought = {
        name.removeprefix("handover/"): data
        for name, data in content.items()
        if name.startswith("handover/")
    }
    if not _RELEASE.fullmatch(signed.name) or not brought:
        raise _no_parcel()
    here = draft.load(FILE, Released)
    if here is not None and (here.published or here.signatures >= signed.signatures):
        return
    folder = space.handovers / signed.name
    remove(folder)
    for path, data in brought.items():
        replace_file(_ready(folder / path), data)
        if path.endswith(f"/{signed.name}.zip"):
            replace_file(_ready(space.exports / f"{signed.name}.zip"), data)
    draft.save(FILE, signed)


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
            wrong = [name for name in names if not _is_expected(name)]
            if wrong or len(set(names)) != len(names) or "draft/id" not in names:
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


def is_plain_name(name: str) -> bool:
    """Whether a name is that of a file and nothing else, on every system."""
    bad = any(ord(each) < 32 or each in '<>:"/\\|?*' for each in name)
    return (
        not bad and not name.startswith(".") and not name.endswith((".", " ")) and len(name) < 121
    )


def _no_parcel() -> DataError:
    why = msg("is no draft that another desk has packed")
    return DataError([Problem("parcel", None, None, why)])
