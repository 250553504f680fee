"""The life of a facility as events that each read as a sentence, newest first.

Acts have their own day and come from the record: filed, graded, inspected, named. What an authority
altered in the record has the day of its release and comes from the recorded changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from generator.model.facility_record import FacilityRecord
from generator.model.tables import Notice, NoticeRow
from generator.pages.facility.inputs import FacilityInputs
from generator.pages.facility.views import Event, FilingEntry, InspectionEntry, NoticeEntry
from generator.pages.facility.views import PenaltyEntry as Penalty
from generator.pages.shared import urls
from generator.pages.shared.row_changes import (
    describe_row,
    differences,
    measured,
    row_name,
)
from generator.pages.shared.views import Link
from generator.rules.grade_status import in_order_given
from generator.rules.operating import is_open
from generator.rules.record import shown_until
from generator.rules.titles import named_on, revoked_on
from generator.store.recorded_changes import RecordedChange

DATED = frozenset(
    {
        "facilities",
        "filings",
        "grades",
        "inspections",
        "findings",
        "penalties",
        "demonstrations",
        "demonstration_stages",
        "notices",
    }
)
"""Tables whose new rows are told by their own day, not by that of the release they came with."""


def timeline(
    inputs: FacilityInputs,
    filings: Iterable[FilingEntry],
    inspections: Iterable[InspectionEntry],
    penalties: Iterable[Penalty],
    notices: Iterable[NoticeEntry],
) -> tuple[Event, ...]:
    """Everything that happened up to the reference day; only what is in publicity."""
    events = [
        *_of_facility(inputs.record),
        *_of_filings(filings),
        *_of_grades(inputs),
        *(Event(i.inspected, "inspected", i.kind, inspection=i) for i in inspections),
        *(
            Event(p.decided, "penalty", p.what, after=p.authority, until=p.shown_until)
            for p in penalties
        ),
        *_of_titles(inputs),
        *(Event(n.published, "notice", n.title, until=n.until) for n in notices),
        *_of_changes(inputs),
    ]
    past = (event for event in events if event.day <= inputs.today)
    return tuple(sorted(past, key=lambda event: event.day, reverse=True))


def _of_facility(facility_record: FacilityRecord) -> Iterator[Event]:
    facility = facility_record.facility
    if facility.opened:
        yield Event(facility.opened, "opened", "")
    if facility.status and not is_open(facility.status) and facility.status_date:
        yield Event(facility.status_date, facility.status.value, "")


def _of_filings(filings: Iterable[FilingEntry]) -> Iterator[Event]:
    for filing in filings:
        if filing.day:
            yield Event(filing.day, "filing", filing.status, after=filing.authority)


def _of_grades(inputs: FacilityInputs) -> Iterator[Event]:
    """Each grade beside the one before it in its scheme."""
    before: dict[str, str] = {}
    for grade in in_order_given(inputs.record.grades):
        info = inputs.schemes[grade.scheme_id]
        last = before.get(grade.scheme_id)
        marks = tuple(info.mark(label) for label in (last, grade.grade) if label)
        what = "graded" if last is None else "confirmed" if last == grade.grade else "regraded"
        yield Event(grade.assessed, what, info.scheme.name, after=grade.authority, marks=marks)
        before[grade.scheme_id] = grade.grade


def _of_titles(inputs: FacilityInputs) -> Iterator[Event]:
    facility_record = inputs.record
    for title in facility_record.demonstrations:
        own = [s for s in facility_record.stages if s.demonstration_id == title.demonstration_id]
        if day := named_on(own):
            yield Event(day, "named", title.title)
        if day := revoked_on(own, on=inputs.today):
            yield Event(day, "revoked", title.title)


def _of_changes(inputs: FacilityInputs) -> Iterator[Event]:
    ends = shown_until(inputs.record)
    gone = [each for each in inputs.changes if each.what == "gone"]
    for change in inputs.changes:
        back = any(
            (each.table, each.key) == (change.table, change.key) and each.release < change.release
            for each in gone
        )
        if change.what == "new" and change.table in DATED and not change.unexplained and not back:
            continue
        release = inputs.release(change.agency, change.release)
        link = Link(release.path, inputs.href(urls.release(release.region, release.number)))
        table = Notice.table if change.table == NoticeRow.table else change.table
        until = ends.get((table, change.key.partition("/")[0]))
        for event in _of_change(inputs, change, release.issued.date(), link):
            yield replace(event, until=until)


def _of_change(
    inputs: FacilityInputs,
    change: RecordedChange,
    day: date,
    release: Link,
) -> Iterator[Event]:
    table = inputs.term("Table", change.table)
    if change.what != "changed" or change.before is None or change.after is None:
        content = describe_row(inputs, change.table, change.after or change.before)
        what = {"new": "added", "gone": "gone"}.get(change.what, "altered")
        yield Event(
            day, what, table, after=content, release=release, unexplained=change.unexplained
        )
        return
    for column, was, now in differences(change):
        if _has_its_own_day(change.table, column.name, inputs.record):
            continue
        yield Event(
            day,
            "filled" if was is None else "emptied" if now is None else "changed",
            _which(inputs, change) + inputs.column_title(column),
            before=measured(inputs, change.table, column, change.before),
            after=measured(inputs, change.table, column, change.after),
            release=release,
            unexplained=change.unexplained,
        )


def _has_its_own_day(table: str, column: str, facility_record: FacilityRecord) -> bool:
    """Whether closing or suspension has its own day in the record."""
    of_status = column in ("status", "status_date") and table == "facilities"
    return of_status and not is_open(facility_record.facility.status)


def _which(inputs: FacilityInputs, change: RecordedChange) -> str:
    """Which row changed, to stand before the column's title; empty for the facility itself."""
    row = row_name(inputs, change.table, change.after or {})
    return inputs.text("%(row)s, ") % {"row": row} if row else ""
