"""Date formats of spreadsheets: how much of a day or a time people see, and as which text."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import cache

CHINESE_BUILT_IN = {
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: 'h"时"mm"分"',
    35: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: 'h"时"mm"分"',
    56: 'h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""Formats that a Chinese edition numbers and does not write into the file (ECMA-376, 18.8.30)."""

_TOKEN = re.compile(
    r'"([^"]*)"|[\\!](.)|_.|\*.|(\[(?:h+|m+|s+)\])|\[[^\]]*\]|(y+|e+|m+|d+|h+|s+|a{3,4}|am/pm|a/p|'
    r"上午/下午)|(.)",
    re.IGNORECASE | re.DOTALL,
)

_BY_LOCALE = frozenset({"mm-dd-yy", "m/d/yy h:mm", "m/d/yy", "m-d-yy"})
"""Short dates that each computer shows in its own order."""


@cache
def tokens(format: str) -> tuple[tuple[str, str], ...]:
    """(letter, text) pairs of the first section; minutes have the letter `n`, a text none."""
    found: list[tuple[str, str]] = []
    for match in _TOKEN.finditer(format):
        quoted, escaped, elapsed, letters, other = match.groups()
        if other == ";":
            break
        if elapsed:
            found.append((f"[{elapsed[1].lower()}", elapsed))
        elif letters:
            found.append((letters[0].lower(), letters))
        elif quoted or escaped or other:
            found.append(("", quoted or escaped or other))
    timed = [at for at, (letter, _) in enumerate(found) if letter]
    for before, at in zip([-1, *timed], timed, strict=False):
        following = found[timed[timed.index(at) + 1]][0] if at != timed[-1] else ""
        earlier = found[before][0] if before >= 0 else ""
        if found[at][0] == "m" and (earlier in ("h", "[h") or following == "s"):
            found[at] = ("n", found[at][1])
    return tuple(found)


def parts_shown(format: str) -> frozenset[str]:
    """Which of year, month and day a format shows: letters of "ymd"."""
    if format in _BY_LOCALE:
        return frozenset("ymd")
    letters = {"y" if letter == "e" else letter for letter, _ in tokens(format)}
    return frozenset(letters & set("ymd"))


_PLAIN_TEXT = re.compile(r"[-/.:,：，、\s年月日号时分秒点TZ第周星期上下午()（）]*")
_LANGUAGE = re.compile(r"\$[^\]-]*-([0-9A-Fa-f]+)(?:,[^\]]*)?")
_NUMERALS = re.compile(r"DBNum\d|ENG", re.IGNORECASE)
_GREGORIAN = (0, 1, 2)
_MINGUO = 0x404


def shows_plainly(format: str) -> bool:
    """Whether a format says no more than the day or time: no words of its own, no condition, and
    no other calendar.
    """
    if any(letter == "" and not _PLAIN_TEXT.fullmatch(text) for letter, text in tokens(format)):
        return False
    for bracket in re.findall(r"\[([^\]]*)\]", format):
        language = _LANGUAGE.fullmatch(bracket)
        if language:
            code = int(language[1], 16)
            counted = any(letter == "e" for letter, _ in tokens(format))
            if (code >> 16) & 0xFF not in _GREGORIAN or (code & 0xFFFF == _MINGUO and counted):
                return False
        elif not _NUMERALS.fullmatch(bracket) and re.search(r"[<>=]", bracket):
            return False
    return True


def shown_moment(value: date | datetime | time | timedelta, format: str) -> str | None:
    """The text that a format makes of a day, a time or a duration; None where it depends."""
    if format in _BY_LOCALE:
        return None
    texts = [text if not letter else _part(value, letter, text) for letter, text in tokens(format)]
    return None if None in texts else "".join(text or "" for text in texts).strip()


def _part(value: date | datetime | time | timedelta, letter: str, text: str) -> str | None:
    if letter in ("y", "e", "m", "d"):
        return _of_day(value, letter, len(text)) if isinstance(value, date) else None
    seconds = _seconds(value)
    number = {
        "h": seconds // 3600 % 24,
        "n": seconds // 60 % 60,
        "s": seconds % 60,
        "[h": seconds // 3600,
    }.get(letter)
    if number is None:
        return None
    width = len(text.strip("[]"))
    return f"{number:0{2 if width > 1 else 1}d}"


def _of_day(day: date, letter: str, length: int) -> str | None:
    if letter == "y" and length <= 2:
        return f"{day.year % 100:02d}"
    if letter in ("y", "e"):
        return str(day.year)
    number = day.month if letter == "m" else day.day
    return None if length > 2 else f"{number:0{length}d}"


def _seconds(value: date | datetime | time | timedelta) -> int:
    match value:
        case timedelta():
            return round(value.total_seconds())
        case datetime() | time():
            return value.hour * 3600 + value.minute * 60 + value.second
    return 0
