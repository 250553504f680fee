"""The view with which browsing by region begins."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model.tables import Region
from generator.model.vocabulary import RegionLevel
from generator.pages.region.views import RegionItem
from generator.pages.shared.context import Context
from generator.pages.shared.list_items import region_item


@dataclass(frozen=True, slots=True)
class RegionGroup:
    """A region with the regions below it that have facilities, or that say something."""

    region: RegionItem
    children: tuple[RegionItem, ...]


@dataclass(frozen=True, slots=True)
class RegionIndexView:
    """Provinces with what is below them."""

    groups: tuple[RegionGroup, ...]


def region_index_view(context: Context) -> RegionIndexView:
    """Every top region with its cities, or its counties where it has no cities."""
    return RegionIndexView(tuple(_group(context, region) for region in context.tree.tops()))


def _group(context: Context, region: Region) -> RegionGroup:
    below = context.tree.below(region.region_code)
    shown = (child for child in below if child.level is not RegionLevel.TOWNSHIP)
    return RegionGroup(
        region_item(context, region), tuple(region_item(context, child) for child in shown)
    )
