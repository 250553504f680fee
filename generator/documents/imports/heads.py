"""What stands above the text of a 公文: 红头, 文号, 签发人, title; and the table of a web page.

Source: GB/T 9704-2012, 7.2 (版头) and 7.3.1 (标题).
"""

from __future__ import annotations

import re
from typing import Final

from generator.documents.document_numbers import INDEX_NUMBER, is_document_number, suggest_number
from generator.documents.imports.blocks import (
    Align,
    Block,
    Fate,
    Paragraph,
    Table,
    paragraphs_of,
    visible_characters,
)
from generator.documents.imports.found import Found
from generator.documents.imports.stated_fields import day_of, give_number, take_labelled
from generator.model.messages import msg
from generator.model.simplified import simplified

_SECRET: Final = re.compile(r"(绝密|机密|秘密)(?:[★☆].*)?")
_URGENT: Final = re.compile(r"特急|加急|特提|平急")
_COPY: Final = re.compile(r"(?:份号[:：]?)?\d{6}")
_RED_HEAD: Final = re.compile(r"(?P<offices>[\u4e00-\u9fff（）\s]{4,80}?)文件")
_SIGNER: Final = re.compile(r"签发人\s*[:：]")
OFFICE_END: Final = re.compile(
    r"(?:委员?会?|局|厅|部|办公室|办公厅|政府|院|中心|支队|总队|处|科|会|公司|协会|站|署|行|社|队)(?:（章）)?$"
)
_SENTENCE: Final = re.compile(r"[。；！？]|[，,：:、]$")
GENRES: Final = (
    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复",
    "议案", "函", "纪要",
)  # fmt: skip
"""The fifteen kinds of 公文, 党政机关公文处理工作条例 art. 8."""
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
    _find_secrecy(found)
    _take_residue(found)
    take_labelled(found, _SEARCHED)
    _take_head_lines(found)
    _take_title(found)
    _take_head_lines(found)


def _find_secrecy(found: Found) -> None:
    """A mark of secrecy, on a line of its own anywhere above the text."""
    for paragraph in paragraphs_of(found.blocks[:_SEARCHED]):
        for line in paragraph.text.split("\n"):
            if mark := _SECRET.fullmatch(re.sub(r"\s", "", line)):
                found.secret = mark[1]


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


def _take_head_lines(found: Found) -> None:
    """红头, 份号, 密级, 紧急程度, 文号, 签发人 at the very top; stops at the first other line."""
    while found.blocks:
        block = found.blocks[0]
        texts = [p.text for p in paragraphs_of([block])]
        if isinstance(block, Table) and not all(map(_is_head_line, filter(None, texts))):
            return
        if isinstance(block, Paragraph) and not (_is_head_line(block.text) or _is_red(block)):
            return
        for paragraph in paragraphs_of([block]):
            _take_line(found, paragraph)
        found.blocks.pop(0)


def _is_red(block: Paragraph) -> bool:
    """Whether a whole line is printed in red, as the offices above a 公文 are."""
    spans = [span for span in block.spans if span.text.strip()]
    return bool(spans) and all(s.red for s in spans) and not re.search(r"[。，；]", block.text)


def _is_head_line(text: str) -> bool:
    text = text.strip()
    plain = re.sub(r"\s", "", text)
    return bool(
        not plain
        or _URGENT.fullmatch(plain)
        or _COPY.fullmatch(plain)
        or _SIGNER.match(plain)
        or _RED_HEAD.fullmatch(text)
        or number_in(plain)
        or INDEX_NUMBER.fullmatch(plain)
        or re.fullmatch(r"[—─━_\-★☆\s]+", text)
    )


def number_in(plain: str) -> str:
    """The 文号 that a line consists of, perhaps with 签发人 behind it; empty where it is none."""
    line = _SIGNER.split(plain)[0]
    line = re.sub(r"【?字[号號体體].*", "", line).strip("【】〖〗")
    if line.startswith(("(", "（")) and line.endswith((")", "）")):
        line = line[1:-1]
    return line if line and (is_document_number(line) or suggest_number(line)) else ""


def _take_line(found: Found, paragraph: Paragraph) -> None:
    text = paragraph.text.strip()
    plain = re.sub(r"\s", "", text)
    if not plain:
        return
    if _URGENT.fullmatch(plain) or _COPY.fullmatch(plain):
        found.leave_out(msg("copy number or urgency (份号, 紧急程度)"), plain)
    elif _SIGNER.search(plain):
        number = _SIGNER.split(plain)[0]
        if number:
            found.moved += len(number)
            give_number(found, number)
        found.leave_out(msg("签发人: a person's name is not published"), plain[len(number) :])
    elif number := number_in(plain):
        found.moved += visible_characters(plain)
        give_number(found, number)
    elif INDEX_NUMBER.fullmatch(plain):
        found.moved += len(plain)
        found.give("index_number", plain)
    elif offices := (_RED_HEAD.fullmatch(text) or (_is_red(paragraph) and re.match(
        r"(?P<offices>.+?)(?:文件)?$", text, re.DOTALL))):  # fmt: skip
        found.moved += len(plain)
        names = [re.sub(r"\s", "", name) for name in _offices(offices["offices"])]
        known = found.fields.setdefault("issuers", [])
        if isinstance(known, list):
            known += [name for name in names if name and name not in known]
    else:
        found.moved += len(plain)


def _offices(text: str) -> list[str]:
    """The offices of a 红头, one a line or parted by wide gaps; single blanks spread a name."""
    parts = re.split(r"\n|\t|\s{2,}|　", text.strip())
    if all(len(re.sub(r"\s", "", part)) < 4 for part in parts):
        return [text]
    return parts


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
    marked = _BEGINS_TEXT.match(block.text) or _BRACKETED_LINE.fullmatch(block.text)
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
