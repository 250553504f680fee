"""Rows on which rules that have more than one home would disagree."""

from __future__ import annotations

from datetime import date
from typing import Any

from generator.model.tables import (
    AgeGroup,
    Facility,
    Fee,
    Filing,
    Finding,
    Grade,
    Inspection,
    Penalty,
    Row,
)
from generator.model.vocabulary import (
    AgeClass,
    FeeUnit,
    FilingStatus,
    FindingResult,
    InspectionKind,
    OperatingStatus,
    PenaltyTier,
    ServiceMode,
)
from tests.factory_portal import Tables, small_tables

TOWNSHIP = "371502001000"
MONTH, OFFICE = FeeUnit.MONTH, "区卫生健康局"
SPRING = date(2026, 3, 12)

MANY, ENDED, SILENT, SUSPENDED, CLOSED, SAID_NOT = "R1", "R2", "R3", "R4", "R5", "R6"
"""Several fees and a changed filing; a cancelled one; silence; suspended; closed; not filed."""


def adversarial_tables() -> Tables:
    """Six facilities of one township, each with rows that are easily read in two ways."""
    regions = {
        name: rows
        for name, rows in small_tables().items()
        if name in ("regions", "schemes", "scheme_grades")
    }
    tables: Tables = dict(regions)
    for row in [*_facilities(), *_fees(), *_filings(), *_ages(), *_grades(), *_incidents()]:
        tables.setdefault(row.table, []).append(row)
    return tables


def _facilities() -> list[Row]:
    ceased = {SUSPENDED: OperatingStatus.SUSPENDED, CLOSED: OperatingStatus.CLOSED}
    statuses = {**ceased, SILENT: None}
    names = (
        "多价托育中心",
        "注销托育园",
        "未言明托育点",
        "停业托育园",
        "关闭托育园",
        "未备案托育点",
    )
    return [
        Facility(
            facility_id=f"R{number}",
            name=name,
            region_code=TOWNSHIP,
            address=f"古楼街{number}号",
            status=statuses.get(f"R{number}", OperatingStatus.OPERATING),
            status_date=date(2026, 5, 1) if f"R{number}" in ceased else None,
        )
        for number, name in enumerate(names, start=1)
    ]


def _fees() -> list[Row]:
    half, full, hourly = ServiceMode.HALF_DAY, ServiceMode.FULL_DAY, ServiceMode.HOURLY
    return [
        # The cheapest, and first by key, is a half day; only it is paid far ahead.
        _fee(MANY, "半日托", 900, mode=half, prepayment_months=6),
        _fee(MANY, "午托", 20, unit=FeeUnit.HOUR, mode=hourly),
        _fee(MANY, "大班全日托", 1880, mode=full, prepayment_months=3, refund_rule="按天退"),
        _fee(MANY, "保育费", 1980.5),
        _fee(ENDED, "半日托", 700, mode=half),
        _fee(SUSPENDED, "全日托", 1000, mode=full),
        _fee(SAID_NOT, "托育费", 1500.5, prepayment_months=0),
    ]


def _fee(facility: str, item: str, amount: float, **values: Any) -> Fee:
    unit = values.pop("unit", MONTH)
    return Fee(facility_id=facility, item=item, amount=amount, unit=unit, **values)


def _filings() -> list[Row]:
    filed, changed = FilingStatus.FILED, FilingStatus.CHANGED
    first, later = date(2025, 1, 6), date(2025, 6, 6)
    return [
        # The later step has the smaller identifier.
        _filing("b", MANY, filed, first),
        _filing("a", MANY, changed, later),
        # Filed and struck off on one day: steps follow one another.
        _filing("d", ENDED, filed, first),
        _filing("c", ENDED, FilingStatus.CANCELLED, first),
        _filing("e", SUSPENDED, filed, first),
        _filing("f", CLOSED, filed, first),
        _filing("g", SAID_NOT, FilingStatus.NOT_FILED, None),
    ]


def _filing(key: str, facility: str, status: FilingStatus, day: date | None) -> Filing:
    number = None if status is FilingStatus.NOT_FILED else f"备{key}"
    return Filing(
        filing_id=key,
        facility_id=facility,
        status=status,
        number=number,
        authority=OFFICE,
        decided=day,
    )


def _ages() -> list[Row]:
    # 4.25 and 6.25 round up by hand, and down where halves go to the even digit.
    small, large = AgeClass.SMALL_TODDLER, AgeClass.LARGE_TODDLER
    return [
        AgeGroup(facility_id=MANY, age_class=large, classes=1, children=25, carers=4),
        AgeGroup(facility_id=MANY, age_class=small, classes=1, children=17, carers=4),
        AgeGroup(facility_id=SAID_NOT, age_class=large, classes=1, children=13, carers=4),
        AgeGroup(facility_id=ENDED, age_class=large, classes=1, children=12, carers=0),
    ]


def _grades() -> list[Row]:
    return [
        # Two of one day: the later identifier counts, unless the other one supersedes it.
        _grade("g1", MANY, "A"),
        _grade("g2", MANY, "B"),
        _grade("g3", ENDED, "A", supersedes="g4"),
        _grade("g4", ENDED, "B"),
        _grade("g5", CLOSED, "A"),
    ]


def _grade(key: str, facility: str, label: str, supersedes: str | None = None) -> Grade:
    return Grade(
        grade_id=key,
        facility_id=facility,
        scheme_id="hygiene",
        grade=label,
        assessed=SPRING,
        authority="市卫生监督所",
        supersedes=supersedes,
    )


def _incidents() -> list[Row]:
    def penalty(key: str, what: str, repaired: date | None) -> Penalty:
        return Penalty(
            penalty_id=key,
            facility_id=SAID_NOT,
            decision_number=f"试罚〔2026〕{key}号",
            decided=date(2026, 2, 1),
            authority=OFFICE,
            tier=PenaltyTier.ORDINARY,
            what=what,
            publicity_ends=date(2026, 12, 1),
            repaired=repaired,
        )

    def finding(key: str, due: date | None, rectified: date | None) -> Finding:
        return Finding(
            finding_id=key,
            inspection_id="I1",
            domain=f"领域{key}",
            result=FindingResult.FAIL,
            rectification_due=due,
            rectified=rectified,
        )

    return [
        penalty("7", "已修复的事由", date(2026, 8, 31)),
        penalty("8", "仍在公示的事由", None),
        Inspection(
            inspection_id="I1",
            facility_id=SAID_NOT,
            inspected=date(2026, 4, 1),
            kind=InspectionKind.ROUTINE,
            authority=OFFICE,
        ),
        finding("I1-1", date(2026, 4, 15), None),
        finding("I1-2", date(2026, 4, 15), date(2026, 5, 1)),
        finding("I1-3", None, None),
    ]
