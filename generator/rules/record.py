"""The public record of a subject as canonical JSON, and the salted digest that the log keeps of it.

A record holds what its page shows of the signed rows, each value as the canonical cell of the
export format, so that anyone can write the same bytes: RFC 8785 over strings alone. What is out of
publicity on a day is not in the record of that day. The log holds `SHA-256(salt ‖ record)`; who
knows the salt can check a record, who does not learns nothing from the leaf (`docs/trust.md`).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

import msgspec

from generator.exports.schema import as_cells, header, row_key
from generator.model.facility_record import FacilityRecord
from generator.model.tables import (
    DemonstrationStage,
    Facility,
    Notice,
    NoticeRow,
    Penalty,
    Row,
)
from generator.rules.publicity import in_publicity, last_day

TABLES = ("age_groups", "filings", "grades", "inspections", "findings", "penalties", "fees",
          "demonstrations", "stages", "notices", "notice_rows", "successions")  # fmt: skip
"""The members of a dossier that a record has beside the facility itself."""

FACILITY = "facility"
"""The member that is one row and no list."""

MEMBERS: Mapping[str, str] = {name: name for name in TABLES if name != "stages"} | {
    Facility.table: FACILITY,
    DemonstrationStage.table: "stages",
}
"""Table → the member that holds its rows."""

_encoder = msgspec.json.Encoder(order="sorted")


def public_record(facility_record: FacilityRecord, *, on: date) -> bytes:
    """The public record of a facility on a day."""
    record: dict[str, object] = {}
    for member, rows in public_rows(facility_record, on=on):
        cells = [row_cells(row) for row in rows]
        record[member] = cells[0] if member == FACILITY else cells
    return record_bytes(record)


def public_rows(
    facility_record: FacilityRecord, *, on: date
) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """(member of the record, its rows) of what may be shown on a day, without empty ones."""
    over = _over(facility_record, on)
    notices = hidden_notices(facility_record, on=on)
    yield FACILITY, (facility_record.facility,)
    for member in TABLES:
        rows = tuple(row for row in getattr(facility_record, member) if _public(row, over, notices))
        if rows:
            yield member, rows


def member_pointers(facility_record: FacilityRecord, *, on: date) -> dict[tuple[str, str], str]:
    """Where each row stands in the record of a day: (table, key) → JSON pointer (RFC 6901)."""
    return {
        (row.table, row_key(row)): f"/{member}" if member == FACILITY else f"/{member}/{number}"
        for member, rows in public_rows(facility_record, on=on)
        for number, row in enumerate(rows)
    }


def record_of_rows(rows: Iterable[tuple[str, Mapping[str, str]]]) -> bytes:
    """The record that rows, as (table, cells without empty ones), of one facility make.

    KeyError for a table of which a record has no rows.
    """
    record: dict[str, object] = {}
    lists: dict[str, list[Mapping[str, str]]] = {}
    for table, cells in rows:
        member = MEMBERS[table]
        if member == FACILITY:
            record[member] = cells
        else:
            lists.setdefault(member, []).append(cells)
    # In the row tree those that may have to go stand behind the others.
    for row_type in (Notice, NoticeRow):
        key = row_type.key
        lists.get(row_type.table, []).sort(key=lambda cells: [cells[name] for name in key])
    return record_bytes(record | lists)


def record_bytes(record: Mapping[str, object]) -> bytes:
    """A record as canonical JSON.

    With texts for values and ASCII for names msgspec's sorted form is that of `model.canonical`,
    many times faster; a test compares them.
    """
    return _encoder.encode(record)


def expiry_days(facility_record: FacilityRecord, *, after: date, until: date) -> list[date]:
    """The days in (after, until] on which something of a record had to go, in order."""
    days = {last + timedelta(days=1) for last in shown_until(facility_record).values()}
    return sorted(day for day in days if after < day <= until)


def salt_of(record: bytes, subject: str, version: str, secret: bytes) -> bytes:
    """The salt of one version of a subject's record, 32 bytes; the same whenever it is made."""
    parts = (subject.encode(), version.encode(), hashlib.sha256(record).hexdigest().encode())
    return hmac.digest(secret, b"\0".join(parts), "sha256")


def salted_digest(record: bytes, salt: bytes) -> bytes:
    """What a dossier leaf keeps of a record: SHA-256(salt ‖ record)."""
    return hashlib.sha256(salt + record).digest()


def sealed(record: bytes, subject: str, version: str, secret: bytes) -> bytes:
    """The salted digest of one version of a subject's record."""
    return salted_digest(record, salt_of(record, subject, version, secret))


def _over(facility_record: FacilityRecord, on: date) -> set[str]:
    """The penalties that may not be shown any more."""
    return {each.penalty_id for each in facility_record.penalties if not in_publicity(each, on=on)}


def hidden_notices(facility_record: FacilityRecord, *, on: date) -> set[str]:
    """The notices that speak, among whatever else, of a penalty that may not be shown any more, or
    of such a notice.
    """
    return {
        identifier
        for (table, identifier), last in shown_until(facility_record).items()
        if table == Notice.table and last < on
    }


def shown_until(facility_record: FacilityRecord) -> dict[tuple[str, str], date]:
    """(table, identifier) → the last day on which a penalty may be shown, or a notice that speaks
    of one or of such a notice.
    """
    penalties = {
        (Penalty.table, each.penalty_id): last_day(each) for each in facility_record.penalties
    }
    return penalties | {(Notice.table, each): day for each, day in facility_record.notice_days}


def _public(row: Row, penalties: set[str], notices: set[str]) -> bool:
    """Whether a row may be shown: no penalty out of publicity, and no notice that speaks of one."""
    if isinstance(row, Penalty):
        return row.penalty_id not in penalties
    if isinstance(row, Notice | NoticeRow):
        return row.notice_id not in notices
    return True


def row_cells(row: Row) -> dict[str, str]:
    """The cells of a row by column, without empty ones."""
    return {name: cell for name, cell in zip(header(type(row)), as_cells(row), strict=True) if cell}
