"""What the log has of documents and the sources have not: a build stops, and says what is missing.

A document goes from the site in one of two ways only: the agency that signed it signs a release
without it, or the operator names it (`gongshi build --remove policy/SLUG`). A file that is not
there, a folder that was not mounted or was emptied takes nothing back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.documents.content import FOLDERS
from generator.documents.read_document import read_document
from generator.exports.members import read_members
from generator.history.document_versions import Journal
from generator.history.log_plan import ENTRY
from generator.history.logged_documents import LoggedDocument
from generator.model.documents import Document
from generator.model.messages import msg
from generator.model.problems import DataError, Problem, UsageError
from generator.rules.document_record import (
    document_record,
    document_subject,
    without_attachments,
)
from generator.trust.verified import VerifiedExport

_FOLDER_OF = {kind.value: name for name, kind in FOLDERS.items()}


@dataclass(frozen=True, slots=True)
class Expected:
    """What the log has, every export of the archive, and the names of what the operator removes."""

    logged: tuple[LoggedDocument, ...]
    exports: Sequence[VerifiedExport]
    removed: frozenset[str]


def expect_documents(
    logged: tuple[LoggedDocument, ...],
    exports: Sequence[VerifiedExport],
    journal: Journal,
    removed: frozenset[str],
) -> Expected:
    """What a build has to find; UsageError for a name to remove that was never a document's."""
    known = {line.subject for line in journal.lines()} if removed else set()
    for name in sorted(removed - known):
        if not name.startswith(ENTRY):
            raise UsageError(
                msg("--remove %(name)s: the log has no document of this name", name=name)
            )
    return Expected(logged, exports, removed)


def missing_documents(
    expected: Expected, content: Path, documents: Sequence[Document], refused: frozenset[str]
) -> list[Problem]:
    """A problem for each document that is missing.

    `refused` names files that are there but cannot be read as documents. UsageError for a name that
    cannot be removed, because the document is there.
    """
    present = {document_subject(document): document for document in documents}
    for name in sorted(expected.removed & present.keys()):
        raise UsageError(
            msg(
                "--remove %(name)s: %(source)s still holds it; remove the file first",
                name=name,
                source=present[name].source,
            )
        )
    missing = [
        each
        for each in expected.logged
        if each.subject not in {*present, *refused, *expected.removed}
    ]
    if missing:
        # Few builds miss anything, so the exports are opened only here.
        signed = _signed_earlier(expected.exports)
        missing = [each for each in missing if without_attachments(each.record) not in signed]
    return [
        *_lost_folders(missing, content, documents),
        *(_problem(each, content, documents) for each in missing),
    ]


def _signed_earlier(exports: Sequence[VerifiedExport]) -> frozenset[bytes]:
    """What the documents of all exports say: one that its agency signs no more is not missing."""
    return frozenset(record for export in exports for record in _records(export))


def _records(export: VerifiedExport) -> Iterator[bytes]:
    for path, data in read_members(export.read(), export.path).items():
        if path.startswith("documents/"):
            try:
                yield document_record(read_document(f"{export.region}/{path}", data.decode()))
            except (DataError, UnicodeDecodeError):
                continue


def _lost_folders(
    missing: Sequence[LoggedDocument], content: Path, documents: Sequence[Document]
) -> Iterator[Problem]:
    """One line more where nothing of a kind is left: most likely a folder is lost, not files."""
    for kind, folder in _FOLDER_OF.items():
        shown = f"{content.name}/{folder}"
        gone = sum(each.kind == kind for each in missing)
        if gone and not any(document.source.startswith(f"{shown}/") for document in documents):
            why = msg(
                "holds none of the %(gone)s documents that stand in the log: see that the folder "
                "is there, complete and mounted",
                gone=gone,
            )
            yield Problem(shown, None, None, why)


def _problem(each: LoggedDocument, content: Path, documents: Sequence[Document]) -> Problem:
    file = f"{content.name}/{_FOLDER_OF.get(each.kind, each.kind)}/{each.slug}.md"
    other = next(
        (d for d in documents if d.title == each.title and d.kind.value == each.kind), None
    )
    back = msg("put the file back")
    if other:
        back = msg(
            "put the file back (if %(source)s is this file, write 链接名: %(slug)s in it)",
            source=other.source,
            slug=each.slug,
        )
    why = msg(
        "is missing, but the site shows it as %(subject)s 《%(title)s》: %(back)s; where this one "
        "is to go for ever, gongshi build --remove %(subject)s",
        subject=each.subject,
        title=each.title,
        back=back,
    )
    return Problem(file, None, None, why)
