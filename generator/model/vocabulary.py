"""The closed vocabularies of the export format.

A member's value is what stands in a canonical CSV; `ALIASES` are the Chinese (and other) spellings
that `gongshi pack` also takes. What readers see comes from the catalogue, under the context
`<EnumName>`.
"""

from __future__ import annotations

from enum import StrEnum


class RegionLevel(StrEnum):
    """Level of a region; a zone is a county-level functional zone in no civil-affairs list."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    ZONE = "zone"
    TOWNSHIP = "township"


class SchemeKind(StrEnum):
    """What a grading scheme measures. Schemes of different kinds are never merged."""

    HYGIENE = "hygiene"
    CREDIT = "credit"
    RISK = "risk"
    QUALITY = "quality"
    OTHER = "other"


class GradeStatus(StrEnum):
    """What a grade says: a rank, that rating was declined, or that the result is withheld."""

    RATED = "rated"
    NOT_RATED = "not_rated"
    WITHHELD = "withheld"


class Nature(StrEnum):
    """Legal nature of a facility (机构性质)."""

    FOR_PROFIT = "for_profit"
    NON_PROFIT = "non_profit"
    PUBLIC = "public"


class FacilityKind(StrEnum):
    """Form of a facility (机构类型)."""

    INDEPENDENT = "independent"
    KINDERGARTEN_CLASS = "kindergarten_class"
    COMMUNITY = "community"
    EMPLOYER = "employer"
    HOME_CARE_POINT = "home_care_point"
    CHAIN = "chain"
    UNSPECIFIED = "unspecified"


class Crs(StrEnum):
    """Coordinate reference of a point as delivered; stored points are WGS84/CGCS2000."""

    CGCS2000 = "CGCS2000"
    WGS84 = "WGS84"
    GCJ02 = "GCJ02"
    BD09 = "BD09"


class ServiceMode(StrEnum):
    """How long children stay (服务方式)."""

    FULL_DAY = "full_day"
    HALF_DAY = "half_day"
    HOURLY = "hourly"
    TEMPORARY = "temporary"


class AgeClass(StrEnum):
    """Classes of 托育机构设置标准: 6–12, 12–24, 24–36 months, mixed."""

    INFANT = "infant"
    SMALL_TODDLER = "small_toddler"
    LARGE_TODDLER = "large_toddler"
    MIXED = "mixed"


class OperatingStatus(StrEnum):
    """Whether a facility is operating (在营状态)."""

    OPERATING = "operating"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class FilingStatus(StrEnum):
    """A step in the life of a filing (备案)."""

    NOT_FILED = "not_filed"
    SUBMITTED = "submitted"
    FILED = "filed"
    REFUSED = "refused"
    CHANGED = "changed"
    CANCELLED = "cancelled"


FILING_STEPS: dict[FilingStatus | None, frozenset[FilingStatus]] = {
    None: frozenset(
        {
            FilingStatus.NOT_FILED,
            FilingStatus.SUBMITTED,
            FilingStatus.FILED,
            FilingStatus.REFUSED,
        }
    ),
    FilingStatus.NOT_FILED: frozenset({FilingStatus.SUBMITTED}),
    FilingStatus.SUBMITTED: frozenset({FilingStatus.FILED, FilingStatus.REFUSED}),
    FilingStatus.REFUSED: frozenset({FilingStatus.SUBMITTED}),
    FilingStatus.FILED: frozenset({FilingStatus.CHANGED, FilingStatus.CANCELLED}),
    FilingStatus.CHANGED: frozenset({FilingStatus.CHANGED, FilingStatus.CANCELLED}),
    FilingStatus.CANCELLED: frozenset({FilingStatus.SUBMITTED}),
}
"""Which filing step may follow which (None: the first); 托育机构登记和备案办法（试行）."""


class InspectionKind(StrEnum):
    """How an inspection came about."""

    ROUTINE = "routine"
    DOUBLE_RANDOM = "double_random"
    JOINT = "joint"


class FindingResult(StrEnum):
    """What an inspection found in one domain."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"


class PenaltyTier(StrEnum):
    """Seriousness of a penalty (信用修复管理办法)."""

    MINOR = "minor"
    ORDINARY = "ordinary"
    SERIOUS = "serious"


class FeeUnit(StrEnum):
    """The unit of an amount in yuan."""

    HOUR = "hour"
    HALF_DAY = "half_day"
    DAY = "day"
    MONTH = "month"
    TERM = "term"
    YEAR = "year"
    ONCE = "once"


