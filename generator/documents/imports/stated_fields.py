"""Fields that a text or a web page states by their labels: 索引号：…, 发文字号：…, 成文日期：…"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from generator.documents.document_numbers import INDEX_NUMBER, is_document_number, suggest_number
from generator.documents.imports.blocks import Fate, Paragraph, visible_characters
from generator.documents.imports.found import Found
from generator.model.chinese_numbers import chinese_number
from generator.model.messages import msg
from generator.model.simplified import simplified

_LABELS: Final = {
    "索引号": "index_number", "信息索引": "index_number",
    "主题分类": "topics", "信息分类": "topics", "信息类别": "topics",
    "发文机关": "issuers", "发布机构": "issuers", "发布机关": "issuers", "发文单位": "issuers",
    "发文机构": "issuers", "公开责任部门": "issuers", "制发机关": "issuers",
    "成文日期": "written", "发文日期": "written", "生成日期": "written", "印发日期": "written",
    "发布日期": "published", "发布时间": "published", "公开日期": "published",
    "标题": "title", "名称": "title", "信息名称": "title", "文件名称": "title",
    "发文字号": "number", "文号": "number", "发文文号": "number", "文件编号": "number",
    "主题词": "keywords", "关键词": "keywords",
    "有效性": "validity", "效力状态": "validity", "时效性": "validity", "文件状态": "validity",
    "公开方式": "access", "公文种类": "genre", "文种": "genre", "体裁分类": "genre",
    "来源": "origin", "信息来源": "origin",
    "施行日期": "effective", "生效日期": "effective", "实施日期": "effective",
}  # fmt: skip
"""The labels of the table above a page of a government site, without the blanks within them."""
_LABELLED: Final = re.compile(
    r"\s*[•·●■◆*]?\s*(?P<label>[\u4e00-\u9fff][\u4e00-\u9fff\s]{1,12}?)\s*[:：]"
)


def field_of_label(label: str) -> str | None:
    """The field that a label means: `索 引 號` → `index_number`; None for other words."""
    return _LABELS.get(simplified(re.sub(r"\s|[:：]", "", label)))


def take_labelled(found: Found, searched: int) -> None:
    """Take out lines `索引号：…` above the text; two make such a head, one may be a sentence."""
    lines = [
        (at, *parts)
        for at, block in enumerate(found.blocks[:searched])
        if isinstance(block, Paragraph) and (parts := _labelled(block.words))
    ]
    if len(lines) < 2:
        return
    for _, name, value in lines:
        _state(found, name, value)
    taken = {at for at, _, _ in lines}
    found.moved += sum(
        visible_characters(block.text)
        for at, block in enumerate(found.blocks)
        if at in taken and isinstance(block, Paragraph)
    )
    found.blocks = [block for at, block in enumerate(found.blocks) if at not in taken]


def _labelled(line: str) -> tuple[str, str] | None:
    begins = _LABELLED.match(line)
    name = field_of_label(begins["label"]) if begins else None
    return (name, line[begins.end() :].strip()) if begins and name else None


def _state(found: Found, name: str, value: str) -> None:
    """A field as a page of a government site says it."""
    value = re.sub(r"\s+", " ", value).strip()
    if not value or value in ("无", "—", "-", "/"):
        return
    if name == "number":
        give_number(found, value)
    elif name == "index_number":
        plain = re.sub(r"\s", "", value)
        found.give(name, plain)
        if not INDEX_NUMBER.fullmatch(plain):
            found.remark(Fate.CHECK, msg("索引号 %(value)s is in no usual form", value=plain[:40]))
    elif name in ("topics", "keywords"):
        words = re.split(r"[\\;；、,，\s/]+", value)
        found.give(name, list(dict.fromkeys(word for word in words if word)))
    elif name == "issuers":
        found.give(name, [each for each in re.split(r"[;；、,，\s]+", value) if each])
    elif name in ("written", "published", "effective"):
        day = day_of(value)
        if day:
            found.give(name, day)
        else:
            found.remark(Fate.CHECK, msg("%(value)s is no date", value=value[:40]))
    else:
        found.give(name, value)


def state_fields(found: Found, stated: dict[str, str]) -> None:
    """The fields that the file names itself, label → value."""
    for label, value in stated.items():
        if name := field_of_label(label):
            _state(found, name, value)


_DAY: Final = re.compile(r"(\d{4})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*日?")
_CHINESE_DAY: Final = re.compile(
    r"([〇○Ｏ０零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)


def day_of(text: str) -> str:
    """The first day that a text names, as 2026-11-20; empty where it names none."""
    if found := _DAY.search(text):
        numbers = [int(part) for part in found.groups()]
    elif found := _CHINESE_DAY.search(text):
        year = "".join(str(max(0, "〇一二三四五六七八九".find(c))) for c in found[1])
        numbers = [int(year), chinese_number(found[2]) or 0, chinese_number(found[3]) or 0]
    else:
        return ""
    try:
        return date(*numbers).isoformat()
    except ValueError:
        return ""


def give_number(found: Found, written: str) -> None:
    """The 文号, put right where it is misspelt."""
    plain = re.sub(r"\s", "", written).strip("【】〖〗")
    if is_document_number(plain):
        found.give("number", plain)
    elif right := suggest_number(plain):
        if "number" not in found.fields and simplified(plain) != right:
            what = msg("文号 %(written)s was put right: %(right)s", written=plain, right=right)
            found.remark(Fate.COMPUTED, what)
        found.give("number", right)
    elif plain:
        found.remark(Fate.CHECK, msg("文号 %(written)s is in no usual form", written=plain[:40]))
        found.give("number", plain)
