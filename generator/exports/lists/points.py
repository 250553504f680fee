"""Points that are none: at 0,0, or with longitude and latitude exchanged."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from generator.model.messages import Message, msg

CHINA_LON = (73, 136)
CHINA_LAT = (3, 54)


def point_fault(lon: str, lat: str) -> Message | None:
    """Why a point cannot be meant; None where it may be, and where there is none."""
    try:
        x, y = Decimal(lon), Decimal(lat)
    except InvalidOperation:
        return None
    if x == 0 or y == 0:
        return msg("a point at 0 is no place: leave both cells empty where it is not known")
    if _within(y, CHINA_LON) and _within(x, CHINA_LAT):
        return msg("longitude and latitude are exchanged: the longitude is the larger one")
    return None


def _within(value: Decimal, limits: tuple[int, int]) -> bool:
    return limits[0] <= value <= limits[1]
