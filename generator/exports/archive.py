"""The canonical archive of an export: the same content gives the same bytes.

Members stand in a fixed order (datapackage.json, tables in the order of TABLES, documents by
name) with fixed times and permissions. Reading accepts nothing else: what is read back and
written again has the same tables.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from generator.exports.checks.consistency import check, errors
from generator.exports.contents import DocumentSource, Export, table_file
from generator.exports.members import read_members
from generator.exports.package import DESCRIPTION, describe, said_of_itself, understand
from generator.exports.rows import parse, render, sort
from generator.io.atomic import replace_file
from generator.model.problems import DataError, GongshiError, Problem
from generator.model.release import ReleaseInfo
from generator.model.tables import TABLES, Row
from generator.trust.verified import VerifiedExport

__all__ = [
    "DocumentSource",
    "Export",
    "in_order_of_issue",
    "parse_export",
    "read_export",
    "read_info",
    "write_export",
]

DOCUMENT_PATH = re.compile(r"^documents/[^/\\\x00-\x1f\x7f.][^/\\\x00-\x1f\x7f]{0,119}\.md$")
"""How the path of a document looks: a document number or slug, and .md."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PERMISSIONS = 0o644 << 16
_UNIX = 3
_LEVEL = 6


def read_export(export: VerifiedExport) -> Export:
    """The content of a verified export, every row parsed and every rule checked; DataError."""
    content = parse_export(export.read(), export.path)
    if content.info.path != export.path:
        why = f"says that it is {content.info.path}"
        raise DataError([Problem(f"{export.path}/{DESCRIPTION}", None, "gongshi", why)])
    return content


def read_info(export: VerifiedExport) -> ReleaseInfo:
    """What a verified export says of itself; its rows are not looked at."""
    members = read_members(export.read(), export.path, only=DESCRIPTION)
    return said_of_itself(members.get(DESCRIPTION, b""), f"{export.path}/{DESCRIPTION}")


def in_order_of_issue(
    exports: Sequence[VerifiedExport], issued: Mapping[str, datetime] | None = None
) -> list[VerifiedExport]:
    """Exports as they came out: a facility that moved is given up before it is taken over.

    `issued` tells by path when each was, where that is known; otherwise the exports are asked.
    """
    when = issued if issued is not None else {e.path: read_info(e).issued for e in exports}
    return sorted(exports, key=lambda each: (when[each.path], each.region, each.release))


def parse_export(data: bytes, name: str) -> Export:
    """The content of a canonical archive; `name` leads every message. DataError."""
    members = read_members(data, name)
    problems = _unexpected(members)
    tables = {
        row_type.table: members[table_file(row_type)]
        for row_type in TABLES
        if table_file(row_type) in members
    }
    info = None
    if DESCRIPTION in members:
        info, found = understand(members[DESCRIPTION], tables)
        problems += found
    texts = {
        file: _decode(file, content, problems)
        for file, content in members.items()
        if file != DESCRIPTION
    }
    if info is None or problems:
        raise DataError(_named(name, problems))
    documents = [
        DocumentSource(path, text)
        for path, text in sorted(texts.items())
        if path.startswith("documents/")
    ]
    export, problems = _checked(info, {name: texts[f"{name}.csv"] for name in tables}, documents)
    if errors(problems):
        raise DataError(_named(name, errors(problems)))
    return export


def write_export(
    info: ReleaseInfo,
    tables: Mapping[str, Iterable[Row]],
    documents: Iterable[DocumentSource],
    folder: Path,
) -> Path:
    """Write the canonical archive `<folder>/<name>.zip`; tables not given are empty.

    Every check runs first: DataError, and nothing is written.
    """
    unknown = sorted(set(tables) - {row_type.table for row_type in TABLES})
    if unknown:
        raise DataError(Problem(table, None, None, "no table of an export") for table in unknown)
    texts = {
        row_type.table: render(row_type, sort(tables.get(row_type.table, ())))
        for row_type in TABLES
    }
    documents = sorted(documents, key=lambda document: document.path)
    # Rows made by a program were never parsed: what a reader would refuse is not written.
    _, problems = _checked(info, texts, documents)
    problems += _document_problems(documents)
    if errors(problems):
        raise DataError(errors(problems))
    path = folder / f"{info.name}.zip"
    try:
        replace_file(path, _zip(_members(info, texts, documents)))
    except OSError as error:
        raise GongshiError(f"{path}: not written: {error.strerror}") from error
    return path


def _members(
    info: ReleaseInfo, texts: Mapping[str, str], documents: Iterable[DocumentSource]
) -> Iterator[tuple[str, bytes]]:
    tables = {table: text.encode() for table, text in texts.items()}
    yield DESCRIPTION, describe(info, tables)
    for row_type in TABLES:
        yield table_file(row_type), tables[row_type.table]
    for document in documents:
        yield document.path, document.text.encode()


def _checked(
    info: ReleaseInfo, texts: Mapping[str, str], documents: Sequence[DocumentSource]
) -> tuple[Export, list[Problem]]:
    """The export that canonical tables hold, and everything that is wrong with it."""
    problems: list[Problem] = []
    rows: dict[str, tuple[Row, ...]] = {}
    for row_type in TABLES:
        file, text = table_file(row_type), texts[row_type.table]
        rows[row_type.table], found = parse(row_type, file, text)
        problems += found
    export = Export(info, rows, tuple(documents))
    if not problems:
        problems = check(export, texts=texts)
    return export, problems


def _unexpected(members: Mapping[str, bytes]) -> list[Problem]:
    expected = [DESCRIPTION, *map(table_file, TABLES)]
    missing = [name for name in expected if name not in members]
    problems = [Problem(name, None, None, "is missing; an export has all") for name in missing]
    for name in members:
        if name not in expected and not DOCUMENT_PATH.fullmatch(name):
            why = "neither a table nor a document (documents/….md)"
            problems.append(Problem(name, None, None, why))
    return problems


def _document_problems(documents: Sequence[DocumentSource]) -> Iterator[Problem]:
    seen: set[str] = set()
    for document in documents:
        path = document.path
        if not DOCUMENT_PATH.fullmatch(path):
            yield Problem(path, None, None, "a document is named documents/….md")
        if path.casefold() in seen:
            yield Problem(path, None, None, "stands twice")
        seen.add(path.casefold())
        if "\r" in document.text or document.text.startswith("\ufeff"):
            yield Problem(path, None, None, "lines end with LF, and no byte order mark")


def _decode(file: str, content: bytes, problems: list[Problem]) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append(Problem(file, line, None, "not valid UTF-8"))
        return ""
    if text.startswith("\ufeff"):
        problems.append(Problem(file, 1, None, "starts with a byte order mark"))
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        problems.append(Problem(file, line, None, "holds a carriage return; lines end with LF"))
    return text


def _named(name: str, problems: Iterable[Problem]) -> list[Problem]:
    """The problems with the archive's name before the file's."""
    return [Problem(f"{name}/{p.file}", p.line, p.field, p.why, p.severity) for p in problems]


def _zip(members: Iterable[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = _PERMISSIONS
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=_LEVEL)
    return buffer.getvalue()
