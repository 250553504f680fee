"""What a release changes, in the few lines that pack, sign and receive print."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from generator.commands.shared.words import term, text, translate
from generator.exports.schema import columns
from generator.model.messages import msg
from generator.preparation.release_changes import (
    CHANGED,
    GONE,
    NEW,
    ChangeSummary,
    ReleaseChanges,
    TableCounts,
)
from generator.store.changes import RowChange
from generator.store.sqlite_values import Value

WORDS = {NEW: msg("new"), CHANGED: msg("changed"), GONE: msg("no longer there")}


def summary_lines(changes: ChangeSummary) -> Iterator[str]:
    """The lines, with the release that this one is compared with first."""
    if changes.older is None:
        first = text("%(name)s is the first release of this authority.")
        yield first % {"name": changes.newer.name}
    else:
        names = {"name": changes.newer.name, "older": changes.older.name}
        yield text("%(name)s against %(older)s:") % names
    for counts in changes.counts:
        title = text("Documents") if counts.table == "documents" else term("Table", counts.table)
        yield f"  {title}{text(': ')}{text(', ').join(_words(counts))}"
    if changes.upgraded or changes.downgraded:
        moved = {"up": changes.upgraded, "down": changes.downgraded}
        yield "  " + text("Present grades: %(up)s better, %(down)s worse") % moved
    if not changes.counts:
        yield "  " + text("Nothing changed since the release before.")


def _words(counts: TableCounts) -> Iterator[str]:
    for number, message in (
        (counts.new, text("%(number)s new")),
        (counts.changed, text("%(number)s changed")),
        (counts.gone, text("%(number)s no longer there")),
        (counts.unexplained, text("%(number)s unexplained")),
    ):
        if number:
            yield message % {"number": number}


def changed_lines(changes: ReleaseChanges) -> Iterator[str]:
    """Every change, a line each: what is unexplained first, then table by table."""
    ordered = sorted(changes.rows, key=lambda change: not change.unexplained)
    for change in ordered:
        silent = text(" (unexplained)") if change.unexplained else ""
        title = f"{term('Table', change.row_type.table)} {change.key}"
        yield f"{title}: {translate(WORDS[change.what])}{silent}"
        for column, before, after in _cells(change):
            yield f"    {column}: {before} → {after}"
    for path, what in changes.documents:
        yield f"{path}: {translate(WORDS[what])}"


def changes_json(changes: ReleaseChanges) -> str:
    """The same for a script; Chinese is not escaped."""
    content = {
        "from": changes.older.name if changes.older else None,
        "to": changes.newer.name,
        "rows": [
            {
                "table": change.row_type.table,
                "key": change.key,
                "what": change.what,
                "unexplained": change.unexplained,
                "cells": [
                    {"column": column, "before": before, "after": after}
                    for column, before, after in _cells(change)
                ],
            }
            for change in changes.rows
        ],
        "documents": [{"path": path, "what": what} for path, what in changes.documents],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode()


def _cells(change: RowChange) -> Iterator[tuple[str, str, str]]:
    """Title, old and new value of every column that changed; none of a row that came or went."""
    if change.before is None or change.after is None:
        return
    for column, was, now in zip(columns(change.row_type), change.before, change.after, strict=True):
        if was != now:
            yield column.title, _plain(was), _plain(now)


def _plain(value: Value) -> str:
    return "–" if value is None or value == "" else str(value)
