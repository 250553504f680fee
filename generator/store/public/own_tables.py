"""The tables that the public SQLite file has beside those of the exports, column by column."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model.documents import DocumentKind, InterpretationForm, Validity
from generator.model.vocabulary import DemonstrationLevel, FilingStatus, OperatingStatus
from generator.rules.news import News
from generator.store.public.schema import (
    AGENCY,
    FACILITY,
    FACILITY_PAGE,
    FACILITY_REGION,
    PublicColumn,
    PublicTable,
    real,
    row_tables,
    text,
    whole,
)

OWN: tuple[PublicTable, ...] = (
    PublicTable(
        "site",
        "本站",
        "This site",
        "One row: whose file this is and of which day",
        (
            text("name", "名称", "Name of the portal"),
            text("address", "网址", "Where the portal stands; paths in other tables go below it"),
            text("day", "截至日期", "Day by which everything is told that depends on a day"),
            text("released", "数据时间", "When the newest accepted release was issued"),
            text("licence", "许可", "Licence of the data; empty: not stated"),
            whole("format", "格式", "Format of this file: see docs/journalists.md"),
            real(
                "prepayment_cap",
                "预收费上限",
                "Months that may be paid in advance, by the operator's setting",
                unit="months",
            ),
        ),
        ("name",),
    ),
    PublicTable(
        "releases",
        "历次发布",
        "Releases",
        "Every signed release that this site has accepted",
        (
            AGENCY,
            whole("release", "发布序号", "Number of the release"),
            text("name", "发布名称", "Agency and number, as in 371500-0001"),
            text("agency_name", "发布机构", "Name of the agency"),
            text("issued", "签发时间", "When the agency issued it"),
            text("reviewed_by", "保密审查人", "Who reviewed it for secrecy"),
            text("reviewed_on", "保密审查日期", "When it was reviewed"),
            whole("first", "是否首次", "1 for the first release of an agency: nothing to compare"),
            whole("format", "格式", "Format of the export"),
            text("path", "路径", "Path of the signed export in the archive"),
            text("sha256", "SHA-256", "Digest of the signed export"),
            whole("bytes", "字节数", "Length of the signed export", "bytes"),
            whole("leaf", "日志序号", "Number of its entry in the log"),
            text("page", "页面", "Page of the release, below the site's address"),
        ),
        ("agency", "release"),
    ),
    PublicTable(
        "changes",
        "变更",
        "Changes",
        "What each release changed, a row for each column; the first "
        "release of an agency changes nothing",
        (
            AGENCY,
            whole("release", "发布序号", "Release that changed it"),
            whole("number", "序号", "Position within the release"),
            text("what", "变更方式", "new, changed or gone"),
            text("heading", "类别", "Kind of news, as on the page of the release", vocabulary=News),
            text("table_name", "所在表", "Table of the row"),
            text("row_key", "行键", "Key of the row; parts joined by /"),
            text("column_name", "列", "Column; empty where the whole row came or went"),
            text(
                "before",
                "变更前",
                "What stood before, a whole row as JSON; empty: nothing, or it may not be shown",
            ),
            text(
                "after",
                "变更后",
                "What stands now, a whole row as JSON; empty: nothing, or it may not be shown",
            ),
            text("unit", "单位", "Unit of both values; empty where they have none, or two"),
            text("scheme_id", "评级体系编号", "Scheme of a grade"),
            text("facility_id", "机构编号", "Facility concerned, where one is"),
            text("name", "机构名称", "Name of the facility concerned"),
            whole(
                "unexplained",
                "是否未说明",
                "1 where a row that states what happened was changed or vanished without a notice",
            ),
            text("explained_by", "说明公告", "Notices about this row by that release, joined by |"),
            whole("leaf_before", "变更前日志序号", "Entry of the log with the record before"),
            whole("leaf_after", "变更后日志序号", "Entry of the log with the record after"),
            text("sentence", "说明", "The change in words, in the site's language"),
        ),
        ("agency", "release", "number"),
        (("facility_id",), ("table_name", "row_key")),
    ),
    PublicTable(
        "facts",
        "机构事实",
        "Facts",
        "What the rules make of the rows of each facility "
        "(docs/log-format.md says what each one means)",
        (
            AGENCY,
            FACILITY,
            FACILITY_REGION,
            whole("open", "是否在办", "1 unless it is said to be suspended or closed"),
            text(
                "status",
                "在营状态",
                "Operating status; empty: not stated",
                vocabulary=OperatingStatus,
            ),
            text(
                "filing",
                "备案进度",
                "The step its filing is at; empty: nothing published",
                vocabulary=FilingStatus,
            ),
            whole("filed", "是否已备案", "1 filed, 0 not, empty: nothing published"),
            real("fee", "月收费", "Lowest full-day fee a month", unit="yuan a month"),
            text("fee_item", "收费项目", "Item of that fee"),
            real("prepayment", "最长预收", "Longest term paid in advance", unit="months"),
            whole(
                "over_cap", "是否超过预收上限", "1 above the local cap, 0 not, empty: not stated"
            ),
            whole("places", "托位数", "Licensed places", "places"),
            whole("inclusive", "是否普惠", "1 yes, 0 no, empty: not stated"),
            text(
                "demonstration",
                "示范级别",
                "Highest level of a title in force",
                vocabulary=DemonstrationLevel,
            ),
            whole(
                "above_standard",
                "是否超出设置标准",
                "1 where a class is beyond the national standard",
            ),
            text("assessed", "最近评定", "Last assessed on"),
            text("next_due", "下次评定", "To be assessed again by"),
            text("rectification_due", "整改期限", "Earliest day by which an open fault is due"),
            whole(
                "unexplained", "有未说明变更", "1 where something of it changed without a notice"
            ),
            FACILITY_PAGE,
        ),
        ("facility_id",),
        (("region_code",),),
    ),
    PublicTable(
        "present_grades",
        "现行等级",
        "Present grades",
        "The grade that each facility has now in each scheme",
        (
            FACILITY,
            text("scheme_id", "评级体系编号", "Grading scheme"),
            FACILITY_REGION,
            text("label", "等级", "Label of the scheme"),
            text("assessed", "评定日期", "Assessed on"),
            text("valid_until", "有效期至", "Valid until, where stated"),
            whole("open", "是否在办", "1 unless the facility is suspended or closed"),
        ),
        ("facility_id", "scheme_id"),
        (("scheme_id", "label"),),
    ),
    PublicTable(
        "districts_then",
        "历次区县数据",
        "Districts then",
        "Open facilities of each district or county as they were on the day of each release",
        (
            AGENCY,
            whole("release", "发布序号", "Number of the release"),
            text("region_code", "行政区划代码", "District or county, twelve digits"),
            whole("facilities", "在办机构", "Open facilities", "institutions"),
            whole("filed", "已备案", "Of them said to be filed", "institutions"),
            whole("graded", "有等级", "Of them rated in any scheme", "institutions"),
            whole("overdue", "逾期未评定", "Overdue for assessment on that day", "institutions"),
            whole(
                "rectifications_overdue",
                "整改逾期",
                "With a rectification overdue on that day",
                "institutions",
            ),
            whole(
                "unexplained", "有未说明变更", "With a change that nothing explains", "institutions"
            ),
            whole("without_fee", "无月收费", "Without a monthly fee", "institutions"),
        ),
        ("agency", "release", "region_code"),
    ),
    PublicTable(
        "filing_days",
        "备案时限",
        "Days of filings",
        "How long each application took, or waits; by the working days of this site",
        (
            AGENCY,
            text("filing_id", "备案记录编号", "Step of the filing"),
            whole(
                "limit_days",
                "时限",
                "Working days for the answer: 5 for a receipt, 15 for a "
                "refusal or while it is waited for",
                "working days",
            ),
            text("due", "应办结日", "Last day for the answer"),
            whole(
                "taken_days", "用时", "Working days it took; empty: still waiting", "working days"
            ),
            whole("missed", "是否超时", "1 where the term was over, or is by the site's day"),
        ),
        ("agency", "filing_id"),
    ),
    PublicTable(
        "documents",
        "文件",
        "Documents",
        "Policies and interpretations that stand on this site",
        (
            text("slug", "名称", "Permanent name in addresses"),
            text("kind", "种类", "policy or interpretation", vocabulary=DocumentKind),
            text("title", "标题", "Title"),
            text("number", "文号", "Document number"),
            text("index_number", "索引号", "Index number"),
            text("issuers", "发文机关", "Issuing bodies, joined by |"),
            text("region", "所属地区", "Six-digit code of whose policy it is"),
            text("written", "成文日期", "Day it was written"),
            text("published", "发布时间", "When it was published"),
            text("effective", "施行日期", "Day from which it holds"),
            text("validity", "有效性", "Whether it holds", vocabulary=Validity),
            text("form", "解读形式", "Form of an interpretation", vocabulary=InterpretationForm),
            text("interpreter", "解读单位", "Who interprets"),
            text("topics", "主题分类", "Topics, joined by |"),
            text("page", "页面", "Its page, below the site's address"),
            text("text", "正文", "The text without its marks"),
            whole("position", "序号", "Row in documents_text; no identifier"),
        ),
        ("slug",),
    ),
    PublicTable(
        "document_links",
        "文件关系",
        "Links between documents",
        "What interprets, cites, repeals or is issued with what",
        (
            text("source", "文件", "The document that says so", references="documents.slug"),
            text("relation", "关系", "interprets, cites, repeals or attached"),
            whole("number", "序号", "Position in the document"),
            text("written", "引文", "The other document as it is named there"),
            text("target", "所指文件", "The document it is; empty: not on this site, or not clear"),
            text(
                "due", "应发布日", "Of an interpretation: last day by which it was to be published"
            ),
            whole("late", "是否迟发", "Of an interpretation: 1 where it was published later"),
        ),
        ("source", "relation", "number"),
        (("target",),),
    ),
    PublicTable(
        "document_files",
        "文件附件",
        "Files of documents",
        "Files beside documents, as offered here",
        (
            text("document", "文件", "Document", references="documents.slug"),
            text("file", "附件文件", "Name of the file"),
            text("title", "附件名称", "What readers call it"),
            text("media_type", "文件类型", "Media type"),
            whole("bytes", "字节数", "Length", "bytes"),
            text("sha256", "SHA-256", "Digest"),
            text("page", "页面", "Where it is, below the site's address"),
        ),
        ("document", "file"),
    ),
    PublicTable(
        "working_days",
        "工作日历",
        "Working days",
        "The calendar by which working days are counted, with the days that were moved",
        (
            text("day", "日期", "Day"),
            whole("working", "是否工作日", "1 where offices work"),
            whole(
                "official", "是否依据官方安排", "0 where the year is not yet announced: by weekday"
            ),
        ),
        ("day",),
    ),
    PublicTable(
        "tables",
        "数据表",
        "Tables",
        "Every table and view of this file",
        (
            text("name", "名称", "Name"),
            text("kind", "种类", "table or view"),
            text("title", "中文名", "Chinese title"),
            text("english", "英文名", "English title"),
            text("about", "说明", "What it holds"),
            text("sql", "查询", "Of a view: its query"),
        ),
        ("name",),
    ),
    PublicTable(
        "columns",
        "数据字典",
        "Columns",
        "The dictionary: every column of every table and view",
        (
            text("table_name", "所在表", "Table or view", references="tables.name"),
            whole("number", "序号", "Position"),
            text("name", "名称", "Name"),
            text("title", "中文名", "Chinese title"),
            text("about", "说明", "Meaning"),
            text("type", "类型", "SQLite type"),
            text("unit", "单位", "Unit, where it has one"),
            whole("required", "是否必填", "1 where it is never empty"),
            text("reference", "引用", "Table and column that its values stand in"),
            text("vocabulary", "词表", "Name of its words in the table vocabulary"),
        ),
        ("table_name", "number"),
    ),
    PublicTable(
        "vocabulary",
        "词表",
        "Vocabulary",
        "Every word that a column may hold, with what it means",
        (
            text("vocabulary", "词表", "Name, as in columns.vocabulary"),
            whole("number", "序号", "Position"),
            text("word", "词", "The word as it stands in the data"),
            text("title", "中文", "In Chinese"),
            text("english", "英文", "In English"),
        ),
        ("vocabulary", "word"),
    ),
    PublicTable(
        "numbers",
        "数字",
        "Numbers",
        "Every figure that the site shows, with the query that gives it over this file",
        (
            text("name", "名称", "Name; the site links to it"),
            text("title", "标题", "What it counts, in the site's language"),
            PublicColumn("value", "数值", "The figure", "", ""),
            text("unit", "单位", "Unit, where it has one"),
            text("sql", "查询", "Query over this file that gives it"),
            text(
                "region_sql",
                "分地区查询",
                "The same for the region :region, where it is shown of regions too",
            ),
            text("page", "页面", "Page that shows it, below the site's address"),
        ),
        ("name",),
    ),
    PublicTable(
        "numbers_by_region",
        "分地区数字",
        "Numbers by region",
        "The figures of each region with what lies below it; what is not listed is 0",
        (
            text("region_code", "行政区划代码", "Region, twelve digits"),
            text("name", "名称", "Name of the figure", references="numbers.name"),
            whole("value", "数值", "The figure"),
        ),
        ("region_code", "name"),
    ),
)
"""The tables that the site adds to those of the exports."""


def stored_tables() -> Iterator[PublicTable]:
    """Every table of the file, those that others refer to first."""
    yield from row_tables()
    yield from OWN
