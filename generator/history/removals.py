"""Values that the operator took out of what agencies signed, until they sign it without.

What was signed cannot be changed, and the archive keeps it, unpublished, since signatures and
releases follow from it. So a removal is a line beside the log, `archive/log/removals.jsonl`, and
every export is read without the cells and documents that it names: from there on no record, page,
index, file or history can hold them. A removal names a value by its digest under the secret of the
log: a row that says something else, in another release, is shown as it was signed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator.exports.contents import ATTACHMENTS, DocumentSource, Export
from generator.exports.schema import cells_of, columns, row_key
from generator.exports.subjects import document_name
from generator.io.atomic import replace_file
from generator.model.facility_record import FacilityRecord
from generator.model.messages import msg
from generator.model.problems import MALFORMED, DataError, UsageError
from generator.model.tables import TABLES, Attachment, Row
from generator.rules.record import TABLES as MEMBERS

FILE = "removals.jsonl"
DOCUMENTS = "documents"
"""Stands for a table where it is a document that was removed; its key is its path."""

HIDDEN = "（已隐去）"
"""What a cell says that may not be empty; the words stand for the value in every language."""


class Removal(Struct, frozen=True, omit_defaults=True):
    """One value: a cell of a row, or the text of a document of an export.

    `leaves` are the entries of the log that said it of facilities, which are taken back for
    `reason`.
    """

    agency: str
    table: str
    key: str
    column: str
    digest: str
    reason: str
    leaves: tuple[int, ...] = ()


@dataclass(frozen=True)
class Removals:
    """Everything that was removed; `secret` is that of the log."""

    folder: Path
    secret: bytes

    @property
    def file(self) -> Path:
        """Where it lies."""
        return self.folder / FILE

    @cached_property
    def entries(self) -> tuple[Removal, ...]:
        """All of it; DataError for a damaged file."""
        lines = self._bytes().splitlines()
        return tuple(self._entry(number, line) for number, line in enumerate(lines, start=1))

    @property
    def leaves(self) -> Mapping[int, str]:
        """The entries of the log that are taken back, with the reason of each."""
        return {leaf: each.reason for each in self.entries for leaf in each.leaves}

    def add(self, *new: Removal) -> Removals:
        """Keep what is removed from now on."""
        text = b"".join(msgspec.json.encode(each) + b"\n" for each in (*self.entries, *new))
        replace_file(self.file, text)
        return Removals(self.folder, self.secret)

    def digest(self, agency: str, table: str, key: str, column: str, value: str) -> str:
        """How a value at its place is named."""
        text = json.dumps([agency, table, key, column, value], ensure_ascii=False)
        return hmac.digest(self.secret, text.encode(), "sha256").hex()

    def withheld(self, export: Export) -> Export:
        """An export without what was removed."""
        cells = self._cells_of(export)
        if not cells and not self._documents_of(export):
            return export
        tables = dict(export.tables)
        for name in {table for table, _, _ in cells}:
            tables[name] = tuple(
                _without(row, [c for t, k, c in cells if (t, k) == (name, row_key(row))])
                for row in tables[name]
            )
        gone = {document_name(path) for path in self._documents_of(export)}
        kept = [each for each in export.documents if document_name(each.path) not in gone]
        lost = {f"{ATTACHMENTS}{each.file}" for each in export.rows(Attachment)
                if each.document in gone}  # fmt: skip
        tables[Attachment.table] = tuple(
            row for row in tables[Attachment.table]
            if not (isinstance(row, Attachment) and row.document in gone)
        )  # fmt: skip
        attachments = {p: content for p, content in export.attachments.items() if p not in lost}
        return Export(export.info, tables, tuple(kept), attachments, export.seed, export.row_tree)

    def concern(self, export: Export) -> bool:
        """Whether an export, as it was signed, holds something that was removed."""
        return bool(self._cells_of(export) or self._documents_of(export))

    def said_by(self, record: FacilityRecord, removal: Removal) -> bool:
        """Whether a facility's record holds what a removal names."""
        parts = (row for member in MEMBERS for row in getattr(record, member))
        return any(
            row.table == removal.table
            and row_key(row) == removal.key
            and self._is_said(row, removal)
            for row in (record.facility, *parts)
        )

    def _cells_of(self, export: Export) -> set[tuple[str, str, str]]:
        """Table, key and column of what is removed from an export."""
        wanted = [e for e in self.entries if e.agency == export.info.region and e.column]
        found: set[tuple[str, str, str]] = set()
        for name in {each.table for each in wanted}:
            of_table: dict[str, list[Removal]] = {}
            for each in wanted:
                if each.table == name:
                    of_table.setdefault(each.key, []).append(each)
            for row in export.tables[name]:
                for each in of_table.get(row_key(row), ()):
                    if self._is_said(row, each):
                        found.add((name, each.key, each.column))
        return found

    def _documents_of(self, export: Export) -> set[str]:
        """The paths of the documents that are removed from an export."""
        agency = export.info.region
        wanted = {(e.key, e.digest) for e in self.entries if e.agency == agency and not e.column}
        return {each.path for each in export.documents
                if wanted and (each.path, self.of_document(agency, each)) in wanted}  # fmt: skip

    def of_document(self, agency: str, document: DocumentSource) -> str:
        """How the text of a document of an export is named."""
        return self.digest(agency, DOCUMENTS, document.path, "", document.text)

    def _is_said(self, row: Row, removal: Removal) -> bool:
        said = self.digest(
            removal.agency, removal.table, removal.key, removal.column, cell(row, removal.column)
        )
        return hmac.compare_digest(said, removal.digest)

    def _bytes(self) -> bytes:
        try:
            return self.file.read_bytes()
        except FileNotFoundError:
            return b""

    def _entry(self, number: int, line: bytes) -> Removal:
        try:
            return msgspec.json.decode(line, type=Removal)
        except MALFORMED as error:
            raise DataError(
                msg("%(file)s:%(number)s: %(error)s; put its newest copy back from the back-up",
                    file=self.file, number=number, error=error)
            ) from None  # fmt: skip


