"""What the exports of the portal say, and its documents; all of it invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from msgspec.structs import replace

from generator.model.identifiers import uscc_check_digit
from generator.model.tables import (
    AgeGroup,
    Demonstration,
    DemonstrationStage,
    Facility,
    Fee,
    Filing,
    Finding,
    Grade,
    Indicator,
    Inspection,
    Notice,
    Penalty,
    PublishedTotal,
    Region,
    Row,
    Scheme,
    SchemeGrade,
)
from generator.model.vocabulary import (
    AgeClass,
    Crs,
    DemonstrationLevel,
    FacilityKind,
    FeeUnit,
    FilingStatus,
    FindingResult,
    InspectionKind,
    Nature,
    NoticeKind,
    OperatingStatus,
    PenaltyTier,
    RegionLevel,
    SchemeKind,
    ServiceMode,
    Stage,
    Standing,
    SubjectKind,
    TotalIndicator,
)

Tables = dict[str, list[Row]]


def region(code: str, name: str, parent: str | None, level: RegionLevel, **values: Any) -> Region:
    """A row of the regions of 2026."""
    return Region(region_code=code, name=name, parent=parent, level=level, edition=2026, **values)


def facility(identifier: str, name: str, code: str, **values: Any) -> Facility:
    """An invented institution; the address follows from the name."""
    return Facility(
        facility_id=identifier, name=name, region_code=code, address=f"{name}路1号", **values
    )


def filed(identifier: str, subject: str, authority: str, decided: date) -> Filing:
    """A filing that was accepted."""
    return Filing(
        filing_id=identifier,
        facility_id=subject,
        status=FilingStatus.FILED,
        number=f"试备{identifier}",
        authority=authority,
        submitted=decided.replace(day=1),
        decided=decided,
    )


def grade(identifier: str, subject: str, scheme: str, label: str, **values: Any) -> Grade:
    """A grade of the spring of 2026."""
    usual: dict[str, Any] = {
        "assessed": date(2026, 3, 12),
        "valid_until": date(2027, 3, 11),
        "authority": "市卫生监督所",
    }
    return Grade(
        grade_id=identifier, facility_id=subject, scheme_id=scheme, grade=label, **usual | values
    )


def inspection(
    identifier: str, subject: str, day: date, kind: InspectionKind = InspectionKind.ROUTINE
) -> Inspection:
    """A visit of the supervisors."""
    return Inspection(
        inspection_id=identifier,
        facility_id=subject,
        inspected=day,
        kind=kind,
        authority="卫生监督所",
    )


def finding(visit: str, number: int, domain: str, result: FindingResult, **values: Any) -> Finding:
    """What a visit found in one domain."""
    return Finding(
        finding_id=f"{visit}-{number}",
        inspection_id=visit,
        domain=domain,
        result=result,
        **values,
    )


def code_of(body: str) -> str:
    """An invented credit code with its check digit."""
    return body + uscc_check_digit(body)


def city_tables() -> Tables:
    """The first release of the city: seven facilities with rows of every table."""
    return by_table([
        *_city_regions(),
        *_city_schemes(),
        *_city_facilities(),
        *_city_supervision(),
        *_city_fees(),
        *_city_titles(),
    ])  # fmt: skip


def by_table(rows: list[Row]) -> Tables:
    """Rows by the table that they belong to."""
    tables: Tables = {}
    for row in rows:
        tables.setdefault(row.table, []).append(row)
    return tables


def _city_regions() -> Iterator[Row]:
    yield region("370000000000", "山东省", None, RegionLevel.PROVINCE)
    yield region(
        "371500000000", "聊城市", "370000000000", RegionLevel.CITY,
        lon=115.98, lat=36.45, population=5_900_000, children_under_three=140_000,
    )  # fmt: skip
    yield region(
        "371502000000", "东昌府区", "371500000000", RegionLevel.COUNTY, lon=115.97, lat=36.44
    )
    yield region(
        "371503000000", "茌平区", "371500000000", RegionLevel.COUNTY, lon=116.25, lat=36.58
    )
    yield region("371502001000", "古楼街道", "371502000000", RegionLevel.TOWNSHIP)
    yield region("371502002000", "柳园街道", "371502000000", RegionLevel.TOWNSHIP)


def _city_schemes() -> Iterator[Row]:
    issuer = "市卫生健康委员会"
    yield Scheme(
        scheme_id="lc-hygiene",
        name="卫生量化分级",
        kind=SchemeKind.HYGIENE,
        issuer=issuer,
        basis="聊托试发〔2026〕3号",
        summary="看卫生和消毒做得怎样",
    )
    yield Scheme(
        scheme_id="lc-credit",
        name="信用评价",
        kind=SchemeKind.CREDIT,
        issuer=issuer,
        basis="聊托试发〔2026〕3号",
    )
    grades = (
        ("lc-hygiene", "A", 1, Standing.RATED, ("甲",)),
        ("lc-hygiene", "B", 2, Standing.RATED, ()),
        ("lc-hygiene", "C", 3, Standing.RATED, ()),
        ("lc-hygiene", "不予评级", 9, Standing.NOT_RATED, ()),
        ("lc-credit", "守信", 1, Standing.RATED, ()),
        ("lc-credit", "暂不公开", 9, Standing.WITHHELD, ()),
    )
    for scheme, label, rank, standing, aliases in grades:
        yield SchemeGrade(
            scheme_id=scheme,
            label=label,
            rank=rank,
            standing=standing,
            aliases=aliases,
            meaning=f"{label}的含义",
            inspection_frequency="每年一次" if rank == 1 else None,
        )


def _city_facilities() -> Iterator[Row]:
    yield facility(
        "LC-0001", "启明星托育中心", "371502002000",
        other_names=("启明星宝宝园",), uscc=code_of("52371502MJD000001"),
        nature=Nature.NON_PROFIT, kind=FacilityKind.INDEPENDENT,
        lon=115.9871, lat=36.4562, crs=Crs.CGCS2000,
        service_modes=(ServiceMode.FULL_DAY, ServiceMode.HALF_DAY, ServiceMode.HOURLY),
        places=80, inclusive=True, telephone="0635-5550101", web_page="https://qmx.example/",
        opened=date(2021, 5, 8),
    )  # fmt: skip
    yield facility(
        "LC-0002", "小脚丫托育园", "371502001000",
        uscc=code_of("91371502MA3D00002"), nature=Nature.FOR_PROFIT, kind=FacilityKind.CHAIN,
        lon=115.972, lat=36.449, crs=Crs.WGS84, service_modes=(ServiceMode.FULL_DAY,),
        places=45, inclusive=False, opened=date(2022, 9, 1),
    )  # fmt: skip
    yield facility(
        "LC-0003", "阳光宝贝托育中心", "371502001000",
        kind=FacilityKind.COMMUNITY, service_modes=(ServiceMode.FULL_DAY, ServiceMode.TEMPORARY),
        places=60, inclusive=True, telephone="0635-5550103",
    )  # fmt: skip
    yield facility("LC-0004", "七色花托育园", "371502002000", places=30)
    yield facility("LC-0005", "彩虹桥托育点", "371503000000", kind=FacilityKind.HOME_CARE_POINT)
    yield facility(
        "LC-0006", "青苗幼儿园托班", "371503000000",
        uscc=code_of("12371503MB2000006"), nature=Nature.PUBLIC,
        kind=FacilityKind.KINDERGARTEN_CLASS, service_modes=(ServiceMode.HALF_DAY,), places=20,
        inclusive=True,
    )  # fmt: skip
    yield facility(
        "LC-0007", "蒲公英托育服务部", "371503000000",
        kind=FacilityKind.EMPLOYER, places=25, status=OperatingStatus.SUSPENDED,
        status_date=date(2026, 7, 1),
    )  # fmt: skip
    groups = (
        ("LC-0001", AgeClass.INFANT, 1, 8, 3),
        ("LC-0001", AgeClass.SMALL_TODDLER, 2, 15, 3),
        ("LC-0001", AgeClass.LARGE_TODDLER, 2, 20, 3),
        ("LC-0003", AgeClass.MIXED, 3, 18, None),
        ("LC-0006", AgeClass.LARGE_TODDLER, 1, 20, 2),
    )
    for subject, age_class, classes, children, carers in groups:
        yield AgeGroup(
            facility_id=subject,
            age_class=age_class,
            classes=classes,
            children=children,
            carers=carers,
        )


def _city_supervision() -> Iterator[Row]:
    authority = "区卫生健康局"
    yield filed("B-0001", "LC-0001", authority, date(2025, 1, 6))
    yield filed("B-0002", "LC-0002", authority, date(2025, 2, 10))
    yield filed("B-0003", "LC-0003", authority, date(2025, 3, 3))
    yield filed("B-0005", "LC-0005", authority, date(2025, 6, 5))
    yield filed("B-0006", "LC-0006", authority, date(2025, 8, 20))
    yield Filing(
        filing_id="B-0004",
        facility_id="LC-0004",
        status=FilingStatus.SUBMITTED,
        authority=authority,
        submitted=date(2026, 8, 3),
    )
    yield grade(
        "G-0000", "LC-0001", "lc-hygiene", "B",
        assessed=date(2025, 3, 10), valid_until=date(2026, 3, 9),
    )  # fmt: skip
    yield grade(
        "G-0001", "LC-0001", "lc-hygiene", "A", supersedes="G-0000", basis="聊托试发〔2026〕3号"
    )
    yield grade("G-0002", "LC-0002", "lc-hygiene", "不予评级", valid_until=None)
    yield grade("G-0003", "LC-0003", "lc-hygiene", "C")
    yield grade("G-0006", "LC-0006", "lc-hygiene", "B", valid_until=date(2026, 9, 30))
    yield grade("G-0011", "LC-0001", "lc-credit", "守信")
    yield grade("G-0017", "LC-0007", "lc-credit", "暂不公开")
    yield inspection("I-0001", "LC-0001", date(2026, 4, 1), InspectionKind.DOUBLE_RANDOM)
    yield finding("I-0001", 1, "卫生消毒", FindingResult.PASS)
    yield finding(
        "I-0001", 2, "消防安全", FindingResult.FAIL,
        text="应急照明不亮", rectification_due=date(2026, 4, 15), rectified=date(2026, 4, 10),
    )  # fmt: skip
    yield inspection("I-0002", "LC-0002", date(2026, 5, 6))
    yield finding("I-0002", 1, "食品安全", FindingResult.NOT_APPLICABLE)
    yield inspection("I-0003", "LC-0003", date(2026, 6, 2), InspectionKind.JOINT)
    yield finding(
        "I-0003", 1, "人员资质", FindingResult.FAIL,
        text="两名保育人员无健康证", rectification_due=date(2026, 9, 20),
    )  # fmt: skip
    yield finding("I-0003", 2, "收费公示", FindingResult.FAIL, text="张冠李戴的一条")
    penalties = (
        ("P-0001", "LC-0002", date(2026, 3, 5), PenaltyTier.ORDINARY, 5000, date(2027, 3, 4)),
        ("P-0002", "LC-0003", date(2026, 6, 11), PenaltyTier.MINOR, 500, date(2026, 9, 10)),
        ("P-0003", "LC-0006", date(2026, 5, 20), PenaltyTier.ORDINARY, 800, date(2027, 5, 19)),
    )
    for identifier, subject, decided, tier, amount, ends in penalties:
        yield Penalty(
            penalty_id=identifier,
            facility_id=subject,
            decision_number=f"试罚〔2026〕{identifier[-1]}号",
            decided=decided,
            authority=authority,
            tier=tier,
            what=f"违反规定的事实（{identifier}）",
            amount=amount,
            publicity_ends=ends,
        )


def _city_fees() -> Iterator[Row]:
    full, half = ServiceMode.FULL_DAY, ServiceMode.HALF_DAY
    yield Fee(
        facility_id="LC-0001", item="保育费（全日托）", amount=1880, unit=FeeUnit.MONTH, mode=full,
        age_class=AgeClass.LARGE_TODDLER, prepayment_months=3,
        refund_rule="未入托的按日退还", contract_template="聊城市托育服务合同（示范文本）",
    )  # fmt: skip
    yield Fee(
        facility_id="LC-0001", item="保育费（半日托）", amount=1080, unit=FeeUnit.MONTH, mode=half,
        prepayment_months=1,
    )  # fmt: skip
    yield Fee(
        facility_id="LC-0001", item="计时托", amount=25.5, unit=FeeUnit.HOUR,
        mode=ServiceMode.HOURLY,
    )  # fmt: skip
    yield Fee(
        facility_id="LC-0002", item="保育费", amount=2680, unit=FeeUnit.MONTH, mode=full,
        prepayment_months=6,
    )  # fmt: skip
    yield Fee(facility_id="LC-0003", item="保育费", amount=1280, unit=FeeUnit.MONTH, mode=full)
    yield Fee(
        facility_id="LC-0003", item="临时托", amount=90, unit=FeeUnit.DAY,
        mode=ServiceMode.TEMPORARY,
    )  # fmt: skip
    yield Fee(facility_id="LC-0006", item="半日托", amount=40, unit=FeeUnit.HALF_DAY, mode=half)


def _city_titles() -> Iterator[Row]:
    yield Demonstration(
        demonstration_id="D-0001",
        subject_kind=SubjectKind.FACILITY,
        subject_id="LC-0001",
        level=DemonstrationLevel.MUNICIPAL,
        model="社区嵌入",
        title="市级示范托育机构",
        cycle="2026",
        basis="聊托试发〔2026〕3号",
        subsidy=30_000,
        paired=("LC-0003", "LC-0004"),
    )
    yield Demonstration(
        demonstration_id="D-0002",
        subject_kind=SubjectKind.REGION,
        subject_id="371500000000",
        level=DemonstrationLevel.PROVINCIAL,
        title="省级示范城市",
    )
    stages = (
        ("D-0001", Stage.APPLICATION, date(2026, 3, 1), date(2026, 3, 31), "材料齐全"),
        ("D-0001", Stage.ON_SITE_REVIEW, date(2026, 6, 1), date(2026, 6, 10), "通过"),
        ("D-0001", Stage.PUBLICITY, date(2026, 8, 28), date(2026, 9, 12), None),
        ("D-0002", Stage.NAMING, date(2025, 12, 20), None, "命名"),
    )
    for title, stage, starts, ends, result in stages:
        yield DemonstrationStage(
            demonstration_id=title, stage=stage, starts=starts, ends=ends, result=result
        )
    for period, value in (("2024", 3.9), ("2025", 4.4)):
        yield Indicator(
            region_code="371500000000",
            indicator="每千人口托位数",
            period=period,
            value=value,
            target=4.5,
            unit="个",
            source="市统计公报（虚构）",
        )
    total = partial(
        PublishedTotal,
        region_code="371500000000",
        as_of=date(2026, 8, 31),
        source="新闻发布会（虚构）",
    )
    yield total(total_id="T-0001", indicator=TotalIndicator.FILED, value=5)
    yield total(total_id="T-0002", indicator=TotalIndicator.PLACES, value=300)
    yield total(
        total_id="T-0003", indicator=TotalIndicator.GRADED, scheme_id="lc-hygiene", grade="A",
        value=1,
    )  # fmt: skip
    yield Notice(
        notice_id="N-0001",
        kind=NoticeKind.PUBLICITY,
        concerns_table="demonstrations",
        concerns_id="D-0001",
        title="拟命名示范机构公示",
        text="公示期内可以提出异议",
        published=date(2026, 8, 28),
        ends=date(2026, 9, 12),
    )
    yield Notice(
        notice_id="N-0002",
        kind=NoticeKind.REPLY,
        concerns_table="inspections",
        concerns_id="I-0001",
        title="机构说明",
        text="应急照明已经换新",
        published=date(2026, 4, 12),
    )


def later_city_tables() -> Tables:
    """The second release: each kind of change between two releases at least once."""
    tables = city_tables()
    # Explained: a correction names what stood before.
    change(tables, "grades", "G-0001", assessed=date(2026, 3, 13))
    # Unexplained: a historical row that reads otherwise without a notice.
    change(tables, "inspections", "I-0002", inspected=date(2026, 5, 9))
    # Vanished, with its filing.
    drop(tables, "facilities", "LC-0005")
    drop(tables, "filings", "B-0005")
    # Taken back by a notice, so that what it said is published no more.
    drop(tables, "findings", "I-0003-2")
    # Out of publicity, so it may go; and one whose credit was repaired.
    drop(tables, "penalties", "P-0002")
    change(tables, "penalties", "P-0003", repaired=date(2026, 10, 2))
    # What life changes.
    change(tables, "findings", "I-0003-1", rectified=date(2026, 9, 18))
    change(tables, "fees", "LC-0002", amount=2480.0, prepayment_months=3.0)
    change(tables, "facilities", "LC-0003", name="阳光宝贝托育园")
    stages = tables["demonstration_stages"]
    stages += [
        DemonstrationStage(
            demonstration_id="D-0001", stage=Stage.NAMING, starts=date(2026, 9, 20), result="命名"
        )
    ]
    tables["facilities"] += [facility("LC-0008", "小海豚托育园", "371502001000", places=36)]
    tables["filings"] += [
        Filing(
            filing_id="B-0011",
            facility_id="LC-0001",
            status=FilingStatus.CHANGED,
            number="试备B-0011",
            authority="区卫生健康局",
            decided=date(2026, 9, 22),
            reason="增加托位",
        ),
        Filing(
            filing_id="B-0014",
            facility_id="LC-0004",
            status=FilingStatus.REFUSED,
            authority="区卫生健康局",
            decided=date(2026, 9, 7),
            reason="场地不合要求",
        ),
        filed("B-0008", "LC-0008", "区卫生健康局", date(2026, 9, 15)),
    ]
    tables["notices"] += [
        Notice(
            notice_id="N-0003",
            kind=NoticeKind.CORRECTION,
            concerns_table="grades",
            concerns_id="G-0001",
            title="更正评定日期",
            text="评定日期录入有误",
            published=date(2026, 9, 28),
            field="assessed",
            before="2026-03-12",
            after="2026-03-13",
        ),
        Notice(
            notice_id="N-0004",
            kind=NoticeKind.WITHDRAWAL,
            concerns_table="findings",
            concerns_id="I-0003-2",
            title="撤回一条检查结果",
            text="检查对象有误",
            published=date(2026, 9, 29),
        ),
    ]
    return tables


def change(tables: Tables, table: str, key: str, **values: object) -> None:
    """Alters the row whose first key column is `key`."""
    tables[table] = [
        replace(row, **values) if getattr(row, row.key[0]) == key else row for row in tables[table]
    ]


def drop(tables: Tables, table: str, key: str) -> None:
    """Leaves out the row whose first key column is `key`."""
    tables[table] = [row for row in tables[table] if getattr(row, row.key[0]) != key]


def capital_tables() -> Tables:
    """The one release of the second agency: three facilities with a scheme of their own."""
    rows: list[Row] = [
        region("110000000000", "北京市", None, RegionLevel.PROVINCE, lon=116.40, lat=39.90),
        region("110105000000", "朝阳区", "110000000000", RegionLevel.COUNTY),
        region("110105001000", "建外街道", "110105000000", RegionLevel.TOWNSHIP),
        Scheme(
            scheme_id="bj-risk",
            name="风险分级",
            kind=SchemeKind.RISK,
            issuer="市卫生健康委员会",
            basis="京托试发〔2026〕1号",
        ),
        *(
            SchemeGrade(
                scheme_id="bj-risk",
                label=label,
                rank=rank,
                standing=Standing.RATED,
                meaning=f"{label}的含义",
            )
            for rank, label in enumerate(("低风险", "中风险", "高风险"), start=1)
        ),
        facility(
            "BJ-0001",
            "小橡树托育中心",
            "110105001000",
            uscc=code_of("91110105MA0D00001"),
            nature=Nature.FOR_PROFIT,
            places=70,
            service_modes=(ServiceMode.FULL_DAY,),
            lon=116.4402,
            lat=39.9123,
            crs=Crs.CGCS2000,
        ),
        facility("BJ-0002", "萤火虫托育园", "110105001000", places=40, inclusive=True),
        facility("BJ-0003", "云朵托育点", "110105000000", kind=FacilityKind.HOME_CARE_POINT),
        filed("BJB-0001", "BJ-0001", "区卫生健康委", date(2025, 9, 9)),
        filed("BJB-0002", "BJ-0002", "区卫生健康委", date(2025, 10, 13)),
        grade("BJG-0001", "BJ-0001", "bj-risk", "低风险"),
        grade("BJG-0002", "BJ-0002", "bj-risk", "高风险"),
        inspection("BJI-0001", "BJ-0002", date(2026, 8, 4)),
        finding("BJI-0001", 1, "消防安全", FindingResult.FAIL, text="疏散通道堆放杂物"),
        Fee(
            facility_id="BJ-0001",
            item="保育费",
            amount=6800,
            unit=FeeUnit.MONTH,
            mode=ServiceMode.FULL_DAY,
        ),
    ]
    return by_table(rows)


EXPORTED = {
    "documents/lc-2026-fees.md": """\
