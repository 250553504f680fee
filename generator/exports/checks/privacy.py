"""Personal data stops an export: each hit names its place and its kind, never the value.

Looked for, in every cell and in documents: citizen ID numbers, mobile numbers, bank cards, private
e-mail addresses, names of children. What cannot be told by form (a home address, an illness)
remains with the secrecy review that every release records. Source: EXPORTS.md, CONVENTIONS.md.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from generator.exports.schema import Column, columns
from generator.model.identifiers import is_bank_card, is_citizen_id, is_uscc
from generator.model.problems import Problem, Severity
from generator.model.release import NEWEST_FORMAT
from generator.model.tables import Row

_DIGIT = "[0-9０-９]"
_GAP = r"[ \u3000\-－–—·.]?"
_WORD = "[0-9０-９A-Za-zＡ-Ｚａ-ｚ]"

# Candidates only (11, 13, 15 to 19 digits): whether a number is what it looks like is decided on
# its plain digits. The look behind stands after the first digit: searching a digit is fast.
_NUMBER = re.compile(
    rf"{_DIGIT}(?<!{_WORD}{_DIGIT})(?:{_GAP}{_DIGIT}){{10}}"
    rf"(?:(?:{_GAP}{_DIGIT}){{2}}|(?:{_GAP}{_DIGIT}){{4,8}}|(?:{_GAP}{_DIGIT}){{6}}{_GAP}[XxＸｘ])?"
    rf"(?!{_WORD})"
)
_GROUP = re.compile(r"\d+X?|X")
_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_REDACTED = re.compile(rf"(?<!{_WORD})1[3-9]\d\*{{4}}\d{{4}}(?!{_WORD})")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+\s?[@＠]\s?([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎武乔贺赖龚"
)
"""The usual surnames, without those that words begin with as often (安, 常, 高, 应 …)."""

_GIVEN = "[\u4e00-\u9fff]"
_END = f"(?!{_GIVEN})"
_NO_NAME = (
    "(?![不须必应可填写登公保隐略无空等和与及或的在由未请已将]"
    f"|{_GIVEN}{{0,3}}(?:公开|保密|隐去|填写|填报|登记|照片|姓名|不得|应当|管理))"
)
"""How a sentence about names goes on, rather than a name."""

_CHILD = re.compile(
    r"(?:幼儿|婴儿|儿童|患儿|宝宝|孩子|小朋友)(?:的)?(?:"
    # With a colon, whoever stands behind it, or a surname though the sentence goes on.
    rf"(?:姓名|名字)\s*[：:]\s*{_NO_NAME}(?:[\u4e00-\u9fff·]{{2,8}}{_END}|[{_SURNAMES}]{_GIVEN}{{1,2}})"
    # Without one only what begins like a name and ends there.
    rf"|(?:姓名|名字)(?:\s*[为是叫]\s*|\s*){_NO_NAME}[{_SURNAMES}]{_GIVEN}{{1,2}}{_END}"
    # A name with sex, age or birthday behind it.
    rf"|\s*{_NO_NAME}[{_SURNAMES}]{_GIVEN}{{1,2}}\s*[，,、（(]\s*(?:[男女]|\d+\s*(?:岁|个月)|[一二两三四五六]岁"
    r"|(?:19|20)\d{2}年\d+月)"
    r")"
)
_FREE_MAIL = re.compile(
    r"(?:(?:vip\.)?(?:qq|163|sina)|foxmail|126|sina|sohu|139|21cn|aliyun|tom|gmail|outlook|hotmail"
    r"|live|yahoo|icloud)\.com|(?:189|wo|sina)\.cn|yeah\.net"
)

CITIZEN_ID = "looks like a citizen ID number (身份证号)"
MOBILE = "looks like a mobile number (手机号)"
BANK_CARD = "looks like a bank card number (银行卡号)"
PRIVATE_MAIL = "holds a private e-mail address"
OTHER_MAIL = "holds an e-mail address: make sure that it is an office's"
CHILD = "seems to name a child"
REDACTED = "holds a number that was made unreadable: better leave it out"
PUBLIC_MOBILE = "a mobile number as public telephone: make sure that it is the office's"

KINDS = {
    "身份证号": CITIZEN_ID,
    "手机号": MOBILE,
    "银行卡号": BANK_CARD,
    "私人邮箱": PRIVATE_MAIL,
    "儿童姓名": CHILD,
}
"""What stops a document, by the words that officials use for it."""

_TELEPHONE = ("facilities", "telephone")
_ISSUED_NUMBERS = frozenset(
    {
        ("filings", "number"),
        ("penalties", "decision_number"),
        ("notices", "concerns_id"),
        ("demonstrations", "subject_id"),
    }
)
"""Numbers that authorities issue: one in ten satisfies Luhn's check by chance."""


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    kind: str
    severity: Severity = Severity.ERROR


