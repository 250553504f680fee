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
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from generator.exports.checks.consistency import check, errors
from generator.exports.checks.privacy_settings import ACCEPTED, Rules
from generator.exports.contents import ATTACHMENTS, DocumentSource, Export, table_file
from generator.exports.members import read_members
from generator.exports.package import (
    DESCRIPTION,
    describe,
    format_of,
    said_of_itself,
    understand,
)
from generator.exports.row_tree import root_of, seed_of, tree_of
from generator.exports.rows import parse, render, sort
from generator.exports.schema import tables_of
from generator.io.atomic import replace_file
from generator.model.messages import foreign, message_of, msg
from generator.model.problems import MALFORMED, DataError, GongshiError, Problem
from generator.model.release import NEWEST_FORMAT, ReleaseInfo, RowTreeRoot
from generator.model.tables import TABLES, Row
from generator.trust.verified import VerifiedExport

__all__ = [
    "DocumentSource",
    "Export",
    "in_order_of_issue",
    "parse_export",
    "read_export",
    "read_info",
    "stated_row_tree",
    "write_export",
]

DOCUMENT_PATH = re.compile(r"^documents/[^/\\\x00-\x1f\x7f.][^/\\\x00-\x1f\x7f]{0,119}\.md$")
"""How the path of a document looks: a document number or slug, and .md."""

ATTACHMENT_PATH = re.compile(r"^attachments/[^/\\\x00-\x1f\x7f.][^/\\\x00-\x1f\x7f]{0,119}$")
"""How the path of an attachment looks, from format 2 on."""

