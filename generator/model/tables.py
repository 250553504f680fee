"""The rows of an export: the one place where tables, columns and their rules are defined.

From these structs come the validation, `datapackage.json`, `docs/export-format.md` and the SQLite
tables (see `exports.schema`). Dates are ISO dates, amounts yuan, coordinates degrees.
Each table and column says since which format of the export it exists; what was there first says
nothing. Source of the contract: EXPORTS.md.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from generator.model.vocabulary import (
    AgeClass,
    Crs,
    DemonstrationLevel,
    FacilityKind,
    FeeUnit,
    FilingStatus,
    FindingResult,
    GradeStatus,
    InspectionKind,
    Nature,
    NoticeKind,
    OperatingStatus,
    PenaltyTier,
    RegionLevel,
    SchemeKind,
    ServiceMode,
    Stage,
    SubjectKind,
    SuccessionReason,
    TotalIndicator,
)


def column(
    title: str,
    description: str,
    *headings: str,
    references: str | None = None,
    since: int = 1,
    optional_since: int = 1,
    unit: str = "",
) -> Meta:
    """Meaning of a column: Chinese heading, English description, further headings, reference.

    `since` is the format that brought the column, `optional_since` the one since which a column
    that may be empty may be so. A column is never taken away from a table. `unit` is that of all
    its values: a message of the catalogue.
    """
    extra = {
        "headings": headings,
        "references": references,
        "since": since,
        "optional_since": optional_since,
        "unit": unit,
    }
    return Meta(title=title, description=description, extra=extra)


Identifier = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
RegionCode = Annotated[str, Meta(pattern=r"^[1-9][0-9]{11}$")]
Uscc = Annotated[str, Meta(pattern=r"^[0-9A-Z*]{8,20}$")]
Text = Annotated[str, Meta(min_length=1, max_length=4000)]
ShortText = Annotated[str, Meta(min_length=1, max_length=200)]
WebAddress = Annotated[str, Meta(pattern=r"^https?://[^\s<>\"']+$", max_length=500)]
Period = Annotated[str, Meta(pattern=r"^(19|20)\d\d(-(0[1-9]|1[0-2]))?$")]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Count = Annotated[int, Meta(ge=0, le=100_000_000)]
Amount = Annotated[float, Meta(ge=0, le=1e9)]
Figure = Annotated[float, Meta(ge=-1e12, le=1e12)]
Rank = Annotated[int, Meta(ge=1, le=99)]
AttachmentFile = Annotated[str, Meta(pattern=r"^[^/\\\x00-\x1f\x7f.][^/\\\x00-\x1f\x7f]{0,119}$")]
MediaType = Annotated[str, Meta(pattern=r"^[a-z]+/[a-z0-9.+-]{1,99}$")]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Year = Annotated[int, Meta(ge=1980, le=2100)]


SourceAddress = Annotated[
    WebAddress | None,
    column("来源网址", "Where the agency itself published this", "依据网址", since=2),
]
SourceNote = Annotated[
    ShortText | None,
    column("来源说明", "Where this comes from, in words", "数据来源说明", since=2),
]


class Row(Struct, frozen=True, kw_only=True, gc=False):
    """A row of a table. `table` is its file name, `key` its key columns in order."""

    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    about: ClassVar[str]
    since_format: ClassVar[int] = 1
    """The format that brought the table."""
    subject: ClassVar[tuple[str, str]]
    """Whom a row speaks of (`exports.subjects`): the kind of the subject, or the table or column
    that leads to it, and the column with its identifier."""
    historical: ClassVar[bool] = False
    """True where a row states what happened: it may not change without a notice."""


class Region(Row, frozen=True, kw_only=True, gc=False):
    table = "regions"
    key = ("region_code",)
    about = "Administrative divisions and functional zones that other tables refer to"
    subject = ("region", "region_code")

    region_code: Annotated[
        RegionCode,
        column(
            "行政区划代码",
            "Twelve digits 2+2+2+3+3",
            "区划代码",
            "地区代码",
        ),
    ]
    name: Annotated[Text, column("名称", "Name", "地区名称", "区划名称")]
    parent: Annotated[
        RegionCode | None,
        column(
            "上级代码",
            "Code of the region above; empty at the top",
            "上级区划代码",
            references="regions",
        ),
    ] = None
    level: Annotated[
        RegionLevel, column("级别", "Level; a zone is in no civil-affairs list", "层级")
    ]
    edition: Annotated[Year, column("版本年份", "Year of the code list", "年份")]
    lon: Annotated[
        Longitude | None, column("经度", "Longitude of the seat, degrees", unit="degrees")
    ] = None
    lat: Annotated[
        Latitude | None, column("纬度", "Latitude of the seat, degrees", unit="degrees")
    ] = None
    population: Annotated[Count | None, column("常住人口", "Residents", "人口", unit="people")] = (
        None
    )
    children_under_three: Annotated[
        Count | None,
        column("三岁以下婴幼儿数", "Children under three", "3岁以下人口", unit="people"),
    ] = None


class Scheme(Row, frozen=True, kw_only=True, gc=False):
    table = "schemes"
    key = ("scheme_id",)
    about = "Grading schemes; two schemes are never merged or ranked together"
    subject = ("scheme", "scheme_id")

    scheme_id: Annotated[Identifier, column("评级体系编号", "Identifier", "体系编号")]
    name: Annotated[Text, column("评级体系名称", "Name", "体系名称", "名称")]
    kind: Annotated[SchemeKind, column("类别", "What it measures", "体系类别")]
    issuer: Annotated[Text, column("制定机关", "Who made the scheme", "发布机构")]
    basis: Annotated[Text, column("依据", "Document number or slug of the basis", "依据文件")]
    summary: Annotated[Text | None, column("说明", "What the scheme is, in plain words")] = None
    basis_url: SourceAddress = None
    source_note: SourceNote = None


class SchemeGrade(Row, frozen=True, kw_only=True, gc=False):
    table = "scheme_grades"
    key = ("scheme_id", "label")
    about = "The ordered grades of each scheme"
    subject = ("scheme", "scheme_id")

    scheme_id: Annotated[
        Identifier, column("评级体系编号", "Scheme", "体系编号", references="schemes")
    ]
    label: Annotated[ShortText, column("等级", "The grade as printed", "等级名称")]
    aliases: Annotated[
        tuple[str, ...], column("别名", "Other spellings, read as this label", "其他写法")
    ] = ()
    rank: Annotated[Rank, column("次序", "1 is best", "排序")]
    standing: Annotated[GradeStatus, column("性质", "Rated, not rated or withheld", "是否计入评级")]
    meaning: Annotated[Text, column("含义", "Meaning in plain words", "等级含义")]
    inspection_frequency: Annotated[
        Text | None, column("检查频次", "How often such a facility is inspected")
    ] = None


class Facility(Row, frozen=True, kw_only=True, gc=False):
    table = "facilities"
    key = ("facility_id",)
    about = "Childcare institutions; an identifier is never reused"
    subject = ("facility", "facility_id")

    facility_id: Annotated[Identifier, column("机构编号", "Identifier, never reused", "编号")]
    name: Annotated[ShortText, column("机构名称", "Registered name", "名称", "单位名称")]
    other_names: Annotated[
        tuple[str, ...], column("其他名称", "Names also in use", "别名", "曾用名")
    ] = ()
    uscc: Annotated[
        Uscc | None,
        column("统一社会信用代码", "Unified social credit code", "信用代码"),
    ] = None
    uscc_override: Annotated[
        Text | None,
        column(
            "代码校验例外说明",
            "Why a code whose check digit fails is right nevertheless",
            "代码说明",
        ),
    ] = None
    nature: Annotated[Nature | None, column("机构性质", "Legal nature", "性质", "登记类型")] = None
    kind: Annotated[FacilityKind, column("机构类型", "Form", "类型")] = FacilityKind.UNSPECIFIED
    region_code: Annotated[
        RegionCode,
        column(
            "行政区划代码", "Region, as deep as known", "区划代码", "所属区划", references="regions"
        ),
    ]
    address: Annotated[Text, column("地址", "Address", "详细地址", "机构地址")]
    lon: Annotated[
        Longitude | None, column("经度", "Longitude in `crs`, degrees", unit="degrees")
    ] = None
    lat: Annotated[
        Latitude | None, column("纬度", "Latitude in `crs`, degrees", unit="degrees")
    ] = None
    crs: Annotated[Crs | None, column("坐标系", "Coordinate reference of lon and lat")] = None
    service_modes: Annotated[
        tuple[ServiceMode, ...], column("服务方式", "Modes of care", "托育方式")
    ] = ()
    places: Annotated[Count | None, column("托位数", "Licensed places", "托位", unit="places")] = (
        None
    )
    inclusive: Annotated[bool | None, column("是否普惠", "Inclusive (普惠) facility", "普惠")] = (
        None
    )
    telephone: Annotated[
        ShortText | None,
        column("公开电话", "Office telephone for the public", "联系电话", "电话"),
    ] = None
    web_page: Annotated[
        WebAddress | None,
        column("网址", "Web page, http or https", "网站"),
    ] = None
    opened: Annotated[date | None, column("开办日期", "Opened on", "成立日期")] = None
    status: Annotated[
        OperatingStatus | None,
        column(
            "在营状态", "Operating status; empty: not stated", "状态", "运营状态", optional_since=2
        ),
    ] = None
    status_date: Annotated[date | None, column("状态日期", "Since when")] = None
    basis_url: SourceAddress = None
    source_note: SourceNote = None


class AgeGroup(Row, frozen=True, kw_only=True, gc=False):
    table = "age_groups"
    key = ("facility_id", "age_class")
    about = "Age classes of a facility with sizes and staff"
    subject = ("facility", "facility_id")

    facility_id: Annotated[Identifier, column("机构编号", "Facility", references="facilities")]
    age_class: Annotated[AgeClass, column("班型", "Age class", "年龄班")]
    classes: Annotated[Count, column("班数", "Number of classes", "班级数", unit="classes")]
    children: Annotated[
        Count | None, column("每班人数", "Children in the largest class", "班额", unit="people")
    ] = None
    carers: Annotated[
        Count | None, column("每班保育人员", "Carers of that class", "保育人员", unit="people")
    ] = None


class Filing(Row, frozen=True, kw_only=True, gc=False):
    table = "filings"
    key = ("filing_id",)
    about = "Steps of the filing (备案) of a facility, oldest first"
    subject = ("facility", "facility_id")
    historical = True

    filing_id: Annotated[Identifier, column("备案记录编号", "Identifier", "备案记录号")]
    facility_id: Annotated[Identifier, column("机构编号", "Facility", references="facilities")]
    status: Annotated[FilingStatus, column("备案状态", "Step", "状态")]
    number: Annotated[Text | None, column("备案编号", "Filing number", "备案号")] = None
    authority: Annotated[Text, column("备案机关", "Authority", "备案部门")]
    submitted: Annotated[date | None, column("提交日期", "Submitted on", "申请日期")] = None
    decided: Annotated[date | None, column("办结日期", "Decided on", "备案日期", "备案时间")] = None
    reason: Annotated[Text | None, column("理由", "Reason of a refusal or change", "原因")] = None
    basis_url: SourceAddress = None
    source_note: SourceNote = None


class Grade(Row, frozen=True, kw_only=True, gc=False):
    table = "grades"
    key = ("grade_id",)
    about = "Grades given to facilities"
    subject = ("facility", "facility_id")
    historical = True

    grade_id: Annotated[Identifier, column("评级记录编号", "Identifier", "评级编号")]
    facility_id: Annotated[Identifier, column("机构编号", "Facility", references="facilities")]
    scheme_id: Annotated[
        Identifier, column("评级体系编号", "Scheme", "体系编号", references="schemes")
    ]
    grade: Annotated[Text, column("等级", "Label of the scheme", "评定等级", "级别")]
    assessed: Annotated[date, column("评定日期", "Assessed on", "评级日期")]
    valid_until: Annotated[date | None, column("有效期至", "Valid until", "有效期")] = None
    authority: Annotated[Text, column("评定机关", "Who gave it", "评级机关")]
    basis: Annotated[Text | None, column("依据", "Document number or slug")] = None
    supersedes: Annotated[
        Identifier | None, column("替代记录", "The grade it replaces", references="grades")
    ] = None
    basis_url: SourceAddress = None
    source_note: SourceNote = None


class Inspection(Row, frozen=True, kw_only=True, gc=False):
    table = "inspections"
    key = ("inspection_id",)
    about = "Inspections of facilities"
    subject = ("facility", "facility_id")
    historical = True

    inspection_id: Annotated[Identifier, column("检查编号", "Identifier", "检查记录编号")]
    facility_id: Annotated[Identifier, column("机构编号", "Facility", references="facilities")]
    inspected: Annotated[date, column("检查日期", "Date", "日期")]
    kind: Annotated[InspectionKind, column("检查方式", "Kind", "检查类型")]
    authority: Annotated[Text, column("检查机关", "Authority", "检查单位")]
    basis_url: SourceAddress = None
    source_note: SourceNote = None


class Finding(Row, frozen=True, kw_only=True, gc=False):
    table = "findings"
    key = ("finding_id",)
    about = "Results of an inspection, one a domain, with rectification"
    subject = ("inspections", "inspection_id")
    historical = True

    finding_id: Annotated[Identifier, column("检查结果编号", "Identifier")]
    inspection_id: Annotated[Identifier, column("检查编号", "Inspection", references="inspections")]
    domain: Annotated[Text, column("检查内容", "Domain", "检查项目")]
    result: Annotated[FindingResult, column("结果", "Result", "检查结果")]
    text: Annotated[Text | None, column("问题描述", "What was found", "发现问题")] = None
    rectification_due: Annotated[
        date | None, column("整改期限", "To be put right by", "整改时限")
    ] = None
    rectified: Annotated[date | None, column("整改完成日期", "Put right on", "整改日期")] = None


class Penalty(Row, frozen=True, kw_only=True, gc=False):
    table = "penalties"
    key = ("penalty_id",)
    about = "Administrative penalties in publicity"
    subject = ("facility", "facility_id")
    historical = True

    penalty_id: Annotated[Identifier, column("处罚编号", "Identifier", "处罚记录编号")]
    facility_id: Annotated[Identifier, column("机构编号", "Facility", references="facilities")]
    decision_number: Annotated[Text, column("决定书文号", "Decision number", "处罚文号")]
    decided: Annotated[date, column("处罚日期", "Decided on", "决定日期")]
    authority: Annotated[Text, column("处罚机关", "Authority")]
    tier: Annotated[PenaltyTier, column("失信程度", "Tier", "处罚等次")]
    what: Annotated[Text, column("违法事实", "What for", "处罚事由")]
    amount: Annotated[Amount | None, column("罚款金额", "Fine in yuan", "金额", unit="yuan")] = None
    publicity_ends: Annotated[date, column("公示截止日期", "Last day of publicity", "公示期限")]
    repaired: Annotated[date | None, column("信用修复日期", "Credit repaired on", "修复日期")] = (
        None
    )
    basis_url: SourceAddress = None
    source_note: SourceNote = None


class Fee(Row, frozen=True, kw_only=True, gc=False):
    table = "fees"
    key = ("facility_id", "item")
    about = "Fees with their terms"
    subject = ("facility", "facility_id")

    facility_id: Annotated[Identifier, column("机构编号", "Facility", references="facilities")]
    item: Annotated[Text, column("收费项目", "Item", "项目")]
    amount: Annotated[Amount, column("金额", "Yuan", "收费标准", unit="yuan")]
    unit: Annotated[FeeUnit, column("计费单位", "Unit", "单位")]
    age_class: Annotated[AgeClass | None, column("班型", "For which class")] = None
    mode: Annotated[ServiceMode | None, column("服务方式", "For which mode")] = None
    prepayment_months: Annotated[
        Amount | None,
        column("预收月数", "Months paid in advance at most", "预收费月数", unit="months"),
    ] = None
    refund_rule: Annotated[Text | None, column("退费规定", "Refund terms", "退费标准")] = None
    contract_template: Annotated[
        Text | None, column("合同示范文本", "Title or address of the contract template")
    ] = None
    basis_url: SourceAddress = None
    source_note: SourceNote = None


class Demonstration(Row, frozen=True, kw_only=True, gc=False):
    table = "demonstrations"
    key = ("demonstration_id",)
    about = "Demonstration titles of facilities and regions"
    subject = ("subject_kind", "subject_id")

    demonstration_id: Annotated[Identifier, column("示范编号", "Identifier")]
    subject_kind: Annotated[SubjectKind, column("对象类别", "Facility or region")]
    subject_id: Annotated[Text, column("对象编号", "facility_id or region_code", "对象")]
    level: Annotated[DemonstrationLevel, column("示范级别", "Level", "级别")]
    model: Annotated[Text | None, column("服务模式", "Model it stands for", "示范类型")] = None
    title: Annotated[Text, column("称号", "Title", "示范称号")]
    cycle: Annotated[Text | None, column("批次", "Cycle", "周期")] = None
    basis: Annotated[Text | None, column("依据", "Document number or slug")] = None
    subsidy: Annotated[
        Amount | None, column("补助金额", "Subsidy in yuan", "补贴", unit="yuan")
    ] = None
    paired: Annotated[
        tuple[str, ...],
        column("结对机构", "Facilities it helps (托育联合体)", "帮扶机构", references="facilities"),
    ] = ()
    basis_url: SourceAddress = None
    source_note: SourceNote = None


class DemonstrationStage(Row, frozen=True, kw_only=True, gc=False):
    table = "demonstration_stages"
    key = ("demonstration_id", "stage", "starts")
    about = "Stages in the life of a demonstration title"
    subject = ("demonstrations", "demonstration_id")
    historical = True

    demonstration_id: Annotated[
        Identifier, column("示范编号", "Title", references="demonstrations")
    ]
    stage: Annotated[Stage, column("阶段", "Stage", "环节")]
    starts: Annotated[date, column("开始日期", "From", "起始日期")]
    ends: Annotated[date | None, column("结束日期", "To, inclusive", "截止日期")] = None
    result: Annotated[Text | None, column("结果", "Outcome in words")] = None
    document: Annotated[Text | None, column("文件", "Document number or slug")] = None
    basis_url: SourceAddress = None
    source_note: SourceNote = None


class Indicator(Row, frozen=True, kw_only=True, gc=False):
    table = "indicators"
    key = ("region_code", "indicator", "period")
    about = "Indicators of a region with targets"
    subject = ("region", "region_code")

    region_code: Annotated[RegionCode, column("行政区划代码", "Region", references="regions")]
    indicator: Annotated[Text, column("指标", "Name of the indicator", "指标名称")]
    period: Annotated[
        Period,
        column("时期", "Year, or year-month", "年份"),
    ]
    value: Annotated[Figure | None, column("数值", "Value reached", "实际值")] = None
    target: Annotated[Figure | None, column("目标值", "Target", "目标")] = None
    unit: Annotated[Text, column("单位", "Unit", "计量单位")]
    source: Annotated[Text, column("来源", "Source", "数据来源")]
    basis_url: SourceAddress = None
    source_note: SourceNote = None


class PublishedTotal(Row, frozen=True, kw_only=True, gc=False):
    table = "published_totals"
    key = ("total_id",)
    about = "Totals as announced, to be reconciled with the rows"
    subject = ("region", "region_code")
    historical = True

    total_id: Annotated[Identifier, column("总数编号", "Identifier")]
    region_code: Annotated[RegionCode, column("行政区划代码", "Region", references="regions")]
    indicator: Annotated[TotalIndicator, column("指标", "What was counted", "统计指标")]
    scheme_id: Annotated[
        Identifier | None, column("评级体系编号", "Scheme of a grade total", references="schemes")
    ] = None
    grade: Annotated[Text | None, column("等级", "Label of a grade total")] = None
    level: Annotated[
        DemonstrationLevel | None, column("示范级别", "Level of a demonstration total")
    ] = None
    value: Annotated[Count, column("公布数", "The number announced", "数值")]
    as_of: Annotated[date, column("截至日期", "As of", "统计日期")]
    source: Annotated[Text, column("来源", "Where it was announced", "出处")]
    basis_url: SourceAddress = None
    source_note: SourceNote = None


class Notice(Row, frozen=True, kw_only=True, gc=False):
    table = "notices"
    key = ("notice_id",)
    about = "Publicity notices, corrections, withdrawals and replies"
    subject = ("concerns_table", "concerns_id")
    historical = True

    notice_id: Annotated[Identifier, column("公告编号", "Identifier")]
    kind: Annotated[NoticeKind, column("公告类别", "Kind", "类别")]
    concerns_table: Annotated[Text, column("所涉表", "Table of what it concerns", "涉及表")]
    concerns_id: Annotated[
        Text,
        column("所涉编号", "Key of what it concerns; parts joined by /", "涉及编号"),
    ]
    title: Annotated[Text, column("标题", "Title")]
    text: Annotated[Text, column("内容", "Text", "正文")]
    published: Annotated[date, column("发布日期", "Published on", "公告日期")]
    ends: Annotated[
        date | None, column("截止日期", "Last day of a publicity period", "公示截止日期")
    ] = None
    field: Annotated[Text | None, column("字段", "Column a correction changes")] = None
    before: Annotated[Text | None, column("更正前", "What stood before", "原内容")] = None
    after: Annotated[Text | None, column("更正后", "What stands now", "现内容")] = None


class NoticeRow(Row, frozen=True, kw_only=True, gc=False):
    table = "notice_rows"
    key = ("notice_id", "concerns_table", "concerns_id")
    about = "Further rows that a notice concerns: a whole list is put to publicity at once"
    subject = ("concerns_table", "concerns_id")
    historical = True
    since_format = 2

    notice_id: Annotated[Identifier, column("公告编号", "Notice", references="notices", since=2)]
    concerns_table: Annotated[
        Text, column("所涉表", "Table of the row it concerns", "涉及表", since=2)
    ]
    concerns_id: Annotated[
        Text,
        column("所涉编号", "Key of the row it concerns; parts joined by /", "涉及编号", since=2),
    ]


class Succession(Row, frozen=True, kw_only=True, gc=False):
    table = "successions"
    key = ("old_id", "new_id")
    about = "Facilities that go on under another identifier, so that old addresses lead on"
    subject = ("facility", "new_id")
    historical = True
    since_format = 2

    old_id: Annotated[
        Identifier, column("原机构编号", "Identifier that is used no more", "旧编号", since=2)
    ]
    new_id: Annotated[
        Identifier, column("现机构编号", "Identifier it goes on under", "新编号", since=2)
    ]
    reason: Annotated[
        SuccessionReason, column("变更原因", "Why there is another identifier", "原因", since=2)
    ]


class Attachment(Row, frozen=True, kw_only=True, gc=False):
    table = "attachments"
    key = ("document", "file")
    about = "Files that belong to a document: forms, tables, pictures"
    subject = ("document", "document")
    since_format = 2

    document: Annotated[
        Text,
        column("文件", "Name of the document, as its file below documents/ without .md", since=2),
    ]
    file: Annotated[
        AttachmentFile, column("附件文件", "Name of the file below attachments/", since=2)
    ]
    title: Annotated[ShortText, column("附件名称", "What readers call it", "标题", since=2)]
    media_type: Annotated[MediaType, column("文件类型", "Media type (RFC 6838)", since=2)]
    bytes: Annotated[Count, column("字节数", "Length in bytes", since=2, unit="bytes")]
    sha256: Annotated[Sha256, column("SHA-256", "Digest of the file, hexadecimal", since=2)]


TABLES: tuple[type[Row], ...] = (
    Region,
    Scheme,
    SchemeGrade,
    Facility,
    AgeGroup,
    Filing,
    Grade,
    Inspection,
    Finding,
    Penalty,
    Fee,
    Demonstration,
    DemonstrationStage,
    Indicator,
    PublishedTotal,
    Notice,
    NoticeRow,
    Succession,
    Attachment,
)
"""Every table in the order in which references resolve."""
