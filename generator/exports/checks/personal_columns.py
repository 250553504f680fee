"""Persons in tables: what stands below a heading such as 儿童姓名, 微信号 or 家庭住址.

A value that says nothing by itself is somebody's by the heading above it. Tables are lines whose
cells are parted by `|`: those of Markdown as they are, those of HTML, Word, Excel and CSV once they
were read so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from generator.exports.checks.personal_marks import PAPERS
from generator.exports.checks.personal_names import (
    COMPOUND,
    GIVEN,
    NICKNAME,
    NO_NAME,
    SURNAMES_TOO,
)
from generator.exports.checks.plain_text import PlainText
from generator.exports.checks.privacy_settings import Finding, Kind

_CHILD: Final = (
    "(?:婴幼儿|幼儿|婴儿|儿童|患儿|宝宝|孩子|学生|小朋友|子女"
    "|被照护人|被托育人|入托人|受助人|受益人)"
)
_NUMBER: Final = r"(?:号码|编号|号|账号|帐号|ID|NO\.?)?"
_HEADINGS: Final = (
    (Kind.ACCOUNT, re.compile(
        rf"(?:个人|家长|联系|监护人)?(?:微信|QQ|钉钉|抖音|小红书|支付宝){_NUMBER}", re.IGNORECASE)),
    (Kind.PAPERS, re.compile(
        rf"\S{{0,4}}?(?:{PAPERS}){_NUMBER}", re.IGNORECASE)),
    (Kind.RESIDENCE, re.compile(rf"\S{{0,4}}?居住证{_NUMBER}")),
    (Kind.BANK_CARD, re.compile(r"\S{0,4}?(?:银行卡|卡|存折|个人账户|银行账户?)(?:号码|账号|号)")),
    (Kind.CITIZEN_ID, re.compile(r"\S{0,6}?(?:身份证件?|公民身份|证件)(?:号码|编号|号)?")),
    (Kind.HOME, re.compile(
        r"\S{0,4}?(?:家庭住址|家庭地址|家庭详细地址|现住址|现居住地址?"
        r"|住址|居住地址|户籍地址?|户籍所在地)")),
    (Kind.CHILD, re.compile(
        rf"\S{{0,4}}?{_CHILD}(?:的)?(?:姓名|名字|名)|(?:姓名|名字)\s*[(]\S{{0,3}}{_CHILD}\S{{0,2}}[)]"
        rf"|\S{{0,4}}?{_CHILD}")),
)  # fmt: skip
_PERSON: Final = re.compile("姓名|名字")
_BIRTH: Final = re.compile(r"出生(?:日期|年月|时间)?|生日|年龄|月龄")
_DIAGNOSIS: Final = re.compile(
    r"\S{0,3}(?:诊断|病情|疾病|病名|症状|过敏史?|健康状况|残疾类别)\S{0,2}"
)
_LATIN: Final = re.compile(r"[A-Za-z0-9_@.\-]{5,}")
_DIGITS: Final = re.compile(r"[A-Za-z]{0,3}\d[\d\- *xX×]{4,}[\dA-Za-z*×]?")
_PLACE: Final = re.compile(r"(?=.*(?:\d|[一二三四五六七八九十]))\S*[\u4e00-\u9fff]\S{4,}")
_NAME: Final = re.compile(
    rf"{NO_NAME}(?:(?:{COMPOUND}){GIVEN}{{1,2}}|[{SURNAMES_TOO}]{GIVEN}{{1,2}}|{NICKNAME})"
)
_ANY_NAME: Final = re.compile(rf"{NO_NAME}[\u4e00-\u9fff]{{2,4}}(?:·[\u4e00-\u9fff]{{1,6}})?")
_MASKED: Final = re.compile(r"某|\*|×|[xX]{2}|^(?:姓名|名字|样例|示例|张三|李四|王五)$")
_YOUNG: Final = re.compile(
    r"20[12]\d\s*[-/.年].*|20[12]\d(?:[01]\d)?(?:[0-3]\d)?|(?:[0-6]|1[0-9]|2[0-9]|3[0-6])\s*个?月\S*"
    r"|[0-6]\s*周?岁?(?:半)?"
)
_RULE: Final = re.compile(r"[\s|:\-]*-[\s|:\-]*")
_VALUES: Final = {
    Kind.ACCOUNT: _LATIN,
    Kind.PAPERS: re.compile(r"[A-Za-z]{0,4}\d[\dA-Za-z\-]{4,}"),
    Kind.RESIDENCE: _DIGITS,
    Kind.BANK_CARD: re.compile(r"\d[\d \-]{9,}"),
    Kind.CITIZEN_ID: re.compile(r"\d{6}[\dXx*×]{4,}"),
    Kind.HOME: _PLACE,
}


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the headings of a table say: kinds by column, and where persons, births, illnesses are.

    `named`: the heading itself asks for a name, so that any is one.
    """

    kinds: dict[int, Kind]
    named: frozenset[int]
    people: frozenset[int]
    births: frozenset[int]
    illnesses: frozenset[int]

    @property
    def say_something(self) -> bool:
        """Whether any heading makes somebody's of what stands below."""
        return bool(self.kinds) or bool(self.people and (self.births or self.illnesses))