---
标题: 聊城市托育收费公示办法（虚构）
发文机关: 聊城市卫生健康委员会
文号: 聊托试发〔2026〕8号
公文种类: 通知
成文日期: 2026-08-20
发布日期: 2026-08-20 10:00
公开方式: 主动公开
地区: "371500"
摘要: 收费、预收和退费三项都要公示。
说明字段: 收费
引用:
  - 聊托试发〔2026〕3号
---
**第一条** 一次预收的费用不得超过3个月。

**第二条** 退费办法写进合同，并在门口公示。
""",
    "documents/lc-2026-fees-explained.md": """\
---
标题: 收费公示三问
发布日期: 2026-08-21 09:00
解读: 聊托试发〔2026〕8号
形式: 问答
解读人: 聊城市卫生健康委员会（起草单位）
地区: "371500"
---
### 最多可以预交几个月？

三个月。按月交当然也行。
""",
}
"""What the city's exports carry besides tables."""

POLICY = """\
---
标题: 聊城市托育机构分级办法（虚构）
发文机关: 聊城市卫生健康委员会
文号: 聊托试发〔2026〕3号
索引号: SHILI3715/2026-00003
主题分类: 卫生、儿童
公文种类: 通知
成文日期: 2026-02-02
发布日期: 2026-02-02 10:00
公开方式: 主动公开
地区: "371500"
摘要: 卫生状况分为三级，不予评级的说明理由。
说明字段: 等级
节点:
  2027: 全部机构完成评级
---
## 一、分级

卫生状况好的为A，合格的为B，要整改的为C。{more}

## 二、期限

| 等级 | 检查 |
|---|---|
| A | 每年一次 |
| B | 每半年一次 |
"""

INTERPRETATION = """\
---
标题: 分级办法的图解说明
发布日期: 2026-02-03 09:00
解读: lc-2026-grading
形式: 文字
解读人: 起草单位
地区: "371500"
---
为什么分级：让家长一眼看懂，也让做得好的机构少受打扰。
"""

GRADING = "policies/lc-2026-grading.md"
