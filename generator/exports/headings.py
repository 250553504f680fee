"""Chinese names of tables, and which heading means which column."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from generator.exports.common_headings import INSTITUTION, further_headings, further_names
from generator.exports.reading.units import Unit, unit_named
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

_MARKS = re.compile(r"\s+|[*:]+$|^[*]+")
_ASIDE = re.compile(r"(.+)[(\[【](.+?)[)\]】]")
_ADDED_UNIT = re.compile(r"(.+?)(?:[,，/、_-]?单位[:：](.+)|[/_](\S+))")
_NO_UNIT = frozenset(
    (
        "必填", "选填", "必填项", "选填项", "全称", "盖章", "公章", "加盖公章", "详细", "具体",
        "详细到门牌号", "具体到门牌号", "年月日", "年/月/日", "年-月-日", "年.月.日", "年、月、日",
        "yyyy-mm-dd", "yyyy/mm/dd", "yyyy.mm.dd", "yyyymmdd", "年月", "座机", "固话", "办公",
        "办公室", "18位", "十八位", "是/否", "有/无", "是或否", "下拉选择", "单选", "多选",
        "以营业执照为准", "与营业执照一致", "与登记证书一致", "度", "十进制", "十进制度", "12位",
        "六位", "6位", "如有",
    )
)  # fmt: skip
"""What stands in brackets after a heading and changes nothing of what it means."""

_PERSON = re.compile(
    r"法定代表人|法人代表|法人(?:姓名|电话|名字)?$|负责人|联系人|举办者|举办人|经营者|园长|所长|院长|校长|"
    r"主任|姓名|身份证|手机|家长|填报人|经办人|投资人|股东|监护人|从业人员|教师"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading means: a column, and the unit that it gives the numbers below it."""

    column: Column
    unit: Unit | None = None


def table_named(name: str) -> type[Row] | None:
    """The table that a file or sheet is named after, in English or Chinese."""
    return _TABLES.get(plain_heading(name))


def heading_meant(row_type: type[Row], heading: str) -> Heading | None:
    """The column and unit that a heading means; None where it means nothing known."""
    known = _headings(row_type)
    plain = plain_heading(heading)
    if plain in known:
        return Heading(known[plain])
    for base, aside in _parts(plain):
        column = known.get(base)
        if column is None:
            continue
        if aside in _NO_UNIT:
            return Heading(column)
        unit = unit_named(aside)
        if unit:
            return Heading(column, unit)
    return None


def unit_added(heading: str) -> Unit | None:
    """The unit that is added to a heading, whatever its column is called: 费用(万元)."""
    units = (unit_named(aside) for _, aside in _parts(plain_heading(heading)))
    return next((unit for unit in units if unit), None)


def column_headed(row_type: type[Row], heading: str) -> Column | None:
    """The column that a heading means: its name, its title or another accepted heading."""
    meant = heading_meant(row_type, heading)
    return meant.column if meant else None


def institution_part(heading: str) -> str | None:
    """What of an institution a heading names: its name, uscc, address or region_code."""
    return _INSTITUTION.get(plain_heading(heading))


def nearest(row_type: type[Row], heading: str) -> str | None:
    """The accepted heading that looks most like this one, None where none does.

    A heading that names a person is never like one that does not.
    """
    if names_a_person(heading):
        return None
    spellings = [
        spelling
        for column in columns(row_type)
        for spelling in (column.name, column.title, *column.headings)
    ]
    close = get_close_matches(plain_heading(heading), spellings, n=1, cutoff=0.7)
    return close[0] if close else None


def tables_headed(heading: str) -> list[type[Row]]:
    """The tables that have a column under this heading."""
    return [row_type for row_type in TABLES if column_headed(row_type, heading)]


def names_a_person(heading: str) -> bool:
    """Whether what stands below a heading is about a person."""
    return _PERSON.search(plain_heading(heading)) is not None


def plain_heading(heading: str) -> str:
    """A heading without what does not matter: width, case, space, marks such as *."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", as_meant(heading)).casefold().strip())


def _parts(plain: str) -> list[tuple[str, str]]:
    """A heading and what is added to it: 金额(万元), 金额,单位:万元, 金额/万元."""
    found = []
    if aside := _ASIDE.fullmatch(plain):
        found.append((aside[1], aside[2]))
    if added := _ADDED_UNIT.fullmatch(plain):
        found.append((added[1], added[2] or added[3]))
    return found


@cache
def _headings(row_type: type[Row]) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for column in columns(row_type):
        found[plain_heading(column.name)] = found[plain_heading(column.title)] = column
    for column in columns(row_type):
        for heading in column.headings:
            found.setdefault(plain_heading(heading), column)
    for column in columns(row_type):
        for heading in further_headings(row_type.table, column.name):
            found.setdefault(plain_heading(heading), column)
    return found


_INSTITUTION = {
    plain_heading(heading): part for part, headings in INSTITUTION.items() for heading in headings
}

_TABLES = {
    plain_heading(name): row_type
    for row_type in TABLES
    for name in (row_type.table, *TITLES[row_type.table], *further_names(row_type.table))
}
