"""The folder `documents/`: texts, and the files beside them that a text may name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from generator.exports.checks.attached_files import MAX_FILE_BYTES
from generator.exports.contents import DocumentSource
from generator.exports.reading.document_characters import with_characters_meant
from generator.exports.reading.sources import read_text
from generator.exports.reading.unread import files_of, not_a_document
from generator.model.documents import is_file_name
from generator.model.messages import foreign, msg
from generator.model.problems import Problem

DOCUMENTS: Final = "documents"


def read_documents(
    folder: Path, problems: list[Problem]
) -> tuple[tuple[DocumentSource, ...], dict[str, bytes]]:
    """The documents by name, and by theirs the files beside them that may be attached."""
    documents: list[DocumentSource] = []
    files: dict[str, bytes] = {}
    if not (folder / DOCUMENTS).exists():
        return (), files
    for path in files_of(folder / DOCUMENTS, problems, shown=DOCUMENTS):
        shown = f"{DOCUMENTS}/{path.name}"
        if path.is_file() and is_file_name(path.name):
            files[path.name] = _content(path, shown, problems)
        elif path.suffix != ".md" or not path.is_file():
            problems.append(Problem(shown, None, None, not_a_document(path)))
        elif (text := read_text(path, shown, problems)) is not None:
            documents.append(DocumentSource(shown, with_characters_meant(text, shown, problems)))
    return tuple(documents), files


def _content(path: Path, shown: str, problems: list[Problem]) -> bytes:
    """The bytes of a file; of one that is far too large, as many as show it."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        problems.append(
            Problem(
                shown,
                None,
                None,
                msg("cannot be read: %(reason)s", reason=foreign(error.strerror or error)),
            )
        )
        return b""
