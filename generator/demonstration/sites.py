"""Where invented institutions stand: real regions, plausible points inside them.

A township has no outline in the civil-affairs list, so its centre is laid out around the middle of
its county, streets first; a point stays well on its own side of the half-way line to the nearest
other county.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import cos, hypot, pi, radians, sin, sqrt
from random import Random

from generator.exports.civil_affairs import load_regions, with_ancestors
from generator.model.release import region_prefix
from generator.model.tables import Region
from generator.model.vocabulary import RegionLevel

KM_PER_DEGREE = 111.32
WIDEST_KM = 7.0
"""No township centre lies farther than this from the middle of its county."""

_GOLDEN_ANGLE = pi * (3 - sqrt(5))


@dataclass(frozen=True, slots=True)
class Place:
    """A region in which institutions stand; without a known centre they have no coordinates.

    `county` is its county-level code, `district` the county's name and `stem` the place's own as
    institutions use them, `address` what their addresses begin with, `spread` the distance in km
    within which they stand around the centre.
    """

    code: str
    county: str
    district: str
    stem: str
    address: str
    lon: float | None
    lat: float | None
    spread: float

    def point(self, rng: Random) -> tuple[float | None, float | None]:
        """A point near the centre as lon and lat with six decimals, or None and None."""
        if self.lon is None or self.lat is None:
            return None, None
        return _moved(self.lon, self.lat, self.spread * rng.random(), 2 * pi * rng.random())


@cache
def _codes() -> tuple[str, ...]:
    return tuple(sorted(load_regions()))


def below(prefix: str) -> tuple[Region, ...]:
    """The regions of the civil-affairs list whose codes begin with this, in the order of codes."""
    codes, regions = _codes(), load_regions()
    first, last = bisect_left(codes, prefix), bisect_left(codes, prefix + "~")
    return tuple(regions[code] for code in codes[first:last])


def sites_in(region_code: str) -> tuple[Place, ...]:
    """Every place of a region where institutions can stand: its deepest known regions."""
    inside = below(region_prefix(region_code))
    children: dict[str, list[Region]] = {}
    for region in inside:
        children.setdefault(region.parent or "", []).append(region)
    places: list[Place] = []
    for region in inside:
        townships = [
            child
            for child in children.get(region.region_code, ())
            if child.level is RegionLevel.TOWNSHIP
        ]
        if townships:
            places += _townships(region, townships)
        elif region.level is not RegionLevel.TOWNSHIP and region.region_code not in children:
            places.append(_whole(region))
    return tuple(places)


def zone_place(zone: Region, district: str, spread: float) -> Place:
    """A functional zone as a place: its institutions have no township."""
    return Place(
        code=zone.region_code,
        county=zone.region_code,
        district=district,
        stem=district,
        address=zone.name,
        lon=zone.lon,
        lat=zone.lat,
        spread=spread,
    )


def region_rows(codes: Iterable[str], zones: Iterable[Region] = ()) -> list[Region]:
    """The rows of these regions and of all above them; zones are rows of their own."""
    rows = with_ancestors(codes)
    return sorted((*rows, *zones), key=lambda region: region.region_code)


def _townships(county: Region, townships: list[Region]) -> list[Place]:
    reach = _reach(county)
    spread = min(0.2 * reach, 0.4 * reach / sqrt(len(townships)) + 0.3)
    address = _address(county)
    places = []
    for number, township in enumerate(townships):
        lon, lat = county.lon, county.lat
        if lon is not None and lat is not None:
            away = reach * sqrt((number + 0.5) / len(townships))
            lon, lat = _moved(lon, lat, away, number * _GOLDEN_ANGLE)
        places.append(
            Place(
                code=township.region_code,
                county=county.region_code,
                district=county.name,
                stem=stem_of(township.name),
                address=address + township.name,
                lon=lon,
                lat=lat,
                spread=spread,
            )
        )
    return places


def _whole(region: Region) -> Place:
    return Place(
        code=region.region_code,
        county=region.region_code,
        district=region.name,
        stem=stem_of(region.name),
        address=_address(region),
        lon=region.lon,
        lat=region.lat,
        spread=_reach(region),
    )


def stem_of(name: str) -> str:
    """What stays of a region's name without its rank, if two characters or more stay."""
    for rank in ("街道", "自治县", "回族镇", "回族乡", "镇", "乡", "县", "区", "市"):
        if name.endswith(rank) and len(name) - len(rank) >= 2:
            return name[: -len(rank)]
    return name


def _address(region: Region) -> str:
    """City and county as an address begins; a municipality's or province's county stands alone."""
    regions: Mapping[str, Region] = load_regions()
    above = regions.get(region.parent or "")
    if above is None:
        return region.name
    if above.level is RegionLevel.CITY or above.name.endswith("市"):
        return above.name + region.name
    return region.name


def _reach(region: Region) -> float:
    """How far from the middle a township centre may lie, in km."""
    return min(WIDEST_KM, 0.22 * _nearest(region.region_code[:2]).get(region.region_code, 99.0))


@cache
def _nearest(province: str) -> dict[str, float]:
    """Distance in km from each county's middle to the nearest other one of the province."""
    counties = [
        (region.region_code, region.lon * cos(radians(region.lat)), region.lat)
        for region in below(province)
        if region.level is RegionLevel.COUNTY and region.lon is not None and region.lat is not None
    ]
    return {
        code: KM_PER_DEGREE
        * min((hypot(x - a, y - b) for other, a, b in counties if other != code), default=1.0)
        for code, x, y in counties
    }


def _moved(lon: float, lat: float, km: float, angle: float) -> tuple[float, float]:
    degrees = km / KM_PER_DEGREE
    return (
        round(lon + degrees * cos(angle) / cos(radians(lat)), 6),
        round(lat + degrees * sin(angle), 6),
    )
