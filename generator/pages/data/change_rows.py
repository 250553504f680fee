"""What releases changed as rows of data: one for each column that says something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from generator.model.tables import Facility
from generator.pages.release.page import facility_names, recorded_in, release_heading
from generator.pages.release.sentences import Sentences
from generator.pages.release.views import Change
from generator.pages.shared.context import Context
from generator.pages.shared.row_changes import change_entries
from generator.store.queries import Release
from generator.store.recorded_changes import RecordedChange, public_changes

ChangeRow = tuple[Any, ...]
"""The cells of the table `changes` of the public SQLite file."""


def change_rows(context: Context) -> Iterator[ChangeRow]:
    """Every change of every release as far as it may be told; none of an agency's first one."""
    for release in context.releases:
        yield from release_rows(context, release)


def release_rows(context: Context, release: Release) -> Iterator[ChangeRow]:
    """The same of one release."""
    if release.first:
        return
    sentences = Sentences(context.site.language, context.translations)
    names = facility_names(context, release)
    number = 0
    for change in _each_once(context, recorded_in(context, release)):
        heading = release_heading(context, change).value
        for entry in change_entries(context, change, release, names.get(change.facility_id or "")):
            number += 1
            yield _row(change, entry, number, heading, names, sentences)


def _each_once(context: Context, recorded: Iterable[RecordedChange]) -> Iterator[RecordedChange]:
    """Changes that may be told, each once: a row of two facilities is recorded of both."""
    seen: set[tuple[str, str]] = set()
    for change in public_changes(context.connection, recorded, on=context.today):
        if (change.table, change.key) not in seen:
            seen.add((change.table, change.key))
            yield change


def _row(
    change: RecordedChange,
    entry: Change,
    number: int,
    heading: str,
    names: Mapping[str, str],
    sentences: Sentences,
) -> ChangeRow:
    column = entry.column
    facility = change.facility_id
    return (
        change.agency,
        change.release,
        number,
        change.what,
        heading,
        change.table,
        change.key,
        column,
        _value(change.before, column),
        _value(change.after, column),
        entry.unit,
        entry.scheme_id,
        facility,
        names.get(facility or "")
        or (entry.subject.title if change.table == Facility.table else None),
        int(change.unexplained),
        None,
        None,
        None,
        sentences.line(entry).replace("\u00a0", " ").replace("\u200b", ""),
    )


def _value(row: Mapping[str, Any] | None, column: str | None) -> Any:
    """What a column says; of a row that came or went all that it says, as JSON."""
    if row is None:
        return None
    if column is not None:
        return row.get(column)
    said = {name: value for name, value in row.items() if value not in (None, "")}
    return msgspec.json.encode(said).decode()
