"""The totals that Liaocheng announced with release 3, to be reconciled with the rows."""

from __future__ import annotations

from generator.demonstration.chronicle import Chronicle
from generator.demonstration.grading_schemes import HYGIENE
from generator.demonstration.liaocheng import cases, grading
from generator.demonstration.liaocheng import title_stages as titles
from generator.model.tables import Indicator, PublishedTotal
from generator.model.vocabulary import TotalIndicator

FILED = 346
_CITY = "371500000000"
_SOURCE = "聊城市托育机构卫生监督量化分级结果通告（聊托示发〔2026〕9号）"


def record_totals(chronicle: Chronicle) -> None:
    """Operating, filed, grades, titles and the operating of each county, one of them one off."""
    operating = sum(count for _, count in cases.COUNTIES)
    totals = [_total("operating", TotalIndicator.OPERATING, operating)]
    totals.append(_total("filed", TotalIndicator.FILED, FILED))
    for number, (label, count) in enumerate(grading.COUNTS.items(), start=1):
        totals.append(_total(f"grade-{number}", TotalIndicator.GRADED, count, grade=label))
    for level, count in titles.COUNTS.items():
        row = PublishedTotal(
            total_id=f"t-2026q3-title-{level.value}",
            region_code=_CITY,
            indicator=TotalIndicator.DEMONSTRATION,
            level=level,
            value=count,
            as_of=cases.THIRD,
            source=_SOURCE,
        )
        totals.append(row)
    for county, count in cases.COUNTIES:
        announced = count + (county == cases.GAP_COUNTY)
        name = f"operating-{county}"
        totals.append(_total(name, TotalIndicator.OPERATING, announced, region=county + "000000"))
    chronicle.extend(totals, since=cases.THIRD)


def record_indicators(chronicle: Chronicle) -> None:
    """Places per thousand people and the inclusive share of the city, with targets."""
    values = (
        ("每千人口托位数", "2023", 3.6, 3.5, "个"),
        ("每千人口托位数", "2024", 4.1, 4.0, "个"),
        ("每千人口托位数", "2025", 4.7, 4.5, "个"),
        ("普惠托位占比", "2025", 58.2, 60.0, "%"),
    )
    for name, period, value, target, unit in values:
        row = Indicator(
            region_code=_CITY,
            indicator=name,
            period=period,
            value=value,
            target=target,
            unit=unit,
            source="聊城市托育服务年度统计（示例）",
        )
        chronicle.add(row, since=cases.FIRST)


def _total(
    name: str,
    indicator: TotalIndicator,
    value: int,
    *,
    grade: str | None = None,
    region: str = _CITY,
) -> PublishedTotal:
    return PublishedTotal(
        total_id=f"t-2026q3-{name}",
        region_code=region,
        indicator=indicator,
        scheme_id=HYGIENE if grade else None,
        grade=grade,
        value=value,
        as_of=cases.THIRD,
        source=_SOURCE,
    )
