"""Numbers in Chinese numerals, as articles, chapters and orders bear them: 第九十八号."""

from __future__ import annotations

import re
from typing import Final

NUMERALS: Final = "零〇一二两三四五六七八九十百千"
"""Every character of such a number."""

_DIGITS: Final = {"零": 0, "〇": 0} | {c: n for n, c in enumerate("一二三四五六七八九", start=1)}
_DIGITS["两"] = 2
_FORM: Final = re.compile(
    r"(?:([一二两三四五六七八九])千)?零?(?:([一二两三四五六七八九])百)?零?"
    r"(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?"
)
_DIGIT_BY_DIGIT: Final = re.compile(r"[〇零一二三四五六七八九]{2,4}")


def chinese_number(text: str) -> int | None:
    """The number below 10,000 that these numerals write, or None: 九十八 → 98, 一〇二 → 102."""
    if _DIGIT_BY_DIGIT.fullmatch(text):
        return int("".join(str(_DIGITS[c]) for c in text))
    found = _FORM.fullmatch(text)
    if found is None or not text:
        return None
    thousands, hundreds, tens, ten, ones = found.groups()
    return (
        1000 * _DIGITS.get(thousands, 0)
        + 100 * _DIGITS.get(hundreds, 0)
        + 10 * (_DIGITS.get(tens, 1) if ten else 0)
        + _DIGITS.get(ones, 0)
    )
