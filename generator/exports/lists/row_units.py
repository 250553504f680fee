"""The units of one row: of its headings, of its cells, and of its column of units."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from generator.exports.lists.plan import Field
from generator.exports.reading.quantities import UnitNote, kept_number
from generator.exports.reading.refusal import Refused
from generator.exports.reading.units import Unit
from generator.exports.schema import Column
from generator.model.messages import Message, msg

UNIT_TAKEN = msg("the unit that stands with the number taken for the row")


def in_unit(field: Field, text: str, repairs: list[Message], units: list[Unit]) -> str:
    """A number in the unit of its column: what the cell says goes before what the heading says."""
    own = next((each.unit for each in repairs if isinstance(each, UnitNote)), None)
    unit = field.unit
    if own:
        units.append(own)
    if unit is None or field.column.name in ("value", "target"):
        units += [unit] if unit and not own else []
        return text
    if own and (own.factor != unit.factor or own.measure != unit.measure):
        raise Refused(
            msg('the unit contradicts the heading, which says "%(written)s"', written=unit.written)
        )
    if own or field.column.type not in ("integer", "number"):
        return text
    units.append(unit)
    if unit.factor == 1:
        return text
    repairs.append(
        msg(
            "multiplied by %(factor)s: the heading says %(written)s",
            factor=f"{unit.factor:,}",
            written=unit.written,
        )
    )
    return kept_number(field.column, Decimal(text) * unit.factor, repairs)


def fill_unit(column: Column, values: dict[str, str], units: Sequence[Unit]) -> bool:
    """Fills the column of units from what stands with the numbers of a row, and says whether it
    did; Refused where they contradict each other.
    """
    fees = column.enum is not None
    said = {str(unit.per) if fees else unit.whole for unit in units if unit.per or not fees}
    given = values.get("unit")
    if not said or said in ({given}, {_plain_unit(given or "")}):
        return False
    if given or len(said) > 1:
        stated = ", ".join(sorted(said))
        raise Refused(
            msg('the numbers of the row say "%(stated)s": the unit contradicts them', stated=stated)
        )
    values["unit"] = next(iter(said))
    return True


def _plain_unit(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
