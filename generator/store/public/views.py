"""The questions that reporters ask most, as views of the public SQLite file.

A view reads columns that a rule has filled and applies no rule itself; "today" is the site's day,
which stands in the table `site`.
"""

from __future__ import annotations

from generator.store.figures.quality import HISTORY
from generator.store.public.schema import (
    AGENCY,
    FACILITY,
    FACILITY_NAME,
    FACILITY_PAGE,
    FACILITY_REGION,
    PublicTable,
    real,
    text,
    whole,
)

_TODAY = "(SELECT day FROM site)"
_COMMON = (FACILITY, FACILITY_NAME, FACILITY_REGION)

_MEASURES = (
    whole("facilities", "在办机构", "Open facilities", "institutions"),
    whole("filed", "已备案", "Of them said to be filed", "institutions"),
    whole(
        "graded",
        "有等级",
        "Of them rated in any scheme; not those that are not rated, or of which it is withheld",
        "institutions",
    ),
    real("graded_share", "有等级占比", "Share that is rated", "percent"),
    whole("overdue", "逾期未评定", "Of them overdue for assessment", "institutions"),
    whole("rectifications_overdue", "整改逾期", "With an overdue rectification", "institutions"),
    whole("filings_late", "备案超时", "Whose application was answered late, or waits too long"),
    whole("unexplained", "有未说明变更", "With a change that nothing explains", "institutions"),
    whole("without_telephone", "无公开电话", "Without a telephone", "institutions"),
    whole("without_fee", "无月收费", "Without a monthly fee", "institutions"),
    whole("without_point", "无坐标", "Without coordinates", "institutions"),
    whole("without_places", "无托位数", "Without a number of places", "institutions"),
    whole("without_code", "无信用代码", "Without a credit code", "institutions"),
    whole("code_fails", "代码校验未通过", "Whose credit code fails its check", "institutions"),
)
_HISTORY = ", ".join(f"coalesce(sum(h.{name}), 0) AS {name}" for name in HISTORY)
_RATED = (
    "EXISTS (SELECT 1 FROM current_grades c"
    " WHERE c.facility_id = x.facility_id AND c.standing = 'rated')"
)
_COUNTED = (
    f"count(*) AS facilities, sum(x.filed IS 1) AS filed, sum({_RATED}) AS graded,"
    f" round(100.0 * sum({_RATED}) / count(*), 1) AS graded_share,"
    f" coalesce(sum(x.next_due < {_TODAY}), 0) AS overdue,"
    f" coalesce(sum(x.rectification_due < {_TODAY}), 0) AS rectifications_overdue,"
    " sum(EXISTS (SELECT 1 FROM filings s JOIN filing_days d ON d.agency = s.agency"
    " AND d.filing_id = s.filing_id WHERE s.facility_id = x.facility_id AND d.missed))"
    " AS filings_late, sum(x.unexplained) AS unexplained,"
    " sum(f.telephone IS NULL) AS without_telephone, sum(x.fee IS NULL) AS without_fee,"
    " sum(f.lon IS NULL OR f.lat IS NULL) AS without_point,"
    " sum(f.places IS NULL) AS without_places, sum(f.uscc IS NULL) AS without_code,"
    " sum(f.uscc_holds IS 0) AS code_fails"
    " FROM facts x JOIN facilities f ON f.facility_id = x.facility_id"
)
"""What is counted of open facilities, by whatever they are grouped."""

