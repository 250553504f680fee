"""What a release changes against the one before it, counted as pack, sign and receive say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.exports.contents import Export
from generator.exports.schema import row_key
from generator.exports.subjects import concerned
from generator.model.release import ReleaseInfo
from generator.model.tables import (
    TABLES,
    Grade,
    Notice,
    NoticeRow,
    Penalty,
    SchemeGrade,
    Succession,
)
from generator.rules.grade_status import grades_by_scheme
from generator.rules.publicity import rows_over
from generator.store.changes import Explanations, RowChange, compare, explanations
from generator.store.sqlite_values import record_of

NEW, CHANGED, GONE = "new", "changed", "gone"


@dataclass(frozen=True, slots=True)
class TableCounts:
    """How many rows of a table, or how many documents, came, changed and went."""

    table: str
    new: int
    changed: int
    gone: int
    unexplained: int = 0


@dataclass(frozen=True, slots=True)
class ChangeSummary:
    """What a release changes, as pack, sign and receive say it.

    `older` is None for the first release of an agency, of which everything is new.
    """

    older: ReleaseInfo | None
    newer: ReleaseInfo
    counts: tuple[TableCounts, ...]
    upgraded: int
    downgraded: int


@dataclass(frozen=True, slots=True)
class ReleaseChanges:
    """A release against the one before, by the rules by which the portal will compare them.

    `older` is None for the first release of an agency, of which everything is new.
    """

    older: ReleaseInfo | None
    newer: ReleaseInfo
    rows: tuple[RowChange, ...]
    documents: tuple[tuple[str, str], ...]
    """(path, new, changed or gone)."""
    upgraded: int
    downgraded: int

    @property
    def unexplained(self) -> tuple[RowChange, ...]:
        """The changes of historical rows for which the release gives no reason."""
        return tuple(change for change in self.rows if change.unexplained)

    @property
    def summary(self) -> ChangeSummary:
        """The changes, counted."""
        return ChangeSummary(
            self.older, self.newer, tuple(self._counts()), self.upgraded, self.downgraded
        )

    def _counts(self) -> Iterator[TableCounts]:
        """The tables in which something changed, then the documents."""
        for row_type in TABLES:
            own = [change for change in self.rows if change.row_type is row_type]
            if own:
                what = Counter(change.what for change in own)
                silent = sum(change.unexplained for change in own)
                yield TableCounts(row_type.table, what[NEW], what[CHANGED], what[GONE], silent)
        what = Counter(each for _, each in self.documents)
        if what:
            yield TableCounts("documents", what[NEW], what[CHANGED], what[GONE])


def release_changes(older: Export | None, newer: Export) -> ReleaseChanges:
    """What `newer` changes against `older`, the last release of the same agency."""
    if older is None:
        return _first_release(newer)
    before = older.tables
    explained = _explained(older, newer)
    changes: list[RowChange] = []
    for row_type in TABLES:
        was = {row_key(row): record_of(row) for row in before.get(row_type.table, ())}
        now = {row_key(row): record_of(row) for row in newer.rows(row_type)}
        changes += compare(row_type, was, now, explained)
    up, down = _moved_grades(older, newer)
    documents = tuple(_changed_documents(older, newer))
    return ReleaseChanges(older.info, newer.info, tuple(changes), documents, up, down)


def _first_release(newer: Export) -> ReleaseChanges:
    """Everything is new, in the order of the keys, in which an export has its rows.

    Records are left out: there are none to compare them with.
    """
    rows = tuple(
        RowChange(row_type, row_key(row), NEW, None, None, False)
        for row_type in TABLES
        for row in newer.rows(row_type)
    )
    return ReleaseChanges(None, newer.info, rows, tuple(_changed_documents(None, newer)), 0, 0)


def _explained(older: Export | None, newer: Export) -> Explanations:
    known = {notice.notice_id for notice in older.rows(Notice)} if older else set()
    fresh = [notice for notice in newer.rows(Notice) if notice.notice_id not in known]
    concerns = concerned(newer.rows(Notice), newer.rows(NoticeRow))
    day = newer.info.issued.date()
    over = (
        rows_over(older.rows(Penalty), older.rows(Notice), older.rows(NoticeRow), on=day)
        if older
        else ()
    )
    return explanations(
        fresh,
        concerns,
        over,
        succeeded=((row.old_id, row.new_id) for row in newer.rows(Succession)),
    )


def _changed_documents(older: Export | None, newer: Export) -> Iterator[tuple[str, str]]:
    before = {each.path: each.text for each in older.documents} if older else {}
    after = {each.path: each.text for each in newer.documents}
    for path in sorted(before.keys() | after.keys()):
        if path not in before:
            yield path, NEW
        elif path not in after:
            yield path, GONE
        elif before[path] != after[path]:
            yield path, CHANGED


def _moved_grades(older: Export, newer: Export) -> tuple[int, int]:
    """How many present grades are of a better, and of a worse rank than before."""
    ranks = {(each.scheme_id, each.label): each.rank for each in newer.rows(SchemeGrade)}
    was, now = _present_grades(older), _present_grades(newer)
    up = down = 0
    for place in was.keys() & now.keys():
        scheme = place[1]
        before, after = ranks.get((scheme, was[place])), ranks.get((scheme, now[place]))
        if before is not None and after is not None:
            up += after < before
            down += after > before
    return up, down


def _present_grades(export: Export) -> Mapping[tuple[str, str], str]:
    """(facility, scheme) → label of the present grade."""
    own: dict[str, list[Grade]] = {}
    for grade in export.rows(Grade):
        own.setdefault(grade.facility_id, []).append(grade)
    return {
        (facility, scheme): found[0].grade
        for facility, grades in own.items()
        for scheme, found in grades_by_scheme(grades).items()
    }
