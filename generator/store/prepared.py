"""An export as the store takes it: made in any process, written by the one that holds the store."""

from __future__ import annotations

from msgspec import Struct

from generator.exports.archive import Export
from generator.exports.schema import row_key
from generator.exports.subjects import facility_subjects
from generator.model.facility_record import FacilityRecord, digest, encode_record
from generator.model.release import ReleaseInfo
from generator.model.tables import TABLES, Notice, NoticeRow
from generator.store.facility_records import facility_records
from generator.store.sqlite_values import Record, record_of


class PreparedRow(Struct, frozen=True, array_like=True, gc=False):
    """A row: its key, the facilities that it speaks of, its values."""

    key: str
    facilities: tuple[str, ...]
    record: Record


class Encoded(Struct, frozen=True, array_like=True, gc=False):
    """A dossier as bytes with their digest."""

    facility_id: str
    digest: str
    data: bytes


class Prepared(Struct, frozen=True):
    """Everything of an export that goes into the store; `fragile` are the facilities of whose
    records something may have to go one day.
    """

    info: ReleaseInfo
    tables: dict[str, tuple[PreparedRow, ...]]
    notices: tuple[Notice, ...]
    notice_rows: tuple[NoticeRow, ...]
    documents: tuple[tuple[str, str], ...]
    facility_records: tuple[Encoded, ...]
    fragile: frozenset[str]


def prepare(export: Export) -> tuple[Prepared, tuple[FacilityRecord, ...]]:
    """The export ready to be stored, and its dossiers in the order of the facilities."""
    subjects_of = facility_subjects(export)
    gathered = tuple(facility_records(export, subjects_of))
    tables = {}
    for row_type in TABLES:
        name = row_type.table
        tables[name] = tuple(
            PreparedRow(key, subjects_of.get((name, key), ()), record_of(row))
            for row in export.tables[name]
            for key in (row_key(row),)
        )
    prepared = Prepared(
        info=export.info,
        tables=tables,
        notices=export.rows(Notice),
        notice_rows=export.rows(NoticeRow),
        documents=tuple((document.path, document.text) for document in export.documents),
        facility_records=tuple(map(_encoded, gathered)),
        fragile=frozenset(
            each.facility.facility_id for each in gathered if each.penalties or each.notice_days
        ),
    )
    return prepared, gathered


def _encoded(facility_record: FacilityRecord) -> Encoded:
    data = encode_record(facility_record)
    return Encoded(facility_record.facility.facility_id, digest(data), data)
