"""Writing and reading the figures of facilities."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
from msgspec.structs import replace

from generator.model.facts import FacilityFacts
from generator.model.messages import msg
from generator.model.tables import PublishedTotal
from generator.model.vocabulary import TotalIndicator
from generator.store.database import decoded

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(FacilityFacts)


def put_facts(
    connection: sqlite3.Connection,
    agency: str,
    since: int,
    rows: Iterable[tuple[FacilityFacts, str]],
) -> None:
    """Replace the figures of an agency's facilities; rows are (facts, digest of the record)."""
    given = list(rows)
    silent = _changed_in_silence(connection, [facts.facility_id for facts, _ in given])
    found = [
        (replace(facts, unexplained=facts.facility_id in silent), digest) for facts, digest in given
    ]
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


def _changed_in_silence(
    connection: sqlite3.Connection, identifiers: Sequence[str]
) -> frozenset[str]:
    """Those of these facilities of which something was changed without an explanation."""
    query = (
        "SELECT DISTINCT facility_id FROM changes WHERE unexplained = 1"
        " AND facility_id IN (SELECT value FROM json_each(?))"
    )
    values = (_encoder.encode(identifiers).decode(),)
    return frozenset(identifier for (identifier,) in connection.execute(query, values))


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
_INSIDE = "region_code BETWEEN ? AND ?"
_OPEN_FIRST = "NOT open"

Span = tuple[str, str]
"""The lowest and the highest region code of what is meant."""


@dataclass(frozen=True, slots=True)
class ByPlace:
    """The order of the site."""


@dataclass(frozen=True, slots=True)
class ByFee:
    """The lowest monthly fee first; those without one, then what is not open, last."""


@dataclass(frozen=True, slots=True)
class ByGrade:
    """By rank in a scheme; those without a grade, then what is not open, last."""

    scheme_id: str
    labels: tuple[str, ...]


Order = ByPlace | ByFee | ByGrade


def listed_facts(
    connection: sqlite3.Connection, span: Span, order: Order, *, limit: int, offset: int
) -> Iterator[tuple[str, FacilityFacts]]:
    """(agency, figures) of some facilities of a region in an order."""
    by, values = _order(order)
    return _read_facts(connection, _INSIDE, (*span, *values), order=by, limit=limit, offset=offset)


def graded_facts(connection: sqlite3.Connection, span: Span) -> Iterator[tuple[str, FacilityFacts]]:
    """(agency, figures) of the open facilities of a region that have a grade."""
    return _read_facts(connection, f"{_INSIDE} AND assessed IS NOT NULL AND open", span)


def over_cap(
    connection: sqlite3.Connection, months: float, *, limit: int
) -> Iterator[tuple[str, FacilityFacts]]:
    """(agency, figures) of the first open facilities that take more months in advance."""
    return _read_facts(connection, "open AND prepayment > ?", (months,), limit=limit)


def counted_in(
    connection: sqlite3.Connection, total: PublishedTotal, regions: Sequence[str], *, limit: int
) -> Iterator[tuple[str, FacilityFacts]]:
    """(agency, figures) of the first facilities in some regions that a total counts; those with
    places for a total of places.
    """
    where = _COUNTED_BY[total.indicator]
    values: tuple[object, ...] = ()
    if total.indicator is TotalIndicator.GRADED:
        values = (total.scheme_id, total.grade, total.grade)
    elif total.indicator is TotalIndicator.DEMONSTRATION:
        level = total.level.value if total.level else None
        values = (level, level)
    inside = "region_code IN (SELECT value FROM json_each(?))"
    codes = _encoder.encode(regions).decode()
    return _read_facts(connection, f"{where} AND {inside}", (*values, codes), limit=limit)


_COUNTED_BY = {
    TotalIndicator.OPERATING: "status = 'operating'",
    TotalIndicator.FILED: "open AND filed = 1",
    TotalIndicator.PLACES: "open AND places IS NOT NULL",
    TotalIndicator.INCLUSIVE: "open AND inclusive = 1",
    TotalIndicator.DEMONSTRATION: "open AND demonstration IS NOT NULL"
    " AND (? IS NULL OR demonstration = ?)",
    TotalIndicator.GRADED: "facility_id IN (SELECT facility_id FROM standings"
    " WHERE open = 1 AND scheme_id = ? AND (? IS NULL OR label = ?))",
}
"""Which facilities each indicator counts: `rules.reconciliation.counted` over rows."""


def best_graded(
    connection: sqlite3.Connection, scheme_id: str, label: str | None, *, limit: int
) -> Iterator[tuple[str, FacilityFacts]]:
    """(agency, figures) of the first open facilities with a grade."""
    where = (
        "facility_id IN (SELECT facility_id FROM standings WHERE open = 1 AND scheme_id = ?"
        " AND label = ? ORDER BY region_code, facility_id LIMIT ?)"
    )
    return _read_facts(connection, where, (scheme_id, label, limit))


def has_fees(connection: sqlite3.Connection, span: Span) -> bool:
    """Whether the monthly fee of any facility of a region is known."""
    query = f"SELECT EXISTS (SELECT 1 FROM facts WHERE {_INSIDE} AND fee IS NOT NULL)"
    return bool(connection.execute(query, span).fetchone()[0])


def facts_of(connection: sqlite3.Connection, facility_id: str) -> FacilityFacts:
    """The figures of one facility."""
    query = "SELECT item FROM facts WHERE facility_id = ?"
    return decode_facts(connection.execute(query, (facility_id,)).fetchone()[0])


def _order(order: Order) -> tuple[str, tuple[object, ...]]:
    """How SQL sorts in an order, with the values that it takes."""
    if isinstance(order, ByFee):
        return f"{_OPEN_FIRST}, fee IS NULL, fee, {SITE_ORDER}", ()
    if isinstance(order, ByGrade):
        ranks = " ".join(f"WHEN ? THEN {rank}" for rank, _ in enumerate(order.labels))
        label = (
            "SELECT label FROM standings s"
            " WHERE s.facility_id = facts.facility_id AND scheme_id = ?"
        )
        rank = f"CASE ({label}) {ranks} ELSE {len(order.labels)} END"
        return f"{_OPEN_FIRST}, {rank}, {SITE_ORDER}", (order.scheme_id, *order.labels)
    return SITE_ORDER, ()


def _read_facts(
    connection: sqlite3.Connection,
    where: str = "1",
    values: tuple[object, ...] = (),
    *,
    order: str = SITE_ORDER,
    limit: int = -1,
    offset: int = 0,
) -> Iterator[tuple[str, FacilityFacts]]:
    """(agency, figures) in the order of the site, or another; `limit` −1 for all.

    `values` are those of `where` and `order`.
    """
    query = f"SELECT agency, item FROM facts WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
    for agency, item in connection.execute(query, (*values, limit, offset)):
        yield agency, decode_facts(item)


def decode_facts(item: str) -> FacilityFacts:
    """The figures in the column `item`."""
    return decoded(_decoder.decode, item, msg("a facility's facts"))


def facility_ids(connection: sqlite3.Connection) -> Iterator[str]:
    """The identifiers of all facilities in the order of the site."""
    for (identifier,) in connection.execute(f"SELECT facility_id FROM facts ORDER BY {SITE_ORDER}"):
        yield identifier


def encoded_facts(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str, str, str, str]]:
    """(identifier, agency, region, digest of the record, expiry dates with a space between, encoded
    figures) in the site's order.
    """
    query = (
        "SELECT facility_id, agency, region_code, digest, expiry_dates, item"
        f" FROM facts ORDER BY {SITE_ORDER}"
    )
    yield from connection.execute(query)