def find_in_columns(plain: PlainText) -> Iterator[Finding]:
    """What stands in a table below a heading that makes it somebody's."""
    if "|" not in plain.text:
        return
    columns: _Columns | None = None
    above: _Columns | None = None
    start = 0
    for line in plain.text.split("\n"):
        if "|" not in line:
            # A blank line does not end a table of HTML, in which each row has lines of its own.
            columns = None if line.strip() else columns
        elif _RULE.fullmatch(line):
            # What stands above the rule of a table in Markdown are its headings.
            columns = above
        else:
            cells = _cells(line, start)
            headings = _columns(cells)
            above = headings if headings.say_something else None
            if above is not None:
                columns = above
            elif columns is not None:
                yield from _in_row(cells, columns)
        start += len(line) + 1


def _cells(line: str, start: int) -> list[_Cell]:
    found = []
    for text in line.split("|"):
        stripped = text.strip()
        found.append(_Cell(stripped, start + (text.index(stripped) if stripped else 0)))
        start += len(text) + 1
    return found


def _columns(cells: Sequence[_Cell]) -> _Columns:
    kinds: dict[int, Kind] = {}
    plain = ["".join(cell.text.strip("*_ ").split()) for cell in cells]
    for at, text in enumerate(plain):
        kind = next((kind for kind, heading in _HEADINGS if heading.fullmatch(text)), None)
        if kind:
            kinds[at] = kind
    of = [
        frozenset(at for at, text in enumerate(plain) if text and pattern.search(text))
        for pattern in (_PERSON, _BIRTH, _DIAGNOSIS)
    ]
    named = frozenset(at for at in kinds if kinds[at] is Kind.CHILD and "名" in plain[at])
    # A row of values is no row of headings, though one of them may read like one.
    if any(re.search(r"\d{3}", text) for text in plain):
        return _Columns({}, frozenset(), frozenset(), frozenset(), frozenset())
    return _Columns(kinds, named, of[0], of[1], of[2])


def _in_row(cells: Sequence[_Cell], columns: _Columns) -> Iterator[Finding]:
    ill = any(at < len(cells) and cells[at].text for at in columns.illnesses)
    for at, kind in columns.kinds.items():
        if at >= len(cells):
            continue
        text = cells[at].text
        if kind is Kind.CHILD:
            pattern = _ANY_NAME if at in columns.named else _NAME
            if pattern.fullmatch(text) and not _MASKED.search(text):
                yield _found(Kind.ILLNESS if ill else Kind.CHILD, cells[at])
        elif _VALUES[kind].fullmatch(text):
            yield _found(kind, cells[at])
    young = any(at < len(cells) and _YOUNG.fullmatch(cells[at].text) for at in columns.births)
    if not (young or ill):
        return
    for at in sorted(columns.people - columns.kinds.keys()):
        if (
            at < len(cells)
            and _NAME.fullmatch(cells[at].text)
            and not _MASKED.search(cells[at].text)
        ):
            yield _found(Kind.ILLNESS if ill else Kind.CHILD, cells[at])


def _found(kind: Kind, cell: _Cell) -> Finding:
    return Finding(kind, cell.start, cell.start + len(cell.text))
