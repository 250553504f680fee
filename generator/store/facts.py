"""Writing and reading the figures of facilities."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

import msgspec

from generator.model.facts import FacilityFacts
from generator.model.vocabulary import OperatingStatus

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(FacilityFacts)


def put_facts(
    connection: sqlite3.Connection, rows: Iterable[tuple[FacilityFacts, str, int, str]]
) -> None:
    """Replace the figures of facilities; rows are (facts, agency, since, digest)."""
    for facts, agency, since, digest in rows:
        identifier = (facts.facility_id,)
        connection.execute("DELETE FROM facts WHERE facility_id = ?", identifier)
        connection.execute("DELETE FROM standings WHERE facility_id = ?", identifier)
        connection.execute(
            "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                facts.region_code,
                facts.curve,
                facts.facility_id,
                agency,
                since,
                digest,
                facts.status.value,
                facts.filing.value,
                facts.places,
                facts.inclusive,
                facts.demonstration.value if facts.demonstration else None,
                facts.fee,
                facts.prepayment,
                facts.assessed.isoformat() if facts.assessed else None,
                facts.next_due.isoformat() if facts.next_due else None,
                " ".join(day.isoformat() for day in facts.turning),
                _encoder.encode(facts).decode(),
            ),
        )
        connection.executemany(
            "INSERT INTO standings VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    facts.facility_id,
                    grade.scheme_id,
                    facts.region_code,
                    grade.label,
                    grade.assessed.isoformat(),
                    grade.valid_until.isoformat() if grade.valid_until else None,
                    int(facts.status is OperatingStatus.OPERATING),
                )
                for grade in facts.grades
            ),
        )


def read_facts(
    connection: sqlite3.Connection,
    where: str = "1",
    values: tuple[object, ...] = (),
    *,
    limit: int = -1,
    offset: int = 0,
) -> Iterator[FacilityFacts]:
    """Figures in the order of the site: region code, curve, identifier; `limit` −1 for all.

    `where` is a condition of ours on the columns of `facts`, never a reader's text.
    """
    query = (
        f"SELECT item FROM facts WHERE {where} ORDER BY region_code, curve, facility_id"
        " LIMIT ? OFFSET ?"
    )
    for (item,) in connection.execute(query, (*values, limit, offset)):
        yield _decoder.decode(item)


def decode_facts(item: str) -> FacilityFacts:
    """The figures in the column `item`."""
    return _decoder.decode(item)
