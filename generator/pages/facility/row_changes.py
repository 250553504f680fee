"""Recorded changes as entries that people can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from generator.exports.schema import Column, columns
from generator.model.tables import TABLES, Grade, Notice, NoticeRow, Penalty
from generator.pages.release.views import Change
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.views import Link
from generator.store.derived import IN_PUBLICITY
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
    "notice_rows": ("concerns_table", "concerns_id"),
    "successions": ("old_id", "new_id", "reason"),
    "attachments": ("title", "file"),
}
"""For each table the columns that name a row to a reader."""

COLUMNS: dict[str, dict[str, Column]] = {
    row.table: {column.name: column for column in columns(row)} for row in TABLES
}


def public_changes(
    context: Context, recorded: Iterable[RecordedChange]
) -> Iterator[RecordedChange]:
    """Changes as they may be told on the reference day.

    Of a penalty out of publicity, and of a notice about one, nothing is told; but where it went or
    changed without explanation, that it did is told, without its content.
    """
    for change in recorded:
        if _may_be_told(context, change):
            yield change
        elif change.unexplained:
            yield replace(change, before=None, after=None)


def _may_be_told(context: Context, change: RecordedChange) -> bool:
    contents = [values for values in (change.before, change.after) if values is not None]
    if change.table == Penalty.table:
        return any(values["shown_until"] >= context.today.isoformat() for values in contents)
    if change.table in (Notice.table, NoticeRow.table):
        return all(_may_be_noticed(context, change.agency, values) for values in contents)
    return True


def _may_be_noticed(context: Context, agency: str, values: dict[str, Any]) -> bool:
    """Whether nothing that a notice concerns is a penalty out of publicity."""
    query = (
        "SELECT concerns_id FROM notice_rows"
        f" WHERE agency = ? AND notice_id = ? AND concerns_table = '{Penalty.table}'"
    )
    concerned = context.connection.execute(query, (agency, values["notice_id"])).fetchall()
    keys = {key for (key,) in concerned}
    if values["concerns_table"] == Penalty.table:
        keys.add(values["concerns_id"])
    return all(_is_shown(context, agency, key) for key in keys)


def _is_shown(context: Context, agency: str, penalty_id: str) -> bool:
    condition = f"agency = :agency AND penalty_id = :key AND {IN_PUBLICITY}"
    given = {"agency": agency, "key": penalty_id, "today": context.today.isoformat()}
    query = f"SELECT 1 FROM penalties WHERE {condition}"
    return context.connection.execute(query, given).fetchone() is not None


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
    return Link(
        describe_row(context, change.table, change.after or change.before) or change.key, None
    )


def _differences(
    context: Context, change: RecordedChange
) -> Iterator[tuple[str | None, str | None, str | None]]:
    if change.what != "changed" or change.before is None or change.after is None:
        before = describe_row(context, change.table, change.before) or superseded(context, change)
        yield None, before, describe_row(context, change.table, change.after)
        return
    for name, column in COLUMNS[change.table].items():
        was, now = change.before.get(name), change.after.get(name)
        if was != now:
            yield (
                context.column_title(column),
                cell(context, column, was),
                cell(context, column, now),
            )


def superseded(context: Context, change: RecordedChange) -> str | None:
    """The grade that a new grade takes the place of, where both stand."""
    after = change.after
    if change.table != Grade.table or change.what != "new" or not after or not after["supersedes"]:
        return None
    query = "SELECT grade FROM grades WHERE agency = ? AND grade_id = ?"
    values = (change.agency, after["supersedes"])
    found = context.connection.execute(query, values).fetchone()
    return str(found[0]) if found else None


def describe_row(context: Context, table: str, values: dict[str, Any] | None) -> str | None:
    """A row in a few words; None where there is none."""
    if values is None:
        return None
    named = COLUMNS[table]
    cells = (cell(context, named[name], values.get(name)) for name in TELLING[table])
    return " · ".join(part for part in cells if part)


def cell(context: Context, column: Column, value: Any) -> str | None:
    """A value of a row as readers see it; None where there is none."""
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
