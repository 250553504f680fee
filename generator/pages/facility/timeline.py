"""The life of a facility as events that each read as a sentence, newest first.

Acts have their own day and come from the record: filed, graded, inspected, named. What an authority
altered in the record has the day of its release and comes from the recorded changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from generator.model.facility_record import FacilityRecord
from generator.model.tables import Grade
from generator.pages.facility.row_changes import (
    COLUMNS,
    cell,
    describe_row,
    public_changes,
    recorded_changes,
)
from generator.pages.facility.views import Event, FilingEntry, InspectionEntry, NoticeEntry
from generator.pages.facility.views import PenaltyEntry as Penalty
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.views import Link
from generator.rules.grade_status import in_order_given
from generator.rules.operating import is_open
from generator.rules.titles import named_on, revoked_on
from generator.store.queries import RecordedChange

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

NAMING: dict[str, tuple[str, ...]] = {
    "age_groups": ("age_class",),
    "filings": ("number",),
    "grades": ("assessed",),
    "inspections": ("inspected",),
    "findings": ("domain",),
    "penalties": ("decision_number",),
    "fees": ("item",),
    "demonstrations": ("title",),
    "demonstration_stages": ("stage",),
    "notices": ("title",),
}
"""For each table the columns that tell one row of a facility from another."""


def timeline(
    context: Context,
    facility_record: FacilityRecord,
    filings: Iterable[FilingEntry],
    inspections: Iterable[InspectionEntry],
    penalties: Iterable[Penalty],
    notices: Iterable[NoticeEntry],
) -> tuple[Event, ...]:
    """Everything that happened up to the reference day; only what is in publicity."""
    events = [
        *_of_facility(facility_record),
        *_of_filings(filings),
        *_of_grades(context, facility_record.grades),
        *(Event(i.inspected, "inspected", i.kind, inspection=i) for i in inspections),
        *(Event(p.decided, "penalty", p.what, after=p.authority) for p in penalties),
        *_of_titles(context, facility_record),
        *(Event(n.published, "notice", n.title) for n in notices),
        *_of_changes(context, facility_record),
    ]
    past = (event for event in events if event.day <= context.today)
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


def _of_grades(context: Context, grades: tuple[Grade, ...]) -> Iterator[Event]:
    """Each grade beside the one before it in its scheme."""
    before: dict[str, str] = {}
    for grade in in_order_given(grades):
        info = context.schemes[grade.scheme_id]
        last = before.get(grade.scheme_id)
        marks = tuple(info.mark(label) for label in (last, grade.grade) if label)
        what = "graded" if last is None else "confirmed" if last == grade.grade else "regraded"
        yield Event(grade.assessed, what, info.scheme.name, after=grade.authority, marks=marks)
        before[grade.scheme_id] = grade.grade


def _of_titles(context: Context, facility_record: FacilityRecord) -> Iterator[Event]:
    for title in facility_record.demonstrations:
        own = [s for s in facility_record.stages if s.demonstration_id == title.demonstration_id]
        if day := named_on(own):
            yield Event(day, "named", title.title)
        if day := revoked_on(own, on=context.today):
            yield Event(day, "revoked", title.title)


def _of_changes(context: Context, facility_record: FacilityRecord) -> Iterator[Event]:
    recorded = recorded_changes(context, facility_record.facility.facility_id)
    for change in public_changes(context, recorded):
        if change.what == "new" and change.table in DATED and not change.unexplained:
            continue
        release = context.released[change.agency, change.release]
        link = Link(release.path, context.href(urls.release(release.region, release.number)))
        yield from _of_change(context, change, release.issued.date(), link, facility_record)


def _of_change(
    context: Context,
    change: RecordedChange,
    day: date,
    release: Link,
    facility_record: FacilityRecord,
) -> Iterator[Event]:
    table = context.term("Table", change.table)
    if change.what != "changed" or change.before is None or change.after is None:
        content = describe_row(context, change.table, change.after or change.before)
        what = {"new": "added", "gone": "gone"}.get(change.what, "altered")
        yield Event(
            day, what, table, after=content, release=release, unexplained=change.unexplained
        )
        return
    for name, column in COLUMNS[change.table].items():
        was, now = change.before.get(name), change.after.get(name)
        if was == now or _told_already(change.table, name, facility_record):
            continue
        yield Event(
            day,
            "filled" if was is None else "emptied" if now is None else "changed",
            _which(context, change) + context.column_title(column),
            before=cell(context, column, was),
            after=cell(context, column, now),
            release=release,
            unexplained=change.unexplained,
        )


def _told_already(table: str, column: str, facility_record: FacilityRecord) -> bool:
    """Whether closing or suspension has its own day in the record."""
    of_status = column in ("status", "status_date") and table == "facilities"
    return of_status and not is_open(facility_record.facility.status)


def _which(context: Context, change: RecordedChange) -> str:
    """Which row changed, to stand before the column's title; empty for the facility itself."""
    named = NAMING.get(change.table)
    if named is None or change.after is None:
        return ""
    columns = COLUMNS[change.table]
    words = (cell(context, columns[name], change.after.get(name)) for name in named)
    phrase = " ".join(word for word in words if word)
    return context.text("%(row)s, ") % {"row": phrase} if phrase else ""
