"""Units of numbers, in a heading, a cell or a number format: 万元, 元/人·月, ㎡, %.

A unit says by what a number is multiplied, what it counts, and for which time an amount holds.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from generator.exports.schema import Column
from generator.model.messages import Message, msg
from generator.model.vocabulary import FeeUnit

Measure = Literal["money", "count", "area", "percent", "time"]


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit means. `text` is how it is written, without the time and the 万 of it."""

    text: str
    measure: Measure
    factor: int = 1
    per: FeeUnit | None = None
    written: str = ""

    @property
    def whole(self) -> str:
        """The unit with its 万, as a column of units says it."""
        return "%" if self.measure == "percent" else "".join(self.written.split())


_MONEY = ("元", "圆", "人民币", "人民币元", "rmb", "cny", "¥")
_COUNTED = [
    "人",
    "名",
    "个",
    "位",
    "张",
    "家",
    "所",
    "户",
    "间",
    "班",
    "岁",
    "处",
    "项",
    "例",
    "次",
    "人次",
    "件",
    "份",
    "床",
    "套",
    "座",
    "台",
    "组",
    "条",
    "种",
    "期",
    "批",
    "家次",
    "托位",
    "机构",
    "个班",
    "名幼儿",
]
_AREA = ("㎡", "m2", "m²", "平方米", "平米", "亩", "公顷", "平方")
_PERCENT = ("%", "百分比", "百分数")
_TIMES = {
    "时": FeeUnit.HOUR,
    "小时": FeeUnit.HOUR,
    "h": FeeUnit.HOUR,
    "半天": FeeUnit.HALF_DAY,
    "半日": FeeUnit.HALF_DAY,
    "日": FeeUnit.DAY,
    "天": FeeUnit.DAY,
    "月": FeeUnit.MONTH,
    "个月": FeeUnit.MONTH,
    "学期": FeeUnit.TERM,
    "期": FeeUnit.TERM,
    "年": FeeUnit.YEAR,
    "学年": FeeUnit.YEAR,
    "次": FeeUnit.ONCE,
}
_PERSONS = frozenset(
    ["人", "生", "孩", "童", "名", "位", "幼儿", "婴幼儿", "儿童", "孩子", "宝宝", "个"]
)
_FACTORS = (("百万", 10**6), ("万", 10**4), ("千", 1000), ("百", 100), ("亿", 10**8), ("", 1))
_PER = re.compile(r"[/每·.•・,，、\s]+")
_STATED = re.compile(r"^(?:计量|计费|金额|货币)?单位[:：为]?")


def unit_named(text: str) -> Unit | None:
    """The unit that a text means; None where it means none."""
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    plain = _STATED.sub("", plain).strip()
    first, *others = [part for part in _PER.split(plain) if part] or [""]
    measured = _measured(first)
    times = [part for part in others if part not in _PERSONS]
    if len(times) > 1 or any(part not in _TIMES for part in times):
        return None
    per = _TIMES[times[0]] if times else None
    if measured is None:
        if first in _TIMES and not others:
            return Unit(first, "time", 1, _TIMES[first], plain)
        return None
    name, measure, factor = measured
    if per and measure != "money":
        return None
    return Unit(name, measure, factor, per, plain)


def _measured(text: str) -> tuple[str, Measure, int] | None:
    if text in _PERCENT:
        return "%", "percent", 1
    for prefix, factor in _FACTORS:
        name = text.removeprefix(prefix)
        if prefix and (name == text or (not name and factor != 10**4)):
            continue
        if name in _MONEY or (prefix and not name):
            return "元", "money", factor
        if name in _COUNTED:
            return name, "count", factor
        if name in _AREA:
            return name, "area", factor
    return None


_MONEY_COLUMNS = frozenset(["amount", "subsidy"])
_OF_TIME = frozenset(["prepayment_months"])


def unit_fault(column: Column, unit: Unit) -> Message | None:
    """Why a unit cannot be that of a column; None if it can."""
    if column.name in ("value", "target") and column.type == "number":
        return None
    fits = (
        unit.measure == "money"
        if column.name in _MONEY_COLUMNS
        else unit.measure == "time" and unit.per is FeeUnit.MONTH
        if column.name in _OF_TIME
        else unit.measure == "count" or (unit.measure, unit.factor) == ("money", 10**4)
        if column.type == "integer"
        else False
    )
    return (
        None
        if fits
        else msg(
            'the unit "%(written)s" is none of "%(title)s"',
            written=unit.written,
            title=column.title,
        )
    )
