"""Graded hygiene supervision (量化分级) in Liaocheng: grades with their predecessors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from msgspec import structs

from generator.demonstration.chronicle import Chronicle
from generator.demonstration.draws import weekday_between, years_later
from generator.demonstration.grading_schemes import (
    HYGIENE,
    NOT_RATED,
    QUALITY,
    WITHHELD,
    hygiene_scheme,
    quality_scheme,
)
from generator.demonstration.liaocheng import cases
from generator.demonstration.liaocheng.register import Registered
from generator.demonstration.liaocheng.title_stages import Title
from generator.model.tables import Grade
from generator.model.vocabulary import DemonstrationLevel

COUNTS = {"A": 10, "B": 129, "C": 147, NOT_RATED: 19}
"""Present grades of operating institutions in release 3: 305."""

CORRECTED_FROM = date(2025, 11, 21)
CORRECTED_TO = date(2025, 11, 12)
CORRECTED_ON = date(2026, 4, 15)
WITHDRAWN_ON = date(2026, 7, 2)

_AUTHORITY = "聊城市卫生健康综合执法支队（示例）"
_BASIS = "聊托示发〔2024〕1号"
_FIRST_ROUND = date(2024, 3, 18)
_LADDER = ("A", "B", "C", NOT_RATED)
_QUALITY_LABELS = ("A", "B", "B", "C", "B", "C", "A", "B", "C", "B", "D", "C", "B", "C")


@dataclass(frozen=True, slots=True)
class Graded:
    """An institution's hygiene grades, oldest first; the last one is the present one."""

    facility_id: str
    grades: tuple[Grade, ...]


def draw_grades(
    rng: Random, register: tuple[Registered, ...], titles: tuple[Title, ...], filed: frozenset[str]
) -> tuple[Graded, ...]:
    """The grades of 305 institutions, those with a provincial or municipal title graded best."""
    labels = _draw_labels(rng, register, titles, filed)
    apart = {
        cases.CORRECTED_GRADE,
        cases.SILENT_CHANGE,
        cases.UPGRADED,
        cases.DOWNGRADED,
    }
    return tuple(
        Graded(entry.facility_id, tuple(_chain(rng, entry, labels[entry.facility_id])))
        for entry in register
        if entry.facility_id in labels and entry.facility_id not in apart
    )


def record_grades(
    chronicle: Chronicle, rng: Random, graded: tuple[Graded, ...], titles: tuple[Title, ...]
) -> None:
    """Schemes, hygiene grades with the cases among them, and quality grades of some holders."""
    chronicle.extend((*hygiene_scheme(), *quality_scheme()), since=cases.FIRST)
    for one in graded:
        for grade in one.grades:
            chronicle.add(grade, since=grade.assessed)
    _record_cases(chronicle)
    holders = [title for title in titles if title.level is not DemonstrationLevel.COUNTY]
    for title, label in zip(holders, _QUALITY_LABELS, strict=False):
        assessed = weekday_between(rng, date(2025, 10, 13), date(2026, 1, 16))
        chronicle.add(
            Grade(
                grade_id=f"q-{title.facility_id}-1",
                facility_id=title.facility_id,
                scheme_id=QUALITY,
                grade=label,
                assessed=assessed,
                valid_until=years_later(assessed, 3) - timedelta(days=1),
                authority="聊城市托育综合服务中心（示例）",
                basis="WS/T 821—2023",
            ),
            since=assessed,
        )


def _draw_labels(
    rng: Random, register: tuple[Registered, ...], titles: tuple[Title, ...], filed: frozenset[str]
) -> dict[str, str]:
    left = dict(COUNTS)
    labels: dict[str, str] = {}

    def give(facility_id: str, label: str) -> None:
        labels[facility_id] = label
        left[label] -= 1

    give(cases.CORRECTED_GRADE, "B")
    give(cases.SILENT_CHANGE, "B")
    give(cases.NAMESAKE, "B")
    give(cases.UPGRADED, "B")
    give(cases.DOWNGRADED, "C")
    for title in titles:
        if title.facility_id == cases.REVOKED_TITLE:
            give(title.facility_id, "C")
        else:
            best = "A" if left["A"] and title.level is not DemonstrationLevel.COUNTY else "B"
            give(title.facility_id, best)
    give(cases.CANDIDATE, "B")
    rest = [label for label in _LADDER for _ in range(left[label])]
    # Institutions that are filed come first, so most of the others were never assessed.
    pool = [
        entry.facility_id
        for entry in register
        if entry.facility_id not in labels and entry.facility_id not in cases.UNGRADED
    ]
    pool.sort(key=lambda facility_id: (facility_id not in filed) + rng.random() * 1.4)
    labels |= dict(zip(pool, rest, strict=False))
    return labels