VIEWS: tuple[PublicTable, ...] = (
    PublicTable(
        "region_tree",
        "行政区划",
        "Region tree",
        "Each region once: where two agencies describe one, as the agency of the wider region does",
        (
            text("region_code", "行政区划代码", "Region, twelve digits"),
            text("name", "名称", "Name"),
            text("parent", "上级代码", "Code of the region above; empty at the top"),
            text("level", "级别", "Level"),
        ),
        select="SELECT region_code, name, parent, level FROM (SELECT *, row_number() OVER"
        " (PARTITION BY region_code ORDER BY length(rtrim(agency, '0')), agency) AS place"
        " FROM regions) WHERE place = 1",
    ),
    PublicTable(
        "current_grades",
        "现行等级一览",
        "Current grades",
        "The grade that each facility has now in each scheme, with names",
        (
            *_COMMON,
            text("scheme_id", "评级体系编号", "Grading scheme"),
            text("scheme", "评级体系", "Name of the scheme"),
            text("label", "等级", "Grade as printed"),
            whole("rank", "次序", "1 is best"),
            text("standing", "性质", "rated, not_rated or withheld"),
            text("assessed", "评定日期", "Assessed on"),
            text("valid_until", "有效期至", "Valid until, where stated"),
            whole("open", "是否在办", "1 unless the facility is suspended or closed"),
            FACILITY_PAGE,
        ),
        select="SELECT p.facility_id, f.name, p.region_code, p.scheme_id, s.name AS scheme, "
        "p.label,"
        " g.rank, g.standing, p.assessed, p.valid_until, p.open, x.page FROM present_grades p"
        " JOIN facilities f USING (facility_id) JOIN facts x USING (facility_id)"
        " LEFT JOIN schemes s ON s.agency = f.agency AND s.scheme_id = p.scheme_id"
        " LEFT JOIN scheme_grades g ON g.agency = f.agency AND g.scheme_id = p.scheme_id"
        " AND g.label = p.label",
    ),
    PublicTable(
        "open_rectifications",
        "未完成整改",
        "Open rectifications",
        "Faults that are not said to have been put right",
        (
            *_COMMON,
            text("inspection_id", "检查编号", "Inspection"),
            text("inspected", "检查日期", "Inspected on"),
            text("domain", "检查内容", "Domain"),
            text("text", "问题描述", "What was found"),
            text("rectification_due", "整改期限", "To be put right by; empty: not stated"),
            whole("overdue", "是否逾期", "1 where that day has passed by the site's day"),
            FACILITY_PAGE,
        ),
        select="SELECT i.facility_id, f.name, f.region_code, i.inspection_id, i.inspected, "
        "d.domain,"
        f" d.text, d.rectification_due, d.rectification_due < {_TODAY} AS overdue, x.page"
        " FROM findings d JOIN inspections i ON i.agency = d.agency"
        " AND i.inspection_id = d.inspection_id JOIN facilities f ON f.facility_id = i.facility_id"
        " JOIN facts x ON x.facility_id = i.facility_id"
        " WHERE d.state IN ('fail_open', 'fail_unstated')",
    ),
    PublicTable(
        "overdue_assessments",
        "逾期未评定",
        "Overdue assessments",
        "Open facilities that were to be assessed again before the site's day",
        (
            *_COMMON,
            text("assessed", "最近评定", "Last assessed on"),
            text("next_due", "下次评定", "To be assessed again by"),
            whole("days", "逾期天数", "Calendar days since then", "days"),
            FACILITY_PAGE,
        ),
        select="SELECT x.facility_id, f.name, x.region_code, x.assessed, x.next_due,"
        f" CAST(julianday({_TODAY}) - julianday(x.next_due) AS INTEGER) AS days, x.page"
        f" FROM facts x JOIN facilities f USING (facility_id) WHERE x.open AND x.next_due < "
        f"{_TODAY}",
    ),
    PublicTable(
        "filing_clocks",
        "备案时限一览",
        "Filing clocks",
        "How long each application for filing took, "
        "or waits: a receipt within 5 working days, a refusal within 15",
        (
            *_COMMON,
            text("status", "备案状态", "filed, refused or submitted (still waiting)"),
            text("authority", "备案机关", "Authority"),
            text("submitted", "提交日期", "Submitted on"),
            text("decided", "办结日期", "Decided on"),
            whole("limit_days", "时限", "Working days for the answer", "working days"),
            text("due", "应办结日", "Last day for the answer"),
            whole(
                "taken_days", "用时", "Working days it took; empty: still waiting", "working days"
            ),
            whole("missed", "是否超时", "1 where the term was over, or is by the site's day"),
            FACILITY_PAGE,
        ),
        select="SELECT s.facility_id, f.name, f.region_code, s.status, s.authority, s.submitted,"
        " s.decided, d.limit_days, d.due, d.taken_days, d.missed, x.page FROM filing_days d"
        " JOIN filings s ON s.agency = d.agency AND s.filing_id = d.filing_id"
        " JOIN facilities f ON f.facility_id = s.facility_id"
        " JOIN facts x ON x.facility_id = s.facility_id",
    ),
    PublicTable(
        "penalties_in_publicity",
        "公示期内处罚",
        "Penalties in publicity",
        "Penalties that may be shown on the site's day",
        (
            *_COMMON,
            text("penalty_id", "处罚编号", "Identifier"),
            text("decision_number", "决定书文号", "Decision number"),
            text("decided", "处罚日期", "Decided on"),
            text("authority", "处罚机关", "Authority"),
            text("tier", "失信程度", "minor, ordinary or serious"),
            text("what", "违法事实", "What for"),
            real("amount", "罚款金额", "Fine", "yuan"),
            text("shown_until", "公示至", "Last day on which it may be shown"),
            FACILITY_PAGE,
        ),
        select="SELECT p.facility_id, f.name, f.region_code, p.penalty_id, p.decision_number,"
        " p.decided, p.authority, p.tier, p.what, p.amount, p.shown_until, x.page FROM penalties p"
        " JOIN facilities f ON f.facility_id = p.facility_id"
        " JOIN facts x ON x.facility_id = p.facility_id",
    ),
    PublicTable(
        "late_interpretations",
        "迟发的解读",
        "Late interpretations",
        "Interpretations published more than 3 working days after their policy",
        (
            text("interpretation", "解读", "Interpretation"),
            text("title", "标题", "Its title"),
            text("policy", "文件", "The policy that it interprets"),
            text("policy_title", "文件标题", "Title of the policy"),
            text("policy_published", "文件发布时间", "When the policy was published"),
            text("due", "应发布日", "Last day by which it was to be published"),
            text("published", "发布时间", "When it was published"),
            text("page", "页面", "Page of the interpretation, below the site's address"),
        ),
        select="SELECT d.slug AS interpretation, d.title, p.slug AS policy, p.title AS "
        "policy_title,"
        " p.published AS policy_published, l.due, d.published, d.page FROM document_links l"
        " JOIN documents d ON d.slug = l.source JOIN documents p ON p.slug = l.target"
        " WHERE l.relation = 'interprets' AND l.late",
    ),
    PublicTable(
        "below_staffing_standard",
        "不符合设置标准的班级",
        "Below the staffing standard",
        "Classes that are larger, or have fewer carers, than the national standard allows",
        (
            *_COMMON,
            text("age_class", "班型", "Age class"),
            whole("children", "每班人数", "Children in the largest class", "people"),
            whole("carers", "每班保育人员", "Carers of that class", "people"),
            FACILITY_PAGE,
        ),
        select="SELECT a.facility_id, f.name, f.region_code, a.age_class, a.children, a.carers,"
        " x.page FROM age_groups a JOIN facilities f ON f.facility_id = a.facility_id"
        " JOIN facts x ON x.facility_id = a.facility_id WHERE a.within_standard = 0",
    ),
    PublicTable(
        "prepayment_above_cap",
        "预收费超过上限",
        "Prepayment above the cap",
        "Open facilities that take more months in advance than may be taken here",
        (
            *_COMMON,
            real("prepayment", "最长预收", "Longest term paid in advance", "months"),
            real("cap", "预收费上限", "Months that may be paid in advance", "months"),
            FACILITY_PAGE,
        ),
        select="SELECT x.facility_id, f.name, x.region_code, x.prepayment,"
        " (SELECT prepayment_cap FROM site) AS cap, x.page FROM facts x"
        " JOIN facilities f USING (facility_id) WHERE x.open AND x.over_cap = 1",
    ),
    PublicTable(
        "unexplained_changes",
        "未说明的变更",
        "Unexplained changes",
        "Rows that state what happened and that were changed or vanished without a notice",
        (
            AGENCY,
            whole("release", "发布序号", "Release that changed it"),
            text("issued", "签发时间", "When that release was issued"),
            text("name", "机构名称", "Name of the facility concerned"),
            text("table_name", "所在表", "Table of the row"),
            text("row_key", "行键", "Key of the row"),
            text("column_name", "列", "Column; empty where the whole row went"),
            text("before", "变更前", "What stood before"),
            text("after", "变更后", "What stands now"),
            text("sentence", "说明", "The change in words"),
        ),
        select="SELECT c.agency, c.release, r.issued, c.name, c.table_name, c.row_key,"
        " c.column_name, c.before, c.after, c.sentence FROM changes c"
        " JOIN releases r ON r.agency = c.agency AND r.release = c.release WHERE c.unexplained",
    ),
    PublicTable(
        "districts",
        "各区县时效与质量",
        "Districts",
        "How fresh and how whole the data of each district or county are; open facilities only",
        (
            text("region_code", "行政区划代码", "District or county, twelve digits"),
            text("name", "名称", "Name"),
            *_MEASURES,
        ),
        select=f"SELECT substr(x.region_code, 1, 6) || '000000' AS region_code, t.name, {_COUNTED}"
        " LEFT JOIN region_tree t ON t.region_code = substr(x.region_code, 1, 6) || '000000'"
        " WHERE x.open GROUP BY 1, 2",
    ),
    PublicTable(
        "authorities",
        "各发布机构时效与质量",
        "Authorities",
        "How fresh and how whole the data of each agency are; open facilities only",
        (
            AGENCY,
            text("name", "发布机构", "Name of the agency"),
            whole("releases", "发布次数", "Releases so far"),
            text("last_release", "最近发布", "When the newest release was issued"),
            *_MEASURES,
        ),
        select="SELECT x.agency, r.agency_name AS name, r.release AS releases,"
        f" r.issued AS last_release, {_COUNTED}"
        " JOIN releases r ON r.agency = x.agency"
        " AND r.release = (SELECT max(release) FROM releases n WHERE n.agency = x.agency)"
        " WHERE x.open GROUP BY 1, 2, 3, 4",
    ),
    PublicTable(
        "over_time",
        "历次时效与质量",
        "Over time",
        "All agencies together after each day on which one of them published: each with the newest"
        " release that it had by then, as it was on the day of that release",
        (
            text("day", "日期", "Day of issue"),
            *(each for each in _MEASURES if each.name in HISTORY),
        ),
        select=f"SELECT d.day, {_HISTORY} FROM"
        " (SELECT DISTINCT substr(issued, 1, 10) AS day FROM releases) d"
        " JOIN releases r ON r.release = (SELECT max(n.release) FROM releases n"
        " WHERE n.agency = r.agency AND substr(n.issued, 1, 10) <= d.day)"
        " LEFT JOIN districts_then h ON h.agency = r.agency AND h.release = r.release GROUP BY 1",
    ),
)
"""Views in an order in which each may use those above it."""
