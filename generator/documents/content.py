"""The folder `content/`: what people write, one Markdown file a document.

A folder is walked with its errors: what cannot be listed or read is a problem with its name, never
a document that is not there. So is a file that would not be read as a document.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.documents.attachments import UNNAMED, describe_file, named_files, with_files
from generator.documents.document_numbers import INDEX_NUMBER
from generator.documents.read_document import read_document
from generator.io.left_files import is_left_by_a_program
from generator.model.documents import Document, DocumentKind, is_file_name
from generator.model.messages import foreign, msg
from generator.model.problems import DataError, Problem, Severity
from generator.model.tables import Attachment

FOLDERS: Final = {
    "policies": DocumentKind.POLICY,
    "interpretations": DocumentKind.INTERPRETATION,
    "pages": DocumentKind.PAGE,
}
"""The folders of documents, with what each holds."""

_PAGES: Final = "pages"

Source = tuple[str, DocumentKind, Path]
"""The name of a file that users know, the kind of its document, and where it lies."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a folder holds.

    `texts` are the files by name, also those that are no right document; `refused` are those
    among them whose document could not be made, by kind and file name.
    """

    documents: tuple[Document, ...]
    files: Mapping[str, Path]
    """The attached files by SHA-256, hexadecimal."""
    texts: tuple[tuple[str, str], ...]
    refused: frozenset[str]
    problems: tuple[Problem, ...]


def load_content(
    folder: Path, *, index_number: re.Pattern[str] = INDEX_NUMBER
) -> tuple[Document, ...]:
    """Every document below `folder`, by kind and file name; DataError with the problems of all
    files.
    """
    content = read_content(folder, index_number=index_number)
    if any(problem.severity is Severity.ERROR for problem in content.problems):
        raise DataError(content.problems)
    return content.documents


def read_content(
    folder: Path,
    *,
    usual_pages: Path | None = None,
    index_number: re.Pattern[str] = INDEX_NUMBER,
) -> Content:
    """Everything below `folder`, with every problem.

    `usual_pages` is read in place of `pages/` where the folder has none, with a warning.
    """
    problems: list[Problem] = []
    documents: list[Document] = []
    texts: list[tuple[str, str]] = []
    refused: set[str] = set()
    beside: dict[str, Path] = {}
    for name, kind, path in _sources(folder, usual_pages, problems):
        if path.suffix != ".md":
            beside[name] = path
            continue
        try:
            text = path.read_bytes().decode("utf-8")
            texts.append((name, text))
            documents.append(read_document(name, text, kind=kind, index_number=index_number))
            continue
        except UnicodeDecodeError:
            problems.append(Problem(name, None, None, msg("is not UTF-8 text: save it as UTF-8")))
        except OSError as error:
            problems.append(_unreadable(name, error))
        except DataError as bad:
            problems += bad.problems
        refused.add(f"{kind.value}/{path.stem}")
    attached, files, unnamed = _attached(documents, beside, problems)
    if not refused:
        # A document with a fault may be the one that names it.
        problems += (Problem(shown, None, None, UNNAMED) for shown in unnamed)
    return Content(attached, files, tuple(texts), frozenset(refused), tuple(problems))


def _attached(
    documents: list[Document], beside: Mapping[str, Path], problems: list[Problem]
) -> tuple[tuple[Document, ...], dict[str, Path], list[str]]:
    """The documents with the files that lie beside them, those files by their digest, and those
    that no document names.
    """
    complete: list[Document] = []
    files: dict[str, Path] = {}
    named: set[str] = set()
    for document in documents:
        folder = document.source.rpartition("/")[0]
        present: dict[str, Attachment] = {}
        for name, title in named_files(document).items():
            shown = f"{folder}/{name}"
            if shown not in beside:
                continue
            named.add(shown)
            try:
                content = beside[shown].read_bytes()
            except OSError as error:
                problems.append(_unreadable(shown, error))
                continue
            present[name] = describe_file(document.slug, name, title, content)
            files[present[name].sha256] = beside[shown]
        document, missing = with_files(document, present)
        complete.append(document)
        problems += missing
    return tuple(complete), files, sorted(beside.keys() - named)


def _sources(folder: Path, usual_pages: Path | None, problems: list[Problem]) -> Iterator[Source]:
    """Every document and every file that one may name, folder by folder, in the order of names."""
    present = _listed(folder, folder.name, problems) if _is_there(folder) else None
    if present is None or _PAGES not in {path.name for path in present}:
        # The pages of the program speak of no portal in particular; policies always do.
        yield from _usual(folder, usual_pages, problems)
    for path in present or ():
        if path.name not in FOLDERS:
            why = msg(
                "is not read: documents stand in %(list)s",
                list=", ".join(f"{f}/" for f in FOLDERS),
            )
            problems.append(Problem(f"{folder.name}/{path.name}", None, None, why))
    for name, kind in FOLDERS.items():
        own = folder / name
        if own in (present or ()):
            shown = f"{folder.name}/{name}"
            before = len(problems)
            files = list(_walk(own, shown, kind, problems, ()))
            if name == _PAGES and not files and len(problems) == before:
                why = msg("holds no page: put the pages back (gongshi init writes the usual ones)")
                problems.append(Problem(shown, None, None, why))
            yield from files


def _usual(folder: Path, pages: Path | None, problems: list[Problem]) -> Iterator[Source]:
    shown = f"{folder.name}/{_PAGES}"
    if pages is None:
        return
    why = msg("is missing: the program's own pages are published in their place")
    problems.append(Problem(shown, None, None, why, Severity.WARNING))
    yield from _walk(pages, shown, DocumentKind.PAGE, problems, ())


def _is_there(path: Path) -> bool:
    """Whether something has this name; a link that leads nowhere counts."""
    return path.exists() or path.is_symlink()


def _walk(
    folder: Path, shown: str, kind: DocumentKind, problems: list[Problem], above: tuple[Path, ...]
) -> Iterator[Source]:
    real = Path(os.path.realpath(folder))
    if real in above:
        problems.append(
            Problem(shown, None, None, msg("is a link that leads back to a folder above"))
        )
        return
    for path in _listed(folder, shown, problems):
        name = f"{shown}/{path.name}"
        if path.is_dir():
            yield from _walk(path, name, kind, problems, (*above, real))
        elif _may_be_read(path):
            yield name, kind, path
        else:
            why = msg(
                "is not read: a document is a Markdown file whose name ends in .md; gongshi policy "
                "import makes one of Word, PDF, OFD and web pages"
            )
            problems.append(Problem(name, None, None, why))


def _may_be_read(path: Path) -> bool:
    """Whether this is a document, or a file that one may name; a dead link is a document lost."""
    if path.suffix == ".md":
        return path.is_file() or not path.exists()
    return path.is_file() and is_file_name(path.name)


def _listed(folder: Path, shown: str, problems: list[Problem]) -> list[Path]:
    """What a folder holds, by name; a problem where it cannot be listed."""
    try:
        return sorted(path for path in folder.iterdir() if not is_left_by_a_program(path.name))
    except NotADirectoryError:
        problems.append(Problem(shown, None, None, msg("is a file; a folder has to stand here")))
    except OSError as error:
        problems.append(_unreadable(shown, error))
    return []


def _unreadable(shown: str, error: OSError) -> Problem:
    return Problem(
        shown,
        None,
        None,
        msg("cannot be read: %(reason)s", reason=foreign(error.strerror or error)),
    )
