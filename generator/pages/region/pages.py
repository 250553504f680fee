"""The pages of regions, in pieces for workers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from generator.pages.region.inputs import RegionDigest, RegionInputs, region_inputs
from generator.pages.region.orders import BY_PLACE, WORDS, region_orders
from generator.pages.region.page import region_view
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.head import list_head
from generator.pages.shared.list_items import PAGE_SIZE
from generator.pages.shared.page import Batch, Page, fingerprint
from generator.pages.shared.views import Fact, PageHead

REGIONS = 100
"""Regions in one piece of work."""


@dataclass(frozen=True, slots=True)
class RegionPiece:
    """Some regions, one after another."""

    regions: tuple[RegionDigest, ...]


def region_pieces(regions: Mapping[str, RegionDigest]) -> Iterator[RegionPiece]:
    """The regions of the site cut into pieces."""
    ordered = [digest for _, digest in sorted(regions.items())]
    for start in range(0, len(ordered), REGIONS):
        yield RegionPiece(tuple(ordered[start : start + REGIONS]))


def region_batch(context: Context, piece: RegionPiece) -> Batch:
    """The pages of a piece: of each region as many as its list needs in each order."""
    key = fingerprint([each.digest for each in piece.regions])
    return Batch(f"regions {piece.regions[0].code}", key, partial(_pages, context, piece))


def region_paths(context: Context, regions: Mapping[str, RegionDigest]) -> Iterator[str]:
    """The public paths of all pages of regions, each list in one order."""
    for region in context.tree.walk():
        for number in _numbers(regions[region.region_code].count):
            yield urls.region(region.region_code, number)


def _pages(context: Context, piece: RegionPiece) -> Iterator[Page]:
    for each in piece.regions:
        inputs = region_inputs(context, each)
        for order in region_orders(inputs):
            for number in _numbers(each.count):
                path = urls.region(each.code, number, order)
                make = partial(_region, inputs, path, number, order)
                yield Page(path, fingerprint(each.digest, path), "region.html", make)


def _numbers(count: int) -> range:
    """The numbers of the pages of a list; an empty one has a page too."""
    return range(1, max(1, -(-count // PAGE_SIZE)) + 1)


def _region(inputs: RegionInputs, path: str, number: int, order: str) -> tuple[PageHead, object]:
    region, view = inputs.region, region_view(inputs, number, order)
    trail = inputs.breadcrumbs(region.region_code)[:-1]
    description = _description(inputs, view.facts)
    title = region.name if order == BY_PLACE else f"{region.name} · {inputs.text(WORDS[order])}"
    head = list_head(inputs, path, title, description, section="region", trail=trail)
    return head, view


def _description(inputs: RegionInputs, facts: Fact) -> str:
    """How many facilities a region has, and how many are filed as far as that was published."""
    filed, silent = (
        (
            "Childcare institutions in %(region)s: %(open)s published, %(filed)s filed",
            "Childcare institutions in %(region)s: %(open)s published, filing not published",
        )
        if facts.status_unknown
        else (
            "Childcare institutions in %(region)s: %(open)s, %(filed)s filed",
            "Childcare institutions in %(region)s: %(open)s, filing not published",
        )
    )
    words = silent if facts.open and facts.filing_unknown == facts.open else filed
    values = {"region": inputs.region.name, "open": facts.open, "filed": facts.filed}
    return inputs.text(words) % values
