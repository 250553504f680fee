"""A Word, PDF, OFD or text file → a draft of a document, with a report that hides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final

from generator.documents.document_numbers import SLUG
from generator.documents.fields import FIELDS, field_named
from generator.documents.imports.blocks import Block
from generator.documents.imports.document import ImportedDocument, make_document
from generator.documents.imports.read_source import read_source
from generator.documents.read_document import read_document
from generator.documents.script import comparable
from generator.documents.slugs import suggest_slug
from generator.exports.checks.attached_files import scan_attachment
from generator.exports.checks.privacy import scan_document
from generator.io.atomic import replace_file
from generator.model.documents import DocumentKind, is_file_name
from generator.model.messages import foreign, msg
from generator.model.problems import DataError, Problem, Severity, UsageError
from generator.preparation.clean_properties import without_names

MAX_FILE_BYTES: Final = 50 << 20
_LISTS: Final = frozenset({
    "issuers", "topics", "keywords", "cites", "repeals", "interprets", "explains",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A document ready to be written: `name` is that of its file, `files` lie beside it.

    `personal` are the places with personal data in the text, by line and kind; `doubts` what is
    doubtful in the files, and what else stops the draft from being published.
    """

    name: str
    document: ImportedDocument
    files: Mapping[str, bytes]
    personal: tuple[Problem, ...]
    doubts: tuple[Problem, ...]
    original: tuple[Block, ...] = ()
    """What was read, before fields were taken out of it."""


def import_document(
    path: Path,
    *,
    today: date,
    kind: DocumentKind | None = None,
    given: Mapping[str, str] | None = None,
    attached: Sequence[Path] = (),
) -> Draft:
    """The draft that a file and the files attached to it make; nothing is written.

    `given` are fields that the caller states, by any of their names: they take the place of what
    the file says. DataError for a file that cannot be read, is secret, or for an attached file that
    may not be published; UsageError for a field that no document has.
    """
    source = read_source(path.name, _content(path), today)
    original = tuple(source.blocks)
    read = make_document(path.name, source, kind)
    fields = dict(read.fields) | _given(given or {})
    titles, files, doubts = with_attachments(fields.get("attachments", ()), attached)
    if files:
        fields["attachments"] = titles
    fields.setdefault("slug", suggest_slug(str(fields.get("title", path.stem))))
    document = read.with_fields(fields)
    if not SLUG.fullmatch(str(fields["slug"])):
        why = msg("must be lower-case letters and digits joined by hyphens, at most 80")
        raise UsageError(msg("%(field)s: %(why)s", field="链接名", why=why))
    name = f"{fields['slug']}.md"
    personal = tuple(scan_document(name, document.text))
    doubts = [*doubts, *_faults(name, document)]
    return Draft(name, document, files, personal, tuple(doubts), original)


def with_attachments(
    titles: str | Sequence[str], paths: Sequence[Path]
) -> tuple[list[str], dict[str, bytes], list[Problem]]:
    """The titles of attachments with their files, the files without names in their properties, and
    what is doubtful about them; DataError for one that may not be published.
    """
    files, doubts = _attached(paths)
    return _named(titles, files), files, doubts


def write_draft(draft: Draft, folder: Path) -> list[Path]:
    """Write a draft and its files; UsageError, with nothing written, where a name is taken."""
    content = {draft.name: draft.document.text.encode(), **draft.files}
    taken = [name for name in content if (folder / name).exists()]
    same = [name for name in taken if (folder / name).read_bytes() == content[name]]
    if taken and taken != same:
        names = ", ".join(name for name in taken if name not in same)
        raise UsageError(msg("%(folder)s holds %(names)s already", folder=folder, names=names))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in content.items():
            replace_file(folder / name, data)
    except OSError as error:
        raise UsageError(
            msg("%(folder)s: %(error)s", folder=folder, error=foreign(error.strerror))
        ) from None
    return [folder / name for name in content]


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            why = msg("is larger than %(mb)s MB", mb=MAX_FILE_BYTES >> 20)
            raise DataError([Problem(path.name, None, None, why)])
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            msg("%(path)s: %(error)s", path=path, error=foreign(error.strerror))
        ) from None


def _given(given: Mapping[str, str]) -> dict[str, str | Sequence[str]]:
    fields: dict[str, str | Sequence[str]] = {}
    for name, value in given.items():
        field = field_named(name)
        if field is None:
            known = "、".join(each.chinese[0] for each in FIELDS)
            raise UsageError(msg("no such field: %(name)s (%(known)s)", name=name, known=known))
        fields[field] = value.split("；") if field in _LISTS else value
    return fields


def _faults(name: str, document: ImportedDocument) -> list[Problem]:
    """What stops the draft from being a document, but for the fields that are still missing."""
    try:
        read_document(name, document.text, kind=document.kind)
    except DataError as bad:
        return [problem for problem in bad.problems if problem.field not in document.missing]
    return []


def _attached(paths: Iterable[Path]) -> tuple[dict[str, bytes], list[Problem]]:
    files: dict[str, bytes] = {}
    faults: list[Problem] = []
    for path in paths:
        content = without_names(_content(path))
        if not is_file_name(path.name):
            why = msg("is no kind of file that may be attached")
            faults.append(Problem(path.name, None, None, why))
        elif path.name in files:
            faults.append(Problem(path.name, None, None, msg("is attached twice")))
        wrong, personal = scan_attachment(path.name, content)
        faults += [*wrong, *personal]
        files[path.name] = content
    if any(fault.severity is Severity.ERROR for fault in faults):
        raise DataError(faults)
    return files, faults


def _named(titles: str | Sequence[str], files: Mapping[str, bytes]) -> list[str]:
    """The titles of the attachments, each with its file: by its name, else in order."""
    stated = [titles] if isinstance(titles, str) else list(titles)
    left = list(files)
    chosen: dict[int, str] = {}
    # What has its file already, or is one, stays as it is.
    settled = {at for at, title in enumerate(stated) if is_file_name(title.rpartition(": ")[2])}
    for at, title in enumerate(stated):
        if at in settled:
            left = [name for name in left if name != title.rpartition(": ")[2]]
            continue
        fits = [name for name in left if _fits(title, PurePosixPath(name).stem)]
        if len(fits) == 1:
            chosen[at] = fits[0]
            left.remove(fits[0])
    for at in range(len(stated)):
        free = len(stated) - len(chosen) - len(settled)
        if at not in chosen and at not in settled and left and free == len(left):
            chosen[at] = left.pop(0)
    named = [f"{title}: {chosen[at]}" if at in chosen else title for at, title in enumerate(stated)]
    return [*named, *left]


def _fits(title: str, stem: str) -> bool:
    one, other = comparable(title), comparable(stem)
    return bool(one and other) and (one in other or other in one)
