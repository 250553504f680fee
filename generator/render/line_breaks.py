"""Where a Chinese title may be broken: between its words, so that no line ends inside one.

Titles here are made of few words: a place, a name of its own, what kind of institution or document
it is. Between those words stands a `<wbr>`; the stylesheet breaks headings nowhere else but at
punctuation. A stretch without a known word may be broken anywhere, away from its ends.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

HAN = "[\u3400-\u9fff]"
PLACE = re.compile(f"{HAN}{{1,6}}?(?:自治区|自治州|街道|社区|[省市区县旗镇乡])(?={HAN}{{3}})")
WORDS = (
    "卫生健康委员会", "人民政府", "办公室", "办公厅", "执法支队", "卫生健康",
    "婴幼儿", "家庭托育", "职工托育", "社区托育", "托育服务",
    "托育机构", "托育中心", "托育", "幼儿园", "照护服务", "照护中心", "照护", "有限公司", "中心",
    "卫生监督", "量化分级", "信用评价", "风险评估", "质量评估", "综合监管", "医疗卫生",
    "示范城市", "示范", "备案", "合同", "预收费", "收费", "结果", "制度", "实施方案",
    "实施办法", "实施细则", "管理办法", "工作方案", "工作安排", "职责分工", "国家规定",
    "通知", "通告", "公告", "意见", "解读", "摘要",
)  # fmt: skip
"""What a title is made of; where one begins with another, the longer is meant."""
WORD = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))
INSIDE = re.compile(f"(?<={HAN}{{5}})(?={HAN}{{6}})|(?<={HAN}{{6}})(?={HAN}{{5}})")
"""Where a stretch of eleven characters or more may be broken."""


def parts(title: str) -> list[str]:
    """The parts between which a title may be broken; joined, they are the title.

    None has fewer than two characters, the last not fewer than three.
    """
    place = PLACE.match(title)
    begin = place.end() if place else 0
    cuts = [begin, *(found.start() for found in WORD.finditer(title, begin))]
    found, last = [], 0
    for cut in cuts:
        if cut - last > 1 and len(title) - cut > 2:
            found.append(title[last:cut])
            last = cut
    return [short for long in (*found, title[last:]) for short in INSIDE.split(long)]


def broken(title: str) -> Markup:
    """A title with the places where it may be broken."""
    return Markup("<wbr>").join(map(escape, parts(title)))
