"""Values that the operator took out of what agencies signed, until they sign it without.

What was signed cannot be changed, and the archive keeps it, unpublished, since signatures and
releases follow from it. So a removal is a line beside the log, `archive/log/removals.jsonl`, and
every export is read without the cells and documents that it names: from there on no record, page,
index, file or history can hold them. A removal names a value by its digest under the secret of the
log: a row that says something else, in another release, is shown as it was signed.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
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
from generator.portal.folder import Deployment
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

    def add(self, new: Iterable[Removal]) -> None:
        """Keep what is removed from now on; what was read of the list before does not know it."""
        text = b"".join(
            msgspec.json.encode(each) + b"\n" for each in dict.fromkeys((*self.entries, *new))
        )
        replace_file(self.file, text)

    def digest(self, agency: str, table: str, key: str, column: str, value: str) -> str:
        """How a value at its place is named."""
        text = json.dumps([agency, table, key, column, value], ensure_ascii=False)
        return hmac.digest(self.secret, text.encode(), "sha256").hex()

    def withheld(self, export: Export) -> Export:
        """An export without what was removed."""
        cells, documents = self._cells_of(export), self._documents_of(export)
        if not cells and not documents:
            return export
        tables = {
            name: tuple(_without(row, cells.get((name, row_key(row)), ())) for row in rows)
            if any(table == name for table, _ in cells)
            else rows
            for name, rows in export.tables.items()
        }
        gone = {document_name(path) for path in documents}
        tables[Attachment.table] = tuple(
            row for row in export.rows(Attachment) if row.document not in gone
        )
        kept = {f"{ATTACHMENTS}{row.file}" for row in tables[Attachment.table]
                if isinstance(row, Attachment)}  # fmt: skip
        return dataclasses.replace(
            export,
            tables=tables,
            documents=tuple(each for each in export.documents if each.path not in documents),
            attachments={p: data for p, data in export.attachments.items() if p in kept},
        )

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

    def _cells_of(self, export: Export) -> dict[tuple[str, str], list[str]]:
        """The columns that are removed from an export, by table and key."""
        wanted: dict[tuple[str, str], list[Removal]] = {}
        for each in self.entries:
            if each.agency == export.info.region and each.column:
                wanted.setdefault((each.table, each.key), []).append(each)
        found: dict[tuple[str, str], list[str]] = {}
        for name in {table for table, _ in wanted}:
            for row in export.tables[name]:
                place = name, row_key(row)
                said = [e.column for e in wanted.get(place, ()) if self._is_said(row, e)]
                if said:
                    found[place] = said
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


def stamp(deployment: Deployment) -> bytes:
    """What changes whenever something is removed, or an export is taken back that was signed with
    a stolen key; empty where neither ever was.
    """
    state = deployment.state()
    disowned = sorted(state.accepted.disowned) if state else []
    try:
        removed = (deployment.log / FILE).read_bytes()
    except FileNotFoundError:
        if not disowned:
            return b""
        removed = b""
    said = "\0".join(disowned).encode()
    return hashlib.sha256(removed + (b"\0" + said if disowned else b"")).digest()


def cell(row: Row, column: str) -> str:
    """A cell as an export writes it."""
    for each in columns(type(row)):
        if each.name == column:
            return cells_of(each, [row])[0]
    raise KeyError(column)


def _without(row: Row, names: Iterable[str]) -> Row:
    for name in names:
        row = replace(row, **{name: replacement(type(row), name)})
    return row


def replacement(row_type: type[Row], name: str) -> str | None:
    """What stands where a value was removed.

    UsageError for a column that there is not, that could hold no text, or that other rows refer to.
    """
    named = {each.name: each for each in columns(row_type)}
    if name not in named:
        raise UsageError(
            msg("%(table)s has no column %(name)s; there are %(known)s",
                table=row_type.table, name=name, known=", ".join(named))
        )  # fmt: skip
    found = named[name]
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