class SubjectKind(StrEnum):
    """What holds a demonstration title."""

    FACILITY = "facility"
    REGION = "region"


class DemonstrationLevel(StrEnum):
    """Who named a demonstration facility or city."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    MUNICIPAL = "municipal"
    COUNTY = "county"


class Stage(StrEnum):
    """The life of a demonstration title, in order."""

    APPLICATION = "application"
    SELF_ASSESSMENT = "self_assessment"
    ON_SITE_REVIEW = "on_site_review"
    SELECTION = "selection"
    PUBLICITY = "publicity"
    NAMING = "naming"
    ANNUAL_REPORT = "annual_report"
    RECHECK = "recheck"
    REVOCATION = "revocation"


class TotalIndicator(StrEnum):
    """A published total that can be recomputed from the rows."""

    OPERATING = "operating"
    FILED = "filed"
    PLACES = "places"
    INCLUSIVE = "inclusive"
    GRADED = "graded"
    DEMONSTRATION = "demonstration"


class NoticeKind(StrEnum):
    """What a notice does."""

    PUBLICITY = "publicity"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    REPLY = "reply"
    REMOVAL = "removal"


class SuccessionReason(StrEnum):
    """Why a facility goes on under another identifier."""

    RENUMBERED = "renumbered"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"


SINCE: dict[type[StrEnum], dict[StrEnum, int]] = {NoticeKind: {NoticeKind.REMOVAL: 2}}
"""The format that brought a word, for those that were not there from the first."""


ALIASES: dict[type[StrEnum], dict[StrEnum, tuple[str, ...]]] = {
    RegionLevel: {
        RegionLevel.PROVINCE: ("省级", "省", "直辖市", "自治区"),
        RegionLevel.CITY: ("地级", "市", "地市", "市级"),
        RegionLevel.COUNTY: ("县级", "县", "区县", "区"),
        RegionLevel.ZONE: ("功能区", "开发区", "新区"),
        RegionLevel.TOWNSHIP: ("乡级", "街道", "乡镇", "镇", "乡"),
    },
    SchemeKind: {
        SchemeKind.HYGIENE: ("卫生", "卫生监督", "量化分级"),
        SchemeKind.CREDIT: ("信用",),
        SchemeKind.RISK: ("风险",),
        SchemeKind.QUALITY: ("质量",),
        SchemeKind.OTHER: ("其他", "其它"),
    },
    GradeStatus: {
        GradeStatus.RATED: ("计入评级", "评级"),
        GradeStatus.NOT_RATED: ("不予评级", "不预评级", "不予评测"),
        GradeStatus.WITHHELD: ("暂不公开", "保留"),
    },
    Nature: {
        Nature.FOR_PROFIT: ("营利性", "营利"),
        Nature.NON_PROFIT: ("非营利性", "非营利", "民办非企业"),
        Nature.PUBLIC: ("事业单位", "公办", "公立"),
    },
    FacilityKind: {
        FacilityKind.INDEPENDENT: ("独立设置", "独立托育机构", "托育机构"),
        FacilityKind.KINDERGARTEN_CLASS: ("幼儿园托班", "托幼一体", "幼儿园"),
        FacilityKind.COMMUNITY: ("社区托育", "社区", "公建民营", "民办公助"),
        FacilityKind.EMPLOYER: ("用人单位", "单位福利性"),
        FacilityKind.HOME_CARE_POINT: ("家庭托育点",),
        FacilityKind.CHAIN: ("品牌连锁", "连锁"),
        FacilityKind.UNSPECIFIED: ("未注明", "不详"),
    },
    Crs: {
        Crs.CGCS2000: ("国家2000", "2000坐标系"),
        Crs.WGS84: ("WGS-84", "EPSG:4326"),
        Crs.GCJ02: ("GCJ-02", "火星坐标", "高德", "腾讯"),
        Crs.BD09: ("BD-09", "百度"),
    },
    ServiceMode: {
        ServiceMode.FULL_DAY: ("全日托", "全日"),
        ServiceMode.HALF_DAY: ("半日托", "半日"),
        ServiceMode.HOURLY: ("计时托", "计时"),
        ServiceMode.TEMPORARY: ("临时托", "临时"),
    },
    AgeClass: {
        AgeClass.INFANT: ("乳儿班",),
        AgeClass.SMALL_TODDLER: ("托小班",),
        AgeClass.LARGE_TODDLER: ("托大班",),
        AgeClass.MIXED: ("混合班", "混龄班"),
    },
    OperatingStatus: {
        OperatingStatus.OPERATING: ("在营", "运营", "正常", "在办"),
        OperatingStatus.SUSPENDED: ("停业", "暂停", "歇业"),
        OperatingStatus.CLOSED: ("关闭", "注销", "终止"),
    },
    FilingStatus: {
        FilingStatus.NOT_FILED: ("未备案",),
        FilingStatus.SUBMITTED: ("已提交", "待审核"),
        FilingStatus.FILED: ("已备案", "备案"),
        FilingStatus.REFUSED: ("不予备案", "不予通过"),
        FilingStatus.CHANGED: ("变更", "备案变更"),
        FilingStatus.CANCELLED: ("注销备案", "取消备案", "终止备案"),
    },
    InspectionKind: {
        InspectionKind.ROUTINE: ("日常", "日常检查", "日常监督"),
        InspectionKind.DOUBLE_RANDOM: ("双随机", "双随机一公开"),
        InspectionKind.JOINT: ("联合", "联合检查"),
    },
    FindingResult: {
        FindingResult.PASS: ("合格", "符合", "通过"),
        FindingResult.FAIL: ("不合格", "不符合"),
        FindingResult.NOT_APPLICABLE: ("不适用", "合理缺项"),
    },
    PenaltyTier: {
        PenaltyTier.MINOR: ("轻微",),
        PenaltyTier.ORDINARY: ("一般",),
        PenaltyTier.SERIOUS: ("严重",),
    },
    FeeUnit: {
        FeeUnit.HOUR: ("时", "小时", "元/小时"),
        FeeUnit.HALF_DAY: ("半天", "元/半天"),
        FeeUnit.DAY: ("日", "天", "元/天"),
        FeeUnit.MONTH: ("月", "元/月"),
        FeeUnit.TERM: ("学期", "元/学期"),
        FeeUnit.YEAR: ("年", "元/年"),
        FeeUnit.ONCE: ("次", "一次性"),
    },
    SubjectKind: {
        SubjectKind.FACILITY: ("机构",),
        SubjectKind.REGION: ("地区", "城市", "区域"),
    },
    DemonstrationLevel: {
        DemonstrationLevel.NATIONAL: ("国家级", "全国"),
        DemonstrationLevel.PROVINCIAL: ("省级",),
        DemonstrationLevel.MUNICIPAL: ("市级",),
        DemonstrationLevel.COUNTY: ("县级", "区级"),
    },
    Stage: {
        Stage.APPLICATION: ("申报",),
        Stage.SELF_ASSESSMENT: ("自评",),
        Stage.ON_SITE_REVIEW: ("现场审核", "审核"),
        Stage.SELECTION: ("遴选",),
        Stage.PUBLICITY: ("公示",),
        Stage.NAMING: ("命名",),
        Stage.ANNUAL_REPORT: ("年度报告",),
        Stage.RECHECK: ("复查",),
        Stage.REVOCATION: ("撤销",),
    },
    TotalIndicator: {
        TotalIndicator.OPERATING: ("在营机构数", "开展服务机构数"),
        TotalIndicator.FILED: ("备案机构数",),
        TotalIndicator.PLACES: ("托位数",),
        TotalIndicator.INCLUSIVE: ("普惠机构数",),
        TotalIndicator.GRADED: ("评级机构数",),
        TotalIndicator.DEMONSTRATION: ("示范机构数",),
    },
    NoticeKind: {
        NoticeKind.PUBLICITY: ("公示",),
        NoticeKind.CORRECTION: ("更正",),
        NoticeKind.WITHDRAWAL: ("撤回",),
        NoticeKind.REPLY: ("答复", "机构说明"),
        NoticeKind.REMOVAL: ("停止公布", "移除", "撤下"),
    },
    SuccessionReason: {
        SuccessionReason.RENUMBERED: ("重新编号", "编号变更"),
        SuccessionReason.MOVED: ("迁移", "转隶"),
        SuccessionReason.MERGED: ("合并",),
        SuccessionReason.SPLIT: ("分立", "拆分"),
    },
}
"""Other spellings of the members, by vocabulary: members of two may be equal as strings."""
