"""The files that documents name, as an export holds them: a row each, and the bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from generator.documents.attachments import UNNAMED, describe_file, named_files, unnamed
from generator.documents.read_document import read_document
from generator.exports.contents import ATTACHMENTS
from generator.exports.pack_folder import FolderContent, Packed
from generator.exports.reading.documents_folder import DOCUMENTS
from generator.exports.reading.mapping import Origin
from generator.exports.subjects import document_name
from generator.model.documents import Document
from generator.model.messages import msg
from generator.model.problems import DataError, Problem
from generator.model.tables import Attachment, Row


def attach_files(
    content: FolderContent,
    folder: Collection[str],
    before: Mapping[str, bytes],
    problems: list[Problem],
) -> FolderContent:
    """The content with the files that its documents name; `folder` are the paths of the documents
    that lie in the folder, the others go on as they were.

    `before` are those of the last release by their path: a document that goes on keeps its files,
    and a corrected text finds them again. What no document names is a problem; a file that is not
    there is named when the documents are inspected.
    """
    documents, whole = _readable(content)
    names = {document_name(document.source) for document in documents}
    rows: dict[tuple[str, str], tuple[Row, Origin]] = {
        (row.document, row.file): (row, origin)
        for row, origin in content.packed[Attachment.table]
        if isinstance(row, Attachment) and row.document in names
    }
    files: dict[str, bytes] = {}
    for document in documents:
        own = document_name(document.source)
        for name, title in named_files(document).items():
            path = f"{ATTACHMENTS}{name}"
            found = content.files.get(name, before.get(path))
            if found is None:
                continue
            if document.source not in folder and before.get(path, found) != found:
                why = msg(
                    "is another file than the one of this name that “%(title)s” has already: give"
                    " it another name, or put that document beside it",
                    title=document.title,
                )
                problems.append(Problem(f"{DOCUMENTS}/{name}", None, None, why))
            files[path] = found
            row = describe_file(own, name, title, found)
            rows[own, name] = (row, Origin(document.source, None))
    problems += _alike(files, content.files)
    if whole:
        problems += (
            Problem(f"{DOCUMENTS}/{name}", None, None, UNNAMED)
            for name in unnamed([*content.files], documents)
        )
    packed: Packed = {**content.packed, Attachment.table: [rows[key] for key in sorted(rows)]}
    return replace(content, packed=packed, attachments=files)


def _alike(files: Collection[str], handed_in: Collection[str]) -> Iterator[Problem]:
    """Files that many systems take for one, since their names differ in case only."""
    first: dict[str, str] = {}
    for path in sorted(files, key=lambda each: each.removeprefix(ATTACHMENTS) in handed_in):
        other = first.setdefault(path.casefold(), path)
        if other != path:
            name, old = (each.removeprefix(ATTACHMENTS) for each in (path, other))
            why = msg("is called like %(other)s but for case: give it another name", other=old)
            yield Problem(f"{DOCUMENTS}/{name}", None, None, why)


def _readable(content: FolderContent) -> tuple[list[Document], bool]:
    """The documents that can be read, and whether these are all."""
    found: list[Document] = []
    for source in content.documents:
        try:
            found.append(read_document(source.path, source.text))
        except DataError:
            continue  # what is wrong is told when the documents are inspected
    return found, len(found) == len(content.documents)
