"""The view of the search page: what its script draws results with, in the site's words."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model.regions import RegionTree
from generator.model.tables import Region
from generator.model.vocabulary import FacilityKind, RegionLevel
from generator.pages import urls
from generator.pages.context import Context
from generator.pages.views import Link, Mark

MOST_REGIONS = 400
"""Regions to choose from; with more of them counties are left out, then cities."""


@dataclass(frozen=True, slots=True)
class SchemeMark:
    """How a grade is drawn; `leading` where lists show its scheme first."""

    scheme: str
    label: str
    mark: Mark
    leading: bool


@dataclass(frozen=True, slots=True)
class RegionChoice:
    """A region to search in, and how deep it stands in the tree."""

    code: str
    name: str
    depth: int


@dataclass(frozen=True, slots=True)
class SearchView:
    """`files` is where the shards are, `script` the module that searches them."""

    files: str
    script: str
    browse: Link
    regions: tuple[RegionChoice, ...]
    kinds: tuple[FacilityKind, ...]
    marks: tuple[SchemeMark, ...]


def search_view(context: Context) -> SearchView:
    """The search page of the site as it stands."""
    leading = set(context.leading.values())
    marks = (
        SchemeMark(scheme, grade.label, info.mark(grade.label), scheme in leading)
        for scheme, info in context.schemes.items()
        for grade in info.grades
    )
    return SearchView(
        files=context.href(urls.SEARCH),
        script=f"{context.site.modules_href}search.js",
        browse=Link(context.text("Browse by region"), context.href(urls.REGIONS)),
        regions=_choices(context.tree),
        kinds=tuple(kind for kind in FacilityKind if kind is not FacilityKind.UNSPECIFIED),
        marks=tuple(marks),
    )


def _choices(tree: RegionTree) -> tuple[RegionChoice, ...]:
    """The regions down to the deepest level at which they are not too many."""
    levels = [RegionLevel.PROVINCE, RegionLevel.CITY, RegionLevel.COUNTY, RegionLevel.ZONE]
    for shown in (levels, levels[:2], levels[:1]):
        found = [
            RegionChoice(region.region_code, region.name, _depth(tree, region))
            for region in sorted(tree.regions.values(), key=lambda region: region.region_code)
            if region.level in shown
        ]
        if len(found) <= MOST_REGIONS:
            return tuple(found)
    return ()


def _depth(tree: RegionTree, region: Region) -> int:
    return len(tree.chain(region.region_code)) - 1
