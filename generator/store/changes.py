"""What changed between two releases of one agency, and whether it was explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec import Struct

from generator.exports.schema import TYPES_BY_NAME, columns
from generator.model.tables import Notice, Row
from generator.model.vocabulary import NoticeKind
from generator.store.sqlite_values import Record, Value, column_names

CLOSING_COLUMNS: Mapping[str, frozenset[str]] = {
    "findings": frozenset({"rectified"}),
    "penalties": frozenset({"repaired"}),
    "demonstration_stages": frozenset({"ends", "result", "document"}),
}
"""Columns of historical tables that life fills in later: filling an empty one needs no notice."""

IDENTIFIERS = frozenset({"facility_id", "subject_id"})
"""Columns that name a facility: with it they change to the identifier that it goes on under."""

PARENTS: Mapping[str, str] = {"inspection_id": "inspections", "facility_id": "facilities"}
"""Column → the table of the row it belongs to, which takes it along when it is withdrawn."""


class RowChange(Struct, frozen=True, gc=False):
    """One row that is new, changed or gone; `before` and `after` are its records.

    `erased`: it was taken back in due form, or its publicity is over, so that what it said before
    must not be kept.
    """

    row_type: type[Row]
    key: str
    what: str
    before: Record | None
    after: Record | None
    unexplained: bool
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Explanations:
    """What a release says of its own changes.

    `corrections` are its new notices of correction by (table, key), `withdrawn` the rows that new
    notices, or older ones that still wait, take back, `over` the rows, by table and first cell of
    the key, that could not be shown any more on the day of the release: penalties out of publicity
    and what speaks of them. `former` are the columns, by (table, key), of which new
    notices take back what stood there before. `removed` are the rows that new notices of removal
    say are published no longer: they go with a reason, and what they said stays in the history.
    `succeeded` are the (old, new) identifiers of facilities that go on under another one.
    """

    corrections: Mapping[tuple[str, str], tuple[Notice, ...]]
    withdrawn: frozenset[tuple[str, str]]
    over: frozenset[tuple[str, str]]
    former: Mapping[tuple[str, str], frozenset[str]]
    removed: frozenset[tuple[str, str]] = frozenset()
    succeeded: frozenset[tuple[Value, Value]] = frozenset()


NOTHING = Explanations({}, frozenset(), frozenset(), {})


def explanations(
    notices: Iterable[Notice],
    concerns: Mapping[str, Sequence[tuple[str, str]]],
    over: Iterable[tuple[str, str]],
    waiting: Iterable[tuple[str, str]] = (),
    succeeded: Iterable[tuple[str, str]] = (),
) -> Explanations:
    """What new notices explain; `over` are the rows that could not be shown any more.

    `concerns` has the rows that each notice is about, by (table, key).

    `waiting` are rows by (table, key) whose withdrawal was asked by an earlier release;
    `succeeded` are the (old, new) identifiers of the release's successions.
    """
    corrections: dict[tuple[str, str], tuple[Notice, ...]] = {}
    withdrawn = set(waiting)
    former: dict[tuple[str, str], frozenset[str]] = {}
    removed = set()
    for notice in notices:
        for ref in concerns[notice.notice_id]:
            if notice.kind is NoticeKind.CORRECTION and notice.field:
                corrections[ref] = (*corrections.get(ref, ()), notice)
            elif notice.kind is NoticeKind.WITHDRAWAL and notice.field:
                former[ref] = former.get(ref, frozenset()) | {notice.field}
            elif notice.kind is NoticeKind.WITHDRAWAL:
                withdrawn.add(ref)
            elif notice.kind is NoticeKind.REMOVAL:
                removed.add(ref)
    return Explanations(
        corrections,
        frozenset(withdrawn),
        frozenset(over),
        former,
        frozenset(removed),
        frozenset(succeeded),
    )


def compare(
    row_type: type[Row],
    before: Mapping[str, Record],
    after: Mapping[str, Record],
    explained: Explanations,
) -> list[RowChange]:
    """The changes of one table, in the order of their keys.

    A historical row that changed needs a correction of every changed column, with the values that
    it names; one that is gone needs a withdrawal of itself or of what it belongs to, unless it is
    a penalty whose publicity had ended, or a notice about one. Source: EXPORTS.md.
    """
    changes = []
    renumbered = _renumbered(row_type, before, after, explained)
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if old is None:
            changes.append(RowChange(row_type, key, "new", None, new, False))
        elif new is None:
            erased = _may_go(row_type, key, old, explained)
            stated = erased or _goes_with(row_type, key, old, explained.removed)
            silent = row_type.historical and not stated and key not in renumbered
            changes.append(RowChange(row_type, key, "gone", old, None, silent, erased))
        else:
            silent = row_type.historical and not _corrected(row_type, key, old, new, explained)
            erased = _takes_former(row_type, key, old, new, explained)
            changes.append(RowChange(row_type, key, "changed", old, new, silent, erased))
    return changes


def _renumbered(
    row_type: type[Row],
    before: Mapping[str, Record],
    after: Mapping[str, Record],
    explained: Explanations,
) -> frozenset[str]:
    """The keys of rows that are gone and stand, word for word, under another key of the facility
    that goes on: a system that renumbers its institutions renumbers what it says of them too.
    """
    if not explained.succeeded or not row_type.historical:
        return frozenset()
    heirs = dict(explained.succeeded)
    fresh = Counter(_content(row_type, after[key], {}) for key in after.keys() - before.keys())
    found = set()
    for key in sorted(before.keys() - after.keys()):
        content = _content(row_type, before[key], heirs)
        if fresh[content]:
            fresh[content] -= 1
            found.add(key)
    return frozenset(found)


def _content(row_type: type[Row], record: Record, heirs: Mapping[Value, Value]) -> Record:
    """What a row says, without its own key and those of other historical rows."""
    return tuple(
        heirs.get(value, value) if column.name in IDENTIFIERS else value
        for column, value in zip(columns(row_type), record, strict=True)
        if column.name not in row_type.key
        and (column.references is None or not TYPES_BY_NAME[column.references].historical)
    )


def _corrected(
    row_type: type[Row], key: str, old: Record, new: Record, explained: Explanations
) -> bool:
    """Whether each changed column is covered by a correction that names these values, or by a
    withdrawal of what stood there.
    """
    notices = explained.corrections.get((row_type.table, key), ())
    former = explained.former.get((row_type.table, key), frozenset())
    later = CLOSING_COLUMNS.get(row_type.table, frozenset())
    return all(
        was == now
        or (was is None and name in later)
        or name in former
        or (name in IDENTIFIERS and (was, now) in explained.succeeded)
        or any(n.field == name and _names(n.before, was) and _names(n.after, now) for n in notices)
        for name, was, now in zip(column_names(row_type), old, new, strict=True)
    )


def _takes_former(
    row_type: type[Row], key: str, old: Record, new: Record, explained: Explanations
) -> bool:
    """Whether what stood in a changed column is taken back, so that it must not be kept."""
    former = explained.former.get((row_type.table, key), frozenset())
    cells = zip(column_names(row_type), old, new, strict=True)
    return any(was != now and name in former for name, was, now in cells)


def _names(explained: str | None, value: Value) -> bool:
    """Whether a notice that says `told` means this value; one that says nothing means any."""
    if explained is None:
        return True
    plain = f"{value:g}" if isinstance(value, float) else str(value)
    return explained.strip() in (plain, str(value))


def _may_go(row_type: type[Row], key: str, old: Record, explained: Explanations) -> bool:
    if _goes_with(row_type, key, old, explained.withdrawn):
        return True
    return (row_type.table, key.partition("/")[0]) in explained.over


def _goes_with(
    row_type: type[Row], key: str, old: Record, gone: Collection[tuple[str, str]]
) -> bool:
    """Whether a row is one of those that went, or belongs to one."""
    values = dict(zip(column_names(row_type), old, strict=True))
    parents = ((table, values.get(name)) for name, table in PARENTS.items())
    return (row_type.table, key) in gone or any(parent in gone for parent in parents)
