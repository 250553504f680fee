"""Files that nobody would read: each is named, with what to do, before an export is made without.

What a desktop or an editor leaves by itself is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from generator.io.left_files import is_left_by_a_program
from generator.model.messages import Message, foreign, msg
from generator.model.problems import Problem

_SPREADSHEETS = (
    ".xls", ".xlsm", ".xlsb", ".xlt", ".xltx", ".et", ".ett", ".ods", ".fods", ".numbers", ".tsv",
    ".htm", ".html", ".mht", ".dbf", ".mdb", ".accdb",
)  # fmt: skip
_TEXTS = (".doc", ".docx", ".docm", ".wps", ".wpt", ".pdf", ".ofd", ".rtf", ".odt", ".pages")
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
_MARKDOWN = (".md", ".markdown")


def files_of(folder: Path, problems: list[Problem], shown: str | None = None) -> list[Path]:
    """What a folder holds, by name; a problem where it cannot be listed."""
    try:
        return sorted(path for path in folder.iterdir() if not is_left_by_a_program(path.name))
    except OSError as error:
        why = msg("cannot be read: %(reason)s", reason=foreign(error.strerror or error))
        problems.append(Problem(shown or folder.name, None, None, why))
        return []


def not_a_table(path: Path) -> Message:
    """Why a file beside the tables is not read, and what to do with it."""
    suffix = path.suffix.lower()
    if path.is_dir():
        return msg(
            "a folder is not read: put its tables beside pack.toml, its texts into documents/"
        )
    if suffix in _SPREADSHEETS:
        return msg("tables are .csv or .xlsx: open it and save it as .xlsx")
    if suffix in _ARCHIVES:
        return msg("an archive is not read: unpack it and put the tables beside pack.toml")
    if suffix in _MARKDOWN or _is_named_like(path, _MARKDOWN):
        return msg("is not read: a document stands in documents/ and its name ends in .md")
    if suffix == ".txt":
        return msg(
            "is not read: save a table as .csv (UTF-8) or .xlsx, a text as documents/NAME.md"
        )
    if suffix in _TEXTS:
        return msg(
            "is not read: save a text as documents/NAME.md and a table as .xlsx, or take the "
            "file out of this folder"
        )
    return msg(
        "is not read: tables are .csv or .xlsx, documents stand in documents/; take it "
        "out of this folder"
    )


def not_a_document(path: Path) -> Message:
    """Why a file in documents/ is not read, and what to do with it."""
    suffix = path.suffix.lower()
    if path.is_dir():
        return msg("a folder is not read: put its files right into documents/")
    if suffix in _ARCHIVES:
        return msg("an archive is not read: unpack it and put the .md files into documents/")
    if suffix in _MARKDOWN or _is_named_like(path, _MARKDOWN):
        return msg("is not read: rename it so that its name ends in .md")
    return msg(
        "is not read: a document is a Markdown file, .md; gongshi policy import makes one of Word, "
        "PDF, OFD and web pages; or take the file out of this folder"
    )


def _is_named_like(path: Path, suffixes: Iterable[str]) -> bool:
    """Whether a name has one of these endings before its last, as in rule.md.txt."""
    return any(each.lower() in suffixes for each in path.suffixes)