def stamp(folder: Path) -> bytes:
    """What changes whenever something is removed; empty where nothing ever was."""
    try:
        return hashlib.sha256((folder / FILE).read_bytes()).digest()
    except FileNotFoundError:
        return b""


def cell(row: Row, column: str) -> str:
    """A cell as an export writes it."""
    for each in columns(type(row)):
        if each.name == column:
            return cells_of(each, [row])[0]
    raise KeyError(column)


def table_named(name: str) -> type[Row]:
    """The table of a name; UsageError with those there are."""
    for row_type in TABLES:
        if row_type.table == name:
            return row_type
    known = ", ".join(each.table for each in TABLES)
    raise UsageError(
        msg("no table is called %(name)s; there are %(known)s", name=name, known=known)
    )


def _without(row: Row, names: list[str]) -> Row:
    for name in names:
        row = replace(row, **{name: replacement(type(row), name)})
    return row


def replacement(row_type: type[Row], name: str) -> str | None:
    """What stands where a value was removed.

    UsageError for a column that could hold no text, or that other rows refer to.
    """
    found = next((each for each in columns(row_type) if each.name == name), None)
    if found is None:
        known = ", ".join(each.name for each in columns(row_type))
        raise UsageError(
            msg("%(table)s has no column %(name)s; there are %(known)s",
                table=row_type.table, name=name, known=known)
        )  # fmt: skip
    if name in row_type.key or found.references:
        raise UsageError(
            msg("%(table)s, %(name)s: other rows refer to it; only the agency can give it another"
                " value", table=row_type.table, name=name)
        )  # fmt: skip
    if found.type != "string" or found.enum or (found.required and found.pattern):
        raise UsageError(
            msg(
                "%(table)s, %(name)s: holds no sentence, so nothing is removed from it",
                table=row_type.table,
                name=name,
            )
        )
    return HIDDEN if found.required else None


def places(export: Export, value: str) -> Iterator[str]:
    """The cells of an export in which a value stands, as `TABLE/KEY/COLUMN`."""
    for row_type in TABLES:
        for row in export.tables[row_type.table]:
            for column in columns(row_type):
                if value in cell(row, column.name):
                    yield f"{row_type.table}/{row_key(row)}/{column.name}"