ROW_TREE = "rows.json"
"""The member with the seed and the root of the row tree, from format 2 on."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PERMISSIONS = 0o644 << 16
_UNIX = 3
_LEVEL = 6


def read_export(export: VerifiedExport, *, accepted: bool = True) -> Export:
    """The content of a verified export, every row parsed and every rule checked; DataError.

    From format 2 on, its rows are those whose root the agency signed. Where it is not `accepted`
    yet, personal data stops it.
    """
    privacy = ACCEPTED if accepted else None
    content = parse_export(export.read(), export.path, privacy=privacy)
    if content.info.path != export.path:
        why = msg("says that it is %(path)s", path=content.info.path)
        raise DataError([Problem(f"{export.path}/{DESCRIPTION}", None, "gongshi", why)])
    if content.row_tree != export.row_tree:
        why = msg("the root of its rows is not the one that was signed")
        if export.row_tree is None:
            why = msg("the root of its rows was not signed; sign it again with today's gongshi")
        raise DataError([Problem(f"{export.path}/{ROW_TREE}", None, None, why)])
    return content


def reread_export(export: VerifiedExport) -> Export:
    """The rows of an export that was read before: its bytes are those that were signed, so that no
    rule is looked at again, nor their tree.
    """
    return parse_export(export.read(), export.path, rows_only=True, tree=False)


def read_info(export: VerifiedExport) -> ReleaseInfo:
    """What a verified export says of itself; its rows are not looked at."""
    members = read_members(export.read(), export.path, only=DESCRIPTION)
    return said_of_itself(members.get(DESCRIPTION, b""), f"{export.path}/{DESCRIPTION}")


def stated_row_tree(data: bytes, name: str) -> RowTreeRoot | None:
    """The root that an export states of its rows, None before format 2; nothing is computed."""
    members = read_members(data, name, only=ROW_TREE)
    if ROW_TREE not in members:
        return None
    try:
        return msgspec.json.decode(members[ROW_TREE], type=_RowTree).rows
    except MALFORMED as error:
        raise DataError([Problem(f"{name}/{ROW_TREE}", None, None, message_of(error))]) from None


def in_order_of_issue(
    exports: Sequence[VerifiedExport], issued: Mapping[str, datetime] | None = None
) -> list[VerifiedExport]:
    """Exports as they came out: a facility that moved is given up before it is taken over.

    `issued` tells by path when each was, where that is known; otherwise the exports are asked.
    """
    when = issued if issued is not None else {e.path: read_info(e).issued for e in exports}
    return sorted(exports, key=lambda each: (when[each.path], each.region, each.release))


def parse_export(
    data: bytes,
    name: str,
    *,
    privacy: Rules | None = None,
    rows_only: bool = False,
    tree: bool = True,
) -> Export:
    """The content of a canonical archive; `name` leads every message. DataError.

    It is read by the tables, columns and words of its own format; what a later format brought is
    absent from it, not wrong. `privacy` says what becomes of personal data: in what was accepted
    before it is no error, since nobody can sign it again. With `rows_only` each row is read and no
    rule between them is looked at, for what was checked when it was accepted; without `tree` their
    tree is not computed, and it has no roots of subjects.
    """
    members = read_members(data, name)
    format = NEWEST_FORMAT
    if DESCRIPTION in members:
        format = format_of(members[DESCRIPTION], f"{name}/{DESCRIPTION}")
    problems = _unexpected(members, format)
    tables = {
        row_type.table: members[table_file(row_type)]
        for row_type in tables_of(format)
        if table_file(row_type) in members
    }
    info = None
    if DESCRIPTION in members:
        info, found = understand(members[DESCRIPTION], tables)
        problems += found
    texts = {
        file: _decode(file, content, problems)
        for file, content in members.items()
        if file != DESCRIPTION and not file.startswith(ATTACHMENTS)
    }
    if info is None or problems:
        raise DataError(_named(name, problems))
    documents = [
        DocumentSource(path, text)
        for path, text in sorted(texts.items())
        if path.startswith("documents/")
    ]
    attachments = {p: content for p, content in members.items() if p.startswith(ATTACHMENTS)}
    export, problems = _checked(
        info,
        {name: texts[f"{name}.csv"] for name in tables},
        documents,
        attachments,
        privacy,
        rows_only=rows_only,
    )
    if not errors(problems) and format > 1:
        export, faults = _with_row_tree(export, texts[ROW_TREE], compute=tree)
        problems = [*problems, *faults]
    if errors(problems):
        raise DataError(_named(name, errors(problems)))
    return export


@dataclass(frozen=True, slots=True)
class Checked:
    """Content in which `check` has found no error, with its canonical tables by name."""

    export: Export
    texts: Mapping[str, str]

    def holds(self, row_type: type[Row], tables: Mapping[str, Iterable[Row]]) -> bool:
        """Whether these tables have the same rows of this type, in the same order."""
        return tables.get(row_type.table) == self.export.tables[row_type.table]

    @property
    def is_canonical(self) -> bool:
        """Whether the rows are what a reader would make of the tables: each on one line, and of
        values that its columns take.
        """
        return all(
            self.texts[row_type.table].count("\n") == len(rows) + 1
            and "\r" not in self.texts[row_type.table]
            and _are_valid(row_type, rows)
            for row_type in tables_of(self.export.info.format)
            for rows in (self.export.tables[row_type.table],)
        )


def _are_valid(row_type: type[Row], rows: Sequence[Row]) -> bool:
    try:
        read = msgspec.json.decode(msgspec.json.encode(rows), type=tuple[row_type, ...])  # type: ignore[valid-type]
    except MALFORMED:
        return False
    return bool(read == rows)


def write_export(
    info: ReleaseInfo,
    tables: Mapping[str, Iterable[Row]],
    documents: Iterable[DocumentSource],
    folder: Path,
    *,
    secret: bytes,
    attachments: Mapping[str, bytes] | None = None,
    checked: Checked | None = None,
) -> Path:
    """Write the canonical archive `<folder>/<name>.zip`; tables not given are empty.

    `secret` is what the role's salts are made with (`row_tree.seed_of`). Every check runs first:
    DataError, and nothing is written. What is `checked` is not checked once more where it is what
    is written.
    """
    known = tables_of(info.format)
    unknown = sorted(set(tables) - {row_type.table for row_type in known})
    if unknown:
        raise DataError(
            Problem(table, None, None, msg("no table of an export")) for table in unknown
        )
    written = checked.texts if checked and checked.export.info == info else {}
    texts = {
        row_type.table: written[row_type.table]
        if checked and row_type.table in written and checked.holds(row_type, tables)
        else render(row_type, sort(tables.get(row_type.table, ())), info.format)
        for row_type in known
    }
    documents = sorted(documents, key=lambda document: document.path)
    files = dict(sorted((attachments or {}).items()))
    # Rows made by a program were never parsed: what a reader would refuse is not written.
    same = (
        checked is not None
        and texts == checked.texts
        and (info, tuple(documents), files)
        == (checked.export.info, checked.export.documents, checked.export.attachments)
    )
    if checked is not None and same and checked.is_canonical:
        export = checked.export
        problems: list[Problem] = []
    else:
        export, problems = _checked(info, texts, documents, files)
    problems += _document_problems(documents)
    if errors(problems):
        raise DataError(errors(problems))
    members = _members(export, texts, seed_of(secret, info.name))
    path = folder / f"{info.name}.zip"
    try:
        replace_file(path, _zip(members), mode=0o600)
    except OSError as error:
        raise GongshiError(
            msg("%(path)s: not written: %(reason)s", path=path, reason=foreign(error.strerror))
        ) from error
    return path


def _members(export: Export, texts: Mapping[str, str], seed: bytes) -> Iterator[tuple[str, bytes]]:
    tables = {table: text.encode() for table, text in texts.items()}
    yield DESCRIPTION, describe(export.info, tables)
    for row_type in tables_of(export.info.format):
        yield table_file(row_type), tables[row_type.table]
    for document in export.documents:
        yield document.path, document.text.encode()
    yield from export.attachments.items()
    if export.info.format > 1:
        yield ROW_TREE, _row_tree_text(root_of(export, seed), seed).encode()


class _RowTree(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The member that lets the portal compute the row tree: the seed of its salts, the result."""

    seed: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    rows: RowTreeRoot


