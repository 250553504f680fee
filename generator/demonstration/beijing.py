"""Chaoyang District of Beijing: credit in four classes and nine levels, crossed with risk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from generator.demonstration.draws import (
    pick,
    random_source,
    weekday_between,
    weighted,
    years_later,
)
from generator.demonstration.export_parts import DemonstrationExport, gather_tables, release_info
from generator.demonstration.grading_schemes import CREDIT, RISK, credit_scheme, risk_scheme
from generator.demonstration.institutions import Custom
from generator.demonstration.ordinary import Institution, draw_institutions, make_filing
from generator.demonstration.sites import below, region_rows, sites_in
from generator.demonstration.supervision import JOINT_DOMAINS, Rigour, make_inspection
from generator.model.tables import Grade, Indicator, Row
from generator.model.vocabulary import InspectionKind

REGION = "110105"
FACILITIES = 60
CREDIT_LABELS = ("A+", "A", "A-", "B+", "B", "B-", "C+", "C", "D")
RISK_LABELS = ("低风险", "中风险", "高风险")

_ISSUED = date(2026, 8, 28)
_AGENCY = "北京市朝阳区卫生健康委员会（示例）"
_JOINT_AUTHORITY = "朝阳区托育机构综合监管联合检查组（示例）"
_CUSTOM = Custom(area="010", cheapest=3200, dearest=8800)
_USUAL_CREDIT = weighted(*zip(CREDIT_LABELS, (3, 8, 6, 7, 6, 3, 2, 1, 1), strict=True))
_RISK_BY_CLASS = {
    "A": weighted(("低风险", 7), ("中风险", 2)),
    "B": weighted(("低风险", 4), ("中风险", 5), ("高风险", 1)),
    "C": weighted(("低风险", 1), ("中风险", 4), ("高风险", 3)),
    "D": weighted(("中风险", 1), ("高风险", 4)),
}
_FAILING = {"低风险": 0.05, "中风险": 0.15, "高风险": 0.4}
_BASIS = "beijing-2023-integrated-supervision"


def beijing_export() -> DemonstrationExport:
    """Release 1 of the district: every institution stands in this year's ledger (台账)."""
    rng = random_source(REGION)
    codes = [region.region_code for region in below(REGION)]
    rows: list[Row] = [*region_rows(codes), *credit_scheme(), *risk_scheme(), *_indicators()]
    institutions = draw_institutions(rng, sites_in(REGION + "000000"), FACILITIES, _CUSTOM)
    for number, institution in enumerate(institutions):
        rows += (institution.facility, *institution.groups, *institution.fees)
        if rng.random() < 0.8:
            rows.append(make_filing(rng, institution, date(2026, 6, 30)))
        rows += _ledger(rng, institution, number)
    return DemonstrationExport(release_info(REGION, _AGENCY, _ISSUED), gather_tables(rows), ())


def _ledger(rng: Random, institution: Institution, number: int) -> Iterator[Row]:
    """Credit and risk of this year, for half the institutions those of last year too."""
    # The first nine take one level each, so that every level is there to be seen.
    credit = CREDIT_LABELS[number] if number < len(CREDIT_LABELS) else pick(rng, _USUAL_CREDIT)
    risk = pick(rng, _RISK_BY_CLASS[credit[0]])
    assessed = weekday_between(rng, date(2026, 1, 5), date(2026, 7, 31))
    facility_id = institution.facility_id
    before = rng.random() < 0.5
    if before:
        earlier = assessed - timedelta(days=364)
        yield _grade(facility_id, CREDIT, pick(rng, _USUAL_CREDIT), earlier, None)
        yield _grade(facility_id, RISK, pick(rng, RISK_LABELS), earlier, None)
    replaced = assessed.year - 1 if before else None
    yield _grade(facility_id, CREDIT, credit, assessed, replaced)
    yield _grade(facility_id, RISK, risk, assessed, replaced)
    if rng.random() < 0.6:
        inspected = weekday_between(rng, date(2025, 10, 9), date(2026, 8, 20))
        rigour = Rigour(failing=_FAILING[risk], neglected=0.03, known=_ISSUED)
        inspection, findings = make_inspection(
            rng,
            facility_id,
            inspected,
            InspectionKind.JOINT,
            _JOINT_AUTHORITY,
            JOINT_DOMAINS,
            rigour,
        )
        yield inspection
        yield from findings


def _grade(
    facility_id: str, scheme: str, label: str, assessed: date, replaces: int | None
) -> Grade:
    """The grade of a year's ledger; `replaces` is the year of the one before, if there is one."""
    return Grade(
        grade_id=f"{scheme}-{facility_id}-{assessed.year}",
        facility_id=facility_id,
        scheme_id=scheme,
        grade=label,
        assessed=assessed,
        valid_until=years_later(assessed, 1) - timedelta(days=1),
        authority=_AGENCY,
        basis=_BASIS,
        supersedes=f"{scheme}-{facility_id}-{replaces}" if replaces else None,
    )


def _indicators() -> Iterator[Indicator]:
    values = (
        ("每千人口托位数", "2024", 3.4, 3.5, "个"),
        ("每千人口托位数", "2025", 4.6, 4.5, "个"),
        ("普惠托位占比", "2025", 52.0, 60.0, "%"),
        ("分类分级台账更新率", "2026", 100.0, 100.0, "%"),
        ("联合检查覆盖率", "2026", 61.0, 60.0, "%"),
    )
    for name, period, value, target, unit in values:
        yield Indicator(
            region_code=REGION + "000000",
            indicator=name,
            period=period,
            value=value,
            target=target,
            unit=unit,
            source="朝阳区托育机构分类分级监管台账（示例）",
        )
