"""The levels of a 公文: 一、（一）1.（1）, chapters and articles, and which of them are headings.

Source of the levels: GB/T 9704-2012, 7.3.3; of chapters and articles: 规章制定程序条例.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from generator.model.chinese_numbers import NUMERALS, chinese_number

_NUMERAL: Final = rf"[{NUMERALS}]{{1,7}}"
_LEVELS: Final = (
    (1, re.compile(rf"第(?:{_NUMERAL}|\d{{1,3}})[编章篇]")),
    (2, re.compile(rf"第(?:{_NUMERAL}|\d{{1,3}})节")),
    (1, re.compile(rf"{_NUMERAL}[、.．]")),
    (2, re.compile(rf"[（(]{_NUMERAL}[）)]")),
    (3, re.compile(r"\d{1,2}\.\d{1,2}(?=\s)", re.ASCII)),
    (4, re.compile(r"\d{1,2}(?:\.\d{1,2}){2,3}(?!\d)", re.ASCII)),
    (3, re.compile(r"\d{1,3}(?:[.．](?![\d\s])|、|[）)])", re.ASCII)),
    (4, re.compile(r"[（(]\d{1,3}[）)]", re.ASCII)),
)
"""How deep a mark stands, and the mark; `1. ` with a space begins a list of Markdown."""

ARTICLE: Final = re.compile(rf"第(?P<number>{_NUMERAL}|\d{{1,4}})条(?:之{_NUMERAL})?")
_DAY: Final = re.compile(
    rf"(?:\d{{4}}|[〇○Ｏ零{NUMERALS}]{{4}})年(?:\d{{1,2}}|{_NUMERAL})月(?:\d{{1,2}}|{_NUMERAL})日$"
)
_OFFICE: Final = re.compile(r"[\u4e00-\u9fff（）()、 \u3000]{4,40}")
_ORDINALS: Final = "|".join((
    r"[①-⑳㉑-㉟㊱-㊿⑴-⒛㈠-㈩Ⅰ-Ⅻⅰ-ⅻ]|[壹贰叁肆伍陆柒捌玖拾]{1,3}[、.．]",
    r"其[一二三四五六七八九十][，,、]",
    r"[A-Za-z](?:[.．、](?=[\u4e00-\u9fff])|[)）])",
    rf"第{_NUMERAL}[，,]|[一二三四五六七八九十]是|(?:首先|其次|再次|最后)[，,]",
))  # fmt: skip
_LABELS: Final = "|".join((
    r"附件\s*\d*\s*[:：.、]|附件\s*\d*$|附?[图表录]\s*\d+(?=[\s:：]|$)",
    r"(?:注|问题|说明|备注)\s*\d*\s*[:：]",
    r"(?:问|答|[QA])\s*\d*\s*[:：.、]",
    r"[\u4e00-\u9fff]{2,8}[:：](?=\S)",
    r"（[^（）]*）$",
))  # fmt: skip
_OTHER: Final = re.compile(
    rf"{_ORDINALS}|{_LABELS}|[※☆★●○◆◇■□▲△•·＊]|\*(?=[^*\s][^*]*$)|——|\S(?:.*?\S)? {{4,}}\S"
)
"""What else begins a paragraph: further numbers, attachments, captions, questions and answers,
labels (联系电话：), a line in brackets, bullets of other programs, dashes, cells parted by tabs."""
_CLOSED: Final = re.compile(
    r".*[:：]|附件\s*\d*|[图表]\s*\d+[\s:：][^。；]{1,40}|（[^（）]*）|\S(?:.*?\S)? {4,}\S.*"
)
"""Lines below which another paragraph begins: 各县（市、区）人民政府：, 附件1, captions, one in
brackets, cells."""

_LONGEST_HEADING: Final = 50
_SENTENCE: Final = re.compile(r"[。；！？!?;]|[：:，,、…]$")
_FIRST_OF_ORDINARY: Final = 3
"""From this level on a mark may be an item of a list as well as a heading."""


@dataclass(frozen=True, slots=True)
class LevelMark:
    """A level mark at the beginning of a line: how deep, and whether a heading may follow it."""

    level: int
    title: bool


_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９", "0123456789")


def level_mark(line: str) -> LevelMark | None:
    """The level mark with which a line begins; `line` has no indentation."""
    line = line.translate(_FULL_WIDTH)
    for level, pattern in _LEVELS:
        if found := pattern.match(line):
            return LevelMark(level, _is_title(line, line[found.end() :]))
    return None


def _is_title(line: str, rest: str) -> bool:
    """Whether the words after a mark name what follows: short, and no sentence."""
    return bool(rest.strip()) and len(line) <= _LONGEST_HEADING and not _SENTENCE.search(rest)


def begins_paragraph(line: str) -> bool:
    """Whether a line without indentation says by its first characters that a paragraph begins."""
    marks = (ARTICLE, _OTHER, _DAY)
    return bool(level_mark(line) or any(mark.match(line) for mark in marks))


def ends_paragraph(line: str) -> bool:
    """Whether nothing goes on below a line without indentation."""
    return bool(_CLOSED.fullmatch(line) or _DAY.fullmatch(line))


def is_signature(line: str, following: Sequence[str]) -> bool:
    """Whether this is one of the offices that a text ends with, above the day; `following` are the
    next lines with words.
    """
    if not _OFFICE.fullmatch(line):
        return False
    for each in following:
        if _DAY.fullmatch(each):
            return True
        if not is_office(each):
            return False
    return False


_OFFICE_ENDS: Final = re.compile(
    r"[\u4e00-\u9fff（）()]{2,28}(?:委员会|委|局|厅|部|署|院|办公室|政府|中心|协会|学会|总工会|联合会|集团|公司)"
)


def is_office(line: str) -> bool:
    """Whether a line is the name of an office and nothing else."""
    return _OFFICE_ENDS.fullmatch(line) is not None


def is_heading(mark: LevelMark, following: str | None) -> bool:
    """Whether a line with this mark is a heading; `following` is the next line with words.

    1. and （1） are headings only above a text of their own: a row of them is a list.
    """
    if not mark.title:
        return False
    if mark.level < _FIRST_OF_ORDINARY:
        return True
    if following is None:
        return False
    next_mark = level_mark(following)
    return next_mark is None or next_mark.level > mark.level


def article_number(text: str) -> int | None:
    """The number of an article (第三条, 第3条); None where the numeral is none."""
    found = ARTICLE.fullmatch(text)
    if found is None:
        return None
    number = found["number"]
    return int(number) if number.isascii() else chinese_number(number)
