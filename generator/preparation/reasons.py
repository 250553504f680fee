"""Why rows of the past change or are no longer published: `reasons.csv` beside the tables.

A row that says what an authority did cannot change or go in silence. What lacks a reason is listed
in the file, one line each; whoever packs writes the reason there, and it becomes a signed notice.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from generator.exports.checks.privacy import scan_document
from generator.exports.contents import Export
from generator.exports.headings import TITLES, table_named
from generator.exports.pack_folder import REASONS
from generator.exports.reading.sources import read_text
from generator.exports.rows import sort
from generator.exports.schema import columns, row_key
from generator.exports.subjects import RowRef
from generator.model.messages import msg
from generator.model.problems import Problem
from generator.model.tables import (
    TABLES,
    Demonstration,
    Facility,
    Inspection,
    Notice,
    NoticeRow,
    Region,
    Scheme,
    Succession,
)
from generator.model.vocabulary import ALIASES, NoticeKind
from generator.preparation.release_changes import CHANGED, GONE, ReleaseChanges
from generator.store.changes import CLOSING_COLUMNS, PARENTS, RowChange
from generator.store.sqlite_values import Value, column_names

HEADINGS = ("表", "编号", "名称", "变化", "列", "原来", "现在", "类别", "理由")
WORDS = {CHANGED: "变更", GONE: "不再公布"}
KINDS = {CHANGED: NoticeKind.CORRECTION, GONE: NoticeKind.REMOVAL}
"""What a reason makes of a change unless its line names another kind, such as 撤回."""

Place = tuple[str, str, str]
"""Table, key and column; the column is empty where the whole row went."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A change of which the release does not say why; `name` tells readers whose row it is."""

    place: Place
    name: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something changed, and what the notice is that says so."""

    kind: NoticeKind
    text: str
    before: str = ""
    after: str = ""
    cells: tuple[str, ...] = ()
    """Its line in the file, where it stands in one."""

    def fits(self, silence: Silence) -> bool:
        """Whether it was given for this change: the values were those, where it names any."""
        return self.before in ("", silence.before) and self.after in ("", silence.after)


def silences(changes: ReleaseChanges, older: Export, newer: Export) -> tuple[Silence, ...]:
    """What a release has to explain: changes of historical rows, and whatever facility is gone.

    What goes with a facility, or with an inspection, is explained by it; a facility that goes on
    under another identifier is not gone.
    """
    moved = {row.old_id for row in newer.rows(Succession)}
    names = owner_names(older)
    gone = {
        (c.row_type.table, c.key)
        for c in changes.rows
        if c.what == GONE and not (c.row_type is Facility and c.key in moved)
    }
    return tuple(
        silence
        for change in changes.rows
        if change.unexplained or (_is_lost(change) and change.key not in moved)
        for silence in _silences_of(change, names, gone)
    )


OWNERS: Final = (
    "facility_id", "inspection_id", "demonstration_id", "subject_id", "region_code", "scheme_id",
)  # fmt: skip
"""Columns that say whose a row is, the nearest first."""


def owner_names(export: Export) -> Mapping[str, str]:
    """What people call what identifiers stand for: institutions, regions, schemes; whoever was
    inspected or holds a title.
    """
    names = {each.region_code: each.name for each in export.rows(Region)}
    names |= {each.facility_id: each.name for each in export.rows(Facility)}
    names |= {each.scheme_id: each.name for each in export.rows(Scheme)}
    for inspection in export.rows(Inspection):
        names[inspection.inspection_id] = names.get(inspection.facility_id, "")
    for title in export.rows(Demonstration):
        names[title.demonstration_id] = names.get(title.subject_id, title.title)
    return names


def _is_lost(change: RowChange) -> bool:
    return change.row_type is Facility and change.what == GONE and not change.erased


def _silences_of(
    change: RowChange, names: Mapping[str, str], gone: set[tuple[str, str]]
) -> Iterator[Silence]:
    table, key = change.row_type.table, change.key
    assert change.before is not None, "what is new needs no reason"
    was = dict(zip(column_names(change.row_type), change.before, strict=True))
    owners = (str(was.get(column) or "") for column in OWNERS)
    name = next((names[owner] for owner in owners if names.get(owner)), key)
    if change.after is None:
        parents = ((parent, str(was.get(column))) for column, parent in PARENTS.items())
        if change.row_type is Facility or not any(parent in gone for parent in parents):
            yield Silence((table, key, ""), name, GONE, "", "")
        return
    later = CLOSING_COLUMNS.get(table, frozenset())
    for column, now in zip(column_names(change.row_type), change.after, strict=True):
        before = was[column]
        if before != now and not (before is None and column in later):
            place = (table, key, column)
            yield Silence(place, name, CHANGED, _plain(before), _plain(now))


def read_reasons(folder: Path, problems: list[Problem]) -> dict[Place, Reason]:
    """The reasons that a folder gives; a line without one is left alone."""
    path = folder / REASONS
    text = read_text(path, REASONS, problems) if path.exists() else None
    if text is None:
        return {}
    found: dict[Place, Reason] = {}
    line = 1
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        if set(HEADINGS) - set(reader.fieldnames or ()):
            why = msg(
                "its headings have to be %(list)s, with commas between", list=",".join(HEADINGS)
            )
            problems.append(Problem(REASONS, 1, None, why))
            return {}
        line = 2
        for row in reader:
            cells = tuple((row[name] or "").strip() for name in HEADINGS)
            _read_line(line, cells, found, problems)
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(REASONS, line, None, msg("broken CSV: %(error)s", error=error)))
    return found


def _read_line(
    line: int, cells: tuple[str, ...], found: dict[Place, Reason], problems: list[Problem]
) -> None:
    table, key, _, _, title, before, after, word, text = cells
    if not text:
        return
    row_type, kind = table_named(table), _kind(word)
    if row_type is None:
        problems.append(Problem(REASONS, line, "表", msg("is no table")))
        return
    fitting = (NoticeKind.CORRECTION if title else NoticeKind.REMOVAL, NoticeKind.WITHDRAWAL)
    if kind not in fitting:
        one, other = map(_word, fitting)
        why = msg("has to be %(one)s or %(other)s here", one=one, other=other)
        problems.append(Problem(REASONS, line, "类别", why))
        return
    for hit in scan_document(REASONS, text):
        problems.append(Problem(REASONS, line, "理由", hit.why, hit.severity))
    names = {each.title: each.name for each in columns(row_type)}
    place = (row_type.table, key, names.get(title, title))
    found[place] = Reason(kind, text, before, after, cells)


def write_reasons(open_ones: Sequence[Silence], given: Mapping[Place, Reason]) -> bytes:
    """The file with a line for every silence and its reason, if there is one.

    Reasons for what did not change stand behind them: nobody's words are thrown away.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(HEADINGS)
    for one in open_ones:
        table, key, column = one.place
        reason = given.get(one.place)
        kind = reason.kind if reason else KINDS[one.what]
        title = _title(table, column)
        writer.writerow(
            (
                TITLES[table][0], key, one.name, WORDS[one.what], title, one.before, one.after,
                _word(kind), reason.text if reason and reason.fits(one) else "",
            )
        )  # fmt: skip
    places = {one.place for one in open_ones}
    writer.writerows(each.cells for place, each in given.items() if place not in places)
    # Excel reads the file right by a double click only with a byte order mark.
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def lacking(line: int | None, silence: Silence) -> Problem:
    """A change without a reason, at its line of the file."""
    table, _, column = silence.place
    title = TITLES[table][0]
    why = msg("%(table)s: is no longer there; write here why", table=title)
    if column:
        why = msg(
            "%(table)s: %(column)s is not what was published; write here why",
            table=title,
            column=_title(table, column),
        )
    return Problem(REASONS, line, "理由", why)


