"""Records that read otherwise by a day: a penalty left publicity, a row was taken back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from generator.exports.schema import row_key
from generator.model.facility_record import FacilityRecord
from generator.model.tables import Penalty
from generator.rules.publicity import ENDED, in_publicity, reason_over
from generator.rules.record import TABLES, expiry_days, public_record, sealed
from generator.store.leaf_numbers import leaf_of
from generator.store.queries import penalties_of
from generator.store.record_versions import (
    EXPIRED,
    RecordVersion,
    dossier_of,
    fragile_subjects,
    gone_subjects,
    is_present,
    issue_days,
    keep_records,
    version_of,
    versions,
)
from generator.store.recorded_changes import rows_taken_back


def expired_versions(connection: sqlite3.Connection, secret: bytes, *, on: date) -> Iterator[bytes]:
    """Note the forms of records that the log has, and the present one; the digests it lacks.

    A record changes on the days on which a penalty leaves publicity. Which of these days a release
    of the site saw stands in the log itself, so a store made again finds the same versions.
    """
    issued = issue_days(connection)
    for subject in fragile_subjects(connection):
        for version in [
            each for each in versions(connection, subject) if each.effective_on is None
        ]:
            present = is_present(connection, version)
            start = issued[version.agency, version.release]
            for last, effective_on, digest in _expired_forms(
                connection, version, start, on, secret
            ):
                known = leaf_of(connection, digest) is not None
                if known or (present and last):
                    row = (version.subject, effective_on, EXPIRED, digest)
                    keep_records(connection, version.agency, version.release, [row])
                if present and last and not known:
                    yield digest


def _expired_forms(
    connection: sqlite3.Connection, version: RecordVersion, start: date, on: date, secret: bytes
) -> Iterator[tuple[bool, str, bytes]]:
    """(whether it is the last, name, digest) of each form that a record took up to a day."""
    facility_record = dossier_of(connection, version)
    before = public_record(facility_record, on=start)
    found: list[tuple[str, bytes]] = []
    for day in expiry_days(facility_record, after=start, until=on):
        record = public_record(facility_record, on=day)
        if record != before:
            name = version_of(version.agency, version.release, day)
            found.append((name, sealed(record, version.subject, name, secret)))
        before = record
    for name, digest in found:
        yield name == found[-1][0], name, digest


def versions_to_withdraw(
    connection: sqlite3.Connection, *, on: date
) -> Iterator[tuple[RecordVersion, str]]:
    """The versions that may not be shown any more, each with the reason for taking it back."""
    issued = issue_days(connection)
    for subject in fragile_subjects(connection):
        over = {
            penalty.penalty_id: reason_over(penalty, on=on)
            for penalty in _last_said(connection, subject)
            if not in_publicity(penalty, on=on)
        }
        notices = _notice_days(connection, subject)
        for version in versions(connection, subject):
            day = version.effective_on or issued[version.agency, version.release]
            dossier = dossier_of(connection, version)
            for penalty in dossier.penalties:
                if not in_publicity(penalty, on=day):
                    continue
                if penalty.penalty_id in over or not in_publicity(penalty, on=on):
                    yield version, over.get(penalty.penalty_id) or reason_over(penalty, on=on)
                    break
            else:
                # A notice of this facility may speak of the penalty of another.
                if any(day <= last and min(last, notices[notice]) < on
                       for notice, last in dossier.notice_days):  # fmt: skip
                    yield version, ENDED
    for subject in gone_subjects(connection):
        for version in versions(connection, subject):
            yield version, "no-longer-published"
    for subject, table, key, agency, release in rows_taken_back(connection):
        for version in versions(connection, subject):
            earlier = _is_earlier(version, agency, release, issued)
            if earlier and _holds(dossier_of(connection, version), table, key):
                yield version, "withdrawn"


def _last_said(connection: sqlite3.Connection, subject: str) -> Iterable[Penalty]:
    """Every penalty that a facility ever had, as a release said of it last."""
    found: dict[str, Penalty] = {}
    for version in versions(connection, subject):
        found |= {each.penalty_id: each for each in dossier_of(connection, version).penalties}
    found |= {penalty.penalty_id: penalty for penalty in penalties_of(connection, subject)}
    return found.values()


def _notice_days(connection: sqlite3.Connection, subject: str) -> dict[str, date]:
    """Until when every notice may be shown that a facility ever had, as was said of it last."""
    return {
        notice: last
        for version in versions(connection, subject)
        for notice, last in dossier_of(connection, version).notice_days
    }


def _is_earlier(
    version: RecordVersion, agency: str, release: int, issued: Mapping[tuple[str, int], date]
) -> bool:
    """Whether a version came before a release that took a row back: the row may return later."""
    if version.agency == agency:
        return version.release < release
    return issued[version.agency, version.release] <= issued[agency, release]


def _holds(facility_record: FacilityRecord, table: str, key: str) -> bool:
    """Whether a dossier has the row of that key."""
    parts = (row for member in TABLES for row in getattr(facility_record, member))
    return any(
        row.table == table and row_key(row) == key for row in (facility_record.facility, *parts)
    )
