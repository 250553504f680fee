"""The tables that the public SQLite file has beside those of the exports, column by column."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model.documents import DocumentKind, InterpretationForm, Validity
from generator.model.vocabulary import DemonstrationLevel, FilingStatus, OperatingStatus
from generator.rules.news import News
from generator.store.public.schema import AGENCY, PublicColumn, PublicTable, row_tables


def _text(name: str, title: str, about: str, **more: object) -> PublicColumn:
    return PublicColumn(name, title, about, **more)  # type: ignore[arg-type]


def _whole(name: str, title: str, about: str, unit: str = "") -> PublicColumn:
    return PublicColumn(name, title, about, "INTEGER", unit)


_FACILITY = PublicColumn("facility_id", "机构编号", "Facility", references="facilities.facility_id")
_NAME = PublicColumn("name", "机构名称", "Registered name of the facility")
_REGION = PublicColumn("region_code", "行政区划代码", "Region of the facility, twelve digits")
_SCHEME = PublicColumn("scheme_id", "评级体系编号", "Grading scheme")

OWN: tuple[PublicTable, ...] = (
    PublicTable(
        "site",
        "本站",
        "This site",
        "One row: whose file this is and of which day",
        (
            _text("name", "名称", "Name of the portal"),
            _text("address", "网址", "Where the portal stands; paths in other tables go below it"),
            _text("day", "截至日期", "Day by which everything is told that depends on a day"),
            _text("released", "数据时间", "When the newest accepted release was issued"),
            _text("licence", "许可", "Licence of the data; empty: not stated"),
            _whole("format", "格式", "Format of this file: see docs/journalists.md"),
            _text(
                "prepayment_cap",
                "预收费上限",
                "Months that may be paid in advance, by the operator's setting",
                unit="months",
                type="REAL",
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
            _whole("release", "发布序号", "Number of the release"),
            _text("name", "发布名称", "Agency and number, as in 371500-0001"),
            _text("agency_name", "发布机构", "Name of the agency"),
            _text("issued", "签发时间", "When the agency issued it"),
            _text("reviewed_by", "保密审查人", "Who reviewed it for secrecy"),
            _text("reviewed_on", "保密审查日期", "When it was reviewed"),
            _whole("first", "是否首次", "1 for the first release of an agency: nothing to compare"),
            _whole("format", "格式", "Format of the export"),
            _text("path", "路径", "Path of the signed export in the archive"),
            _text("sha256", "SHA-256", "Digest of the signed export"),
            _whole("bytes", "字节数", "Length of the signed export", "bytes"),
            _whole("leaf", "日志序号", "Number of its entry in the log"),
            _text("page", "页面", "Page of the release, below the site's address"),
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
            _whole("release", "发布序号", "Release that changed it"),
            _whole("number", "序号", "Position within the release"),
            _text("what", "变更方式", "new, changed or gone"),
            _text(
                "heading", "类别", "Kind of news, as on the page of the release", vocabulary=News
            ),
            _text("table_name", "所在表", "Table of the row"),
            _text("row_key", "行键", "Key of the row; parts joined by /"),
            _text("column_name", "列", "Column; empty where the whole row came or went"),
            _text(
                "before",
                "变更前",
                "What stood before, a whole row as JSON; empty: nothing, or it may not be shown",
            ),
            _text(
                "after",
                "变更后",
                "What stands now, a whole row as JSON; empty: nothing, or it may not be shown",
            ),
            _text("unit", "单位", "Unit of both values"),
            _text("scheme_id", "评级体系编号", "Scheme of a grade"),
            _text("facility_id", "机构编号", "Facility concerned, where one is"),
            _text("name", "机构名称", "Name of the facility concerned"),
            _whole(
                "unexplained",
                "是否未说明",
                "1 where a row that states what happened was changed or vanished without a notice",
            ),
            _text(
                "explained_by", "说明公告", "Notices about this row by that release, joined by |"
            ),
            _whole("leaf_before", "变更前日志序号", "Entry of the log with the record before"),
            _whole("leaf_after", "变更后日志序号", "Entry of the log with the record after"),
            _text("sentence", "说明", "The change in words, in the site's language"),
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
            _FACILITY,
            _REGION,
            _whole("open", "是否在办", "1 unless it is said to be suspended or closed"),
            _text(
                "status",
                "在营状态",
                "Operating status; empty: not stated",
                vocabulary=OperatingStatus,
            ),
            _text(
                "filing",
                "备案进度",
                "The step its filing is at; empty: nothing published",
                vocabulary=FilingStatus,
            ),
            _whole("filed", "是否已备案", "1 filed, 0 not, empty: nothing published"),
            _text("fee", "月收费", "Lowest full-day fee a month", type="REAL", unit="yuan a month"),
            _text("fee_item", "收费项目", "Item of that fee"),
            _text(
                "prepayment", "最长预收", "Longest term paid in advance", type="REAL", unit="months"
            ),
            _whole(
                "over_cap", "是否超过预收上限", "1 above the local cap, 0 not, empty: not stated"
            ),
            _whole("places", "托位数", "Licensed places", "places"),
            _whole("inclusive", "是否普惠", "1 yes, 0 no, empty: not stated"),
            _text(
                "demonstration",
                "示范级别",
                "Highest level of a title in force",
                vocabulary=DemonstrationLevel,
            ),
            _whole(
                "above_standard",
                "是否超出设置标准",
                "1 where a class is beyond the national standard",
            ),
            _text("assessed", "最近评定", "Last assessed on"),
            _text("next_due", "下次评定", "To be assessed again by"),
            _text("rectification_due", "整改期限", "Earliest day by which an open fault is due"),
            _whole(
                "unexplained", "有未说明变更", "1 where something of it changed without a notice"
            ),
            _text("page", "页面", "Page of the facility, below the site's address"),
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
            _FACILITY,
            _SCHEME,
            _REGION,
            _text("label", "等级", "Label of the scheme"),
            _text("assessed", "评定日期", "Assessed on"),
            _text("valid_until", "有效期至", "Valid until, where stated"),
            _whole("open", "是否在办", "1 unless the facility is suspended or closed"),
        ),
        ("facility_id", "scheme_id"),
        (("scheme_id", "label"),),
    ),
    PublicTable(
        "filing_days",
        "备案时限",
        "Days of filings",
        "How long each application took, or waits; by the working days of this site",
        (
            AGENCY,
            _text("filing_id", "备案记录编号", "Step of the filing"),
            _whole(
                "limit_days",
                "时限",
                "Working days for the answer: 5 for a receipt, 15 for a "
                "refusal or while it is waited for",
                "working days",
            ),
            _text("due", "应办结日", "Last day for the answer"),
            _whole(
                "taken_days", "用时", "Working days it took; empty: still waiting", "working days"
            ),
            _whole("missed", "是否超时", "1 where the term was over, or is by the site's day"),
        ),
        ("agency", "filing_id"),
    ),
    PublicTable(
        "documents",
        "文件",
        "Documents",
        "Policies and interpretations that stand on this site",
        (
            _text("slug", "名称", "Permanent name in addresses"),
            _text("kind", "种类", "policy or interpretation", vocabulary=DocumentKind),
            _text("title", "标题", "Title"),
            _text("number", "文号", "Document number"),
            _text("index_number", "索引号", "Index number"),
            _text("issuers", "发文机关", "Issuing bodies, joined by |"),
            _text("region", "所属地区", "Six-digit code of whose policy it is"),
            _text("written", "成文日期", "Day it was written"),
            _text("published", "发布时间", "When it was published"),
            _text("effective", "施行日期", "Day from which it holds"),
            _text("validity", "有效性", "Whether it holds", vocabulary=Validity),
            _text("form", "解读形式", "Form of an interpretation", vocabulary=InterpretationForm),
            _text("interpreter", "解读单位", "Who interprets"),
            _text("topics", "主题分类", "Topics, joined by |"),
            _text("page", "页面", "Its page, below the site's address"),
            _text("text", "正文", "The text without its marks"),
            _whole("position", "序号", "Row in documents_text; no identifier"),
        ),
        ("slug",),
    ),
    PublicTable(
        "document_links",
        "文件关系",
        "Links between documents",
        "What interprets, cites, repeals or is issued with what",
        (
            _text("source", "文件", "The document that says so", references="documents.slug"),
            _text("relation", "关系", "interprets, cites, repeals or attached"),
            _whole("number", "序号", "Position in the document"),
            _text("written", "引文", "The other document as it is named there"),
            _text(
                "target", "所指文件", "The document it is; empty: not on this site, or not clear"
            ),
            _text(
                "due", "应发布日", "Of an interpretation: last day by which it was to be published"
            ),
            _whole("late", "是否迟发", "Of an interpretation: 1 where it was published later"),
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
            _text("document", "文件", "Document", references="documents.slug"),
            _text("file", "附件文件", "Name of the file"),
            _text("title", "附件名称", "What readers call it"),
            _text("media_type", "文件类型", "Media type"),
            _whole("bytes", "字节数", "Length", "bytes"),
            _text("sha256", "SHA-256", "Digest"),
            _text("page", "页面", "Where it is, below the site's address"),
        ),
        ("document", "file"),
    ),
    PublicTable(
        "working_days",
        "工作日历",
        "Working days",
        "The calendar by which working days are counted, with the days that were moved",
        (
            _text("day", "日期", "Day"),
            _whole("working", "是否工作日", "1 where offices work"),
            _whole(
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
            _text("name", "名称", "Name"),
            _text("kind", "种类", "table or view"),
            _text("title", "中文名", "Chinese title"),
            _text("english", "英文名", "English title"),
            _text("about", "说明", "What it holds"),
            _text("sql", "查询", "Of a view: its query"),
        ),
        ("name",),
    ),
    PublicTable(
        "columns",
        "数据字典",
        "Columns",
        "The dictionary: every column of every table and view",
        (
            _text("table_name", "所在表", "Table or view", references="tables.name"),
            _whole("number", "序号", "Position"),
            _text("name", "名称", "Name"),
            _text("title", "中文名", "Chinese title"),
            _text("about", "说明", "Meaning"),
            _text("type", "类型", "SQLite type"),
            _text("unit", "单位", "Unit, where it has one"),
            _whole("required", "是否必填", "1 where it is never empty"),
            _text("reference", "引用", "Table and column that its values stand in"),
            _text("vocabulary", "词表", "Name of its words in the table vocabulary"),
        ),
        ("table_name", "number"),
    ),
    PublicTable(
        "vocabulary",
        "词表",
        "Vocabulary",
        "Every word that a column may hold, with what it means",
        (
            _text("vocabulary", "词表", "Name, as in columns.vocabulary"),
            _whole("number", "序号", "Position"),
            _text("word", "词", "The word as it stands in the data"),
            _text("title", "中文", "In Chinese"),
            _text("english", "英文", "In English"),
        ),
        ("vocabulary", "word"),
    ),
    PublicTable(
        "numbers",
        "数字",
        "Numbers",
        "Every figure that the site shows, with the query that gives it over this file",
        (
            _text("name", "名称", "Name; the site links to it"),
            _text("title", "标题", "What it counts, in the site's language"),
            PublicColumn("value", "数值", "The figure", "", ""),
            _text("unit", "单位", "Unit, where it has one"),
            _text("sql", "查询", "Query over this file that gives it"),
            _text(
                "region_sql",
                "分地区查询",
                "The same for the region :region, where it is shown of regions too",
            ),
            _text("page", "页面", "Page that shows it, below the site's address"),
        ),
        ("name",),
    ),
    PublicTable(
        "numbers_by_region",
        "分地区数字",
        "Numbers by region",
        "The figures of each region with what lies below it; what is not listed is 0",
        (
            _text("region_code", "行政区划代码", "Region, twelve digits"),
            _text("name", "名称", "Name of the figure", references="numbers.name"),
            _whole("value", "数值", "The figure"),
        ),
        ("region_code", "name"),
    ),
)
"""The tables that the site adds to those of the exports."""


def stored_tables() -> Iterator[PublicTable]:
    """Every table of the file, those that others refer to first."""
    yield from row_tables()
    yield from OWN
