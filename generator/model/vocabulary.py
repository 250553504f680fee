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


class ConcernKind(StrEnum):
    """What a parent has to know first of a facility, the worst first."""

    PENALTY = "penalty"
    RECTIFICATION = "rectification"
    STAFFING = "staffing"
    PREPAYMENT = "prepayment"
    ASSESSMENT = "assessment"
    UNEXPLAINED = "unexplained"


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


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ALIASES: dict[type[StrEnum], dict[StrEnum, tuple[str, ...]]] = {
    RegionLevel: {
        RegionLevel.PROVINCE: _words("省级 省 直辖市 自治区"),
        RegionLevel.CITY: _words("地级 市 地市 市级"),
        RegionLevel.COUNTY: _words("县级 县 区县 区"),
        RegionLevel.ZONE: _words("功能区 开发区 新区"),
        RegionLevel.TOWNSHIP: _words("乡级 街道 乡镇 镇 乡"),
    },
    SchemeKind: {
        SchemeKind.HYGIENE: _words("卫生 卫生监督 量化分级"),
        SchemeKind.CREDIT: _words("信用"),
        SchemeKind.RISK: _words("风险"),
        SchemeKind.QUALITY: _words("质量"),
        SchemeKind.OTHER: _words("其他 其它"),
    },
    GradeStatus: {
        GradeStatus.RATED: _words("计入评级 评级"),
        GradeStatus.NOT_RATED: _words("不予评级 不预评级 不予评测"),
        GradeStatus.WITHHELD: _words("暂不公开 保留"),
    },
    Nature: {
        Nature.FOR_PROFIT: _words(
            "营利性 营利 营利性机构 营利性托育机构 民办营利性 营利性民办 营利性民办机构 企业 "
            "企业法人 公司 有限责任公司 有限公司 个体工商户 个体户 个体 个人独资企业"
        ),
        Nature.NON_PROFIT: _words(
            "非营利性 非营利 民办非企业 民办非企业单位 民非 民办非 民办非企业单位(法人) "
            "社会服务机构 非营利性机构 非营利性托育机构 非营利性民办 民办非营利性 民办非营利"
        ),
        Nature.PUBLIC: _words(
            "事业单位 公办 公立 公办机构 公办托育机构 事业法人 事业单位法人 事业"
        ),
    },
    FacilityKind: {
        FacilityKind.INDEPENDENT: _words(
            "独立设置 独立托育机构 托育机构 独立 独立设置托育机构 独立举办"
        ),
        FacilityKind.KINDERGARTEN_CLASS: _words(
            "幼儿园托班 托幼一体 幼儿园 幼儿园办托班 幼儿园附设托班 幼儿园设托班 托幼一体化 托班"
        ),
        FacilityKind.COMMUNITY: _words(
            "社区托育 社区 公建民营 民办公助 社区托育服务 社区托育点 社区托育园 社区办托"
        ),
        FacilityKind.EMPLOYER: _words(
            "用人单位 单位福利性 用人单位办托 单位办托 福利性托育 用人单位托育点"
        ),
        FacilityKind.HOME_CARE_POINT: _words("家庭托育点 家庭托育 家庭托"),
        FacilityKind.CHAIN: _words("品牌连锁 连锁 连锁机构"),
        FacilityKind.UNSPECIFIED: _words("未注明 不详 未说明"),
    },
    Crs: {
        Crs.CGCS2000: _words("国家2000 2000坐标系"),
        Crs.WGS84: _words("WGS-84 EPSG:4326"),
        Crs.GCJ02: _words("GCJ-02 火星坐标 高德 腾讯"),
        Crs.BD09: _words("BD-09 百度"),
    },
    ServiceMode: {
        ServiceMode.FULL_DAY: _words("全日托 全日 全日制 全托 全天 全日托育 全日托管"),
        ServiceMode.HALF_DAY: _words("半日托 半日 半日制 半托 半天 半日托育"),
        ServiceMode.HOURLY: _words("计时托 计时 计时制 小时托 计时托育"),
        ServiceMode.TEMPORARY: _words("临时托 临时 临时托育 临托 临时看护"),
    },
    AgeClass: {
        AgeClass.INFANT: _words("乳儿班 乳儿"),
        AgeClass.SMALL_TODDLER: _words("托小班 托小"),
        AgeClass.LARGE_TODDLER: _words("托大班 托大"),
        AgeClass.MIXED: _words("混合班 混龄班 混合编班 混龄"),
    },
    OperatingStatus: {
        OperatingStatus.OPERATING: _words(
            "在营 运营 正常 在办 正常运营 正常营业 正常经营 运营中 营业中 在营业 营业 经营中 "
            "开业 已开业 已运营 开业中 正常开业"
        ),
        OperatingStatus.SUSPENDED: _words(
            "停业 暂停 歇业 已停业 暂停营业 暂停运营 停业中 停业整顿 停业整改 已歇业 暂停服务 "
            "停运 已停运 暂时停业"
        ),
        OperatingStatus.CLOSED: _words(
            "关闭 注销 终止 已关闭 已注销 已终止 关停 已关停 倒闭 吊销 已吊销 终止服务"
        ),
    },
    FilingStatus: {
        FilingStatus.NOT_FILED: _words("未备案 否 没有备案 暂未备案"),
        FilingStatus.SUBMITTED: _words(
            "已提交 待审核 审核中 备案中 办理中 已申请 申请中 已受理 受理中 待备案"
        ),
        FilingStatus.FILED: _words("已备案 备案 备案通过 通过备案 完成备案 准予备案 审核通过 是"),
        FilingStatus.REFUSED: _words("不予备案 不予通过 未通过 审核不通过 审核未通过 退回"),
        FilingStatus.CHANGED: _words("变更 备案变更 变更备案 已变更"),
        FilingStatus.CANCELLED: _words(
            "注销备案 取消备案 终止备案 备案注销 撤销备案 已注销 已取消备案 注销"
        ),
    },
    InspectionKind: {
        InspectionKind.ROUTINE: _words(
            "日常 日常检查 日常监督 日常监督检查 日常巡查 常规检查 例行检查"
        ),
        InspectionKind.DOUBLE_RANDOM: _words(
            "双随机 双随机一公开 双随机、一公开 双随机抽查 双随机检查 随机抽查 国家双随机 "
            "省级双随机"
        ),
        InspectionKind.JOINT: _words("联合 联合检查 部门联合 联合执法 部门联合检查"),
    },
    FindingResult: {
        FindingResult.PASS: _words(
            "合格 符合 通过 未发现问题 未见异常 正常 无问题 未发现违法行为 未发现违法违规行为 "
            "达标 符合要求"
        ),
        FindingResult.FAIL: _words(
            "不合格 不符合 发现问题 发现问题已责令改正 发现问题待后续处理 发现问题,已责令改正 "
            "发现问题,待后续处理 存在问题 不达标 责令改正 限期整改 未通过"
        ),
        FindingResult.NOT_APPLICABLE: _words(
            "不适用 合理缺项 未发现开展本次抽查涉及的经营活动 不涉及"
        ),
    },
    PenaltyTier: {
        PenaltyTier.MINOR: _words("轻微 轻微失信"),
        PenaltyTier.ORDINARY: _words("一般 一般失信"),
        PenaltyTier.SERIOUS: _words("严重 严重失信"),
    },
    FeeUnit: {
        FeeUnit.HOUR: _words("时 小时 元/小时 每小时 元/时 按小时"),
        FeeUnit.HALF_DAY: _words("半天 元/半天 半日 元/半日 每半天"),
        FeeUnit.DAY: _words("日 天 元/天 元/日 每天 每日 按天 按日 元/人/天 元/人·天"),
        FeeUnit.MONTH: _words(
            "月 元/月 每月 按月 元/人/月 元/人·月 元/生·月 元/生/月 元/月/人 元/月·人 元/人月 "
            "元/月·生 元/月/生"
        ),
        FeeUnit.TERM: _words("学期 元/学期 每学期 按学期 期 元/期"),
        FeeUnit.YEAR: _words("年 元/年 每年 按年 元/人/年 元/人·年 学年 元/学年"),
        FeeUnit.ONCE: _words("次 一次性 元/次 每次 一次性收取"),
    },
    SubjectKind: {
        SubjectKind.FACILITY: _words("机构 托育机构"),
        SubjectKind.REGION: _words("地区 城市 区域"),
    },
    DemonstrationLevel: {
        DemonstrationLevel.NATIONAL: _words("国家级 全国 国家"),
        DemonstrationLevel.PROVINCIAL: _words("省级 省 自治区级"),
        DemonstrationLevel.MUNICIPAL: _words("市级 市 地市级"),
        DemonstrationLevel.COUNTY: _words("县级 区级 区县级 县区级 县 区"),
    },
    Stage: {
        Stage.APPLICATION: _words("申报"),
        Stage.SELF_ASSESSMENT: _words("自评"),
        Stage.ON_SITE_REVIEW: _words("现场审核 审核"),
        Stage.SELECTION: _words("遴选"),
        Stage.PUBLICITY: _words("公示"),
        Stage.NAMING: _words("命名"),
        Stage.ANNUAL_REPORT: _words("年度报告"),
        Stage.RECHECK: _words("复查"),
        Stage.REVOCATION: _words("撤销"),
    },
    TotalIndicator: {
        TotalIndicator.OPERATING: _words("在营机构数 开展服务机构数"),
        TotalIndicator.FILED: _words("备案机构数"),
        TotalIndicator.PLACES: _words("托位数"),
        TotalIndicator.INCLUSIVE: _words("普惠机构数"),
        TotalIndicator.GRADED: _words("评级机构数"),
        TotalIndicator.DEMONSTRATION: _words("示范机构数"),
    },
    NoticeKind: {
        NoticeKind.PUBLICITY: _words("公示"),
        NoticeKind.CORRECTION: _words("更正"),
        NoticeKind.WITHDRAWAL: _words("撤回"),
        NoticeKind.REPLY: _words("答复 机构说明"),
        NoticeKind.REMOVAL: _words("停止公布 移除 撤下"),
    },
    SuccessionReason: {
        SuccessionReason.RENUMBERED: _words("重新编号 编号变更"),
        SuccessionReason.MOVED: _words("迁移 转隶"),
        SuccessionReason.MERGED: _words("合并"),
        SuccessionReason.SPLIT: _words("分立 拆分"),
    },
}
"""Other spellings of the members, by vocabulary: members of two may be equal as strings."""
