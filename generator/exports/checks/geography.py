"""Regions and points: the tree of regions, the scope of the agency, coordinates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.exports.contents import Export, error, warning
from generator.model.coordinates import distance
from generator.model.messages import msg
from generator.model.problems import Problem
from generator.model.release import in_scope
from generator.model.tables import Demonstration, Facility, Indicator, PublishedTotal, Region, Row
from generator.model.vocabulary import Crs, RegionLevel, SubjectKind

FAR = {
    RegionLevel.CITY: 400_000,
    RegionLevel.COUNTY: 150_000,
    RegionLevel.ZONE: 150_000,
    RegionLevel.TOWNSHIP: 150_000,
}
"""Metres from the seat of a region beyond which a point is doubted; none for a province."""

_DEPTH = {
    RegionLevel.PROVINCE: 0,
    RegionLevel.CITY: 1,
    RegionLevel.COUNTY: 2,
    RegionLevel.ZONE: 3,
    RegionLevel.TOWNSHIP: 4,
}
_STORED = (Crs.WGS84, Crs.CGCS2000)


def check_geography(export: Export) -> Iterator[Problem]:
    """Everything that is wrong with regions and points of an export."""
    yield from _regions(export)
    for row_type in (Facility, Indicator, PublishedTotal):
        yield from _scope(export, row_type)
    yield from _demonstrated(export)
    yield from _points(export)


def _regions(export: Export) -> Iterator[Problem]:
    scope = export.info.region
    regions = {region.region_code: region for region in export.rows(Region)}
    if regions and _twelve(scope) not in regions:
        why = msg("the agency's own region %(twelve)s is not among the rows", twelve=_twelve(scope))
        yield error(Region, None, "region_code", why)
    for line, region in export.numbered(Region):
        code = region.region_code
        if not in_scope(code, scope) and not in_scope(_twelve(scope), code):
            why = msg("%(code)s neither lies in %(scope)s nor above it", code=code, scope=scope)
            yield error(Region, line, "region_code", why)
        if (region.lon is None) is not (region.lat is None):
            yield error(Region, line, "lat", msg("lon and lat go together"))
        parent = regions.get(region.parent or "")
        if parent is None:
            continue
        if _DEPTH[parent.level] >= _DEPTH[region.level]:
            why = msg(
                "a %(level)s cannot lie in a %(level_2)s", level=region.level, level_2=parent.level
            )
            yield error(Region, line, "parent", why)
        elif not in_scope(code, parent.region_code):
            why = msg(
                "by its code, %(code)s does not lie in %(region_code)s",
                code=code,
                region_code=parent.region_code,
            )
            yield error(Region, line, "parent", why)
        elif parent.region_code != (nearest := _nearest(code, regions)):
            why = msg(
                "by its code, %(code)s lies in %(nearest)s, which is nearer than %(region_code)s",
                code=code,
                nearest=nearest,
                region_code=parent.region_code,
            )
            yield error(Region, line, "parent", why)


def _nearest(code: str, regions: Mapping[str, Region]) -> str:
    """The smallest other region that contains a region by its code."""
    around = (code[:digits].ljust(12, "0") for digits in (9, 6, 4, 2))
    return next(other for other in around if other != code and other in regions)


def _scope(
    export: Export, row_type: type[Facility] | type[Indicator] | type[PublishedTotal]
) -> Iterator[Problem]:
    for line, row in export.numbered(row_type):
        yield from _outside(export, row_type, line, "region_code", row.region_code)


def _demonstrated(export: Export) -> Iterator[Problem]:
    for line, title in export.numbered(Demonstration):
        if title.subject_kind is SubjectKind.REGION:
            yield from _outside(export, Demonstration, line, "subject_id", title.subject_id)


def _outside(
    export: Export, row_type: type[Row], line: int, field: str, code: str
) -> Iterator[Problem]:
    if not in_scope(code, export.info.region):
        why = msg(
            "an agency of %(region)s cannot speak for %(code)s",
            region=export.info.region,
            code=code,
        )
        yield error(row_type, line, field, why)


def _points(export: Export) -> Iterator[Problem]:
    regions = {region.region_code: region for region in export.rows(Region)}
    for line, facility in export.numbered(Facility):
        lon, lat, crs = facility.lon, facility.lat, facility.crs
        if lon is None and lat is None and crs is None:
            continue
        if lon is None or lat is None:
            yield error(Facility, line, "lat", msg("lon and lat go together, with a crs"))
        elif crs is None:
            yield error(Facility, line, "crs", msg("coordinates need a crs"))
        elif crs not in _STORED:
            why = msg(
                "an export holds CGCS2000 or WGS84, not %(crs)s; `gongshi pack` converts", crs=crs
            )
            yield error(Facility, line, "crs", why)
        elif (near := _with_seat(regions, facility.region_code)) is not None:
            yield from _far(line, (lon, lat), near)


def _with_seat(regions: dict[str, Region], code: str) -> Region | None:
    """The region itself or the nearest one above that has a seat."""
    region = regions.get(code)
    for _ in RegionLevel:
        if region is None or region.lon is not None:
            break
        region = regions.get(region.parent or "")
    return region


def _far(line: int, point: tuple[float, float], region: Region) -> Iterator[Problem]:
    limit = FAR.get(region.level)
    if limit is None or region.lon is None or region.lat is None:
        return
    metres = distance(point, (region.lon, region.lat))
    if metres > limit:
        why = msg(
            "the point is %(metres)s km from %(name)s",
            metres=f"{metres / 1000:.0f}",
            name=region.name,
        )
        yield warning(Facility, line, "lon", why)


def _twelve(code: str) -> str:
    return code.ljust(12, "0")