def _chain(rng: Random, entry: Registered, label: str) -> Iterator[Grade]:
    """The present grade and up to two before it, oldest first, about a year apart."""
    days, labels = [_present_day(rng, entry)], [label]
    earliest = max(_FIRST_ROUND, (entry.facility.opened or _FIRST_ROUND) + timedelta(days=60))
    while len(days) < 3:
        before = weekday_between(rng, days[0] - timedelta(400), days[0] - timedelta(330))
        if before < earliest or rng.random() < 0.2:
            break
        days.insert(0, before)
        labels.insert(0, _label_before(rng, labels[0]))
    earlier: str | None = None
    for number, (assessed, given) in enumerate(zip(days, labels, strict=True), start=1):
        grade = _grade(entry.facility_id, number, given, assessed, earlier)
        earlier = grade.grade_id
        yield grade


def _present_day(rng: Random, entry: Registered) -> date:
    spans = (
        (0.08, date(2025, 6, 10), date(2025, 9, 5)),
        (0.30, date(2025, 9, 15), date(2025, 12, 26)),
        (0.62, date(2026, 1, 5), date(2026, 3, 6)),
        (0.85, date(2026, 3, 12), date(2026, 6, 8)),
        (1.00, date(2026, 6, 12), date(2026, 9, 8)),
    )
    draw = rng.random()
    first, last = next((first, last) for limit, first, last in spans if draw <= limit)
    if entry.new:
        return weekday_between(rng, entry.since + timedelta(days=10), date(2026, 9, 8))
    return weekday_between(rng, first, last)


def _label_before(rng: Random, label: str) -> str:
    place, draw = _LADDER.index(label), rng.random()
    if draw < 0.58:
        return label
    worse = min(place + 1, len(_LADDER) - 1)
    better = max(place - 1, 1)
    return _LADDER[worse] if draw < 0.87 else _LADDER[better]


def _grade(
    facility_id: str, number: int, label: str, assessed: date, supersedes: str | None
) -> Grade:
    return Grade(
        grade_id=f"g-{facility_id}-{number}",
        facility_id=facility_id,
        scheme_id=HYGIENE,
        grade=label,
        assessed=assessed,
        valid_until=years_later(assessed, 1) - timedelta(days=1),
        authority=_AUTHORITY,
        basis=_BASIS,
        supersedes=supersedes,
    )


def _record_cases(chronicle: Chronicle) -> None:
    corrected = _grade(cases.CORRECTED_GRADE, 1, "B", CORRECTED_TO, None)
    wrong = structs.replace(corrected, assessed=CORRECTED_FROM)
    chronicle.add(wrong, since=cases.FIRST, until=CORRECTED_ON)
    chronicle.add(corrected, since=CORRECTED_ON)

    silent = _grade(cases.SILENT_CHANGE, 1, "C", date(2026, 1, 22), None)
    chronicle.add(silent, since=cases.FIRST, until=cases.THIRD)
    chronicle.add(structs.replace(silent, grade="B"), since=cases.THIRD)

    misrecorded = _grade(cases.WITHDRAWN_GRADE, 1, "B", date(2026, 2, 5), None)
    chronicle.add(misrecorded, since=cases.FIRST, until=WITHDRAWN_ON)

    before = _grade(cases.WITHHELD_GRADE, 1, "C", date(2025, 8, 14), None)
    chronicle.add(before, since=cases.FIRST)
    withheld = _grade(cases.WITHHELD_GRADE, 2, WITHHELD, date(2026, 8, 12), before.grade_id)
    chronicle.add(structs.replace(withheld, valid_until=None), since=withheld.assessed)

    for facility_id, was, becomes in ((cases.UPGRADED, "C", "B"), (cases.DOWNGRADED, "B", "C")):
        old = _grade(facility_id, 1, was, date(2025, 9, 17), None)
        new = _grade(facility_id, 2, becomes, date(2026, 7, 16), old.grade_id)
        chronicle.add(old, since=old.assessed)
        chronicle.add(new, since=new.assessed)
