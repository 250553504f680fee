"""Lines that belong to no 公文: advertisements, calls to follow, names, odd words at telephones."""

from __future__ import annotations

import re
from typing import Final

from generator.documents.imports.blocks import Fate, paragraphs_of
from generator.documents.imports.found import Found
from generator.model.messages import Message, msg
from generator.model.simplified import simplified

_COMMERCE: Final = re.compile(
    r"彩票|彩\d{2}|博彩|赌场|娱乐城|棋牌|投注|体育平台|注册送|时时彩|\bapp\b|官方下载|欢迎您$|"
    r"关注我们|期待关注|扫码关注|微信公众号|加微信|点击下方|阅读原文|附件见处",
    re.IGNORECASE,
)
_RELATED: Final = re.compile(r"(?:相关|文件|政策)(?:文件|解读|链接|阅读|稿件)\s*[:：]")
_FOREIGN: Final = re.compile(r"[A-Za-z][A-Za-z\s'!.,&-]{3,40}")
_BY_LINE: Final = re.compile(
    r"(?:通讯员|记者|摄影|作者|撰稿|责任编辑|责编|拟稿人|经办人|联系人|校对|审核|解读人)\s*[:：]?\s*[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])"
)
_OFFICER: Final = re.compile(
    r"(?:省长|市长|县长|区长|主任|局长|厅长|部长|主席)[\s\u3000]+[\u4e00-\u9fff]{1,2}\s*[\u4e00-\u9fff]{1,2}"
)
_TELEPHONE: Final = re.compile(r"(?P<before>[\u4e00-\u9fff]{2,12})\s*[:：]?\s*0\d{2,3}-?\d{7,8}")
_TELEPHONE_LABEL: Final = re.compile(
    r"(?:电话|传真|热线|号码|方式|座机|咨询|举报|监督|值班|联系|服务|办公|预约|投诉|报警|查询|话|机)$"
)
_LONG: Final = 60
"""Characters from which on a paragraph is no title and no item."""


def point_out_strangers(found: Found) -> None:
    """Lines that belong to no 公文: advertisements, calls to follow, words before a telephone."""
    texts = [paragraph.text for paragraph in paragraphs_of(found.blocks)]
    chinese = sum("\u4e00" <= c <= "\u9fff" for text in texts for c in text)
    broken = sum(len(text) >= _LONG and "\u4e00" <= text[-1] <= "\u9fff" for text in texts[:-1])
    if broken:
        found.remark(
            Fate.CHECK,
            msg("paragraphs that end within a sentence: were they broken? %(n)s", n=broken),
        )
    for at, text in enumerate(texts, start=1):
        for line in text.split("\n"):
            plain = simplified(line)
            if _RELATED.match(plain):
                _suspect(found, msg("names other pages of the site it comes from"), at, line)
            elif _COMMERCE.search(plain) and len(plain) <= 40:
                _suspect(found, msg("looks like an advertisement or a call to follow"), at, line)
            elif chinese > 200 and _FOREIGN.fullmatch(line.strip()):
                _suspect(found, msg("is no Chinese: does it belong to the text?"), at, line)
            if named := _BY_LINE.search(plain) or _OFFICER.fullmatch(plain.strip()):
                _suspect(found, msg("names a person: may the name be published?"), at, named[0])
            for number in _TELEPHONE.finditer(plain):
                if not _TELEPHONE_LABEL.search(number["before"]):
                    what = msg("words before a telephone number that do not name it")
                    _suspect(found, what, at, number["before"])


def _suspect(found: Found, what: Message, at: int, line: str) -> None:
    words = line.strip()[:30]
    found.remark(
        Fate.CHECK,
        msg("%(what)s: “%(words)s” (paragraph %(at)s)", what=what, words=words, at=at),
    )
