"""Xingtai: registration by nature, filing after registration, milestones 2020, 2022, 2025."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from generator.demonstration.draws import random_source
from generator.demonstration.export_parts import DemonstrationExport, gather_tables, release_info
from generator.demonstration.institutions import Custom
from generator.demonstration.ordinary import draw_institutions, make_filing
from generator.demonstration.sites import below, region_rows, sites_in
from generator.model.tables import Indicator, Row

REGION = "130500"
FACILITIES = 40
NOTICE = "邢政办发〔2020〕3号"

_ISSUED = date(2026, 9, 1)
_AGENCY = "邢台市卫生健康委员会（示例）"
_CUSTOM = Custom(area="0319", cheapest=900, dearest=2800)


def xingtai_export() -> DemonstrationExport:
    """Release 1 of the city; the notice and its interpretations stand in `content/`."""
    rng = random_source(REGION)
    codes = [region.region_code for region in below(REGION[:4])]
    rows: list[Row] = [*region_rows(codes), *_indicators()]
    for institution in draw_institutions(rng, sites_in(REGION + "000000"), FACILITIES, _CUSTOM):
        rows += (institution.facility, *institution.groups, *institution.fees)
        if rng.random() < 0.85:
            rows.append(make_filing(rng, institution, date(2026, 6, 30)))
    return DemonstrationExport(release_info(REGION, _AGENCY, _ISSUED), gather_tables(rows), ())


def _indicators() -> Iterator[Indicator]:
    values = (
        ("有托育机构的县（市、区）占比", "2020", 83.3, 80.0, "%"),
        ("有托育机构的县（市、区）占比", "2022", 100.0, 100.0, "%"),
        ("每千人口托位数", "2022", 2.7, 2.5, "个"),
        ("每千人口托位数", "2025", 4.6, 4.5, "个"),
        ("配有照护设施的社区占比", "2025", 58.0, 60.0, "%"),
    )
    for name, period, value, target, unit in values:
        yield Indicator(
            region_code=REGION + "000000",
            indicator=name,
            period=period,
            value=value,
            target=target,
            unit=unit,
            source=f"邢台市婴幼儿照护服务统计（示例），分步目标见{NOTICE}",
        )
