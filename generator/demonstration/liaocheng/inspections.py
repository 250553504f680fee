"""Inspections in Liaocheng: with a grading, by double random draw, jointly; three are told."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from random import Random

from msgspec import structs

from generator.demonstration.chronicle import Chronicle
from generator.demonstration.draws import pick, random_source, weekday_between
from generator.demonstration.grading_schemes import NOT_RATED
from generator.demonstration.liaocheng import cases
from generator.demonstration.liaocheng.grading import Graded
from generator.demonstration.liaocheng.register import Registered
from generator.demonstration.supervision import SEVEN_DOMAINS, Rigour, make_inspection
from generator.model.tables import Finding
from generator.model.vocabulary import FindingResult, InspectionKind

FIRST_PUBLISHED = date(2025, 1, 1)
"""Inspections before this day are not published."""
REPLIED_ON = date(2026, 8, 14)

_AUTHORITY = "聊城市卫生健康综合执法支队（示例）"
_JOINT_AUTHORITY = "聊城市卫生健康、市场监管、消防联合检查组（示例）"
_FAILING = {"A": 0.03, "B": 0.1, "C": 0.24, NOT_RATED: 0.55}
_GRADING_KINDS = (*[InspectionKind.ROUTINE] * 4, InspectionKind.JOINT)
_DRAWN_SHARE = 0.22
_NEGLECTED = 0.03
_SLOW = 0.12
"""Shares of what fails that is not put right, without a rating more often."""
_LONG_SETTLED = date(2026, 5, 1)
"""Whatever was found before this day has been put right."""

_CASES = (
    (
        cases.REPLYING,
        date(2026, 8, 4),
        "卫生保健",
        "晨检记录连续三日漏填",
        date(2026, 8, 19),
        date(2026, 8, 12),
    ),
    (
        cases.OPEN_RECTIFICATION,
        date(2026, 9, 1),
        "消防安全",
        "疏散通道堆放桌椅",
        date(2026, 9, 16),
        None,
    ),
    (
        cases.OVERDUE_RECTIFICATION,
        date(2026, 7, 14),
        "饮用水卫生管理",
        "未能提供年度水质检测报告",
        date(2026, 7, 29),
        None,
    ),
)
"""Institution, day, failed domain, what was found, due, put right."""
_OF_THE_BEST = (
    cases.BEST_WITH_FAULT,
    date(2026, 8, 25),
    "传染病预防控制管理",
    "消毒记录缺少八月下旬两日",
    date(2026, 9, 24),
    None,
)
"""The same of an institution with the best grade."""


def record_inspections(
    chronicle: Chronicle,
    rng: Random,
    register: tuple[Registered, ...],
    graded: tuple[Graded, ...],
) -> None:
    """Every inspection since 2025 with a finding in each of the seven domains."""
    taken: dict[str, set[date]] = defaultdict(set)
    for facility_id, day, *_ in (*_CASES, _OF_THE_BEST):
        taken[facility_id].add(day)
    for one in graded:
        for grade in one.grades:
            if grade.assessed >= FIRST_PUBLISHED and grade.assessed not in taken[one.facility_id]:
                taken[one.facility_id].add(grade.assessed)
                kind = pick(rng, _GRADING_KINDS)
                _record(chronicle, rng, one.facility_id, grade.assessed, kind, grade.grade)
    labels = {one.facility_id: one.grades[-1].grade for one in graded}
    for entry in register:
        day = weekday_between(rng, max(date(2026, 1, 5), entry.since), date(2026, 9, 4))
        drawn = rng.random() < _DRAWN_SHARE and entry.facility_id not in cases.UNGRADED
        if drawn and day not in taken[entry.facility_id]:
            label = labels.get(entry.facility_id, "C")
            kind = InspectionKind.DOUBLE_RANDOM
            _record(chronicle, rng, entry.facility_id, day, kind, label)
    for case in _CASES:
        _record_case(chronicle, rng, *case)
    # It draws for itself, so that nothing else of the demonstration is drawn otherwise.
    _record_case(chronicle, random_source(cases.BEST_WITH_FAULT), *_OF_THE_BEST)


def fault_of(facility_id: str) -> str:
    """The identifier of the failed finding of an inspection that is told apart."""
    day, domain = next((case[1], case[2]) for case in _CASES if case[0] == facility_id)
    number = 1 + [title for title, _ in SEVEN_DOMAINS].index(domain)
    return f"i-{facility_id}-{day:%Y%m%d}-{number}"


def _record(
    chronicle: Chronicle, rng: Random, facility_id: str, day: date, kind: InspectionKind, label: str
) -> None:
    neglected = _SLOW if label == NOT_RATED else _NEGLECTED
    rigour = Rigour(
        failing=_FAILING.get(label, 0.2),
        neglected=0.0 if day < _LONG_SETTLED else neglected,
        known=cases.THIRD,
    )
    authority = _JOINT_AUTHORITY if kind is InspectionKind.JOINT else _AUTHORITY
    inspection, findings = make_inspection(
        rng, facility_id, day, kind, authority, SEVEN_DOMAINS, rigour
    )
    chronicle.add(inspection, since=day)
    chronicle.extend(findings, since=day)


def _record_case(
    chronicle: Chronicle,
    rng: Random,
    facility_id: str,
    day: date,
    domain: str,
    text: str,
    due: date,
    rectified: date | None,
) -> None:
    faultless = Rigour(failing=0.0, neglected=0.0, known=cases.THIRD)
    kind = InspectionKind.DOUBLE_RANDOM
    inspection, findings = make_inspection(
        rng, facility_id, day, kind, _AUTHORITY, SEVEN_DOMAINS, faultless
    )
    chronicle.add(inspection, since=day)
    for finding in findings:
        if finding.domain == domain:
            finding = _failed(finding, text, due, rectified)
        chronicle.add(finding, since=day)


def _failed(finding: Finding, text: str, due: date, rectified: date | None) -> Finding:
    return structs.replace(
        finding,
        result=FindingResult.FAIL,
        text=text,
        rectification_due=due,
        rectified=rectified,
    )