def _row_tree_text(root: RowTreeRoot, seed: bytes) -> str:
    stated = msgspec.json.encode(_RowTree(seed=seed.hex(), rows=root))
    return msgspec.json.format(stated, indent=2).decode() + "\n"


def _with_row_tree(export: Export, text: str, *, compute: bool) -> tuple[Export, list[Problem]]:
    """The export with the seed and the root of its rows, which must be those of its rows; they are
    not looked at unless it is to `compute` them.
    """
    try:
        stated = msgspec.json.decode(text, type=_RowTree)
    except MALFORMED as error:
        return export, [
            Problem(ROW_TREE, None, None, msg("not understood: %(error)s", error=error))
        ]
    seed = bytes.fromhex(stated.seed)
    if not compute:
        return replace(export, seed=seed, row_tree=stated.rows), []
    found, roots = tree_of(export, seed)
    if not stated.rows.states(found):
        return export, [Problem(ROW_TREE, None, "rows", msg("is not the root of these rows"))]
    return replace(export, seed=seed, row_tree=stated.rows, subject_roots=roots), []


def _checked(
    info: ReleaseInfo,
    texts: Mapping[str, str],
    documents: Sequence[DocumentSource],
    attachments: Mapping[str, bytes],
    privacy: Rules | None = None,
    *,
    rows_only: bool = False,
) -> tuple[Export, list[Problem]]:
    """The export that canonical tables hold, and everything that is wrong with it."""
    problems: list[Problem] = []
    rows: dict[str, tuple[Row, ...]] = {row_type.table: () for row_type in TABLES}
    for row_type in tables_of(info.format):
        file, text = table_file(row_type), texts[row_type.table]
        rows[row_type.table], found = parse(row_type, file, text, info.format)
        problems += found
    export = Export(info, rows, tuple(documents), attachments)
    if not problems and not rows_only:
        problems = check(export, texts=texts, privacy=privacy)
    return export, problems


def _unexpected(members: Mapping[str, bytes], format: int) -> list[Problem]:
    expected = [DESCRIPTION, *map(table_file, tables_of(format))]
    if format > 1:
        expected.append(ROW_TREE)
    missing = [name for name in expected if name not in members]
    problems = [Problem(name, None, None, msg("is missing; an export has all")) for name in missing]
    for name in members:
        named = DOCUMENT_PATH.fullmatch(name) or (format > 1 and ATTACHMENT_PATH.fullmatch(name))
        if name not in expected and not named:
            why = msg("neither a table nor a document (documents/….md)")
            problems.append(Problem(name, None, None, why))
    return problems


def _document_problems(documents: Sequence[DocumentSource]) -> Iterator[Problem]:
    seen: set[str] = set()
    for document in documents:
        path = document.path
        if not DOCUMENT_PATH.fullmatch(path):
            yield Problem(path, None, None, msg("a document is named documents/….md"))
        if path.casefold() in seen:
            yield Problem(path, None, None, msg("stands twice"))
        seen.add(path.casefold())
        if "\r" in document.text or document.text.startswith("\ufeff"):
            yield Problem(path, None, None, msg("lines end with LF, and no byte order mark"))


def _decode(file: str, content: bytes, problems: list[Problem]) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append(Problem(file, line, None, msg("not valid UTF-8")))
        return ""
    if text.startswith("\ufeff"):
        problems.append(Problem(file, 1, None, msg("starts with a byte order mark")))
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        problems.append(
            Problem(file, line, None, msg("holds a carriage return; lines end with LF"))
        )
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
