"""Dates and periods as officials write them, read as ISO dates."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, timedelta

from generator.model.messages import Message, msg

DATE_FORM = msg("date written in the form 2024-01-15")
TIME_OF_DAY = msg("time of day left out")
DAY_NUMBER = msg("day number of a spreadsheet read as a date")
PERIOD_FORM = msg("period written in the form 2024 or 2024-06")
CHINESE_DIGITS = msg("date in Chinese numerals written in the form 2024-01-15")

NEEDS_NO_EYE = frozenset({TIME_OF_DAY})
"""Repairs that lose nothing a column of dates could hold: they are counted, not listed."""

_TIME = r"(?:[T ]*\d{1,2}[:：时]\d{1,2}(?:[:：分]\d{1,2}(?:\.\d+)?秒?)?分?(?:Z|[+-]\d\d:?\d\d)?)"
_DATE = re.compile(
    rf"(?:(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*日?|(\d{{4}})(\d\d)(\d\d))"
    rf"\s*(?:[(]?(?:星期|周)[一二三四五六日天][)]?)?\s*({_TIME})?"
)
_CHINESE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年((?:一?十)?[一二三四五六七八九]|一?十)月"
    r"([一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])日"
)
_MONTH_ONLY = re.compile(r"\d{4}\s*(?:年|[-/.]\s*\d{1,2}|年\s*\d{1,2}\s*月?(?:[上中下]旬|底|初)?)?")
_SHORT_YEAR = re.compile(r"'?\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?")
_NO_YEAR = re.compile(r"\d{1,2}\s*月\s*\d{1,2}\s*日?")
_DIGITS = {digit: str(at) for at, digit in enumerate("〇一二三四五六七八九")} | {
    "○": "0",
    "零": "0",
}
_PERIOD = re.compile(r"(\d{4})\s*年?(?:\s*[-/.]?\s*(\d{1,2})\s*月?)?")
_FIRST_DAY = date(1899, 12, 30)
_DAY_NUMBERS = range(20_000, 80_000)
"""Days since the end of 1899 that a spreadsheet may mean by a bare number: 1954 to 2119."""
_MAX_DIGITS = len("80000")


def read_date(text: str, repairs: list[Message]) -> str | None:
    """An ISO date, None where the text is no date; what was repaired goes to `repairs`."""
    plain = unicodedata.normalize("NFKC", text)
    chinese = _CHINESE.fullmatch(plain)
    if chinese:
        plain = _in_digits(*chinese.groups())
    match = _DATE.fullmatch(plain)
    if match is None:
        return None
    try:
        found = date(*(int(part) for part in match.groups()[:-1] if part is not None))
    except ValueError:
        return None
    iso = found.isoformat()
    if match.group(7):
        repairs.append(TIME_OF_DAY)
    if not text.startswith(iso):
        repairs.append(CHINESE_DIGITS if chinese else DATE_FORM)
    return iso


def in_form(text: str, form: str, repairs: list[Message]) -> str:
    """A date in the form that pack.toml gives, such as DD/MM/YYYY; other texts as they are."""
    pattern = re.escape(form).replace("YYYY", r"(?P<y>\d{4})").replace("YY", r"(?P<s>\d\d)")
    pattern = pattern.replace("MM", r"(?P<m>\d{1,2})").replace("DD", r"(?P<d>\d{1,2})")
    match = re.fullmatch(pattern, unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return text
    named = match.groupdict()
    year = int(named.get("y") or 2000 + int(named.get("s") or 0))
    try:
        iso = date(year, int(named["m"]), int(named["d"])).isoformat()
    except ValueError:
        return text
    repairs.append(DATE_FORM)
    return iso


def _in_digits(year: str, month: str, day: str) -> str:
    """二〇二四, 一, 十五 as 2024-1-15."""
    digits = "".join(_DIGITS[each] for each in year)
    return f"{digits}-{_tens(month)}-{_tens(day)}"


def _tens(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    return (int(_DIGITS[tens]) if tens else 1 if ten else 0) * 10 + int(_DIGITS.get(ones, "0"))


def why_no_date(text: str) -> Message:
    """What a text lacks for a date, in words."""
    plain = unicodedata.normalize("NFKC", text)
    wanted = msg("a date of the form 2024-01-15")
    if day := _day_of_digits(plain):
        return msg(
            "not %(wanted)s: it is how a spreadsheet stores %(day)s; format the column as a date",
            wanted=wanted,
            day=day,
        )
    if _MONTH_ONLY.fullmatch(plain):
        return msg("not %(wanted)s: it names a month or a year, and no day", wanted=wanted)
    if _SHORT_YEAR.fullmatch(plain):
        return msg("not %(wanted)s: write the year with four digits", wanted=wanted)
    if _NO_YEAR.fullmatch(plain):
        return msg("not %(wanted)s: it has no year", wanted=wanted)
    if len(re.findall(r"\d{4}\s*[-/.年]\s*\d{1,2}", plain)) > 1:
        return msg("not %(wanted)s: more than one date stands here", wanted=wanted)
    return msg("not %(wanted)s", wanted=wanted)


def why_no_period(text: str) -> Message | None:
    """Why a text is no period where it is a bare day number; None for any other."""
    day = _day_of_digits(text)
    if day is None:
        return None
    return msg(
        "is how a spreadsheet stores the day %(day)s; a period is a year or year-month, "
        "such as 2025 or 2025-06: type it as text",
        day=day,
    )


def _day_of_digits(text: str) -> str | None:
    """The ISO date of a day number that was written in digits."""
    written = text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS
    return read_day_number(int(text), []) if written else None


def read_day_number(number: float, repairs: list[Message]) -> str | None:
    """The ISO date of a spreadsheet's day number, None where it cannot be one."""
    if not math.isfinite(number) or int(number) not in _DAY_NUMBERS:
        return None
    repairs.append(DAY_NUMBER)
    return (_FIRST_DAY + timedelta(days=int(number))).isoformat()


def read_period(text: str, repairs: list[Message]) -> str | None:
    """A year or year-month in canonical form, None where the text is neither."""
    match = _PERIOD.fullmatch(unicodedata.normalize("NFKC", text))
    if match is None:
        return None
    year, month = match.groups()
    period = year if month is None else f"{year}-{int(month):02d}"
    if period != text:
        repairs.append(PERIOD_FORM)
    return period
