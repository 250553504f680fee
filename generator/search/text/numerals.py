"""Numbers as texts write them: 二十个工作日 finds 20个工作日, and the other way round."""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.model.chinese_numbers import NUMERALS, chinese_number
from generator.search.text.synonyms import Synonyms, expansions

_COUNTED = "(?=[个日天年月周岁名人元条款项类级次小平])"
"""What is counted stands behind: 第一幼儿园 is a name, and is left alone."""
_IN_WORDS = re.compile(f"[{NUMERALS}]+{_COUNTED}")
_IN_DIGITS = re.compile(f"(?<![0-9])[1-9][0-9]{{0,2}}{_COUNTED}|(?<![0-9])[12][0-9]{{3}}(?=年)")
_DIGITS = "〇一二三四五六七八九"
YEAR = 4
"""Digits that are read one by one."""


def written_otherwise(word: str, synonyms: Synonyms) -> tuple[str, ...]:
    """A word as texts may have it: a synonym in it exchanged, or its numbers the other way."""
    forms = (*expansions(word, synonyms), *_counted(word))
    return tuple(form for form in dict.fromkeys(forms) if form != word)


def _counted(word: str) -> tuple[str, str]:
    """A word with all its numbers in digits, and with all of them in words."""
    return _exchanged(_IN_WORDS, word, _digits), _exchanged(_IN_DIGITS, word, _in_words)


def _exchanged(numbers: re.Pattern[str], word: str, other: Callable[[str], str]) -> str:
    return numbers.sub(lambda found: other(found[0]), word)


def _digits(numerals: str) -> str:
    value = chinese_number(numerals)
    return str(value) if value else numerals


def _in_words(digits: str) -> str:
    """A number below 1,000 as it is said, or a year digit by digit."""
    if len(digits) == YEAR:
        return "".join(_DIGITS[int(digit)] for digit in digits)
    hundreds, tens, ones = (int(digit) for digit in digits.zfill(3))
    said = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        said += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        said += "零"
    return said + (_DIGITS[ones] if ones else "")
