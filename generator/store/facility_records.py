"""Gathering the rows of an export into one dossier a facility."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, cast

from generator.exports.archive import Export
from generator.exports.schema import row_key
from generator.model.facility_record import FacilityRecord
from generator.model.tables import Demonstration, Facility, Notice, Row
from generator.rules.publicity import notice_days
from generator.rules.record import FACILITY, MEMBERS


def facility_records(
    export: Export, subjects_of: Mapping[tuple[str, str], tuple[str, ...]]
) -> Iterator[FacilityRecord]:
    """One dossier for each facility of the export, in the order of its facilities."""
    parts: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for table, member in MEMBERS.items():
        if member == FACILITY:
            continue
        for row in export.tables[table]:
            for subject in subjects_of.get((table, row_key(row)), ()):
                parts[subject][member].append(row)
    facilities = cast(tuple[Facility, ...], export.tables[Facility.table])
    names = {facility.facility_id: facility.name for facility in facilities}
    days = notice_days(export)
    for facility in facilities:
        own = {member: tuple(rows) for member, rows in parts[facility.facility_id].items()}
        titles = cast(tuple[Demonstration, ...], own.get("demonstrations", ()))
        paired = sorted({other for title in titles for other in title.paired})
        notices = cast(tuple[Notice, ...], own.get(Notice.table, ()))
        fields = cast(Any, own)
        yield FacilityRecord(
            facility=facility,
            names=tuple((other, names[other]) for other in paired),
            notice_days=tuple(
                (each.notice_id, days[each.notice_id]) for each in notices if each.notice_id in days
            ),
            **fields,
        )
