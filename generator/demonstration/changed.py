"""Second releases of synthetic exports, in which a share of the institutions changed.

They come out on the day of the first ones: dates of other institutions read the same as before, so
that a benchmark sees the changes and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from msgspec import structs

from generator.demonstration.draws import random_source
from generator.demonstration.export_parts import DemonstrationExport, Tables, release_info
from generator.demonstration.synthetic import (
    ISSUED,
    Share,
    agency_of,
    allot,
    make_grade,
    shares,
    synthetic_export,
)
from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.model.tables import Facility, Fee, Filing, Grade
from generator.model.vocabulary import FilingStatus

_HOUR = 17


def changed_exports(
    facilities: int, share: float, within: int | None = None
) -> Iterator[DemonstrationExport]:
    """Release 2 of every export with a change, each a full snapshot, in the order of regions.

    `share` of all institutions change; they lie in every `within`-th export only, or for None are
    spread over all. UsageError if that many do not fit there.
    """
    if not 0 < share <= 1 or (within is not None and within < 1):
        raise UsageError(msg("share lies between 0 and 1, within is 1 or more"))
    chosen = shares(facilities)[:: within or 1]
    wanted = max(1, round(facilities * share))
    room = sum(one.facilities for one in chosen)
    if wanted > room:
        raise UsageError(
            msg(
                "%(wanted)s changes do not fit into the %(room)s facilities of the exports meant",
                wanted=wanted,
                room=room,
            )
        )
    for one, changes in zip(chosen, allot(wanted, [c.facilities for c in chosen]), strict=True):
        if changes:
            yield _changed_export(one, changes)


def _changed_export(share: Share, changes: int) -> DemonstrationExport:
    first = synthetic_export(share)
    region = share.region
    info = release_info(region.region_code[:6], agency_of(region), ISSUED, number=2, hour=_HOUR)
    rng = random_source("changed", region.region_code)
    tables = {table: list(rows) for table, rows in first.tables.items()}
    positions = range(len(tables[Facility.table]))
    chosen = [tables[Facility.table][place] for place in sorted(rng.sample(positions, changes))]
    _change(rng, tables, [row for row in chosen if isinstance(row, Facility)])
    return DemonstrationExport(info, tables, first.documents)


def _change(rng: Random, tables: Tables, facilities: list[Facility]) -> None:
    """A new grade, a dearer fee, a filing step, or else a larger number of places for each."""
    fees = {
        row.facility_id: (place, row)
        for place, row in enumerate(tables[Fee.table])
        if isinstance(row, Fee) and row.item == "全日托保育费"
    }
    grades = {row.facility_id for row in tables[Grade.table] if isinstance(row, Grade)}
    filings = {row.facility_id: row for row in tables[Filing.table] if isinstance(row, Filing)}
    places = {row.facility_id: n for n, row in _facilities(tables)}
    for facility in facilities:
        facility_id, draw = facility.facility_id, rng.random()
        if draw < 0.4:
            number = 2 if facility_id in grades else 1
            grade = make_grade(rng, facility_id, number, date(2026, 9, 1), ISSUED)
            tables[Grade.table].append(grade)
        elif draw < 0.7 and facility_id in fees:
            place, fee = fees[facility_id]
            tables[Fee.table][place] = structs.replace(fee, amount=fee.amount + 100)
        elif draw < 0.85 and filings[facility_id].status is FilingStatus.NOT_FILED:
            tables[Filing.table].append(_submitted(filings[facility_id]))
        else:
            more = structs.replace(facility, places=(facility.places or 0) + 5)
            tables[Facility.table][places[facility_id]] = more


def _facilities(tables: Tables) -> Iterator[tuple[int, Facility]]:
    for place, row in enumerate(tables[Facility.table]):
        if isinstance(row, Facility):
            yield place, row


def _submitted(before: Filing) -> Filing:
    return Filing(
        filing_id=f"b-{before.facility_id}-2",
        facility_id=before.facility_id,
        status=FilingStatus.SUBMITTED,
        authority=before.authority,
        submitted=date(2026, 9, 9),
    )
