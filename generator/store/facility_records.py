"""Gathering the rows of an export into one dossier a facility."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, cast

from generator.exports.archive import Export
from generator.exports.schema import row_key
from generator.model.facility_record import FacilityRecord
from generator.model.tables import (
    AgeGroup,
    Demonstration,
    DemonstrationStage,
    Facility,
    Fee,
    Filing,
    Finding,
    Grade,
    Inspection,
    Notice,
    Penalty,
    Row,
)
from generator.model.vocabulary import SubjectKind

MEMBERS: dict[str, str] = {
    row.table: row.table
    for row in (AgeGroup, Filing, Grade, Inspection, Finding, Penalty, Fee, Demonstration, Notice)
} | {DemonstrationStage.table: "stages"}
"""Table → the dossier's field that holds its rows."""


def subjects(export: Export) -> dict[tuple[str, str], str]:
    """(table, key) of every row that speaks of one facility → that facility's identifier."""
    found: dict[tuple[str, str], str] = {}
    for row in export.tables[Facility.table]:
        found[Facility.table, row_key(row)] = cast(Facility, row).facility_id
    for table in (AgeGroup, Filing, Grade, Inspection, Penalty, Fee):
        for row in export.tables[table.table]:
            found[table.table, row_key(row)] = cast(Any, row).facility_id
    for finding in cast(tuple[Finding, ...], export.tables[Finding.table]):
        found[Finding.table, row_key(finding)] = found[Inspection.table, finding.inspection_id]
    for title in cast(tuple[Demonstration, ...], export.tables[Demonstration.table]):
        if title.subject_kind is SubjectKind.FACILITY:
            found[Demonstration.table, row_key(title)] = title.subject_id
    for stage in cast(tuple[DemonstrationStage, ...], export.tables[DemonstrationStage.table]):
        subject = found.get((Demonstration.table, stage.demonstration_id))
        if subject is not None:
            found[DemonstrationStage.table, row_key(stage)] = subject
    for notice in cast(tuple[Notice, ...], export.tables[Notice.table]):
        subject = found.get((notice.concerns_table, notice.concerns_id))
        if subject is not None:
            found[Notice.table, row_key(notice)] = subject
    return found


def facility_records(
    export: Export, subject_of: dict[tuple[str, str], str]
) -> Iterator[FacilityRecord]:
    """One dossier for each facility of the export, in the order of its facilities."""
    parts: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for table, member in MEMBERS.items():
        for row in export.tables[table]:
            subject = subject_of.get((table, row_key(row)))
            if subject is not None:
                parts[subject][member].append(row)
    facilities = cast(tuple[Facility, ...], export.tables[Facility.table])
    names = {facility.facility_id: facility.name for facility in facilities}
    for facility in facilities:
        own = {member: tuple(rows) for member, rows in parts[facility.facility_id].items()}
        titles = cast(tuple[Demonstration, ...], own.get("demonstrations", ()))
        paired = sorted({other for title in titles for other in title.paired})
        fields = cast(Any, own)
        yield FacilityRecord(
            facility=facility, names=tuple((other, names[other]) for other in paired), **fields
        )
