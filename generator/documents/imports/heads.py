"""What stands above the text of a 公文: 红头, 文号, 签发人, title; and the table of a web page.

Source: GB/T 9704-2012, 7.2 (版头) and 7.3.1 (标题).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from generator.documents.imports.blocks import (
    Align,
    Block,
    Fate,
    Paragraph,
    paragraphs_of,
    visible_characters,
)
from generator.documents.imports.found import Found
from generator.documents.imports.red_heads import OFFICE_END, is_head_line, number_in, take_red_head
from generator.documents.imports.stated_fields import GENRES, day_of, take_labelled
from generator.model.messages import msg
from generator.model.simplified import simplified

_SECRET: Final = re.compile(
    r"(?:密级[:：]?)?(?P<mark>绝密|机密|秘密)(?:[★☆*].*)?"
    r"|(?P<inside>内部(?:资料|文件|使用|材料)|仅供内部(?:使用|参考)?)(?:[,，、]?(?:请?注意保存|不得外传))?"
)
_SENTENCE: Final = re.compile(r"[。；！？]|[，,：:、]$")
_TITLE_END: Final = re.compile(
    rf"(?:{'|'.join(GENRES)}|令|办法|规定|细则|条例|方案|标准|规范|指南|大纲|规划|计划|要点|制度|目录|"
    r"清单|名单|公示|解读|问答|说明|讲话|答复|章程|规则|措施|预案)(?:（[^）]*）|\([^)]*\))?$"
)
_BRACKETED_LINE: Final = re.compile(r"[（(][^（）()]{2,80}[）)]")
_BEGINS_TEXT: Final = re.compile(
    r"[一二三四五六七八九十]+、|第[一二三四五六七八九十]+[章条]|根据|为了?|为贯彻"
)
_SEARCHED: Final = 16
"""Paragraphs among which the title is looked for."""
_MAX_LINES: Final = 5
_LONGEST_TITLE: Final = 120
_LONGEST_LINE: Final = 32
"""Characters of a line of a title."""
_TITLE_POINTS: Final = 18
"""From this size on (小二) a line may be a title."""
_TITLE_FONTS: Final = ("小标宋", "大标宋", "宋体-标题")
_RESIDUE: Final = re.compile(
    r"(?:您?(?:所在|当前)的?位置|当前位置|首页\s*[>＞»]|【?字[号体]\s*[:：]|\[?打印(?:本页)?\]?$|分享到|扫一扫|"
    r"浏览(?:次数|量)|阅读(?:次数|量)|点击(?:次数|量|数)|上一[篇条]|下一[篇条]|返回顶部|关闭窗口|\|$|"
    r"[|｜_=\-—*·.\s]+$)"
)
"""What web pages print around a text."""


def take_head(found: Found) -> None:
    """Take the head of a document out of its blocks and into its fields."""
    _take_residue(found)
    take_labelled(found, _SEARCHED)
    take_red_head(found)
    _take_title(found)
    take_red_head(found)


def find_secrecy(found: Found, margins: Sequence[str]) -> None:
    """A mark of secrecy: on a line of its own above the text, in a cell, in a page header."""
    above = [paragraph.text for paragraph in paragraphs_of(found.blocks[:_SEARCHED])]
    for text in (*above, *margins):
        for line in text.split("\n"):
            if mark := _SECRET.fullmatch(re.sub(r"\s", "", line)):
                found.secret = mark["mark"] or mark["inside"]


def _take_residue(found: Found) -> None:
    """Take out what the web page around the text printed, wherever a line says so."""
    kept: list[Block] = []
    for block in found.blocks:
        words = simplified(block.text) if isinstance(block, Paragraph) else ""
        if words and _RESIDUE.match(words) and len(words) < 120:
            what = msg("words of the web page around the text (%(words)s)", words=words[:20])
            found.leave_out(what, block.text if isinstance(block, Paragraph) else "")
        else:
            kept.append(block)
    found.blocks = kept


def _take_title(found: Found) -> None:
    """The title: what is set as one, else the first line that reads like one."""
    at, end = _title_place(found.blocks[:_SEARCHED])
    stated = found.fields.get("title")
    if at == end:
        if not stated:
            found.remark(Fate.CHECK, msg("no title was found"))
        return
    lines = [block for block in found.blocks[at:end] if isinstance(block, Paragraph)]
    while end < len(found.blocks) and len(lines) < _MAX_LINES:
        following = found.blocks[end]
        if not isinstance(following, Paragraph) or not _goes_on(lines, following):
            break
        lines.append(following)
        end += 1
    title = _joined(lines)
    if isinstance(stated, str) and _plain(stated) != _plain(title):
        # The page says its title: then this line is one of the text, unless it says the same.
        if _plain(title) not in _plain(stated) and _plain(stated) not in _plain(title):
            return
        title = stated
    found.give("title", title)
    if at:
        # The title of what is attached, or one that something stands above: it stays where it is.
        count = sum(visible_characters(p.text) for p in paragraphs_of(found.blocks[:at]))
        what = msg("%(n)s characters stand above the title: do they belong to the text?", n=count)
        found.remark(Fate.CHECK, what)
        return
    if end == len(found.blocks):
        return  # nothing would be left of the text
    found.moved += sum(visible_characters(line.text) for line in lines)
    del found.blocks[:end]


def _plain(text: str) -> str:
    return re.sub(r"[\s《》“”]", "", simplified(text))


def _joined(lines: list[Paragraph]) -> str:
    """A title on several lines as one; between Latin letters a blank stays."""
    text = "\n".join(line.text for line in lines)
    text = re.sub(r"(?<=[\x21-\x7e])\s*[\n\t]\s*(?=[\x21-\x7e])", " ", text)
    return re.sub(r"[\n\t]|(?<=[\u4e00-\u9fff）])\s+(?=[\u4e00-\u9fff（])", "", text).strip()


def _title_place(blocks: list[Block]) -> tuple[int, int]:
    """The first line of the title and the line after the last that is surely one; equal without."""
    candidates = [
        (at, block)
        for at, block in enumerate(blocks)
        if isinstance(block, Paragraph) and 2 <= len(block.words) <= _LONGEST_TITLE
    ]
    for at, block in candidates:
        if _is_set_as_title(block):
            return at, at + 1
    for at, block in candidates:
        if _BEGINS_TEXT.match(block.text):
            break
        if _reads_as_title(block):
            return _first_line(blocks, at), at + 1
    for at, block in candidates[:1]:
        if not _SENTENCE.search(block.text) and not _BEGINS_TEXT.match(block.text):
            return at, at + 1
    return 0, 0


def _first_line(blocks: list[Block], at: int) -> int:
    """Where a title begins whose last line is known: short lines without a stop above it."""
    while at:
        above = blocks[at - 1]
        if (
            not isinstance(above, Paragraph)
            or not 4 <= len(above.words) <= _LONGEST_LINE
            or re.search(r"[。；，,：:！？]", above.text)
            or _TITLE_END.search(simplified(above.text))
            or OFFICE_END.search(simplified(above.text))
            or day_of(above.text)
        ):
            break
        at -= 1
    return at


def _is_set_as_title(block: Paragraph) -> bool:
    size = max((span.points for span in block.spans if span.text.strip()), default=0)
    fonts = "".join(span.font for span in block.spans)
    looks = block.align is Align.CENTER or block.level == 1 or size >= _TITLE_POINTS
    set_apart = looks or any(font in fonts for font in _TITLE_FONTS)
    marked = (
        _BEGINS_TEXT.match(block.text)
        or _BRACKETED_LINE.fullmatch(block.text)
        or is_head_line(block.text)
    )
    return bool(set_apart and not re.search(r"[。；]", block.text) and not marked)


def _reads_as_title(block: Paragraph) -> bool:
    return bool(_TITLE_END.search(simplified(block.text))) and not _SENTENCE.search(block.text)


def _goes_on(lines: list[Paragraph], following: Paragraph) -> bool:
    """Whether a line belongs to the title above it."""
    text = following.text
    last = simplified(lines[-1].text)
    if _BRACKETED_LINE.fullmatch(text):
        return bool(
            re.fullmatch(r"[（(](?:试行|暂行|征求意见稿|送审稿|修订|\d{4}年版|修订版)[）)]", text)
        )
    if _SENTENCE.search(text) or _BEGINS_TEXT.match(text) or number_in(re.sub(r"\s", "", text)):
        return False
    if _is_set_as_title(lines[0]):
        return _is_set_as_title(following) and following.align is lines[0].align
    return not _TITLE_END.search(last) and bool(_TITLE_END.search(simplified(text)))