def notices(
    export: Export, open_ones: Sequence[Silence], given: Mapping[Place, Reason]
) -> tuple[list[Notice], list[NoticeRow]]:
    """The notices that say the reasons: one for a changed cell, one for all that went for one."""
    number = NoticeNumbers(export)
    day = export.info.issued.date()
    made: list[Notice] = []
    rows: list[NoticeRow] = []
    together: dict[tuple[NoticeKind, str], list[Silence]] = {}
    for one in open_ones:
        reason, (table, key, column) = given[one.place], one.place
        if not column:
            together.setdefault((reason.kind, reason.text), []).append(one)
            continue
        made.append(
            Notice(
                notice_id=number.next(),
                kind=reason.kind,
                concerns_table=table,
                concerns_id=key,
                title=f"{_word(reason.kind)}：{one.name} {_title(table, column)}"[:150],
                text=reason.text,
                published=day,
                field=column,
                before=one.before or None,
                after=one.after or None,
            )
        )
    for (kind, text), group in together.items():
        (table, key, _), identifier = group[0].place, number.next()
        title = f"{_word(kind)}：{group[0].name}"[:150]
        made.append(
            Notice(
                notice_id=identifier,
                kind=kind,
                concerns_table=table,
                concerns_id=key,
                title=title if len(group) == 1 else f"{title} 等 {len(group)} 项",
                text=text,
                published=day,
            )
        )
        rows += [
            NoticeRow(notice_id=identifier, concerns_table=each.place[0], concerns_id=each.place[1])
            for each in group[1:]
        ]
    return made, rows


