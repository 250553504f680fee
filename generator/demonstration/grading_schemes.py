"""The grading schemes of the demonstration, each with its own issuer, grades and words."""

from __future__ import annotations

from generator.model.tables import Row, Scheme, SchemeGrade
from generator.model.vocabulary import GradeStatus, SchemeKind

HYGIENE = "liaocheng-hygiene"
QUALITY = "quality-wst821"
CREDIT = "beijing-credit"
RISK = "beijing-risk"
GENERAL_HYGIENE = "demonstration-hygiene"

NOT_RATED = "不予评级"
WITHHELD = "暂不公开"

_HYGIENE_GRADES = (
    (
        "A",
        (),
        GradeStatus.RATED,
        "七个方面都做得好，管理稳定，可以作为同行的榜样。",
        "列入正面清单，每两年至少检查一次",
    ),
    (
        "B",
        (),
        GradeStatus.RATED,
        "主要项目合格，个别问题已经整改。",
        "每年至少检查一次",
    ),
    (
        "C",
        (),
        GradeStatus.RATED,
        "基本达到要求，有几项需要持续改进。",
        "每年至少检查两次",
    ),
    (
        NOT_RATED,
        ("不预评级", "不予评测"),
        GradeStatus.NOT_RATED,
        "检查过，但关键项目没有达到要求，所以不给等级；主管部门正在帮扶整改。",
        "每季度至少检查一次，整改后重新评定",
    ),
    (
        WITHHELD,
        (),
        GradeStatus.WITHHELD,
        "已经评定，结果因复核暂不公开，复核结束后公布。",
        None,
    ),
)
_QUALITY_GRADES = (
    ("A", (), GradeStatus.RATED, "七个维度合计得分在当地优秀线以上。", None),
    ("B", (), GradeStatus.RATED, "合计得分在当地良好线以上。", None),
    ("C", (), GradeStatus.RATED, "合计得分在当地合格线以上。", None),
    ("D", (), GradeStatus.RATED, "合计得分未达到当地合格线，需要改进后再评。", None),
)
_CREDIT_GRADES = (
    ("A+", (), GradeStatus.RATED, "信用一等上级：长期守信，没有失信记录。", "以自查为主"),
    ("A", (), GradeStatus.RATED, "信用一等中级：守信，没有失信记录。", "每年抽查一次"),
    ("A-", (), GradeStatus.RATED, "信用一等下级：守信，有过轻微提醒并已改正。", "每年抽查一次"),
    ("B+", (), GradeStatus.RATED, "信用二等上级：总体守信，个别承诺履行不及时。", "每年检查一次"),
    ("B", (), GradeStatus.RATED, "信用二等中级：有轻微失信行为，已经修复。", "每年检查一次"),
    ("B-", (), GradeStatus.RATED, "信用二等下级：有轻微失信行为，正在修复。", "每年检查两次"),
    ("C+", (), GradeStatus.RATED, "信用三等上级：有一般失信行为，已经采取措施。", "每半年检查一次"),
    ("C", (), GradeStatus.RATED, "信用三等下级：有一般失信行为，尚未修复。", "每季度检查一次"),
    ("D", (), GradeStatus.RATED, "信用四等：有严重失信行为，列为重点监管对象。", "每月检查一次"),
)
_RISK_GRADES = (
    ("低风险", (), GradeStatus.RATED, "场地、人员和管理的风险因素少，控制到位。", "按信用等级安排"),
    ("中风险", (), GradeStatus.RATED, "有一部分风险因素，需要定期复查。", "每半年复查一次"),
    ("高风险", (), GradeStatus.RATED, "风险因素较多，需要限期降低风险。", "每季度复查一次"),
)


def hygiene_scheme() -> list[Row]:
    """Graded hygiene supervision of Liaocheng: A, B, C, not rated, withheld."""
    scheme = Scheme(
        scheme_id=HYGIENE,
        name="聊城市托育机构卫生监督量化分级",
        kind=SchemeKind.HYGIENE,
        issuer="聊城市卫生健康委员会（示例）",
        basis="聊托示发〔2024〕1号",
        summary="卫生监督员按七个方面检查打分，分为 A、B、C 三级；达不到要求的不予评级。",
    )
    return _with_grades(scheme, _HYGIENE_GRADES)


def general_hygiene_scheme() -> list[Row]:
    """The same kind of scheme for the synthetic regions, where Liaocheng is not the issuer."""
    scheme = Scheme(
        scheme_id=GENERAL_HYGIENE,
        name="托育机构卫生监督量化分级（示例）",
        kind=SchemeKind.HYGIENE,
        issuer="示例卫生健康委员会",
        basis="托示发〔2024〕1号",
        summary="按七个方面检查打分，分为 A、B、C 三级；达不到要求的不予评级。",
    )
    return _with_grades(scheme, _HYGIENE_GRADES[:-1])


def quality_scheme() -> list[Row]:
    """Quality assessment by WS/T 821—2023: A to D, with local cut-offs."""
    scheme = Scheme(
        scheme_id=QUALITY,
        name="托育机构质量评估（WS/T 821—2023）",
        kind=SchemeKind.QUALITY,
        issuer="国家卫生健康委员会",
        basis="WS/T 821—2023",
        summary="七个维度共 1,000 分：办托条件、托育队伍、保育照护、卫生保健、养育支持、安全保障、"
        "机构管理；等级线由各地确定。",
    )
    return _with_grades(scheme, _QUALITY_GRADES)


def credit_scheme() -> list[Row]:
    """Credit in four classes and nine levels; the levels are data, the annex being missing."""
    scheme = Scheme(
        scheme_id=CREDIT,
        name="北京市托育机构信用评价（四等九级）",
        kind=SchemeKind.CREDIT,
        issuer="北京市卫生健康委员会（示例）",
        basis="beijing-2023-integrated-supervision",
        summary="按违法违规、行政处罚和履约记录评价信用，分四等九级；各级名称为示例。",
    )
    return _with_grades(scheme, _CREDIT_GRADES)


def risk_scheme() -> list[Row]:
    """Risk in three levels, which is crossed with credit."""
    scheme = Scheme(
        scheme_id=RISK,
        name="北京市托育机构风险评估",
        kind=SchemeKind.RISK,
        issuer="北京市卫生健康委员会（示例）",
        basis="beijing-2023-integrated-supervision",
        summary="评估场地、人员、管理等风险因素，与信用等级交叉后决定检查频次。",
    )
    return _with_grades(scheme, _RISK_GRADES)


def _with_grades(
    scheme: Scheme,
    grades: tuple[tuple[str, tuple[str, ...], GradeStatus, str, str | None], ...],
) -> list[Row]:
    rows: list[Row] = [scheme]
    for rank, (label, aliases, standing, meaning, frequency) in enumerate(grades, start=1):
        rows.append(
            SchemeGrade(
                scheme_id=scheme.scheme_id,
                label=label,
                aliases=aliases,
                rank=rank,
                standing=standing,
                meaning=meaning,
                inspection_frequency=frequency,
            )
        )
    return rows
