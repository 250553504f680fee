"""Numbers as officials write them: with separators, units, 万 and 元."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from generator.exports.reading.refusal import Refused
from generator.exports.reading.units import Unit, unit_fault, unit_named
from generator.exports.rows import why_refused
from generator.exports.schema import Column
from generator.model.messages import Message, msg

THOUSANDS = msg("thousands separators removed")
UNIT = msg("unit removed")
TEN_THOUSAND = msg("万 written out")
NO_METRES = msg("digits of a position left out that stand for less than a millionth of a metre")
MAX_VALUE = Decimal(10) ** 30
"""Far above what any column takes, and far below what takes time."""

_AMOUNT = re.compile(r"([¥￥]?)(-?[0-9][0-9.,]*|-?\.[0-9]+)(.{0,12})")
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")


class UnitNote(Message):
    """A repair that says which unit stood with a number, for the column of units."""

    __slots__ = ("unit",)
    unit: Unit


def unit_note(why: Message, unit: Unit) -> UnitNote:
    """The repair `why` with its unit."""
    note = UnitNote(why, why.template, why.values)
    note.unit = unit
    return note


def read_number(column: Column, text: str, repairs: list[Message]) -> str:
    """The canonical number of a half-width text, with its unit among the repairs; Refused."""
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise Refused(why_refused(column))
    sign, digits, suffix = match.groups()
    unit = unit_named(suffix) if suffix else unit_named("元") if sign else None
    if suffix and unit is None:
        raise Refused(why_refused(column))
    if unit and (why := unit_fault(column, unit)):
        raise Refused(msg("%(why_refused)s: %(why)s", why_refused=why_refused(column), why=why))
    if "," in digits:
        if not _GROUPED.fullmatch(digits):
            raise Refused(why_refused(column))
        repairs.append(THOUSANDS)
    free = column.name in ("value", "target")
    if unit:
        written_out = unit.factor > 1 and not free
        repairs.append(unit_note(TEN_THOUSAND if written_out else UNIT, unit))
    try:
        value = Decimal(digits.replace(",", "")) * (unit.factor if unit and not free else 1)
    except InvalidOperation:
        raise Refused(why_refused(column)) from None
    return kept_number(column, value, repairs)


def kept_number(column: Column, value: Decimal, repairs: list[Message]) -> str:
    """A number in its shortest form; Refused where an export would hold another one.

    Of a position only what lies below a millionth of a metre is left out, and listed.
    """
    if abs(value) > MAX_VALUE:
        raise Refused(why_refused(column))
    if column.type == "number" and Decimal(repr(float(value))) != value:
        if column.name not in ("lon", "lat"):
            raise Refused(
                msg("has more digits than can be kept exactly: write at most fifteen, or round it")
            )
        repairs.append(NO_METRES)
        value = Decimal(repr(float(value)))
    return plain_number(value)


def plain_number(value: Decimal) -> str:
    """A number in its shortest form."""
    return str(int(value)) if value == int(value) else f"{value.normalize():f}"
