"""What a release changes, in one sentence a thing, as an official reads it before signing."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from generator.documents.read_document import read_document
from generator.exports.contents import Export
from generator.exports.schema import Column, columns, row_key
from generator.model.messages import Message, msg, word
from generator.model.problems import DataError
from generator.model.tables import (
    TABLES,
    Attachment,
    Notice,
    Region,
    Row,
)
from generator.preparation.reasons import OWNERS, owner_names
from generator.preparation.release_changes import CHANGED, GONE, NEW, ReleaseChanges
from generator.store.changes import RowChange
from generator.store.sqlite_values import Value, column_names, record_of

MOST_NAMED: Final = 30
"""Rows that are named one by one; of more than these, the first, and how many there are."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence; `details` name what it is about, `more` how many of them are not named."""

    text: Message
    details: tuple[str | Message, ...] = ()
    more: int = 0


def summary_lines(
    changes: ReleaseChanges | None, export: Export | None, last: Export | None
) -> tuple[Line, ...]:
    """The sentences, documents first; none where nothing is known yet."""
    if changes is None or export is None:
        return ()
    found = [*_documents(changes, export, last), *_moved(changes)]
    names = {**(owner_names(last) if last else {}), **owner_names(export)}
    for counts in changes.summary.counts:
        own = [each for each in changes.rows if each.row_type.table == counts.table]
        if counts.table in ("documents", *_SAID):
            continue
        for what in (NEW, CHANGED, GONE):
            rows = [each for each in own if each.what == what]
            if rows:
                found.append(_line(what, counts.table, rows, export, names))
    found += _notices(changes, export)
    if not found:
        found.append(Line(msg("Nothing would change.")))
    return tuple(found)


Names = Mapping[str, str]
"""What identifiers of institutions, regions, schemes and titles stand for."""

_NAMING: Final = ("name", "title")
_CODES: Final = frozenset(
    each for row_type in TABLES for each in row_type.key if each[-3:] == "_id"
)
"""Columns of identifiers, which say nothing to people."""

_SAID: Final = frozenset({Notice.table, "notice_rows", Region.table})
"""Tables whose rows are told as what they are, or come along with others."""


def _documents(changes: ReleaseChanges, export: Export, last: Export | None) -> Iterator[Line]:
    texts = {source.path: source.text for source in export.documents}
    before = {source.path: source.text for source in last.documents} if last else {}
    for path, what in changes.documents:
        title = _title(texts.get(path, before.get(path, "")), path)
        if what == NEW:
            yield Line(msg("A document is published for the first time: “%(title)s”", title=title))
        elif what == CHANGED:
            was = _title(before.get(path, ""), path)
            old = msg("It was called “%(title)s” so far.", title=was)
            changed = list(_differences(before.get(path, ""), texts[path]))
            details = ((old,) if was != title else ()) + tuple(changed[:MOST_NAMED])
            more = max(0, len(changed) - MOST_NAMED)
            yield Line(msg("A document changes: “%(title)s”", title=title), details, more)
        else:
            yield Line(msg("A document is published no longer: “%(title)s”", title=title))


def _differences(before: str, after: str) -> Iterator[Message]:
    """The lines of a document that go and come, its fields too."""
    was, now = before.split("\n"), after.split("\n")
    for line in difflib.unified_diff(was, now, lineterm="", n=0):
        words = line[1:].strip()
        if words and line[0] == "-" and not line.startswith("---"):
            yield msg("goes: %(words)s", words=words)
        elif words and line[0] == "+" and not line.startswith("+++"):
            yield msg("comes: %(words)s", words=words)


def _title(text: str, path: str) -> str:
    with suppress(DataError):
        return read_document(path, text).title
    return path


def _notices(changes: ReleaseChanges, export: Export) -> Iterator[Line]:
    fresh = {each.key for each in changes.rows if each.row_type is Notice and each.what == NEW}
    for notice in export.rows(Notice):
        if notice.notice_id not in fresh:
            continue
        if notice.ends is not None:
            yield Line(
                msg(
                    "Put to publicity until %(day)s: %(title)s",
                    day=notice.ends.isoformat(),
                    title=notice.title,
                ),
                (notice.text,),
            )
        else:
            yield Line(msg("A notice says why: %(title)s", title=notice.title), (notice.text,))


