"""Recorded changes as entries that people can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from generator.exports.schema import Column, columns
from generator.model.tables import (
    TABLES,
    DemonstrationStage,
    Fee,
    Finding,
    Grade,
    Indicator,
    Scheme,
)
from generator.model.vocabulary import FeeUnit, FindingResult
from generator.pages.release.views import Change
from generator.pages.shared import urls
from generator.pages.shared.frame import Frame
from generator.pages.shared.scope import Scope
from generator.pages.shared.views import Link
from generator.rules.findings import says_fault
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
    "fees": ("item", "amount"),
    "demonstrations": ("title", "level"),
    "demonstration_stages": ("stage", "starts", "result"),
    "indicators": ("indicator", "period", "value"),
    "published_totals": ("indicator", "grade", "level", "value", "as_of"),
    "notices": ("kind", "title"),
    "notice_rows": ("concerns_table", "concerns_id"),
    "successions": ("old_id", "new_id", "reason"),
    "attachments": ("title", "file"),
}
"""For each table the columns that tell a reader what a row says."""

NAMING: dict[str, tuple[str, ...]] = {
    "scheme_grades": ("label",),
    "age_groups": ("age_class",),
    "filings": ("number",),
    "grades": ("assessed",),
    "inspections": ("inspected",),
    "findings": ("domain",),
    "penalties": ("decision_number",),
    "fees": ("item",),
    "demonstrations": ("title",),
    "demonstration_stages": ("stage",),
    "indicators": ("indicator", "period"),
    "published_totals": ("indicator", "as_of"),
    "notices": ("title",),
    "attachments": ("title",),
}
"""For each table the columns that tell one row of a subject from another."""

COLUMNS: dict[str, dict[str, Column]] = {
    row.table: {column.name: column for column in columns(row)} for row in TABLES
}


def change_entries(
    scope: Scope,
    change: RecordedChange,
    release: Release,
    name: str | None,
    parts: tuple[RecordedChange, ...] = (),
) -> Iterator[Change]:
    """A change of a release as entries: one a changed column, or one for a row that came or went.

    `name` is that of the facility concerned, None where the change concerns none; `parts` are rows
    that came with a new one and are told with it.
    """
    values = change.after or change.before or {}
    whole = Change(
        what=change.what,
        subject=_subject(scope, change, name),
        table=change.table,
        table_title=scope.term("Table", change.table),
        field=None,
        before=None,
        after=None,
        unexplained=change.unexplained,
        release=Link(release.path, scope.href(urls.release(release.region, release.number))),
        issued=release.issued,
        key=change.key,
        row=row_name(scope, change.table, values),
        scheme_id=values.get("scheme_id"),
        scheme=_scheme(scope, values),
        versions=_versions(scope, change),
    )
    if change.what != "changed" or change.before is None or change.after is None:
        yield _came_or_went(scope, change, whole, parts)
        return
    for column, was, now in differences(change):
        unit = unit_of(scope, change.table, column, change.after)
        same = unit == unit_of(scope, change.table, column, change.before)
        yield replace(
            whole,
            row=_named(whole, column),
            column=column.name,
            field=scope.column_title(column),
            before=measured(scope, change.table, column, change.before),
            after=measured(scope, change.table, column, change.after),
            unit=unit if same else None,
            figures=_figures(was, now) if same else None,
        )


def _versions(scope: Scope, change: RecordedChange) -> str | None:
    """A facility of which an unexplained change left one version behind, and is another."""
    if not change.unexplained or change.what != "changed" or not change.facility_id:
        return None
    return scope.href(urls.facility_history(change.facility_id))


def _named(whole: Change, column: Column) -> str | None:
    """The name of the row of a changed column: a grade with its scheme; none where it is itself
    what changed.
    """
    if column.name in NAMING.get(whole.table, ()):
        return whole.scheme
    if whole.scheme and whole.row:
        return f"{whole.scheme} {whole.row}"
    return whole.row


def differences(change: RecordedChange) -> Iterator[tuple[Column, Any, Any]]:
    """Each column of a changed row that says something else, with what it said and says; None
    where it said nothing, be it a list without anything in it.
    """
    assert change.before is not None and change.after is not None
    for name, column in COLUMNS[change.table].items():
        was, now = (
            None if (v := row.get(name)) == "" else v for row in (change.before, change.after)
        )
        if was != now:
            yield column, was, now


def _came_or_went(
    scope: Scope, change: RecordedChange, whole: Change, parts: tuple[RecordedChange, ...]
) -> Change:
    before = describe_row(scope, change.table, change.before) or change.superseded
    after = describe_row(scope, change.table, change.after)
    if change.table == Grade.table and change.what == "new" and change.after:
        before, after = change.superseded, change.after["grade"]
    told = [after, *_parts(scope, parts)]
    return replace(whole, before=before, after=" · ".join(each for each in told if each) or None)


def _parts(scope: Scope, parts: tuple[RecordedChange, ...]) -> Iterator[str]:
    """What an inspection found, or the stages of a title, in a few words."""
    findings = [each.after for each in parts if each.table == Finding.table and each.after]
    faults = [each["domain"] for each in findings if says_fault(FindingResult(each["result"]))]
    if faults:
        words = scope.translations.ngettext(
            "%(num)s fault: %(domains)s", "%(num)s faults: %(domains)s", len(faults)
        )
        yield str(words) % {"num": len(faults), "domains": scope.joined(faults)}
    elif findings:
        yield scope.text("no fault found")
    stages = [each.after for each in parts if each.table != Finding.table and each.after]
    if stages:
        column = COLUMNS[DemonstrationStage.table]["stage"]
        yield scope.joined(cell(scope, column, each["stage"]) or "" for each in stages)


def _figures(was: Any, now: Any) -> tuple[float, float] | None:
    """Both values where they are numbers."""
    kinds = int | float
    if isinstance(was, kinds) and isinstance(now, kinds) and not isinstance(was, bool):
        return was, now
    return None


def _scheme(scope: Scope, values: dict[str, Any]) -> str | None:
    """The name of the scheme of a grade; its identifier where the scheme is gone."""
    identifier = values.get("scheme_id")
    info = scope.schemes.get(identifier) if identifier else None
    return info.scheme.name if info else identifier


def unit_of(frame: Frame, table: str, column: Column, values: dict[str, Any]) -> str | None:
    """The unit of a value of a row: a fee names its own, an indicator too."""
    if table == Indicator.table and column.type == "number":
        return values.get("unit")
    if not column.unit:
        return None
    unit = frame.term("Unit", column.unit)
    if table == Fee.table and column.name == "amount":
        return f"{unit}/{frame.word(FeeUnit(values['unit']))}"
    return unit


def row_name(frame: Frame, table: str, values: dict[str, Any]) -> str | None:
    """Which row of its subject this is, in a few words; None where the subject is the row."""
    named = NAMING.get(table, ())
    words = (cell(frame, COLUMNS[table][name], values.get(name)) for name in named)
    return " ".join(word for word in words if word) or None


def _subject(scope: Scope, change: RecordedChange, name: str | None) -> Link:
    if change.facility_id and name:
        return Link(name, scope.href(urls.facility(change.facility_id)))
    return Link(
        describe_row(scope, change.table, change.after or change.before) or change.key, None
    )


def describe_row(scope: Scope, table: str, values: dict[str, Any] | None) -> str | None:
    """A row in a few words, what is of a scheme with its name; None where there is none."""
    if values is None:
        return None
    named = COLUMNS[table]
    scheme = None if table == Scheme.table else _scheme(scope, values)
    cells = (measured(scope, table, named[name], values) for name in TELLING[table])
    return " · ".join(part for part in (scheme, *cells) if part)


def measured(frame: Frame, table: str, column: Column, values: dict[str, Any]) -> str | None:
    """A value of a row as readers see it, a number with its unit; None where there is none."""
    said, unit = cell(frame, column, values.get(column.name)), unit_of(frame, table, column, values)
    return f"{said} {unit}" if said and unit else said


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
