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
HEAD_FIELDS: Final = frozenset({"index_number", "number", "written", "published", "topics"})
"""Fields of which one at least stands in the head of a document, and in no list of institutions."""
_LINES_ABOVE: Final = 3
"""How many lines may stand above such a head: a path of the site, a title."""


GENRES: Final = (
    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复",
    "议案", "函", "纪要",
)  # fmt: skip
"""The fifteen kinds of 公文, 党政机关公文处理工作条例 art. 8."""
_OTHER_LABELS: Final = (
    "作者", "责任编辑", "编辑", "浏览次数", "浏览量", "阅读次数", "阅读量", "点击数", "点击次数",
    "联系人", "备注", "字体", "字号", "打印", "分享", "责任人", "审核", "校对", "访问量", "点击量",
)  # fmt: skip
_PERSON_LABEL: Final = re.compile(r"作者|编辑|联系人|责任人|审核|校对")
_TRADITIONAL: Final = (
    "索引號", "主題分類", "發布機構", "發文機關", "發文日期", "發布日期", "名稱", "標題", "文號",
    "發文字號", "主題詞", "關鍵詞", "來源",
)  # fmt: skip
_ANY_LABEL: Final = re.compile(
    r"(?:^|(?<=[\s\u3000|｜】\]]))[•·●■◆*【\[]?\s*(?P<label>"
    + "|".join(r"\s*".join(label) for label in (*_LABELS, *_OTHER_LABELS, *_TRADITIONAL))
    + r")\s*[:：]"
)
"""A label at the beginning of a line or behind a blank, in simplified or traditional script."""


def field_of_label(label: str) -> str | None:
    """The field that a label means: `索 引 號` → `index_number`; None for other words."""
    return _LABELS.get(simplified(re.sub(r"\s|[:：]", "", label)))


def take_labelled(found: Found, searched: int) -> None:
    """Take out the lines `索引号：…` above the title: two fields at least, one of them such as only
    the head of a document has, each once, none of them behind other text.
    """
    lines: list[tuple[int, list[tuple[str, str]]]] = []
    for at, block in enumerate(found.blocks[:searched]):
        pairs = labelled(block.text) if isinstance(block, Paragraph) else []
        if pairs:
            lines.append((at, pairs))
        elif at > _LINES_ABOVE and not lines:
            return
    names = [field_of_label(label) for _, pairs in lines for label, _ in pairs]
    known = [name for name in names if name]
    if len(set(known)) < 2 or len(set(known)) != len(known) or not HEAD_FIELDS & set(known):
        return
    for at, pairs in lines:
        for label, value in pairs:
            state(found, label, value)
        block = found.blocks[at]
        assert isinstance(block, Paragraph)
        found.moved += visible_characters(block.text)
    taken = {at for at, _ in lines}
    found.blocks = [block for at, block in enumerate(found.blocks) if at not in taken]


def labelled(line: str) -> list[tuple[str, str]]:
    """The labels of a line with what follows each; nothing where it does not begin with one that
    is known.
    """
    places = list(_ANY_LABEL.finditer(line))
    if not places or places[0].start() > 2 or not field_of_label(places[0]["label"]):
        return []
    ends = [*(place.start() for place in places[1:]), len(line)]
    return [
        (place["label"], line[place.end() : end].strip())
        for place, end in zip(places, ends, strict=True)
    ]


def state(found: Found, label: str, value: str) -> None:
    """A field by its label, as a page of a government site says it; what is no field, or says more
    than its field holds, is left out and said.
    """
    name = field_of_label(label)
    if name is None:
        if value:
            words = "" if _PERSON_LABEL.search(label) else value[:20]
            what = msg("%(label)s %(words)s (no field of a document)", label=label, words=words)
            found.remark(Fate.LEFT_OUT, what)
        return
    if name == "access" and "不" in simplified(value):
        found.secret = simplified(value)
    elif name == "genre" and value not in GENRES:
        what = msg("%(label)s %(words)s (no field of a document)", label=label, words=value[:20])
        found.remark(Fate.LEFT_OUT, what)
    else:
        _state(found, name, value)


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
        state(found, label, value)


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