def scan_table(
    row_type: type[Row], file: str, text: str, format: int = NEWEST_FORMAT
) -> list[Problem]:
    """Personal data in a canonical CSV, in which one row is one line."""
    lines = _Lines(text)
    found: dict[Problem, None] = {}
    for hit in _hits(text):
        line, offset = lines.place(hit.start)
        column = _column_at(row_type, lines.text(line), offset, format)
        judged = _in_column(hit, row_type, column)
        if judged:
            found[Problem(file, line, column.name, judged.kind, judged.severity)] = None
    return list(found)


def scan_document(file: str, text: str) -> list[Problem]:
    """Personal data in a document."""
    lines = _Lines(text)
    hits = [hit for hit in _hits(text) if hit.kind != REDACTED]
    places = {(lines.place(hit.start)[0], hit.kind, hit.severity): None for hit in hits}
    return [Problem(file, line, None, kind, severity) for line, kind, severity in places]


def is_personal(text: str) -> bool:
    """Whether a message must not repeat this text."""
    return any(True for _ in _hits(text))


def _hits(text: str) -> Iterator[_Hit]:
    for match in _NUMBER.finditer(text):
        kind = _kind_of_number(match.group())
        if kind:
            yield _Hit(match.start(), kind)
    for match in _REDACTED.finditer(text) if "****" in text else ():
        yield _Hit(match.start(), REDACTED, Severity.WARNING)
    for match in _MAIL.finditer(text) if "@" in text or "＠" in text else ():
        host = match.group(1).lower()
        if _FREE_MAIL.fullmatch(host):
            yield _Hit(match.start(), PRIVATE_MAIL)
        elif not host.endswith(".gov.cn"):
            yield _Hit(match.start(), OTHER_MAIL, Severity.WARNING)
    for match in _CHILD.finditer(text):
        yield _Hit(match.start(), CHILD)


def _kind_of_number(written: str) -> str | None:
    """What a number is, or one of the numbers that stand side by side in it."""
    groups = _GROUP.findall(unicodedata.normalize("NFKC", written).upper())
    for digits in ("".join(groups), *groups):
        if is_citizen_id(digits):
            return CITIZEN_ID
        if digits[0] in "4569" and is_bank_card(digits) and not is_uscc(digits):
            return BANK_CARD
    return MOBILE if any(map(_MOBILE.fullmatch, _joined(groups))) else None


def _joined(groups: list[str]) -> Iterator[str]:
    """Up to three neighbouring groups as one number, or all where each is a single digit.

    Eleven digits in more groups are dates and house numbers.
    """
    if all(len(group) == 1 for group in groups):
        yield "".join(groups)
    for first in range(len(groups)):
        for last in range(first + 1, min(first + 3, len(groups)) + 1):
            yield "".join(groups[first:last])


def _in_column(hit: _Hit, row_type: type[Row], column: Column) -> _Hit | None:
    """What a hit means in a column, None if nothing."""
    place = (row_type.table, column.name)
    if column.type not in ("string", "list"):
        return None
    if place == _TELEPHONE and hit.kind in (MOBILE, REDACTED):
        return _Hit(hit.start, PUBLIC_MOBILE, Severity.WARNING) if hit.kind == MOBILE else None
    if hit.kind == BANK_CARD and (column.pattern or place in _ISSUED_NUMBERS):
        return None
    return hit


class _Lines:
    """Finds line and column of a position in a text."""

    def __init__(self, text: str) -> None:
        self._all = text
        self._starts: list[int] | None = None

    def place(self, position: int) -> tuple[int, int]:
        """Line from 1, and offset in it from 0."""
        if self._starts is None:
            breaks = (match.end() for match in re.finditer("\n", self._all))
            self._starts = [0, *breaks]
        line = bisect_right(self._starts, position)
        return line, position - self._starts[line - 1]

    def text(self, line: int) -> str:
        """The text of a line without its break; `place` was called before."""
        assert self._starts is not None
        start = self._starts[line - 1]
        return self._all[start : self._starts[line] - 1] if line < len(self._starts) else ""


def _column_at(row_type: type[Row], line: str, offset: int, format: int) -> Column:
    """The column of the cell at an offset of a CSV line."""
    # The cells of the line cut off there: the last of them is the one that the offset is in.
    return columns(row_type, format)[len(next(csv.reader([line[: offset + 1]]))) - 1]
