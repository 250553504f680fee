"""The bundled civil-affairs list: regions of the whole country down to townships.

It serves `gongshi pack` and the demonstration data only. The portal itself knows regions from
exports, so an agency that has a better list puts that into its own.
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


def with_ancestors(codes: Iterable[str]) -> tuple[Region, ...]:
    """The regions of these codes and everything above them, each once, in the order of codes.

    Codes that the list does not know are left out: the caller says what they are.
    """
    regions = load_regions()
    wanted: dict[str, Region] = {}
    for start in codes:
        region = regions.get(start)
        while region and region.region_code not in wanted:
            wanted[region.region_code] = region
            region = regions.get(region.parent or "")
    return tuple(wanted[code] for code in sorted(wanted))
