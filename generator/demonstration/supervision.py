"""Inspections with one finding a domain, and how what was found is put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from generator.demonstration.draws import pick
from generator.model.tables import Finding, Inspection
from generator.model.vocabulary import FindingResult, InspectionKind

Domains = tuple[tuple[str, tuple[str, ...]], ...]
"""Inspection domains with what can be found wrong in each."""

SEVEN_DOMAINS: Domains = (
    (
        "从业许可",
        (
            "备案信息公示牌未悬挂在醒目位置",
            "营业执照经营范围变更后未及时更新备案信息",
            "收托承诺书未在入口处公示",
        ),
    ),
    (
        "机构设置",
        (
            "托大班活动室与睡眠区未有效分隔",
            "户外活动场地一处地垫破损",
            "楼梯间扶手高度不足，未设幼儿扶手",
            "活动室窗户限位装置松动",
        ),
    ),
    (
        "人员配备",
        (
            "一名保育人员健康合格证过期",
            "托小班保育人员与婴幼儿比例不足",
            "新进保育人员岗前培训记录不完整",
            "未按规定配备专职保健人员",
        ),
    ),
    (
        "卫生保健",
        (
            "晨检记录连续三日漏填",
            "毛巾、水杯消毒记录与实际不符",
            "玩具消毒频次不足",
            "婴幼儿每日观察记录不完整",
            "食谱未按周公示",
        ),
    ),
    (
        "消防安全",
        (
            "两具灭火器压力不足",
            "疏散通道堆放桌椅",
            "应急照明灯一处不亮",
            "半年内未开展疏散演练",
        ),
    ),
    (
        "传染病预防控制管理",
        (
            "缺勤追踪登记不及时",
            "预防接种证查验记录缺项",
            "未制定诺如病毒感染应急处置流程",
            "发热隔离区与活动区共用通道",
        ),
    ),
    (
        "饮用水卫生管理",
        (
            "直饮水设备滤芯更换记录缺失",
            "保温桶未加锁",
            "未能提供年度水质检测报告",
        ),
    ),
)
"""The seven domains of graded hygiene supervision in Liaocheng."""

JOINT_DOMAINS: Domains = (
    ("证照与备案", ("备案信息与现场不一致", "收费项目未公示")),
    ("房屋与消防", ("疏散指示标志损坏一处", "安全出口一侧上锁")),
    ("人员资质", ("一名保育人员资质材料未存档", "从业人员查询记录缺失")),
    ("卫生保健", ("消毒记录缺项", "健康检查档案缺少一名婴幼儿入托材料")),
    ("食品安全", ("食品留样量不足", "冷藏柜生熟未分开")),
    ("安全防护", ("监控录像保存不足九十日", "插座未加保护盖")),
    ("信息公示", ("公示栏中的等级未更新", "投诉电话未公示")),
)
"""The single list of a joint inspection (一业一单)."""


@dataclass(frozen=True, slots=True)
class Rigour:
    """How an inspection turns out.

    `failing` is the chance that a domain fails, `neglected` the chance that what failed is never
    put right; `known` the last day of which anything is known.
    """

    failing: float
    neglected: float
    known: date


def make_inspection(
    rng: Random,
    facility_id: str,
    inspected: date,
    kind: InspectionKind,
    authority: str,
    domains: Domains,
    rigour: Rigour,
) -> tuple[Inspection, list[Finding]]:
    """An inspection of a facility on a day (at most one a day) with a finding in every domain."""
    inspection_id = f"i-{facility_id}-{inspected:%Y%m%d}"
    inspection = Inspection(
        inspection_id=inspection_id,
        facility_id=facility_id,
        inspected=inspected,
        kind=kind,
        authority=authority,
    )
    findings = [
        _finding(rng, inspection_id, number, inspected, domain, rigour)
        for number, domain in enumerate(domains, start=1)
    ]
    return inspection, findings


def _finding(
    rng: Random,
    inspection_id: str,
    number: int,
    inspected: date,
    domain: tuple[str, tuple[str, ...]],
    rigour: Rigour,
) -> Finding:
    title, wrongs = domain
    if rng.random() >= rigour.failing:
        passed = title != "饮用水卫生管理" or rng.random() > 0.03
        return Finding(
            finding_id=f"{inspection_id}-{number}",
            inspection_id=inspection_id,
            domain=title,
            result=FindingResult.PASS if passed else FindingResult.NOT_APPLICABLE,
        )
    allowed = pick(rng, (7, 15, 15, 30))
    rectified = inspected + timedelta(days=1 + int(rng.random() * allowed))
    done = rectified <= rigour.known and rng.random() >= rigour.neglected
    return Finding(
        finding_id=f"{inspection_id}-{number}",
        inspection_id=inspection_id,
        domain=title,
        result=FindingResult.FAIL,
        text=pick(rng, wrongs),
        rectification_due=inspected + timedelta(days=allowed),
        rectified=rectified if done else None,
    )
