"""Chinese names of tables, and which heading means which column."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from functools import cache

from generator.exports.schema import Column, columns
from generator.model.characters import as_meant
from generator.model.tables import TABLES, Row

TITLES: dict[str, tuple[str, ...]] = {
    "regions": ("地区", "行政区划", "区划"),
    "schemes": ("评级体系",),
    "scheme_grades": ("评级等级", "等级定义"),
    "facilities": ("机构", "托育机构", "机构信息"),
    "age_groups": ("班型", "班级设置"),
    "filings": ("备案", "备案记录"),
    "grades": ("评级", "评级结果", "量化分级"),
    "inspections": ("检查", "监督检查"),
    "findings": ("检查结果",),
    "penalties": ("行政处罚", "处罚"),
    "fees": ("收费", "收费标准"),
    "demonstrations": ("示范", "示范称号"),
    "demonstration_stages": ("示范阶段", "创建过程"),
    "indicators": ("指标",),
    "published_totals": ("公布总数", "公布数据"),
    "notices": ("公告", "公示公告"),
    "notice_rows": ("公告所涉", "公告所涉记录"),
    "successions": ("编号承继", "机构承继", "新旧编号对照"),
    "attachments": ("附件",),
}
"""Chinese names of the tables, the title first: names of files and sheets that `pack` takes."""

_DECORATION = re.compile(r"\s+|[*:]+$|\((?:必填|选填|元|必填项)\)")


def table_named(name: str) -> type[Row] | None:
    """The table that a file or sheet is named after, in English or Chinese."""
    return _TABLES.get(plain_heading(name))


def column_headed(row_type: type[Row], heading: str) -> Column | None:
    """The column that a heading means: its name, its title or another accepted heading."""
    return _headings(row_type).get(plain_heading(heading))


def nearest(row_type: type[Row], heading: str) -> str | None:
    """The accepted heading that looks most like this one, None where none does."""
    spellings = [
        spelling
        for column in columns(row_type)
        for spelling in (column.name, column.title, *column.headings)
    ]
    close = get_close_matches(plain_heading(heading), spellings, n=1, cutoff=0.5)
    return close[0] if close else None


def plain_heading(heading: str) -> str:
    """A heading without what does not matter: width, case, space, marks such as （必填）."""
    return _DECORATION.sub("", unicodedata.normalize("NFKC", as_meant(heading)).casefold().strip())


@cache
def _headings(row_type: type[Row]) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for column in columns(row_type):
        found[plain_heading(column.name)] = found[plain_heading(column.title)] = column
    for column in columns(row_type):
        for heading in column.headings:
            found.setdefault(plain_heading(heading), column)
    return found


_TABLES = {
    plain_heading(name): row_type
    for row_type in TABLES
    for name in (row_type.table, *TITLES[row_type.table])
}
