"""The view with which browsing by region begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.model.tables import Region
from generator.model.vocabulary import RegionLevel
from generator.pages.region.views import RegionItem, RegionTable
from generator.pages.shared.context import Context
from generator.pages.shared.list_items import region_item, region_table


@dataclass(frozen=True, slots=True)
class RegionGroup:
    """A region with the regions below it that have facilities, or that say something."""

    region: RegionItem
    children: RegionTable


@dataclass(frozen=True, slots=True)
class RegionIndexView:
    """Provinces with what is below them."""

    groups: tuple[RegionGroup, ...]


def region_index_view(context: Context) -> RegionIndexView:
    """Every top region with its cities, or its counties where it has no cities."""
    tops = context.tree.tops()
    found = {top.region_code: tuple(_children(context, top)) for top in tops}
    beside = [item for items in found.values() for item in items]
    return RegionIndexView(
        tuple(
            RegionGroup(region_item(context, top), region_table(found[top.region_code], beside))
            for top in tops
        )
    )


def _children(context: Context, region: Region) -> Iterator[RegionItem]:
    for child in context.tree.below(region.region_code):
        if child.level is not RegionLevel.TOWNSHIP:
            yield region_item(context, child)
