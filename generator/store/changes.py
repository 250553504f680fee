"""What changed between two releases of one agency, and whether it was explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from generator.model.tables import Notice, Penalty, Row
from generator.model.vocabulary import NoticeKind
from generator.store.records import Record, column_names

CLOSING_COLUMNS: Mapping[str, frozenset[str]] = {
    "penalties": frozenset({"repaired"}),
    "demonstration_stages": frozenset({"ends", "result", "document"}),
}
"""Columns of historical tables that life fills in later: filling an empty one needs no notice."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that is new, changed or gone; `before` and `after` are its records."""

    row_type: type[Row]
    key: str
    what: str
    before: Record | None
    after: Record | None
    unexplained: bool

    @property
    def erased(self) -> bool:
        """Whether the row was taken back in due form, so that its content must not be kept."""
        return self.what == "gone" and self.row_type.historical and not self.unexplained


def compare(
    row_type: type[Row],
    before: Mapping[str, Record],
    after: Mapping[str, Record],
    notices: Iterable[Notice],
    *,
    on: date,
) -> list[RowChange]:
    """The changes of one table, in the order of their keys.

    `notices` are those that are new in this release. A historical row that changed needs a
    correction that names every changed column; one that is gone needs a withdrawal, unless it is
    a penalty whose publicity had ended `on` the day of the release. Source: EXPORTS.md.
    """
    corrected, withdrawn = _explained(row_type, notices)
    changes = []
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if old is None:
            changes.append(RowChange(row_type, key, "new", None, new, False))
        elif new is None:
            silent = key not in withdrawn and not _publicity_over(row_type, old, on)
            changes.append(
                RowChange(row_type, key, "gone", old, None, row_type.historical and silent)
            )
        else:
            columns = _changed_columns(row_type, old, new)
            silent = not columns <= corrected.get(key, frozenset())
            changes.append(
                RowChange(row_type, key, "changed", old, new, row_type.historical and silent)
            )
    return changes


def _explained(
    row_type: type[Row], notices: Iterable[Notice]
) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    corrected: dict[str, frozenset[str]] = {}
    withdrawn = set()
    for notice in notices:
        if notice.concerns_table != row_type.table:
            continue
        if notice.kind is NoticeKind.CORRECTION and notice.field:
            fields = corrected.get(notice.concerns_id, frozenset()) | {notice.field}
            corrected[notice.concerns_id] = fields
        elif notice.kind is NoticeKind.WITHDRAWAL:
            withdrawn.add(notice.concerns_id)
    return corrected, frozenset(withdrawn)


def _changed_columns(row_type: type[Row], old: Record, new: Record) -> frozenset[str]:
    later = CLOSING_COLUMNS.get(row_type.table, frozenset())
    return frozenset(
        name
        for name, was, now in zip(column_names(row_type), old, new, strict=True)
        if was != now and not (was is None and name in later)
    )


def _publicity_over(row_type: type[Row], old: Record, on: date) -> bool:
    if row_type is not Penalty:
        return False
    values = dict(zip(column_names(Penalty), old, strict=True))
    return values["repaired"] is not None or str(values["publicity_ends"]) < on.isoformat()
