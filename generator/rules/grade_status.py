"""Which grade a facility has at present in each scheme, and in which order grades were given.

A grade is present until another one supersedes it, however long ago it ran out: `valid_until` says
when the next assessment is due, not when the grade ends. Source of the order: EXPORTS.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from generator.model.tables import Grade


def grades_by_scheme(grades: Iterable[Grade]) -> dict[str, tuple[Grade, ...]]:
    """Grades of one facility for each scheme, the present one first, then newest first.

    The present grade is the newest that no other supersedes; of two of one day the one with the
    later identifier.
    """
    rows = tuple(grades)
    superseded = _superseded(rows)
    ordered = sorted(
        rows, key=lambda g: (g.grade_id not in superseded, g.assessed, g.grade_id), reverse=True
    )
    schemes = sorted({row.scheme_id for row in rows})
    return {scheme: tuple(g for g in ordered if g.scheme_id == scheme) for scheme in schemes}


def in_order_given(grades: Iterable[Grade]) -> tuple[Grade, ...]:
    """Grades of one facility, oldest first; of one day those that another supersedes come first."""
    rows = tuple(grades)
    superseded = _superseded(rows)

    def order(grade: Grade) -> tuple[date, bool, str]:
        return grade.assessed, grade.grade_id not in superseded, grade.grade_id

    return tuple(sorted(rows, key=order))


def is_overdue(valid_until: date | None, *, on: date) -> bool:
    """Whether the assessment that was due by a day is late; never where no day is stated."""
    return valid_until is not None and valid_until < on


def _superseded(rows: Iterable[Grade]) -> frozenset[str]:
    return frozenset(row.supersedes for row in rows if row.supersedes)
