"""How dates, amounts and sizes are written, in Chinese and in English.

A date reads 2026年3月12日 in prose and 2026-03-12 in a table; a figure carries its unit. Nothing
here knows what day it is: ages are counted by the views.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from babel.dates import get_month_names
from babel.support import Translations

from generator.render.line_breaks import broken

STOPS = ("。", ".", "！", "!", "？", "?", "…", "；", ";", "：", ":")
MONTHS = get_month_names("wide", locale="en")
ISO_DATE = re.compile(r"(?<![\d-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\d-])")


def written_zh(year: int, month: int, day: int) -> str:
    """2026年3月12日."""
    return f"{year}年{month}月{day}日"


def written_en(year: int, month: int, day: int) -> str:
    """12 March 2026."""
    return f"{day} {MONTHS[month]} {year}"


def table_date(day: date) -> str:
    """2026-03-12, of a moment too, in the moment's own time zone."""
    return day.isoformat()[:10]


def moment(when: datetime) -> str:
    """2026-03-12 09:30, in the moment's own time zone."""
    return when.isoformat(" ", "minutes")[:16]


def number(value: float) -> str:
    """1,880; 4.5; −6: no trailing zeros, at most three decimals, a real minus."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.3f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


def percent(share: float) -> str:
    """21 % of 0.2077; one decimal below 10 %, so that a small share is not nothing."""
    scaled = share * 100
    return number(round(scaled, 1 if 0 < scaled < 10 else 0)) + "%"


def size(length: int) -> str:
    """Bytes as 312 B, 4.1 kB, 12 MB."""
    if length < 1000:
        return f"{length} B"
    if length < 999_500:
        scaled, unit = length / 1e3, "kB"
    elif length < 999_500_000:
        scaled, unit = length / 1e6, "MB"
    else:
        scaled, unit = length / 1e9, "GB"
    return f"{scaled:.1f} {unit}" if scaled < 9.95 else f"{scaled:.0f} {unit}"


def formats(language: str, translations: Translations) -> dict[str, Callable[..., str]]:
    """The filters by their names in templates, for a language and its catalogue."""
    written = written_zh if language.startswith("zh") else written_en
    stop = str(translations.gettext("."))

    def prose_date(day: date) -> str:
        return written(day.year, day.month, day.day)

    def prose_dates(text: str) -> str:
        """A text of the data with its ISO dates spelled out, to stand in a sentence."""
        return ISO_DATE.sub(lambda found: written(*map(int, found.groups())), text)

    def stopped(text: str) -> str:
        """A text of the data as a sentence: with a full stop, and with no second one."""
        return text if text.endswith(STOPS) else text + stop

    def money(amount: float) -> str:
        return str(translations.gettext("%(amount)s yuan")) % {"amount": number(amount)}

    return {
        "prose_date": prose_date,
        "prose_dates": prose_dates,
        "stopped": stopped,
        "table_date": table_date,
        "moment": moment,
        "number": number,
        "percent": percent,
        "size": size,
        "money": money,
        "broken": broken,
    }
