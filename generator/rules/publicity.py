"""How long a penalty may be seen: 信用修复管理办法, in force 2026-04-01.

The one rule is `last_day`. The store keeps that day as the column `shown_until` of a penalty, the
record's JSON as a fact: SQL and scripts compare it with a day and know nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from generator.exports.contents import Export
from generator.exports.subjects import RowRef, concerned
from generator.model.tables import Notice, NoticeRow, Penalty

REPAIRED, ENDED = "credit-repaired", "publicity-ended"
"""Why a penalty may not be shown any more, as the log names it (`docs/log-format.md`)."""


def last_day(penalty: Penalty) -> date:
    """The last day on which a penalty may be shown: before its repair, at most that published."""
    return _last_day(penalty.publicity_ends, penalty.repaired)


def last_day_of(values: Mapping[str, Any]) -> date:
    """The same of a recorded row, by column, with days as ISO texts."""
    repaired = values.get("repaired")
    ends = date.fromisoformat(values["publicity_ends"])
    return _last_day(ends, date.fromisoformat(repaired) if repaired else None)


def in_publicity(penalty: Penalty, *, on: date) -> bool:
    """Whether a penalty may be shown on a day."""
    return on <= last_day(penalty)


def reason_over(penalty: Penalty, *, on: date) -> str:
    """Why a penalty may not be shown on a day on which it is out of publicity."""
    return REPAIRED if penalty.repaired is not None and penalty.repaired <= on else ENDED


def _last_day(ends: date, repaired: date | None) -> date:
    return ends if repaired is None else min(ends, repaired - timedelta(days=1))


def hidden_rows(export: Export, *, on: date) -> frozenset[RowRef]:
    """The rows, by table and first cell of the key, that may not be shown on a day.

    Penalties out of publicity, and every notice that speaks of a penalty which is not shown (of
    such a one, or of one that the export no longer has) or of such a notice. The open data leave
    out the same.
    """
    over = {
        (Penalty.table, each.penalty_id)
        for each in export.rows(Penalty)
        if not in_publicity(each, on=on)
    }
    notices = [notice for notice, last in notice_days(export).items() if last < on]
    tables = (Notice.table, NoticeRow.table)
    return frozenset(over | {(table, each) for table in tables for each in notices})


def rows_over(
    penalties: Iterable[Penalty],
    notices: Iterable[Notice],
    notice_rows: Iterable[NoticeRow],
    *,
    on: date,
) -> frozenset[RowRef]:
    """The rows of an agency, by table and first cell of the key, whose publicity is over on a day
    and that may go without a reason: penalties, and notices that speak of one that is still there.
    """
    known = tuple(penalties)
    over = {(Penalty.table, each.penalty_id) for each in known if not in_publicity(each, on=on)}
    days = _notice_days(known, concerned(notices, notice_rows))
    going = [notice for notice, last in days.items() if date.min < last < on]
    return frozenset(over | {(t, each) for t in (Notice.table, NoticeRow.table) for each in going})


def notice_days(export: Export) -> dict[str, date]:
    """The last day on which each notice may be shown that speaks of a penalty or of such a notice,
    by identifier: the first on which one of these goes; `date.min` for a penalty that the export
    no longer has.
    """
    refs = concerned(export.rows(Notice), export.rows(NoticeRow))
    return _notice_days(export.rows(Penalty), refs)


def _notice_days(known: Iterable[Penalty], refs: Mapping[str, list[RowRef]]) -> dict[str, date]:
    penalties = {each.penalty_id: last_day(each) for each in known}
    found: dict[str, date] = {}
    changed = True
    while changed:
        changed = False
        for notice, places in refs.items():
            days = [penalties.get(key, date.min) for table, key in places if table == Penalty.table]
            days += [found[key] for table, key in places if table == Notice.table and key in found]
            if days and min(days) < found.get(notice, date.max):
                found[notice] = min(days)
                changed = True
    return found
