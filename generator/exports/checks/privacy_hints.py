"""Which cells of a column are worth a close look, found in a few fast passes over the column.

Each pass is a superset of what one of the detectors can find in a cell, and fails at its first
character nearly everywhere. A register of a whole country has millions of cells; nearly all of them
need no closer look.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from generator.exports.checks.personal_marks import NO_PLACE
from generator.exports.checks.personal_names import DOUBLED, SURNAMES
from generator.exports.checks.plain_text import CHINESE_DIGITS

_GAP: Final = r"(?:[^\n\w]|_){0,3}"
_BETWEEN_DIGITS: Final = r"[^\n0-9A-Za-z\u4e00-\u9fff]{0,3}+"
"""One class, never given back: twice as fast. Digits of other forms are seen for themselves."""

_HAN: Final = "[\u4e00-\u9fff]"


def _beginning(*forms: tuple[str, str]) -> re.Pattern[str]:
    """An expression for several forms, each given as its first characters and the rest.

    The first step is one class of characters, which Python's engine looks for at full speed.
    """
    first = "".join(begin for begin, _ in forms)
    rest = "|".join(f"(?<=[{begin}]){rest}" for begin, rest in forms)
    return re.compile(f"[{first}](?:{rest})")


_NUMBERS: Final = (
    # A mobile number begins a group of digits, perhaps behind 86 or 0.
    re.compile(rf"1(?<![1-57-9]1){_BETWEEN_DIGITS}[3-9](?:{_BETWEEN_DIGITS}[0-9]){{9}}"),
    # Identity numbers and bank cards have fifteen digits or more.
    re.compile(rf"[1-9](?<!\d.){_BETWEEN_DIGITS}[0-9](?:{_BETWEEN_DIGITS}[0-9]){{13}}"),
)
_LATIN: Final = _beginning(
    ("@#", ""),
    ("*", r"\*\*"),
    (r"(\[{ ", r"[aA][tT][)\]} ]"),
    ("xX", "[xX]{3}"),
    ("vVwW", "[xXJ]"),
    ("qQ", "[qQ :：号]"),
    ("wW", "[eE][iI]"),
    ("+", r"\s?[vV]"),
    ("OoIl", "[0-9OoIl][0-9OoIl -]{4}"),
    ("eE", "[cC][hH][aA][tT]"),
    ("pP", "[aA][sS][sS][pP]"),
    ("E", r"(?<![A-Za-z0-9]E)[A-Z0-9][ -]?\d{4}"),
    ("A-Z", r"(?<![A-Za-z0-9].)(?:E|[A-Z]{2})[ -]?\d{4}"),
)
_OTHER_FORMS: Final = re.compile(
    "[\u00ad\u00b2\u00b3\u00b9\u0300-\u036f\u0660-\u0669\u06f0-\u06f9\u180e\u200b-\u200f\u2060-\u209c"
    "\u20d0-\u20f0\u2460-\u24ff\u2776-\u2793\ufe00-\ufe0f\ufeff\uff03\uff0a\uff10-\uff19\uff20-\uff3a"
    "\uff41-\uff5a\U0001d7ce-\U0001d7ff\U0001f100-\U0001f10a●■█×]"
)
"""Digits and letters in other forms, invisible characters, masks."""

_CHINESE_NUMBER: Final = re.compile(rf"[{CHINESE_DIGITS}](?:{_GAP}[{CHINESE_DIGITS}\d]){{5}}")
_WORDS: Final = _beginning(
    # papers, cards and accounts
    ("护", "照"),
    ("回", "乡证"),
    ("军士警", "[官兵]证"),
    ("记", "者证"),
    ("接", "种证"),
    ("驾", "照|(?<=驾)驶证"),
    ("户", "[口籍]"),
    ("残", "疾"),
    ("结离", "婚证"),
    ("存", "折"),
    ("抖", "音"),
    ("快", "手"),
    ("其", "[子女]"),
    ("证", "件"),
    ("身", "份"),
    ("卡账帐", "[号户]"),
    ("银", "行[卡账帐]"),
    ("微薇威Vv", "信"),
    ("扣", "扣"),
    ("企", "鹅"),
    ("钉", "钉"),
    ("支", "付宝"),
    ("陌", "陌"),
    ("艾", "特"),
    # names
    ("姓", "名"),
    ("名", "[字单]"),
    ("乳", "名"),
    ("昵", "称"),
    ("叫岁男女患", ""),
    ("个", "月"),
    ("月", "龄"),
    ("萌", "[宝娃]"),
    ("确", "诊"),
    ("感", "染"),
    ("诊", "断"),
    ("的", "(?:孩子|妈|爸|父|母|家长|儿子|奶|爷|姥)"),
    # homes
    ("住", rf"(?:[址所:：]|(?<!\w住){_HAN})"),
    ("现租暂", "住"),
)
# First characters that stand in most names and addresses have expressions of their own: each of
# them is tried with few forms only.
_COMMON_WORDS: Final = _beginning(
    ("居", "[住留]"),
    ("台", "胞证"),
    ("海", "员证"),
    ("医", "保|(?<=医)疗保险"),
    ("储借信工", "[蓄记用资]卡"),
    ("之", "[子女]"),
    ("业", "主"),
    ("通", "行证"),
    ("出", "生"),
    ("社", "保|(?<=社)会保障"),
    ("学", "[籍生]"),
    ("小", "[名朋同红]"),
    ("家", "(?:住|庭住?地?址|庭式?托育)"),
    ("家", f"(?<=[{SURNAMES}]{_HAN}家){NO_PLACE}{_HAN}{{1,8}}[路街巷]"),
)
_CHILDREN: Final = _beginning(
    ("幼婴儿宝孩", rf"[儿童子宝贝]\s*(?:[{SURNAMES}]{_HAN}|[{DOUBLED}]{{2}})"),
    ("儿宝孩", r"[童儿宝子]?\s*[:：]"),
    ("宝", "[宝贝](?:生日|满|今天|昨天|入托|来园|获|喜|得了|发)"),
)
_RARE: Final = tuple(
    map(re.compile, ("儿子", "大名", "加 ?[vV]", "主(?<=[户房]主)", "自住", "现居"))
)
"""Words whose first characters stand nearly everywhere: each by itself, which is quick."""
_ILLNESS: Final = re.compile("[哮癫瘫腭敏病症炎癌肝烫胞厥耐骨]")
_PLATES: Final = _beginning(
    (
        "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼",
        r" ?[A-HJ-NP-Za-hj-np-z][ ·•.—-]?(?: ?[A-Za-z]){0,3} ?\d",
    )
)
_FLAT: Final = re.compile("单元")
_TELEPHONE: Final = re.compile(
    r"0(?<!\d0)\d{2,3}[)）]?[ \-－–—]{0,2}\d{3,4}[ -]?\d{4}(?!\d)|[2-8](?<![\d-].)\d{6,7}(?![\d-])"
)


def suspects(values: Sequence[str], *, code: bool = False, flats: bool = False) -> Iterator[int]:
    """The positions of values that may hold personal data, in order.

    `code`: the values are identifiers or addresses of the web, in which only numbers count.
    `flats`: the address of a flat is worth a look too.
    """
    text = "\n".join(values)
    expressions = [*_NUMBERS]
    if not code:
        expressions.append(_LATIN)
    if not code and not text.isascii():
        expressions += [
            _OTHER_FORMS,
            _CHINESE_NUMBER,
            _WORDS,
            _COMMON_WORDS,
            _CHILDREN,
            _ILLNESS,
            *_RARE,
            _PLATES,
            *([_FLAT] if flats else []),
        ]
    places = [each.start() for expression in expressions for each in expression.finditer(text)]
    # Where each value ends: a position lies in the first that ends behind it.
    ends = [*accumulate(map(len, values), lambda end, length: end + length + 1, initial=-1)][1:]
    found = {bisect_left(ends, place) for place in places}
    if not code and not text.isascii():
        for match in _TELEPHONE.finditer(text):
            number = bisect_left(ends, match.start())
            # A number and nothing else names nobody.
            if not values[number].isascii():
                found.add(number)
    yield from sorted(found)
