"""Zhengdong New District, a zone: targets in three steps, four kinds of pilots, mutual help."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from msgspec import structs

from generator.demonstration.draws import random_source, weighted
from generator.demonstration.export_parts import DemonstrationExport, gather_tables, release_info
from generator.demonstration.institutions import Custom
from generator.demonstration.ordinary import Institution, draw_institutions, make_filing
from generator.demonstration.sites import Place, region_rows
from generator.exports.civil_affairs import EDITION
from generator.model.tables import (
    Demonstration,
    DemonstrationStage,
    Indicator,
    PublishedTotal,
    Region,
    Row,
)
from generator.model.vocabulary import (
    DemonstrationLevel,
    FacilityKind,
    RegionLevel,
    Stage,
    SubjectKind,
    TotalIndicator,
)

REGION = "410193"
FACILITIES = 50
POLICY = "郑东托示发〔2022〕1号"

ZONE = Region(
    region_code="410193000000",
    name="郑东新区",
    parent="410100000000",
    level=RegionLevel.ZONE,
    edition=EDITION,
    lon=113.735,
    lat=34.765,
)

_ISSUED = date(2026, 8, 31)
_AGENCY = "郑州市郑东新区教育文化体育卫生健康部门（示例）"
_CUSTOM = Custom(
    area="0371",
    kinds=weighted(
        (FacilityKind.CHAIN, 6),
        (FacilityKind.COMMUNITY, 7),
        (FacilityKind.KINDERGARTEN_CLASS, 5),
        (FacilityKind.EMPLOYER, 3),
        (FacilityKind.INDEPENDENT, 4),
    ),
    cheapest=1400,
    dearest=4200,
)
_OFFICES = (
    ("商都路街道", 0.000, -0.010),
    ("如意湖街道", -0.010, 0.006),
    ("祭城路街道", -0.014, -0.004),
    ("博学路街道", 0.024, -0.004),
    ("龙子湖街道", 0.044, 0.020),
    ("龙湖街道", -0.004, 0.030),
    ("金光路街道", 0.048, -0.014),
    ("白沙镇", 0.080, 0.000),
)
"""Offices of the zone: no list knows codes for them, so addresses alone name them."""

_NOT_INCLUSIVE = 4
_TITLES = (
    (DemonstrationLevel.NATIONAL, "医育结合", 300_000.0),
    (DemonstrationLevel.PROVINCIAL, "社区公建民营", 200_000.0),
    (DemonstrationLevel.MUNICIPAL, "品牌连锁", 100_000.0),
    (DemonstrationLevel.MUNICIPAL, "单位福利性", 50_000.0),
)


def zhengdong_export() -> DemonstrationExport:
    """Release 1 of the zone; its announced totals agree with the rows."""
    rng = random_source(REGION)
    drawn = list(draw_institutions(rng, _places(), FACILITIES, _CUSTOM))
    institutions = _mostly_inclusive(drawn)
    rows: list[Row] = [*region_rows([ZONE.parent or ""], [ZONE])]
    for institution in institutions:
        rows += (institution.facility, *institution.groups, *institution.fees)
        if rng.random() < 0.9:
            rows.append(make_filing(rng, institution, date(2026, 6, 30)))
    rows += [*_titles(rng, institutions), *_indicators(institutions), *_totals(institutions)]
    return DemonstrationExport(release_info(REGION, _AGENCY, _ISSUED), gather_tables(rows), ())


def _places() -> list[Place]:
    return [
        Place(
            code=ZONE.region_code,
            county=ZONE.region_code,
            district="郑东新区",
            stem=office.removesuffix("街道").removesuffix("镇"),
            address=f"郑州市郑东新区{office}",
            lon=(ZONE.lon or 0.0) + east,
            lat=(ZONE.lat or 0.0) + north,
            spread=1.2,
        )
        for office, east, north in _OFFICES
    ]


def _mostly_inclusive(institutions: list[Institution]) -> list[Institution]:
    """All inclusive but the smallest few, so that nine places in ten are."""
    ordered = sorted(institutions, key=lambda one: (one.facility.places or 0, one.facility_id))
    dear = {one.facility_id for one in ordered[:_NOT_INCLUSIVE]}
    return [
        Institution(
            structs.replace(one.facility, inclusive=one.facility_id not in dear),
            one.groups,
            one.fees,
            one.district,
        )
        for one in institutions
    ]


def _titles(rng: Random, institutions: list[Institution]) -> Iterator[Row]:
    """Titles with subsidies of 50,000 to 300,000 yuan, each helping two others (托育联合体)."""
    chosen = rng.sample(institutions, 3 * len(_TITLES))
    for number, (level, model, subsidy) in enumerate(_TITLES, start=1):
        holder, *helped = (chosen.pop() for _ in range(3))
        identifier = f"d-zhengdong-{number}"
        yield Demonstration(
            demonstration_id=identifier,
            subject_kind=SubjectKind.FACILITY,
            subject_id=holder.facility_id,
            level=level,
            model=model,
            title="婴幼儿照护服务示范单位（示例）",
            cycle="2023 年度",
            basis=POLICY,
            subsidy=subsidy,
            paired=tuple(sorted(one.facility_id for one in helped)),
        )
        for stage, starts, ends, result in (
            (Stage.APPLICATION, date(2023, 3, 1), date(2023, 3, 31), "已受理"),
            (Stage.ON_SITE_REVIEW, date(2023, 5, 8), date(2023, 5, 26), "现场审核通过"),
            (Stage.PUBLICITY, date(2023, 6, 5), date(2023, 6, 9), "公示期内无异议"),
            (Stage.NAMING, date(2023, 6, 28), None, "命名"),
        ):
            yield DemonstrationStage(
                demonstration_id=identifier, stage=stage, starts=starts, ends=ends, result=result
            )


def _indicators(institutions: list[Institution]) -> Iterator[Indicator]:
    values = (
        ("每千人口托位数", "2022", 3.1, 3.0, "个"),
        ("每千人口托位数", "2023", 4.2, 4.0, "个"),
        ("每千人口托位数", "2025", 5.6, 6.0, "个"),
        ("50 个托位以上的普惠机构数", "2022", 11.0, 10.0, "家"),
        ("有 50 个托位以上普惠机构的乡镇（办事处）占比", "2023", 100.0, 100.0, "%"),
        ("有 20 个托位以上机构的社区占比", "2025", 86.0, 100.0, "%"),
        ("普惠托位占比", "2025", _inclusive_share(institutions), 90.0, "%"),
    )
    for name, period, value, target, unit in values:
        yield Indicator(
            region_code=ZONE.region_code,
            indicator=name,
            period=period,
            value=value,
            target=target,
            unit=unit,
            source=f"郑东新区婴幼儿照护服务统计（示例），目标见{POLICY}",
        )


def _inclusive_share(institutions: list[Institution]) -> float:
    """Inclusive places among all, in per cent with one decimal."""
    places = sum(one.facility.places or 0 for one in institutions)
    inclusive = sum(one.facility.places or 0 for one in institutions if one.facility.inclusive)
    return round(100 * inclusive / places, 1)


def _totals(institutions: list[Institution]) -> Iterator[PublishedTotal]:
    values = (
        (TotalIndicator.OPERATING, len(institutions)),
        (TotalIndicator.PLACES, sum(one.facility.places or 0 for one in institutions)),
        (TotalIndicator.INCLUSIVE, sum(bool(one.facility.inclusive) for one in institutions)),
    )
    for indicator, value in values:
        yield PublishedTotal(
            total_id=f"t-zhengdong-2026-{indicator.value}",
            region_code=ZONE.region_code,
            indicator=indicator,
            value=value,
            as_of=_ISSUED,
            source="郑东新区托育机构信息公开专栏（示例）",
        )
