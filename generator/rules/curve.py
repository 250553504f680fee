"""A Hilbert curve over the globe, so that neighbours in place are neighbours in order."""

from __future__ import annotations

ORDER = 16
"""Bits an axis: cells of about 600 by 300 metres at the equator."""


def curve_position(lon: float | None, lat: float | None) -> int:
    """Position of a point on the curve, 0 to 4**ORDER − 1; −1 where it has no coordinates.

    The usual bit-by-bit construction (Hilbert 1891; Warren, Hacker's Delight, chapter 16).
    """
    if lon is None or lat is None:
        return -1
    side = 1 << ORDER
    x = min(side - 1, int((lon + 180.0) / 360.0 * side))
    y = min(side - 1, int((lat + 90.0) / 180.0 * side))
    position = 0
    half = side >> 1
    while half:
        right, upper = int(bool(x & half)), int(bool(y & half))
        position += half * half * ((3 * right) ^ upper)
        if not upper:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        half >>= 1
    return position
