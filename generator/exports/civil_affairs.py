"""The bundled civil-affairs list: regions of the whole country down to townships.

It serves `gongshi pack` and the demonstration data only. The portal itself knows regions from
exports, so an agency that has a better list puts that into its own. Beside it stand functional
zones (开发区, 新区), which no civil-affairs list has and registers write all the same.
Origin and making: docs/decisions/0002-civil-affairs-list.md.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from generator.model.tables import Region
from generator.model.vocabulary import RegionLevel

EDITION = 2026
"""The year of the list."""


@cache
def load_regions() -> Mapping[str, Region]:
    """Every region of the list by its 12-digit code, in the order of codes.

    Townships and a few regions younger than the outlines carry no lon and lat.
    """
    packed = (files(__package__) / "civil_affairs.csv.gz").read_bytes()
    lines = csv.reader(io.StringIO(gzip.decompress(packed).decode("utf-8")))
    next(lines)
    return MappingProxyType(
        {
            code: Region(
                region_code=code,
                name=name,
                parent=parent or None,
                level=RegionLevel(level),
                edition=EDITION,
                lon=float(lon) if lon else None,
                lat=float(lat) if lat else None,
            )
            for code, name, level, parent, lon, lat in lines
        }
    )


@cache
def known_regions() -> Mapping[str, Region]:
    """Every region of the list, and every functional zone whose code is in general use."""
    listed = load_regions()
    text = (files(__package__) / "functional_zones.csv").read_text(encoding="utf-8")
    lines = csv.reader(io.StringIO(text))
    next(lines)
    zones = (_zone(f"{code}000000", name, listed) for code, name in lines)
    return MappingProxyType({**listed, **{zone.region_code: zone for zone in zones}})


def _zone(code: str, name: str, listed: Mapping[str, Region]) -> Region:
    """A zone below its city, or its province where no city has such a code."""
    city, province = f"{code[:4]}00000000", f"{code[:2]}0000000000"
    parent = city if city in listed else province
    level = RegionLevel.ZONE
    return Region(region_code=code, name=name, parent=parent, level=level, edition=EDITION)


def with_ancestors(codes: Iterable[str]) -> tuple[Region, ...]:
    """The regions and zones of these codes and everything above them, each once, in the order of
    codes.

    Codes that are not known are left out: the caller says what they are.
    """
    regions = known_regions()
    wanted: dict[str, Region] = {}
    for start in codes:
        region = regions.get(start)
        while region and region.region_code not in wanted:
            wanted[region.region_code] = region
            region = regions.get(region.parent or "")
    return tuple(wanted[code] for code in sorted(wanted))