def gone_concerns(last: Export, export: Export) -> set[RowRef]:
    """The rows of the last release that earlier notices concern and this release has not."""
    concerned = {(row.concerns_table, row.concerns_id) for row in export.rows(Notice)}
    concerned |= {(row.concerns_table, row.concerns_id) for row in export.rows(NoticeRow)}
    tables = {table for table, _ in concerned}
    before = {(t.table, row_key(row)) for t in TABLES if t.table in tables for row in last.rows(t)}
    now = {(t.table, row_key(row)) for t in TABLES if t.table in tables for row in export.rows(t)}
    return (concerned & before) - now


def with_gone_concerns(last: Export, export: Export) -> Export:
    """The export whose notices of removal name also what went along with a row and is concerned by
    an earlier notice: a grade of an institution that is published no longer, say.
    """
    known = {row.notice_id for row in last.rows(Notice)}
    taking = (NoticeKind.REMOVAL, NoticeKind.WITHDRAWAL)
    fresh = [r for r in export.rows(Notice) if r.notice_id not in known and r.kind in taking]
    if not fresh:
        return export
    names = {row.notice_id for row in fresh}
    told = {(row.concerns_table, row.concerns_id) for row in fresh}
    told |= {
        (row.concerns_table, row.concerns_id)
        for row in export.rows(NoticeRow)
        if row.notice_id in names
    }
    notice = fresh[0].notice_id
    added = [
        NoticeRow(notice_id=notice, concerns_table=table, concerns_id=key)
        for table, key in sorted(gone_concerns(last, export) - told)
    ]
    tables = dict(export.tables)
    tables[NoticeRow.table] = tuple(sort((*export.rows(NoticeRow), *added)))
    return replace(export, tables=tables)


class NoticeNumbers:
    """Identifiers for notices that no notice of the export has."""

    def __init__(self, export: Export) -> None:
        self._taken = {notice.notice_id for notice in export.rows(Notice)}
        self._stem, self._last = export.info.name, 0

    def next(self) -> str:
        """The next one that is free."""
        while True:
            self._last += 1
            identifier = f"{self._stem}-n{self._last:03d}"
            if identifier not in self._taken:
                return identifier


def _kind(word: str) -> NoticeKind | None:
    spellings = {
        each: kind
        for kind in (NoticeKind.CORRECTION, NoticeKind.REMOVAL, NoticeKind.WITHDRAWAL)
        for each in (kind.value, *ALIASES[NoticeKind][kind])
    }
    return spellings.get(word)


def _word(kind: NoticeKind) -> str:
    return ALIASES[NoticeKind][kind][0]


def _title(table: str, column: str) -> str:
    row_type = table_named(table)
    assert row_type is not None, "the table of a row"
    return next((each.title for each in columns(row_type) if each.name == column), "")


def _plain(value: Value) -> str:
    """A value as a notice names it, so that the portal finds it to be the one that changed."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e6:
        return str(int(value))
    return "" if value is None else str(value)
