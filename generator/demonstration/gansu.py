"""Gansu: the first cycle of demonstration cities, with gates, reports and a revocation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from generator.demonstration.draws import random_source
from generator.demonstration.export_parts import DemonstrationExport, gather_tables, release_info
from generator.demonstration.institutions import Custom
from generator.demonstration.ordinary import draw_institutions, make_filing
from generator.demonstration.sites import below, region_rows, sites_in
from generator.model.tables import Demonstration, DemonstrationStage, Indicator, Row
from generator.model.vocabulary import DemonstrationLevel, Stage, SubjectKind

REGION = "620000"
FACILITIES = 20
POLICY = "甘托示发〔2021〕1号"
NAMED, REVOKED, FAILING = "620100000000", "621000000000", "620500000000"
"""Lanzhou keeps its title, Qingyang loses it, Tianshui misses a gate: invented outcomes."""

_ISSUED = date(2026, 9, 3)
_AGENCY = "甘肃省卫生健康委员会（示例）"
_DISTRICTS = ("620102", "620103", "620104", "620105")
_CUSTOM = Custom(area="0931", cheapest=1100, dearest=3400)
_SOURCE = "甘肃省示范城市创建活动评估（示例）"

_GATES = ("每千人口托位数", "婴幼儿入托率", "备案托育机构数")
_UNITS = {"每千人口托位数": "个", "婴幼儿入托率": "%", "备案托育机构数": "家"}
_MEANS = {"每千人口托位数": 2.6, "婴幼儿入托率": 6.4, "备案托育机构数": 58.0}
"""Means of the province in 2022: the first gate is to reach each of them."""


@dataclass(frozen=True, slots=True)
class City:
    """An applicant: its self-score and what it reached at the three parts of the first gate."""

    code: str
    score: float
    reached: tuple[float, float, float]


_CITIES = (
    City(NAMED, 91.5, (3.4, 8.1, 142.0)),
    City(REVOKED, 86.0, (2.9, 6.9, 77.0)),
    City(FAILING, 82.5, (2.2, 6.6, 63.0)),
)

_Step = tuple[Stage, date, date | None, str]

_APPLIED: tuple[_Step, ...] = (
    (Stage.APPLICATION, date(2021, 11, 16), date(2021, 12, 31), "市人民政府申报，已受理"),
)
_PASSED: tuple[_Step, ...] = (
    (Stage.ON_SITE_REVIEW, date(2022, 6, 1), date(2022, 7, 31), "三项基本指标均达到，审核通过"),
    (Stage.SELECTION, date(2022, 8, 1), date(2022, 9, 16), "遴选为拟推荐城市"),
    (Stage.PUBLICITY, date(2022, 9, 19), date(2022, 9, 23), "公示5个工作日，无异议"),
    (Stage.NAMING, date(2022, 12, 20), None, "命名为示范城市"),
    (Stage.ANNUAL_REPORT, date(2023, 12, 15), None, "已报送2023年度工作情况"),
    (Stage.ANNUAL_REPORT, date(2024, 12, 16), None, "已报送2024年度工作情况"),
)
_KEPT: tuple[_Step, ...] = (
    (Stage.RECHECK, date(2025, 5, 12), date(2025, 5, 16), "复查合格，保留称号"),
    (Stage.ANNUAL_REPORT, date(2025, 12, 15), None, "已报送2025年度工作情况"),
)
_LOST: tuple[_Step, ...] = (
    (Stage.RECHECK, date(2025, 5, 19), date(2025, 5, 23), "复查不合格：托位数连续两年下降"),
    (
        Stage.REVOCATION,
        date(2025, 9, 15),
        None,
        "措施不力、工作退步，撤销称号，下一周期不得参评",
    ),
)
_STOPPED: tuple[_Step, ...] = (
    (
        Stage.ON_SITE_REVIEW,
        date(2022, 6, 1),
        date(2022, 7, 31),
        "每千人口托位数低于全省平均值，未通过",
    ),
)
_LIVES = {NAMED: _PASSED + _KEPT, REVOKED: _PASSED + _LOST, FAILING: _STOPPED}


_SILENT: dict[int, dict[str, None]] = {
    FACILITIES - 2: {"telephone": None, "lon": None, "lat": None, "crs": None},
    FACILITIES - 1: {"places": None, "uscc": None, "uscc_override": None},
}
"""What is not stated of two institutions, so that a reader sees how that is told."""


def gansu_export() -> DemonstrationExport:
    """Release 1 of the province: three cities with their stages, twenty institutions of Lanzhou."""
    rng = random_source(REGION)
    cities = [region for region in below(REGION[:2]) if region.region_code[4:] == "00000000"]
    districts = [region for code in _DISTRICTS for region in below(code)]
    codes = [region.region_code for region in (*cities, *districts)]
    rows: list[Row] = [*region_rows(codes), *_titles(), *_indicators()]
    places = [place for code in _DISTRICTS for place in sites_in(code + "000000")]
    for number, institution in enumerate(draw_institutions(rng, places, FACILITIES, _CUSTOM)):
        facility = replace(institution.facility, **_SILENT.get(number, {}))
        rows += (facility, *institution.groups, *institution.fees)
        if rng.random() < 0.85:
            rows.append(make_filing(rng, institution, date(2026, 6, 30)))
    return DemonstrationExport(release_info(REGION, _AGENCY, _ISSUED), gather_tables(rows), ())


def _titles() -> Iterator[Row]:
    for city in _CITIES:
        identifier = f"d-city-{city.code[:6]}-2021"
        yield Demonstration(
            demonstration_id=identifier,
            subject_kind=SubjectKind.REGION,
            subject_id=city.code,
            level=DemonstrationLevel.NATIONAL,
            title="全国婴幼儿照护服务示范城市（示例）",
            cycle="2021—2022",
            basis=POLICY,
        )
        assessed = f"自评{city.score:g}分，不少于80分"
        self_assessment = (Stage.SELF_ASSESSMENT, date(2022, 1, 1), date(2022, 5, 31), assessed)
        for stage, starts, ends, result in (*_APPLIED, self_assessment, *_LIVES[city.code]):
            yield DemonstrationStage(
                demonstration_id=identifier,
                stage=stage,
                starts=starts,
                ends=ends,
                result=result,
                document=POLICY if stage is Stage.APPLICATION else None,
            )


def _indicators() -> Iterator[Indicator]:
    """Self-scores and the three gates; a mean of the province is a target of the city."""
    for city in _CITIES:
        yield _indicator(city.code, "示范城市自评得分", "2022", city.score, 80.0, "分")
        for name, value in zip(_GATES, city.reached, strict=True):
            label = f"{name}（门槛一：不低于全省平均）"
            yield _indicator(city.code, label, "2022", value, _MEANS[name], _UNITS[name])
        safe = "近两年无重大案件、事故和信访事件（门槛二：是为1）"
        yield _indicator(city.code, safe, "2022", 1.0, 1.0, "是否")
        quiet = "近两年无重大负面舆情（门槛三：是为1）"
        yield _indicator(city.code, quiet, "2022", 1.0, 1.0, "是否")
    for name, mean in _MEANS.items():
        yield _indicator(REGION + "000000", f"{name}（全省平均）", "2022", mean, None, _UNITS[name])
    yield _indicator(REGION + "000000", "示范城市名额", "2022", 2.0, None, "个")
    yield _indicator(REGION + "000000", "每千人口托位数", "2025", 4.4, 4.5, "个")


def _indicator(
    region: str, name: str, period: str, value: float, target: float | None, unit: str
) -> Indicator:
    return Indicator(
        region_code=region,
        indicator=name,
        period=period,
        value=value,
        target=target,
        unit=unit,
        source=_SOURCE,
    )
