"""Points: the shifted Chinese references GCJ-02 and BD-09 turned into WGS84, and distances.

GCJ-02 is WGS84 (CGCS2000 within a metre) moved by a published formula on the Krasovsky ellipsoid;
BD-09 moves GCJ-02 once more. Neither formula has a closed inverse, so the inverse is iterated.
Degrees everywhere, (lon, lat) in this order.
"""

from __future__ import annotations

from math import asin, atan2, cos, degrees, hypot, pi, radians, sin, sqrt

from generator.model.vocabulary import Crs

Point = tuple[float, float]

_AXIS = 6378245.0
_ECCENTRICITY = 0.00669342162296594323
_BD_TURN = pi * 3000 / 180
_EARTH_RADIUS = 6_371_008.8
_PRECISION = 1e-9
_DECIMALS = 6


def to_wgs84(point: Point, crs: Crs) -> Point:
    """A point of any reference in WGS84, to six decimals where it had to be moved.

    The error of the inverse is far below two metres. Points outside China are never moved.
    """
    if crs in (Crs.WGS84, Crs.CGCS2000):
        return point
    lon, lat = gcj02_to_wgs84(bd09_to_gcj02(point) if crs is Crs.BD09 else point)
    return round(lon, _DECIMALS), round(lat, _DECIMALS)


def wgs84_to_gcj02(point: Point) -> Point:
    """The shift that Chinese map services apply to a true position."""
    lon, lat = point
    if not _in_china(lon, lat):
        return point
    east, north = _shift(lon - 105.0, lat - 35.0)
    curve = 1 - _ECCENTRICITY * sin(radians(lat)) ** 2
    metres_north = _AXIS * (1 - _ECCENTRICITY) / (curve * sqrt(curve))
    metres_east = _AXIS / sqrt(curve) * cos(radians(lat))
    return lon + degrees(east / metres_east), lat + degrees(north / metres_north)


def gcj02_to_wgs84(point: Point) -> Point:
    """The true position that is shown at `point`."""
    lon, lat = point
    if not _in_china(lon, lat):
        return point
    for _ in range(30):
        shown_lon, shown_lat = wgs84_to_gcj02((lon, lat))
        off_lon, off_lat = point[0] - shown_lon, point[1] - shown_lat
        lon, lat = lon + off_lon, lat + off_lat
        if abs(off_lon) + abs(off_lat) < _PRECISION:
            break
    return lon, lat


def gcj02_to_bd09(point: Point) -> Point:
    """The further shift of Baidu's maps."""
    lon, lat = point
    radius = hypot(lon, lat) + 0.00002 * sin(lat * _BD_TURN)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BD_TURN)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def bd09_to_gcj02(point: Point) -> Point:
    """The GCJ-02 position that Baidu's maps show at `point`."""
    lon, lat = point[0] - 0.0065, point[1] - 0.006
    for _ in range(30):
        shown_lon, shown_lat = gcj02_to_bd09((lon, lat))
        off_lon, off_lat = point[0] - shown_lon, point[1] - shown_lat
        lon, lat = lon + off_lon, lat + off_lat
        if abs(off_lon) + abs(off_lat) < _PRECISION:
            break
    return lon, lat


def distance(one: Point, other: Point) -> float:
    """Metres between two points along the great circle."""
    (lon1, lat1), (lon2, lat2) = one, other
    half = (
        sin(radians(lat2 - lat1) / 2) ** 2
        + cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * _EARTH_RADIUS * asin(min(1.0, sqrt(half)))


def _shift(x: float, y: float) -> Point:
    """Metres east and north by which GCJ-02 moves the point x, y degrees from 105° E, 35° N."""
    ripple = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (ripple + 20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (ripple + 20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    return east, north


def _in_china(lon: float, lat: float) -> bool:
    return 72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271
