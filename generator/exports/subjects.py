"""Whom the rows of an export speak of: facilities, regions, schemes, documents.

A row has one subject, which its table says (`Row.subject`); a notice and a succession have one for
each thing that they concern. What a notice concerns and the export no longer has leads nowhere:
such a notice is a subject of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import cast

from generator.exports.contents import Export
from generator.exports.schema import row_key
from generator.model.tables import (
    TABLES,
    Attachment,
    Demonstration,
    DemonstrationStage,
    Facility,
    Finding,
    Notice,
    NoticeRow,
    Penalty,
    Row,
    Succession,
)

Subject = tuple[str, str]
"""Kind and identifier: ("facility", "LC-0001")."""

RowRef = tuple[str, str]
"""Table and key of a row."""

FACILITY = "facility"
DOCUMENT = "document"
NOTICE = "notice"
DOCUMENTS = "documents"
"""What notices name as the table of a document."""

_LED = (Finding, DemonstrationStage)
"""Tables whose rows have the subject of the row that they belong to."""


def concerned(notices: Iterable[Notice], rows: Iterable[NoticeRow]) -> dict[str, list[RowRef]]:
    """The rows that each notice concerns, by its identifier, the one it names itself first."""
    found = {n.notice_id: [(n.concerns_table, n.concerns_id)] for n in notices}
    for row in rows:
        ref = (row.concerns_table, row.concerns_id)
        refs = found.setdefault(row.notice_id, [])
        if ref not in refs:
            refs.append(ref)
    return found


def notices_about(
    refs: Mapping[str, Iterable[RowRef]], wanted: Callable[[RowRef], bool]
) -> set[str]:
    """The notices that concern a row that is wanted, or a notice that does; `refs` as `concerned`
    gives them.
    """
    found: set[str] = set()
    while more := {
        notice
        for notice, places in refs.items()
        if notice not in found
        and any(wanted(ref) or (ref[0] == Notice.table and ref[1] in found) for ref in places)
    }:
        found |= more
    return found


def document_name(path: str) -> str:
    """How notices and attachments name a document: `documents/x.md` is `x`."""
    return path.removeprefix("documents/").removesuffix(".md")


def subjects(export: Export) -> Mapping[RowRef, tuple[Subject, ...]]:
    """The subjects of every row by (table, key), documents among them; the first is the row's own.

    A reference that leads nowhere gives no subject; the checks name it.
    """
    found: dict[RowRef, tuple[Subject, ...]] = {
        (DOCUMENTS, name): ((DOCUMENT, name),)
        for document in export.documents
        for name in (document_name(document.path),)
    }
    for row_type in TABLES:
        if row_type not in (*_LED, Notice, NoticeRow, Succession, Demonstration):
            kind, column = row_type.subject
            for row in export.rows(row_type):
                found[row_type.table, row_key(row)] = ((kind, getattr(row, column)),)
    for title in export.rows(Demonstration):
        found[Demonstration.table, row_key(title)] = ((title.subject_kind, title.subject_id),)
    for led in _LED:
        table, column = led.subject
        for row in export.rows(led):
            found[led.table, row_key(row)] = found.get((table, getattr(row, column)), ())
    facilities = {facility.facility_id for facility in export.rows(Facility)}
    for succession in export.rows(Succession):
        found[Succession.table, row_key(succession)] = tuple(_heirs(succession, facilities))
    _add_notices(export, found)
    return found


def _heirs(succession: Succession, known: set[str]) -> Iterator[Subject]:
    """The facility that goes on, where it is in this export, and the identifier that ends."""
    if succession.new_id in known:
        yield FACILITY, succession.new_id
    yield FACILITY, succession.old_id


def _add_notices(export: Export, found: dict[RowRef, tuple[Subject, ...]]) -> None:
    """A notice about a notice has the subjects of that one.

    In format 1 only where that one stands before it: records of that format must stay as they are.
    """
    rows = export.rows(NoticeRow)
    refs = concerned(export.rows(Notice), rows)
    about: dict[str, list[str]] = defaultdict(list)
    for identifier, places in refs.items():
        about[identifier] = [key for table, key in places if table == Notice.table]
    by_key = export.info.format == 1
    for identifier in sorted(refs, key=lambda each: (not by_key and bool(about[each]), each)):
        own = dict.fromkeys(subject for ref in refs[identifier] for subject in found.get(ref, ()))
        found[Notice.table, identifier] = tuple(own) or ((NOTICE, identifier),)
    for row in rows:
        ref = (row.concerns_table, row.concerns_id)
        found[NoticeRow.table, row_key(row)] = found.get(ref) or ((NOTICE, row.notice_id),)


def facility_subjects(export: Export) -> dict[RowRef, tuple[str, ...]]:
    """(table, key) of every row that speaks of facilities of this export → their identifiers."""
    known = {facility.facility_id for facility in export.rows(Facility)}
    found = {}
    for ref, all_subjects in subjects(export).items():
        own = tuple(each for kind, each in all_subjects if kind == FACILITY and each in known)
        if own:
            found[ref] = own
    return found


def attachments_of(export: Export) -> dict[str, list[Attachment]]:
    """The attachments of each document, by its name, sorted by file."""
    found: dict[str, list[Attachment]] = defaultdict(list)
    for row in cast(tuple[Attachment, ...], export.rows(Attachment)):
        found[row.document].append(row)
    return found


def is_expiring(row: Row, expiring_notices: frozenset[str]) -> bool:
    """Whether a row may have to go by itself one day: penalties, what notices say of them, and
    notices with a last day.
    """
    if isinstance(row, Notice | NoticeRow):
        return row.notice_id in expiring_notices
    return row.table == "penalties"


def expiring_notices(export: Export) -> frozenset[str]:
    """The notices that go with a penalty, or with a notice that does, or by a day of their own."""
    refs = concerned(export.rows(Notice), export.rows(NoticeRow))
    going = notices_about(refs, lambda ref: ref[0] == Penalty.table)
    return frozenset(
        notice.notice_id
        for notice in export.rows(Notice)
        if notice.ends is not None or notice.notice_id in going
    )
