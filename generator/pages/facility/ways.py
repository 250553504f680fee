"""The way to a facility: map services that show it, each opened by who chooses it.

Nothing is asked of a service before. A `geo:` address (RFC 5870) would leave the choice to the
visitor's system, and does nothing in most browsers here.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from generator.model.coordinates import gcj02_to_bd09, wgs84_to_gcj02
from generator.model.tables import Facility
from generator.pages.shared.frame import Frame
from generator.pages.shared.views import Link

MAPS: dict[str, tuple[str, str]] = {
    "Amap": (
        "https://uri.amap.com/marker?position={lon},{lat}&name={name}&coordinate=gaode"
        "&callnative=1",
        "https://uri.amap.com/search?keyword={address}&callnative=1",
    ),
    "Baidu Maps": (
        "https://api.map.baidu.com/marker?location={lat},{lon}&title={name}&content={address}"
        "&coord_type=gcj02&output=html&src=webapp.gongshi",
        "https://api.map.baidu.com/geocoder?address={address}&output=html&src=webapp.gongshi",
    ),
    "Tencent Maps": (
        "https://apis.map.qq.com/uri/v1/marker?marker=coord:{lat},{lon};title:{name};"
        "addr:{address}&referer=gongshi",
        "https://apis.map.qq.com/uri/v1/search?keyword={address}&referer=gongshi",
    ),
    "Apple Maps": (
        "https://maps.apple.com/?q={address}",
        "https://maps.apple.com/?q={address}",
    ),
}
"""Name → address of a place by its position in GCJ-02, and by its postal address, as the services
publish them for links (Amap URI API, Baidu URI API, Tencent URI API, Apple Map Links)."""

MAP_HOSTS = tuple(urlsplit(by_position).netloc for by_position, _ in MAPS.values())
"""Where these links lead."""


def ways(frame: Frame, facility: Facility) -> tuple[Link, ...]:
    """The services, that of the portal's operator first; by the address where no position is known.

    The operator's holds {lon}, {lat} and {name}; the position is converted to the coordinates that
    it draws in.
    """
    own = _own(frame, facility)
    values = {"name": facility.name, "address": facility.address}
    point = _position(facility)
    if point is not None:
        lon, lat = wgs84_to_gcj02(point)
        values |= {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}"}
    found = (
        Link(frame.text(name), _filled(by_address if point is None else by_position, values))
        for name, (by_position, by_address) in MAPS.items()
    )
    return (*([Link(frame.text("Map"), own)] if own else ()), *found)


def _own(frame: Frame, facility: Facility) -> str | None:
    chosen, point = frame.portal.directions, _position(facility)
    if chosen is None or point is None:
        return None
    crs = frame.portal.directions_crs
    if crs != "wgs84":
        point = wgs84_to_gcj02(point)
    lon, lat = gcj02_to_bd09(point) if crs == "bd09" else point
    return _filled(chosen, {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}", "name": facility.name})


def _position(facility: Facility) -> tuple[float, float] | None:
    """Where it is in WGS84."""
    if facility.lon is None or facility.lat is None:
        return None
    return facility.lon, facility.lat


def _filled(template: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", quote(value, safe="."))
    return template
