"""The pages of regions, in pieces for workers."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter

from generator.model.tables import Region
from generator.pages.region.orders import BY_PLACE, WORDS, region_orders
from generator.pages.region.page import LISTING, region_view
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.expiry_dates import expired
from generator.pages.shared.head import list_head
from generator.pages.shared.list_items import PAGE_SIZE
from generator.pages.shared.page import Batch, Page, fingerprint
from generator.pages.shared.views import PageHead

REGIONS = 100
"""Regions in one piece of work."""


@dataclass(frozen=True, slots=True)
class RegionDigest:
    """Everything inside a region that its page could show as a digest; how long its list is."""

    code: str
    digest: bytes
    count: int


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
    key = fingerprint([(each.code, each.digest, each.count) for each in piece.regions])
    return Batch(f"regions {piece.regions[0].code}", key, partial(_pages, context, piece))


def region_paths(context: Context, regions: Mapping[str, RegionDigest]) -> Iterator[str]:
    """The public paths of all pages of regions, each list in one order."""
    for region in context.tree.walk():
        for number in _numbers(regions[region.region_code].count):
            yield urls.region(region.region_code, number)


def _pages(context: Context, piece: RegionPiece) -> Iterator[Page]:
    for each in piece.regions:
        region = context.tree.regions[each.code]
        for order in region_orders(context, region, each.count):
            for number in _numbers(each.count):
                path = urls.region(each.code, number, order)
                make = partial(_region, context, region, path, number, each.count, order)
                yield Page(path, fingerprint(each.digest, path, each.count), "region.html", make)


def _numbers(count: int) -> range:
    """The numbers of the pages of a list; an empty one has a page too."""
    return range(1, max(1, -(-count // PAGE_SIZE)) + 1)


def _region(
    context: Context, region: Region, path: str, number: int, count: int, order: str
) -> tuple[PageHead, object]:
    view = region_view(context, region, number, count, order)
    trail = context.breadcrumbs(region.region_code)[:-1]
    words = context.text(
        "Childcare institutions in %(region)s: %(open)s published, %(filed)s filed"
        if view.facts.status_unknown
        else "Childcare institutions in %(region)s: %(operating)s, %(filed)s filed"
    )
    description = words % {
        "region": region.name,
        "open": view.facts.open,
        "operating": view.facts.operating,
        "filed": view.facts.filed,
    }
    title = region.name if order == BY_PLACE else f"{region.name} · {context.text(WORDS[order])}"
    head = list_head(context, path, title, description, section="region", trail=trail)
    return head, view


def region_digests(context: Context) -> dict[str, RegionDigest]:
    """For each region a digest of everything inside it that its page could show."""
    tree, today = context.tree, context.today
    hashers = {
        region.region_code: hashlib.sha256(_frame(context, region)) for region in tree.walk()
    }
    for region in tree.walk():
        line = f"{region.region_code} {region.name} {region.level}\n".encode()
        for above in tree.chain(region.region_code)[:-1]:
            hashers[above.region_code].update(line)
    counts: Counter[str] = Counter()
    query = (
        "SELECT region_code, facility_id, agency, digest, expiry_dates FROM facts"
        " ORDER BY region_code, curve, facility_id"
    )
    rows = context.connection.execute(query)
    for code, facilities in groupby(rows, key=itemgetter(0)):
        lines = [
            f"{identifier} {agency} {digest} {expired(today, expiry_dates)}\n"
            for _, identifier, agency, digest, expiry_dates in facilities
        ]
        content = "".join(lines).encode()
        for region in tree.chain(code):
            hashers[region.region_code].update(content)
            # Above the county a list has only the few that are recorded at that level itself.
            if region.level in LISTING or region.region_code == code:
                counts[region.region_code] += len(lines)
    return {
        code: RegionDigest(code, hasher.digest(), counts[code]) for code, hasher in hashers.items()
    }


def _frame(context: Context, region: Region) -> bytes:
    """What a region's page shows beside its facilities."""
    tree, code = context.tree, region.region_code
    below = tree.below(code)
    return fingerprint(
        context.shared_digest,
        context.schemes_digest,
        region,
        tree.chain(code),
        [(child, context.counts[child.region_code].open) for child in below],
        [(other.region_code, other.name) for other in tree.below(region.parent or "")],
        context.indicators.get(code, ()),
        context.region_titles.get(code, b""),
        code in context.regions_with_news,
        (context.today if code in context.region_titles else None),
    )
