"""Numbers as lists of Word write them: 一、（一）①Ⅰ a, and the characters of official sums.

ECMA-376 part 1, 17.18.59 (ST_NumberFormat). Chinese editions of Word write 一 by several of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_DIGITS: Final = "〇一二三四五六七八九"
_FORMAL: Final = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_TRADITIONAL: Final = "零壹貳參肆伍陸柒捌玖"
_UNITS: Final = ("", "十", "百", "千")
_FORMAL_UNITS: Final = ("", "拾", "佰", "仟")
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_COUNTING: Final = frozenset({
    "chineseCounting", "chineseCountingThousand", "taiwaneseCounting",
    "taiwaneseCountingThousand", "japaneseCounting", "ideographDigital", "koreanCounting",
})  # fmt: skip


def in_chinese(number: int, digits: str = _DIGITS, units: tuple[str, ...] = _UNITS) -> str:
    """十二, 一百零三: a number below 10,000 as it is counted; 壹拾贰 with the formal digits."""
    zero = "零"
    written, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            written += (zero if gap and written else "") + digits[digit] + units[place]
            gap = False
        else:
            gap = True
    if digits is _DIGITS and 10 <= number < 20:
        written = written[1:]
    return written


def written_number(number: int, style: str) -> str | None:
    """A number in a `w:numFmt`; None where the format is not known here."""
    if number <= 0 or number > 9_999 or style in ("decimal", "numberInDash", ""):
        return f"- {number} -" if style == "numberInDash" else str(number)
    if style in ("chineseCounting", "ideographDigital", "taiwaneseDigital") and number > 99:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if style in _COUNTING:
        return in_chinese(number)
    simple = _SIMPLE.get(style)
    return simple(number) if simple else None


def _letters(number: int) -> str:
    """a … z, aa, bb …, as Word goes on."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    written = ""
    for worth, sign in _ROMAN:
        written += sign * (number // worth)
        number %= worth
    return written


def _enclosed(number: int, ranges: tuple[tuple[int, int, int], ...]) -> str:
    """A number as one character where there is one: (first, last, code point of the first)."""
    for first, last, code in ranges:
        if first <= number <= last:
            return chr(code + number - first)
    return str(number)


_SIMPLE: Final[dict[str, Callable[[int], str]]] = {
    "decimalZero": lambda n: f"{n:02}",
    "decimalFullWidth": lambda n: "".join(chr(ord(d) + 0xFEE0) for d in str(n)),
    "decimalFullWidth2": lambda n: "".join(chr(ord(d) + 0xFEE0) for d in str(n)),
    "decimalHalfWidth": str,
    "taiwaneseDigital": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "japaneseDigitalTenThousand": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "chineseLegalSimplified": lambda n: in_chinese(n, _FORMAL, _FORMAL_UNITS),
    "ideographLegalTraditional": lambda n: in_chinese(n, _FORMAL_TRADITIONAL, _FORMAL_UNITS),
    "japaneseLegal": lambda n: in_chinese(n, _FORMAL_TRADITIONAL, _FORMAL_UNITS),
    "ideographTraditional": lambda n: _STEMS[n - 1] if n <= 10 else str(n),
    "ideographZodiac": lambda n: _BRANCHES[n - 1] if n <= 12 else str(n),
    "lowerLetter": _letters,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
    "decimalEnclosedCircle": lambda n: _enclosed(n, ((1, 20, 0x2460), (21, 35, 0x3251))),
    "decimalEnclosedCircleChinese": lambda n: _enclosed(n, ((1, 20, 0x2460), (21, 35, 0x3251))),
    "decimalEnclosedParen": lambda n: _enclosed(n, ((1, 20, 0x2474),)),
    "decimalEnclosedFullstop": lambda n: _enclosed(n, ((1, 20, 0x2488),)),
    "ideographEnclosedCircle": lambda n: _enclosed(n, ((1, 10, 0x3280),)),
    "none": lambda n: "",
}
