"""Grades as lists write them: other spellings of a label, and two grades of one day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from msgspec.structs import replace

from generator.exports.reading.mapping import Origin
from generator.model.characters import folded_name
from generator.model.messages import msg
from generator.model.problems import Problem, Severity
from generator.model.tables import Grade, PublishedTotal, Row, SchemeGrade

LABEL = msg("another spelling of the grade replaced by its label")

Rows = dict[str, list[tuple[Row, Origin]]]
_KIND = re.compile(r"(?:等级|级别|级|等|档|类)$")
_ASIDE = re.compile(r"(.+?)[(（](.+)[)）]")


def use_labels(packed: Rows, problems: list[Problem]) -> None:
    """Replace other spellings of grades by the labels of their schemes; each is listed."""
    labels = _labels(packed)
    for table in (Grade.table, PublishedTotal.table):
        for at, (row, origin) in enumerate(packed[table]):
            given = cast(Grade | PublishedTotal, row)
            label = _label(labels.get(given.scheme_id or "", {}), given.grade or "")
            if label is not None and label != given.grade:
                packed[table][at] = replace(row, grade=label), origin
                field = origin.headings.get("grade", "grade")
                problems.append(Problem(origin.file, origin.line, field, LABEL, Severity.REPAIRED))


def _labels(packed: Rows) -> dict[str, dict[str, set[str]]]:
    """The labels that each spelling stands for, by scheme."""
    labels: dict[str, dict[str, set[str]]] = {}
    for row, _ in packed[SchemeGrade.table]:
        grade = cast(SchemeGrade, row)
        spellings = labels.setdefault(grade.scheme_id, {})
        for spelling in (grade.label, *grade.aliases):
            # An exact spelling goes before one that is only alike.
            spellings.setdefault(spelling, set()).add(grade.label)
            spellings.setdefault(f"~{_plain(spelling)}", set()).add(grade.label)
    return labels


def _label(spellings: dict[str, set[str]], text: str) -> str | None:
    """The one label that a text stands for; None where it is none or several."""
    aside = _ASIDE.fullmatch(text)
    for wanted in (text, f"~{_plain(text)}"):
        if len(found := spellings.get(wanted, set())) == 1:
            return next(iter(found))
    if aside is None:
        return None
    # What stands in brackets says the same grade in other words, or something that may not be lost.
    one, other = (spellings.get(f"~{_plain(part)}", set()) for part in aside.groups())
    same = one & other
    return next(iter(same)) if len(same) == 1 and one == other else None


def _plain(text: str) -> str:
    folded = folded_name(text)
    return _KIND.sub("", folded) or folded


def grades_of_one_day(packed: Rows) -> Iterator[Problem]:
    """A grade that contradicts another one of the same scheme, facility and day.

    One of them may hold if it says that it replaces the other.
    """
    seen: dict[tuple[str, str, str], list[tuple[Grade, Origin]]] = {}
    for row, origin in packed[Grade.table]:
        grade = cast(Grade, row)
        key = (grade.facility_id, grade.scheme_id, grade.assessed.isoformat())
        seen.setdefault(key, []).append((grade, origin))
    for same in seen.values():
        for grade, origin in same[1:]:
            other, place = same[0]
            replaced = other.grade_id == grade.supersedes or grade.grade_id == other.supersedes
            if grade.grade == other.grade or replaced:
                continue
            why = msg(
                "%(facility_id)s has another grade of %(scheme_id)s of the same day in "
                "%(file)s:%(line)s: which holds? Delete the other, or name it in the column "
                "替代记录",
                facility_id=grade.facility_id,
                scheme_id=grade.scheme_id,
                file=place.file,
                line=place.line,
            )
            field = origin.headings.get("grade", "grade")
            yield Problem(origin.file, origin.line, field, why)