def _moved(changes: ReleaseChanges) -> Iterator[Line]:
    if changes.upgraded:
        yield Line(msg("Present grades that become better: %(n)s", n=changes.upgraded))
    if changes.downgraded:
        yield Line(msg("Present grades that become worse: %(n)s", n=changes.downgraded))


def _line(what: str, table: str, rows: Sequence[RowChange], export: Export, names: Names) -> Line:
    silent = sum(row.unexplained for row in rows)
    text = msg("%(table)s: %(what)s", table=word("Table", table), what=_counted(what, len(rows)))
    if silent:
        text = msg("%(text)s, %(n)s without a reason", text=text, n=silent)
    named = [_told(row, export, names) for row in rows[:MOST_NAMED]]
    return Line(text, tuple(dict.fromkeys(filter(None, named))), max(0, len(rows) - MOST_NAMED))


def _told(change: RowChange, export: Export, names: Names) -> str | Message:
    """What a row is about, and what of it changes, or what a new one says."""
    if change.row_type is Attachment:
        return change.key.rpartition("/")[2]
    name = _name(change, export, names)
    known = columns(change.row_type)
    if change.before is not None and change.after is not None:
        cells = [
            msg("%(column)s “%(before)s” → “%(after)s”", column=column.title,
                before=shown_cell(column, was), after=shown_cell(column, now))
            for column, was, now in zip(known, change.before, change.after, strict=True)
            if was != now
        ]  # fmt: skip
        return msg("%(name)s: %(cells)s", name=name, cells=cells)
    if change.what != NEW:
        return name
    values = change.after or _record(export, change)
    said = [
        msg("%(column)s %(value)s", column=column.title, value=shown_cell(column, value))
        for column, value in zip(known, values, strict=True)
        if value not in (None, "") and column.name not in change.row_type.key
        if column.name not in (*OWNERS, *_NAMING, "subject_kind") and not column.references
    ]
    return msg("%(name)s: %(cells)s", name=name, cells=said) if said else name


def _record(export: Export, change: RowChange) -> Sequence[Value]:
    row = _row(export, change.row_type, change.key)
    assert row is not None, "it is new"
    return record_of(row)


def shown_cell(column: Column, value: Value) -> str | Message:
    """A cell as people read it: words for the values of a vocabulary, whole numbers without .0."""
    if value is None or value == "":
        return "—"
    if column.enum is not None:
        return word(column.enum.__name__, str(value))
    if column.item_enum is not None:
        name = column.item_enum.__name__
        return msg("%(parts)s", parts=[word(name, each) for each in str(value).split("|")])
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _counted(what: str, count: int) -> Message:
    if what == NEW:
        return msg("%(n)s new", n=count)
    if what == CHANGED:
        return msg("%(n)s changed", n=count)
    return msg("%(n)s no longer there", n=count)


def _name(change: RowChange, export: Export, names: Names) -> str | Message:
    """What a row is about: whose it is, and which of several, such as the fee for meals."""
    values = change.after or change.before or _record(export, change)
    said = dict(zip(column_names(change.row_type), values, strict=True))
    holders: list[str | Message] = []
    told: list[str | Message] = []
    for column in columns(change.row_type):
        value = said[column.name]
        if value in (None, ""):
            continue
        if column.name in OWNERS:
            holders.extend(filter(None, [names.get(str(value))]))
        elif column.name in change.row_type.key and column.name not in _CODES:
            told.append(shown_cell(column, value))
        elif column.name in _NAMING:
            told.append(str(value))
    told = list(dict.fromkeys([*holders, *told]))
    return (told[0] if len(told) == 1 else msg("%(parts)s", parts=told)) if told else change.key


def _row(export: Export, row_type: type[Row], key: str) -> Row | None:
    return next((row for row in export.rows(row_type) if row_key(row) == key), None)
