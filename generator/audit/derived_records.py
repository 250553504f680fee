"""Records made anew from what the agencies signed, and held against those that a site shows.

For every agency the newest export is taken: row by row from its public copy, or whole where it was
signed before rows had salts. Each facility and each document of it must be on the site, as its
record says word for word, and nothing else may be said to come from that agency.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import cast

import msgspec

from generator.audit.public_copies import check_copies, row_name
from generator.audit.record_check import MAX_RECORD
from generator.audit.shown_records import ShownRecords
from generator.audit.signatures import SignedMetadata
from generator.audit.site_source import Source, read
from generator.documents.attachments import with_files
from generator.documents.read_document import read_document
from generator.exports.contents import Export
from generator.exports.public_copy import CopyLeaf, PublicCopy
from generator.exports.row_tree import text_of
from generator.exports.schema import TYPES_BY_NAME, header, row_key
from generator.exports.subjects import (
    DOCUMENTS,
    attachments_of,
    document_name,
    facility_subjects,
)
from generator.model.canonical import read_json
from generator.model.messages import message_of, msg, word
from generator.model.problems import DataError, Severity, VerificationError
from generator.model.tables import Attachment, Facility, Notice, NoticeRow
from generator.pages.shared import urls
from generator.rules.document_record import document_record, document_subject
from generator.rules.record import MEMBERS, record_of_rows, row_cells
from generator.trust.files import MAX_EXPORT
from generator.trust.signed import refuse
from generator.trust.state import Listed

Cells = Mapping[str, str]

NOTICES = (Notice.table, NoticeRow.table)


@dataclass(slots=True)
class Derived:
    """How much of what a site shows follows from what the agencies signed.

    `withheld` are newest exports whose rows the site does not offer, though they were signed one by
    one, because the log says that something was removed; `whole` those that were signed as a whole
    and are not offered. What comes from these agencies rests on the portal's word: so many
    `unproved_facilities`. `own_documents` are those that no agency signed.
    """

    facilities: int = 0
    documents: int = 0
    withheld: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)
    unproved_facilities: int = 0
    own_documents: int = 0
    copies: tuple[PublicCopy, ...] = ()


def derive_records(
    source: Source,
    copies: Iterable[str],
    exports: Iterable[str],
    shown: ShownRecords,
    signed: SignedMetadata,
    removed: bool,
) -> Derived:
    """Make every record anew from the newest exports; VerificationError at the first that differs.

    `copies` and `exports` are the files of the site that offer rows or whole exports; `removed`
    says whether the log has taken something back because the operator removed it.
    """
    comparison = _Comparison(source, shown, signed.newest)
    derived = Derived()
    derived.copies = check_copies(source, copies, signed.listed, comparison.of_copy)
    comparison.require_none()
    offered = {copy.export for copy in derived.copies}
    whole = {path.removeprefix("data/"): path for path in exports}
    for _, listed in sorted(signed.newest.items()):
        if listed.path in offered:
            continue
        if listed.path in whole:
            comparison.of_export(listed, whole[listed.path])
        elif listed.row_tree is None:
            derived.whole.append(listed.path)
        elif removed:
            derived.withheld.append(listed.path)
        else:
            raise refuse(
                listed.path,
                msg(
                    "was signed row by row by %(role)s, and the site does not offer its rows",
                    role=listed.role,
                ),
            )
    derived.facilities, derived.documents = comparison.facilities, comparison.documents
    unproved = {
        listed.partition("/")[2].partition("/")[0] for listed in (*derived.withheld, *derived.whole)
    }
    derived.unproved_facilities = comparison.require_no_other(unproved)
    derived.own_documents = len(shown.documents) - comparison.documents
    return derived


class _Comparison:
    """What was compared so far."""

    def __init__(self, source: Source, shown: ShownRecords, newest: Mapping[str, Listed]) -> None:
        self._source, self._shown = source, shown
        self._newest = {each.path: each for each in newest.values()}
        self._seen: set[str] = set()
        self._fault: VerificationError | None = None
        self.facilities = self.documents = 0

    def of_copy(self, export: str, leaves: list[CopyLeaf]) -> None:
        """A subject of the public copy of an export.

        A difference waits until the whole copy was read: what it hides shows at its end.
        """
        try:
            self._of_subject(export, leaves)
        except VerificationError as error:
            self._fault = self._fault or error

    def require_none(self) -> None:
        """VerificationError with the first difference, if there is one."""
        if self._fault is not None:
            raise self._fault

    def _of_subject(self, export: str, leaves: list[CopyLeaf]) -> None:
        listed = self._newest.get(export)
        if listed is None:
            raise refuse(
                export, msg("is offered row by row, though it is not the newest of its agency")
            )
        for leaf in leaves:
            # The name of a subject is under no signature: what it is follows from its rows.
            if leaf.table == Facility.table:
                rows = [(each.table, each.row) for each in leaves]
                self._facility(listed, leaf.row["facility_id"], rows)
            elif leaf.table == DOCUMENTS:
                attached = [each.row for each in leaves if each.table == Attachment.table]
                text = text_of(leaf.row.get("front_matter", ""), leaf.body or "")
                self._document(listed, leaf.row["name"], text, attached)

    def of_export(self, listed: Listed, path: str) -> None:
        """An export that is offered as it was signed."""
        # With all checks of an export, which take longer to load than most audits need.
        from generator.exports.archive import parse_export
        from generator.exports.checks.privacy_settings import ACCEPTED

        data = read(self._source, path, MAX_EXPORT) or b""
        try:
            export = parse_export(data, listed.path, privacy=ACCEPTED)
        except DataError as error:
            raise refuse(path, message_of(error)) from None
        for identifier, rows in _facilities(export):
            self._facility(listed, identifier, rows)
        attached = attachments_of(export)
        for document in export.documents:
            name = document_name(document.path)
            files = [row_cells(row) for row in attached.get(name, ())]
            self._document(listed, name, document.text, files)

    def require_no_other(self, unproved: set[str]) -> int:
        """How many facilities are of agencies whose newest export is not at hand.

        VerificationError where one is said to be of another, whose newest export has it not.
        """
        count = 0
        for identifier, (_, release) in self._shown.facilities.items():
            if identifier in self._seen:
                continue
            agency = release.partition("-")[0]
            if agency not in unproved:
                raise refuse(
                    urls.file_of(urls.public_record(identifier)),
                    msg(
                        "shows facility %(identifier)s, which the newest export of %(agency)s has"
                        " not",
                        identifier=identifier,
                        agency=agency,
                    ),
                )
            count += 1
        return count

    def _facility(self, listed: Listed, identifier: str, rows: Sequence[tuple[str, Cells]]) -> None:
        path = urls.file_of(urls.public_record(identifier))
        present = self._shown.facilities.get(identifier)
        if present is None:
            raise refuse(
                path,
                msg(
                    "is missing: facility %(identifier)s is in %(export)s, signed by %(role)s",
                    identifier=identifier,
                    export=listed.path,
                    role=listed.role,
                ),
            )
        self._seen.add(identifier)
        self.facilities += 1
        try:
            record = record_of_rows(rows)
        except KeyError as error:
            raise refuse(
                listed.path, msg("has a row of %(table)s under a facility", table=error)
            ) from None
        if sha256(record).digest() != present[0]:
            self._name_difference(path, listed, rows)

    def _name_difference(
        self, path: str, listed: Listed, rows: Sequence[tuple[str, Cells]]
    ) -> None:
        """VerificationError with the first cell that differs.

        A notice that the copy does not show, because it speaks of another's penalty too, is proved
        by the record's own rows.
        """
        signed = {(table, row_name(table, cells)): cells for table, cells in rows}
        shown = dict(self._rows_of(path))
        for place, cells in signed.items():
            said = shown.get(place, {})
            for column in header(TYPES_BY_NAME[place[0]]):
                one, other = said.get(column, ""), cells.get(column, "")
                if one != other:
                    raise _differs(path, listed, place, column, one, other)
        for place, said in shown.items():
            if place not in signed and place[0] not in NOTICES:
                column = next(iter(said), "")
                raise _differs(path, listed, place, column, said.get(column, ""), "")

    def _rows_of(self, path: str) -> Iterator[tuple[tuple[str, str], Cells]]:
        """The rows of a record of the site, by table and key."""
        value = cast(
            dict[str, dict[str, object]], read_json(read(self._source, path, MAX_RECORD) or b"")
        )
        for table, member in MEMBERS.items():
            found = value["record"].get(member, [])
            for cells in cast(list[Cells], found if isinstance(found, list) else [found]):
                yield (table, row_name(table, cells)), cells

    def _document(self, listed: Listed, name: str, text: str, attached: Sequence[Cells]) -> None:
        source = f"{listed.region}/documents/{name}.md"
        try:
            document = read_document(source, text)
            files = {cells.get("file", ""): _attachment(cells) for cells in attached}
            document, _ = with_files(document, files, Severity.WARNING)
        except DataError as error:
            raise refuse(listed.path, message_of(error)) from None
        subject = document_subject(document)
        present = self._shown.documents.get(subject)
        path = urls.file_of(urls.document_record(document.kind.value, document.slug))
        if present is None:
            raise refuse(
                path,
                msg(
                    "is missing: document %(name)s is in %(export)s, signed by %(role)s",
                    name=name,
                    export=listed.path,
                    role=listed.role,
                ),
            )
        self.documents += 1
        record = document_record(document)
        if sha256(record).digest() == present[0]:
            return
        data = read_json(read(self._source, path, MAX_RECORD) or b"")
        said = cast(dict[str, dict[str, Cells]], data)["record"][document.kind.value]
        own = cast(dict[str, Cells], read_json(record))[document.kind.value]
        for column in sorted({*said, *own}):
            if said.get(column) != own.get(column):
                one, other = said.get(column, ""), own.get(column, "")
                raise _differs(path, listed, (DOCUMENTS, name), column, one, other)


def _differs(
    path: str, listed: Listed, place: tuple[str, str], column: str, said: str, signed: str
) -> VerificationError:
    table, key = place
    return refuse(
        path,
        msg(
            "says %(said)s for %(column)s of %(table)s %(key)s; %(role)s signed %(signed)s in"
            " %(export)s",
            said=_quoted(said),
            column=column,
            table=word("Table", table),
            key=key,
            role=listed.role,
            signed=_quoted(signed),
            export=listed.path,
        ),
    )


def _quoted(cell: str) -> str:
    return f"“{cell if len(cell) <= SHOWN else cell[:SHOWN] + '…'}”" if cell else msg("nothing")


SHOWN = 80
"""Characters of a cell that a message shows."""


def _facilities(export: Export) -> Iterator[tuple[str, list[tuple[str, Cells]]]]:
    """The rows of every facility of an export that was signed as a whole."""
    subjects = facility_subjects(export)
    found: dict[str, list[tuple[str, Cells]]] = {}
    for table in MEMBERS:
        for row in export.tables[table]:
            for identifier in subjects.get((table, row_key(row)), ()):
                found.setdefault(identifier, []).append((table, row_cells(row)))
    yield from found.items()


def _attachment(cells: Cells) -> Attachment:
    values: dict[str, object] = {**cells}
    return msgspec.convert(values, Attachment, strict=False)
