"""Recorded changes as entries that people can read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.exports.schema import Column, columns
from generator.model.tables import TABLES
from generator.pages.release.views import Change
from generator.pages.shared import urls
from generator.pages.shared.frame import Frame
from generator.pages.shared.views import Link
from generator.store.queries import Release
from generator.store.recorded_changes import RecordedChange

TELLING: dict[str, tuple[str, ...]] = {
    "regions": ("name",),
    "schemes": ("name",),
    "scheme_grades": ("label", "meaning"),
    "facilities": ("name", "status"),
    "age_groups": ("age_class", "classes"),
    "filings": ("status", "number", "decided"),
    "grades": ("grade", "assessed", "authority"),
    "inspections": ("inspected", "kind"),
    "findings": ("domain", "result"),
    "penalties": ("decision_number", "decided"),
    "fees": ("item", "amount", "unit"),
    "demonstrations": ("title", "level"),
    "demonstration_stages": ("stage", "starts", "result"),
    "indicators": ("indicator", "period", "value"),
    "published_totals": ("indicator", "value", "as_of"),
    "notices": ("kind", "title"),
    "notice_rows": ("concerns_table", "concerns_id"),
    "successions": ("old_id", "new_id", "reason"),
    "attachments": ("title", "file"),
}
"""For each table the columns that name a row to a reader."""

COLUMNS: dict[str, dict[str, Column]] = {
    row.table: {column.name: column for column in columns(row)} for row in TABLES
}


def change_entries(
    frame: Frame, change: RecordedChange, release: Release, name: str | None
) -> Iterator[Change]:
    """A change of a release as entries: one a changed column, or one for a row that came or went.

    `name` is that of the facility concerned, None where the change concerns none.
    """
    title = frame.term("Table", change.table)
    for field, before, after in _differences(frame, change):
        yield Change(
            what=change.what,
            subject=_subject(frame, change, name),
            table=change.table,
            table_title=title,
            field=field,
            before=before,
            after=after,
            unexplained=change.unexplained,
            release=Link(release.path, frame.href(urls.release(release.region, release.number))),
            issued=release.issued,
        )


def _subject(frame: Frame, change: RecordedChange, name: str | None) -> Link:
    if change.facility_id and name:
        return Link(name, frame.href(urls.facility(change.facility_id)))
    return Link(
        describe_row(frame, change.table, change.after or change.before) or change.key, None
    )


def _differences(
    frame: Frame, change: RecordedChange
) -> Iterator[tuple[str | None, str | None, str | None]]:
    if change.what != "changed" or change.before is None or change.after is None:
        before = describe_row(frame, change.table, change.before) or change.superseded
        yield None, before, describe_row(frame, change.table, change.after)
        return
    for name, column in COLUMNS[change.table].items():
        was, now = change.before.get(name), change.after.get(name)
        if was != now:
            yield (
                frame.column_title(column),
                cell(frame, column, was),
                cell(frame, column, now),
            )


def describe_row(frame: Frame, table: str, values: dict[str, Any] | None) -> str | None:
    """A row in a few words; None where there is none."""
    if values is None:
        return None
    named = COLUMNS[table]
    cells = (cell(frame, named[name], values.get(name)) for name in TELLING[table])
    return " · ".join(part for part in cells if part)


def cell(frame: Frame, column: Column, value: Any) -> str | None:
    """A value of a row as readers see it; None where there is none."""
    if value is None or value == "":
        return None
    if column.enum is not None:
        return frame.word(column.enum(value))
    if column.type == "boolean":
        return frame.text("Yes") if value else frame.text("No")
    if column.item_enum is not None:
        return "、".join(frame.word(column.item_enum(part)) for part in str(value).split("|"))
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"
    return str(value).replace("|", "、")
