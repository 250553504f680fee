"""The folder `content/`: what people write, one Markdown file a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from generator.documents.document_numbers import INDEX_NUMBER
from generator.documents.read_document import read_document
from generator.model.documents import Document, DocumentKind
from generator.model.problems import DataError, Problem, UsageError

FOLDERS: Final = {
    "policies": DocumentKind.POLICY,
    "interpretations": DocumentKind.INTERPRETATION,
    "pages": DocumentKind.PAGE,
}


def load_content(
    folder: Path, *, index_number: re.Pattern[str] = INDEX_NUMBER
) -> tuple[Document, ...]:
    """Every document below `folder`, by kind and file name; DataError with the problems of all
    files.

    A folder without policies, interpretations and pages is UsageError: it is not what was meant.
    """
    if not any((folder / name).is_dir() for name in FOLDERS):
        raise UsageError(f"{folder}: holds none of the folders {', '.join(FOLDERS)}")
    documents: list[Document] = []
    problems: list[Problem] = []
    for path, kind in _files(folder):
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        try:
            text = path.read_bytes().decode("utf-8")
            documents.append(read_document(name, text, kind=kind, index_number=index_number))
        except UnicodeDecodeError:
            problems.append(Problem(name, None, None, "is not UTF-8 text: save it as UTF-8"))
        except DataError as bad:
            problems += bad.problems
    if problems:
        raise DataError(problems)
    return tuple(documents)


def _files(folder: Path) -> Iterator[tuple[Path, DocumentKind]]:
    for name, kind in FOLDERS.items():
        for path in sorted((folder / name).glob("**/*.md")):
            yield path, kind
