"""Notices that may be shown on a day, with the institutions and documents that they concern."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date

from generator.exports.subjects import DOCUMENT, DOCUMENTS, RowRef, Subject, concerned
from generator.model.tables import TABLES, Demonstration, Facility, Finding, Notice, NoticeRow
from generator.store.open_data import visible
from generator.store.queries import rows


def public_notices(
    connection: sqlite3.Connection, *, on: date
) -> Iterator[tuple[str, int, Notice, tuple[RowRef, ...]]]:
    """(agency, the release that the notice reads so since, notice, the rows that it concerns) by
    agency and identifier; none about a penalty that may not be shown on the day.
    """
    day: Mapping[str, object] = {"today": on.isoformat()}
    notices = list(rows(connection, Notice, visible(Notice.table), day))
    query = "SELECT agency, notice_id, since FROM notices"
    since = {(agency, key): release for agency, key, release in connection.execute(query)}
    further: dict[tuple[str, str], list[NoticeRow]] = {}
    for agency, row in rows(connection, NoticeRow, visible(NoticeRow.table), day):
        further.setdefault((agency, row.notice_id), []).append(row)
    for agency, notice in notices:
        own = further.get((agency, notice.notice_id), ())
        refs = tuple(concerned([notice], own)[notice.notice_id])
        yield agency, since[agency, notice.notice_id], notice, refs


def subject_of(connection: sqlite3.Connection, agency: str, ref: RowRef) -> Subject | None:
    """What a row is about: a facility or a document by its kind and name; None for other rows and
    for one that is not there any more.
    """
    table, key = ref
    if table == DOCUMENTS:
        return DOCUMENT, key
    row_type = next((each for each in TABLES if each.table == table), None)
    if row_type is None:
        return None
    if row_type is Finding:
        query = (
            "SELECT i.facility_id FROM findings f JOIN inspections i ON i.agency = f.agency"
            " AND i.inspection_id = f.inspection_id WHERE f.agency = ? AND f.finding_id = ?"
        )
        found = connection.execute(query, (agency, key)).fetchone()
    elif row_type is Demonstration or "facility_id" in row_type.__struct_fields__:
        column = "subject_id" if row_type is Demonstration else "facility_id"
        parts = key.split("/")
        condition = " AND ".join(f"{name} = ?" for name in row_type.key[: len(parts)])
        query = f"SELECT {column} FROM {table} WHERE agency = ? AND {condition}"
        found = connection.execute(query, (agency, *parts)).fetchone()
    else:
        return None
    if found is None:
        return None
    present = "SELECT 1 FROM facilities WHERE facility_id = ?"
    return (Facility.table, found[0]) if connection.execute(present, found).fetchone() else None
