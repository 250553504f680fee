"""Recorded changes as entries that people can read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.exports.schema import Column, columns, key_of
from generator.model.dossier import Dossier
from generator.model.tables import TABLES, Notice, Penalty
from generator.pages import urls
from generator.pages.context import Context
from generator.pages.views import Change, Link
from generator.store.queries import RecordedChange, changes, rows

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
}
"""For each table the columns that name a row to a reader."""

COLUMNS: dict[str, dict[str, Column]] = {
    row.table: {column.name: column for column in columns(row)} for row in TABLES
}


def facility_changes(
    context: Context, dossier: Dossier, penalties: tuple[Penalty, ...]
) -> tuple[Change, ...]:
    """What changed in a facility's record, newest release first.

    `penalties` are those in publicity: of any other not even its history is shown.
    """
    facility = dossier.facility
    recorded = recorded_changes(context, facility.facility_id)
    shown = {key_of(penalty) for penalty in penalties}
    told = [
        entry
        for change in recorded
        if change.table != "penalties" or change.key in shown
        for entry in tell(context, change, facility.name)
    ]
    return tuple(sorted(told, key=lambda change: change.issued, reverse=True))


def recorded_changes(context: Context, facility_id: str) -> tuple[RecordedChange, ...]:
    """Every change that concerns a facility, oldest first."""
    return tuple(changes(context.connection, "facility_id = ?", (facility_id,)))


def withdrawals(context: Context, facility_id: str) -> tuple[Notice, ...]:
    """The notices that took back something of a facility: it is gone, they stay."""
    erased = {
        (change.agency, change.table, change.key)
        for change in recorded_changes(context, facility_id)
        if change.what == "gone" and change.before is None
    }
    return tuple(
        notice
        for agency, table, key in sorted(erased)
        for _, notice in rows(
            context.connection,
            Notice,
            "agency = ? AND concerns_table = ? AND concerns_id = ? AND kind = 'withdrawal'",
            (agency, table, key),
        )
    )


def tell(context: Context, change: RecordedChange, name: str | None) -> Iterator[Change]:
    """A recorded change as entries: one a changed column, or one for a row that came or went.

    `name` is that of the facility concerned, None where the change concerns none.
    """
    release = context.released[change.agency, change.release]
    title = context.term("Table", change.table)
    for field, before, after in _differences(context, change):
        yield Change(
            what=change.what,
            subject=_subject(context, change, name),
            table=change.table,
            table_title=title,
            field=field,
            before=before,
            after=after,
            unexplained=change.unexplained,
            release=Link(release.path, context.href(urls.release(release.region, release.number))),
            issued=release.issued,
        )


def _subject(context: Context, change: RecordedChange, name: str | None) -> Link:
    if change.facility_id and name:
        return Link(name, context.href(urls.facility(change.facility_id)))
    return Link(describe(context, change.table, change.after or change.before) or change.key, None)


def _differences(
    context: Context, change: RecordedChange
) -> Iterator[tuple[str | None, str | None, str | None]]:
    if change.what != "changed" or change.before is None or change.after is None:
        before = describe(context, change.table, change.before)
        yield None, before, describe(context, change.table, change.after)
        return
    for name, column in COLUMNS[change.table].items():
        was, now = change.before.get(name), change.after.get(name)
        if was != now:
            yield column.title, _cell(context, column, was), _cell(context, column, now)


def describe(context: Context, table: str, values: dict[str, Any] | None) -> str | None:
    """A row in a few words; None where there is none."""
    if values is None:
        return None
    named = COLUMNS[table]
    cells = (_cell(context, named[name], values.get(name)) for name in TELLING[table])
    return " · ".join(cell for cell in cells if cell)


def _cell(context: Context, column: Column, value: Any) -> str | None:
    if value is None or value == "":
        return None
    if column.enum is not None:
        return context.word(column.enum(value))
    if column.type == "boolean":
        return context.text("Yes") if value else context.text("No")
    if column.item_enum is not None:
        return "、".join(context.word(column.item_enum(part)) for part in str(value).split("|"))
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"
    return str(value).replace("|", "、")
