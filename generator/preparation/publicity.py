"""What `[[publicity]]` in `pack.toml` puts to publicity: a notice for each, found by words.

What it is about is said as people say it: a table (all of it that is new or changed), an
institution, a title, a document. The last day is worked out by the official calendar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from generator.documents.read_document import read_document
from generator.documents.script import comparable
from generator.exports.checks.privacy import scan_document
from generator.exports.contents import Export
from generator.exports.headings import table_named
from generator.exports.reading.pack_settings import PublicityTable
from generator.exports.reading.toml_mistakes import SETTINGS
from generator.exports.rows import sort
from generator.exports.schema import row_key
from generator.exports.subjects import DOCUMENTS, RowRef, document_name
from generator.model.messages import Message, msg
from generator.model.problems import DataError, Problem, Severity
from generator.model.tables import Demonstration, Facility, Notice, NoticeRow, Row
from generator.model.vocabulary import NoticeKind
from generator.model.working_days import (
    LAST_YEAR,
    Overrides,
    add_working_days,
    covered,
    days_in,
    is_working_day,
    working_days_in,
)
from generator.preparation.reasons import NoticeNumbers
from generator.preparation.release_changes import ReleaseChanges

_MOST_NAMED: Final = 6
"""Institutions that are listed where several fit."""
_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


def put_to_publicity(
    export: Export,
    changes: ReleaseChanges,
    tables: Sequence[PublicityTable],
    problems: list[Problem],
) -> Export:
    """The export with a notice for each table of `pack.toml`; what cannot be found, or ends beyond
    the calendar, is a problem.
    """
    numbers = NoticeNumbers(export)
    made: list[Notice] = []
    rows: list[NoticeRow] = []
    for number, table in enumerate(tables, start=1):
        where = f"publicity {number}"
        refs, why = _concerned(export, changes, table)
        if why is not None:
            problems.append(Problem(SETTINGS, None, f"{where} about", why))
        ends = last_day(export.info.issued.date(), table, where, problems)
        said = scan_document(SETTINGS, f"{table.title}\n{table.text}")
        problems += (replace(each, line=None, field=where) for each in said)
        if not refs or ends is None:
            continue
        identifier = numbers.next()
        first, *others = refs
        made.append(
            Notice(
                notice_id=identifier,
                kind=NoticeKind.PUBLICITY,
                concerns_table=first[0],
                concerns_id=first[1],
                title=table.title,
                text=table.text,
                published=export.info.issued.date(),
                ends=ends,
            )
        )
        rows += [
            NoticeRow(notice_id=identifier, concerns_table=name, concerns_id=key)
            for name, key in others
        ]
    merged = dict(export.tables)
    merged[Notice.table] = tuple(sort((*export.rows(Notice), *made)))
    merged[NoticeRow.table] = tuple(sort((*export.rows(NoticeRow), *rows)))
    return replace(export, tables=merged)


def last_day(
    first: date, table: PublicityTable, where: str, problems: list[Problem]
) -> date | None:
    """The last day of a period that begins on `first`, said or counted: the first day counts where
    it is worked. None where it cannot be, and then a problem says why; how it was counted is one
    that was repaired.
    """
    overrides: Overrides = dict.fromkeys(table.free, False) | dict.fromkeys(table.worked, True)
    if table.ends is not None:
        if table.ends < first:
            why = msg(
                "ends on %(ends)s, before it begins on %(first)s", ends=table.ends, first=first
            )
            problems.append(Problem(SETTINGS, None, f"{where} ends", why))
            return None
        return table.ends
    last = add_working_days(first - _DAY, table.working_days, overrides)
    if not covered(first, last, overrides):
        open_days = [day for day in days_in(first, last) if not covered(day, day, overrides)]
        why = msg(
            "%(n)s working days from %(first)s go beyond the official calendar, which ends with"
            " %(year)s: say of %(days)s which are free and which are worked (free, worked), or the"
            " last day (ends)",
            n=table.working_days,
            first=first,
            year=LAST_YEAR,
            days=", ".join(map(str, open_days)),
        )
        problems.append(Problem(SETTINGS, None, f"{where} working_days", why))
        return None
    why = msg(
        "%(n)s working days from %(first)s: the last is %(last)s%(moved)s",
        n=len(working_days_in(first, last, overrides)),
        first=first,
        last=last,
        moved=_moved(first, last, overrides),
    )
    problems.append(Problem(SETTINGS, None, where, why, Severity.REPAIRED))
    return last


def _moved(first: date, last: date, overrides: Overrides) -> Message | str:
    """The days on which the calendar and the days of the week disagree."""
    free = [d for d in days_in(first, last) if d.weekday() < _SATURDAY]
    free = [d for d in free if not is_working_day(d, overrides)]
    worked = [d for d in days_in(first, last) if d.weekday() >= _SATURDAY]
    worked = [d for d in worked if is_working_day(d, overrides)]
    if not free and not worked:
        return ""
    return msg(
        " (free: %(free)s; worked: %(worked)s)",
        free=", ".join(map(str, free)) or "–",
        worked=", ".join(map(str, worked)) or "–",
    )


def _concerned(
    export: Export, changes: ReleaseChanges, table: PublicityTable
) -> tuple[list[RowRef], Message | None]:
    """The rows that a notice is about, or why they cannot be told."""
    row_type = table_named(table.table) if table.table else None
    if table.table and row_type is None:
        return [], msg("there is no table %(name)s", name=table.table)
    whole = table_named(table.about)
    if whole is not None:
        refs = _new_or_changed(changes, whole)
        if refs:
            return refs, None
        return [], msg("nothing of %(name)s is new or changed in this release", name=table.about)
    found = list(_named(export, table.about))
    if not found:
        return [], msg("nothing is called “%(about)s”", about=table.about)
    if len(found) > 1:
        names = "；".join(name for _, name in found[:_MOST_NAMED])
        more = "……" if len(found) > _MOST_NAMED else ""
        return [], msg(
            "“%(about)s” fits %(n)s: %(names)s; add a word of its address",
            about=table.about, n=len(found), names=names + more,
        )  # fmt: skip
    ((ref, _),) = found
    if row_type is None or row_type is Facility or ref[0] != Facility.table:
        return [ref], None
    own = [row for row in export.rows(row_type) if _facility_of(row) == ref[1]]
    if not own:
        return [], msg("%(table)s has no row of it", table=table.table)
    fresh = set(_new_or_changed(changes, row_type))
    refs = [(row_type.table, row_key(row)) for row in own]
    return [each for each in refs if each in fresh] or refs[-1:], None


def _new_or_changed(changes: ReleaseChanges, row_type: type[Row]) -> list[RowRef]:
    return [
        (row_type.table, change.key)
        for change in changes.rows
        if change.row_type is row_type and change.what in ("new", "changed")
    ]


def _facility_of(row: Row) -> str | None:
    if isinstance(row, Demonstration):
        return row.subject_id
    return getattr(row, "facility_id", None)


def _named(export: Export, about: str) -> Iterator[tuple[RowRef, str]]:
    """What a few words may mean, with how people call it: those whose name they are, else those
    that have each of the words in name and address.
    """
    candidates = list(_candidates(export))
    wanted = comparable(about)
    exact = [(ref, said) for ref, name, _, said in candidates if comparable(name) == wanted]
    if exact:
        yield from exact
        return
    words = [comparable(word) for word in about.split() if comparable(word)]
    for ref, name, more, said in candidates:
        text = comparable(f"{name}{more}")
        if words and all(word in text for word in words):
            yield ref, said


def find_named(export: Export, words: str) -> list[tuple[str, str]]:
    """(how it is called, words that mean it alone) of everything that a few words may mean."""
    known = {ref: f"{name} {more}".strip() for ref, name, more, _ in _candidates(export)}
    return [(said, known[ref]) for ref, said in _named(export, words)]


def _candidates(export: Export) -> Iterator[tuple[RowRef, str, str, str]]:
    """(row, name, further words, how it is called) of institutions, titles and documents."""
    names: dict[str, str] = {}
    for facility in export.rows(Facility):
        names[facility.facility_id] = facility.name
        ref = (Facility.table, facility.facility_id)
        address = facility.address or ""
        yield ref, facility.name, address, f"{facility.name}（{address}）"
    for title in export.rows(Demonstration):
        holder = names.get(title.subject_id, title.subject_id)
        name = f"{holder}{title.title}"
        yield (Demonstration.table, title.demonstration_id), name, "", f"{holder} {title.title}"
    for source in export.documents:
        try:
            document = read_document(source.path, source.text)
        except DataError:
            continue  # what is wrong is told when the documents are inspected
        more = document.number or ""
        yield (DOCUMENTS, document_name(source.path)), document.title, more, f"《{document.title}》"
