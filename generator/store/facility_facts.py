"""Writing and reading the figures of facilities."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from generator.model.facts import FacilityFacts

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(FacilityFacts)


def put_facts(
    connection: sqlite3.Connection,
    agency: str,
    since: int,
    rows: Iterable[tuple[FacilityFacts, str]],
) -> None:
    """Replace the figures of an agency's facilities; rows are (facts, digest of the record)."""
    found = list(rows)
    identifiers = [(facts.facility_id,) for facts, _ in found]
    connection.executemany("DELETE FROM facts WHERE facility_id = ?", identifiers)
    connection.executemany("DELETE FROM standings WHERE facility_id = ?", identifiers)
    connection.executemany(
        "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_facts_record(facts, agency, since, digest) for facts, digest in found),
    )
    connection.executemany(
        "INSERT INTO standings VALUES (?, ?, ?, ?, ?, ?, ?)",
        (record for facts, _ in found for record in _standing_records(facts)),
    )


def _facts_record(facts: FacilityFacts, agency: str, since: int, digest: str) -> tuple[object, ...]:
    return (
        facts.region_code,
        facts.curve,
        facts.facility_id,
        agency,
        since,
        digest,
        facts.status.value if facts.status else None,
        facts.open,
        facts.filing.value if facts.filing else None,
        facts.filed,
        facts.places,
        facts.inclusive,
        facts.demonstration.value if facts.demonstration else None,
        facts.fee,
        facts.prepayment,
        facts.assessed.isoformat() if facts.assessed else None,
        facts.next_due.isoformat() if facts.next_due else None,
        " ".join(day.isoformat() for day in facts.expiry_dates),
        _encoder.encode(facts).decode(),
    )


def _standing_records(facts: FacilityFacts) -> Iterator[tuple[object, ...]]:
    for grade in facts.grades:
        yield (
            facts.facility_id,
            grade.scheme_id,
            facts.region_code,
            grade.label,
            grade.assessed.isoformat(),
            grade.valid_until.isoformat() if grade.valid_until else None,
            facts.open,
        )


def expired_titles(
    connection: sqlite3.Connection, on: date
) -> list[tuple[str, str, int, str, bytes]]:
    """Facilities with a stage of a title between their last figures and a day.

    Each as (identifier, agency, since, digest, encoded dossier).
    """
    query = (
        "SELECT DISTINCT d.facility_id, d.agency, d.since, d.digest, d.data"
        " FROM demonstration_stages s JOIN demonstrations t USING (agency, demonstration_id)"
        " JOIN dossiers d ON d.facility_id = t.subject_id AND t.subject_kind = 'facility'"
        " JOIN releases r ON r.region = d.agency AND r.release = d.since"
        " WHERE s.starts > substr(r.issued, 1, 10) AND s.starts <= ? ORDER BY 1"
    )
    return connection.execute(query, (on.isoformat(),)).fetchall()


SITE_ORDER = "region_code, curve, facility_id"


def read_facts(
    connection: sqlite3.Connection,
    where: str = "1",
    values: tuple[object, ...] = (),
    *,
    order: str = SITE_ORDER,
    limit: int = -1,
    offset: int = 0,
) -> Iterator[tuple[str, FacilityFacts]]:
    """(agency, figures) in the order of the site, or another; `limit` −1 for all.

    `where` and `order` are ours, about the columns of `facts`, never a reader's text; `values` are
    those of both.
    """
    query = f"SELECT agency, item FROM facts WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
    for agency, item in connection.execute(query, (*values, limit, offset)):
        yield agency, _decoder.decode(item)


def decode_facts(item: str) -> FacilityFacts:
    """The figures in the column `item`."""
    return _decoder.decode(item)
