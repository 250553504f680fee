"""Dates and periods as officials write them, read as ISO dates."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

DATE_FORM = "date written in the form 2024-01-15"
TIME_OF_DAY = "time of day left out"
DAY_NUMBER = "day number of a spreadsheet read as a date"
PERIOD_FORM = "period written in the form 2024 or 2024-06"

_TIME = r"(?:[T ]*\d{1,2}[:：时]\d{1,2}(?:[:：分]\d{1,2}(?:\.\d+)?秒?)?分?(?:Z|[+-]\d\d:?\d\d)?)"
_DATE = re.compile(
    rf"(?:(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*日?|(\d{{4}})(\d\d)(\d\d))"
    rf"\s*({_TIME})?"
)
_PERIOD = re.compile(r"(\d{4})\s*年?(?:\s*[-/.]?\s*(\d{1,2})\s*月?)?")
_FIRST_DAY = date(1899, 12, 30)
_DAY_NUMBERS = range(20_000, 80_000)
"""Days since the end of 1899 that a spreadsheet may mean by a bare number: 1954 to 2119."""


def read_date(text: str, repairs: list[str]) -> str | None:
    """An ISO date, None where the text is no date; what was repaired goes to `repairs`."""
    plain = unicodedata.normalize("NFKC", text)
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
        repairs.append(DATE_FORM)
    return iso


def read_day_number(number: float, repairs: list[str]) -> str | None:
    """The ISO date of a spreadsheet's day number, None where it cannot be one."""
    if int(number) not in _DAY_NUMBERS:
        return None
    repairs.append(DAY_NUMBER)
    return (_FIRST_DAY + timedelta(days=int(number))).isoformat()


def read_period(text: str, repairs: list[str]) -> str | None:
    """A year or year-month in canonical form, None where the text is neither."""
    match = _PERIOD.fullmatch(unicodedata.normalize("NFKC", text))
    if match is None:
        return None
    year, month = match.groups()
    period = year if month is None else f"{year}-{int(month):02d}"
    if period != text:
        repairs.append(PERIOD_FORM)
    return period
