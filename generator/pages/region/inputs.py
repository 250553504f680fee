"""What the pages of one region are made from, which is also their key."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from generator.model.facts import FacilityFacts
from generator.model.regions import RegionTree
from generator.model.release import code_span
from generator.model.tables import Demonstration, DemonstrationStage, Indicator, Region
from generator.model.vocabulary import RegionLevel
from generator.pages.shared.context import Context
from generator.pages.shared.effective_day import NO_DAY, effective_day
from generator.pages.shared.page import fingerprint
from generator.pages.shared.scheme_info import SchemeInfo
from generator.pages.shared.scope import CountedScope
from generator.store.facility_facts import Order, graded_facts, has_fees, listed_facts
from generator.store.facility_states import digests_by_region
from generator.store.title_rows import stages_of, titles_of_region

LISTING = (RegionLevel.COUNTY, RegionLevel.ZONE, RegionLevel.TOWNSHIP)
"""Levels whose page lists every facility inside: a parent thinks in districts."""


@dataclass(frozen=True, slots=True)
class RegionDigest:
    """Everything that a region's pages could show, as a digest.

    `today` is the day as far as they can tell, `count` how long the region's own list is.
    """

    code: str
    digest: bytes
    today: date
    count: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A region with what its page shows beside the facilities inside.

    `chain` leads from the top down to it; `titles` is the digest of its demonstration titles.
    """

    region: Region
    chain: tuple[Region, ...]
    children: tuple[Region, ...]
    siblings: tuple[Region, ...]
    indicators: tuple[Indicator, ...]
    titles: bytes
    has_news: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class RegionInputs(CountedScope):
    """All that a view of a region may read; `inside.digest` is the digest of it.

    `tree` has the region with what lies above, beside and below it, `counts` the figures of it and
    of its children.
    """

    around: Surroundings
    inside: RegionDigest
    _context: Context = field(repr=False)

    @property
    def region(self) -> Region:
        """The region itself."""
        return self.around.region

    @property
    def today(self) -> date:
        """The day as far as the pages can tell."""
        return self.inside.today

    def in_reach(self, info: SchemeInfo, code: str) -> int:
        """Open facilities of the region, or of a child, that a scheme is meant for."""
        assert code in self.counts, "the figures of other regions are not in the key"
        return self._context.in_reach(info, code)

    def listed(self, order: Order, limit: int, offset: int) -> Iterator[tuple[str, FacilityFacts]]:
        """(agency, figures) of some facilities of its own list in an order."""
        span = _listed_span(self.region)
        return listed_facts(self._context.connection, span, order, limit=limit, offset=offset)

    def graded(self) -> Iterator[tuple[str, FacilityFacts]]:
        """(agency, figures) of the open facilities inside that have a grade."""
        return graded_facts(self._context.connection, code_span(self.region.region_code))

    def has_fees(self) -> bool:
        """Whether the monthly fee of any facility inside is known."""
        return has_fees(self._context.connection, code_span(self.region.region_code))

    def titles(self) -> Iterator[tuple[Demonstration, tuple[DemonstrationStage, ...]]]:
        """The demonstration titles that the region holds, with their stages."""
        connection = self._context.connection
        for agency, title in titles_of_region(connection, self.region.region_code):
            yield title, stages_of(connection, agency, title)


def region_inputs(context: Context, inside: RegionDigest) -> RegionInputs:
    """The inputs of a region's pages."""
    around = _surroundings(context, context.tree.regions[inside.code])
    shown = {each.region_code for each in (around.region, *around.children)}
    regions = (*around.chain, *around.siblings, *_below(context.tree, around.region))
    return RegionInputs(
        **context.frame.parts,
        tree=RegionTree.of(regions),
        counts={code: context.counts[code] for code in sorted(shown)},
        schemes=context.schemes,
        leading=context.leading,
        around=around,
        inside=inside,
        _context=context,
    )


def region_digests(context: Context) -> dict[str, RegionDigest]:
    """For each region the digest of all that its pages are made from."""
    tree, today = context.tree, context.today
    hashers = {
        region.region_code: hashlib.sha256(
            fingerprint(
                context.shared_digest, context.schemes_digest, _surroundings(context, region)
            )
        )
        for region in tree.walk()
    }
    # A title in publicity counts its days; otherwise the days that facilities see are enough.
    days = {code: today if code in context.region_titles else NO_DAY for code in hashers}
    for region in tree.walk():
        line = f"{region.region_code} {region.name} {region.level}\n".encode()
        for above in tree.chain(region.region_code)[:-1]:
            hashers[above.region_code].update(line)
    counts: Counter[str] = Counter()
    for code, facilities in digests_by_region(context.connection):
        day = max(effective_day(today, dates.split()) for _, _, _, dates in facilities)
        content = "".join(
            f"{identifier} {agency} {digest}\n" for identifier, agency, digest, _ in facilities
        ).encode()
        for region in tree.chain(code):
            own = region.region_code
            hashers[own].update(content)
            days[own] = max(days[own], day)
            # Above the county a list has only the few that are recorded at that level itself.
            if region.level in LISTING or own == code:
                counts[own] += len(facilities)
    return {
        code: RegionDigest(code, fingerprint(hasher.digest(), days[code]), days[code], counts[code])
        for code, hasher in hashers.items()
    }


def _surroundings(context: Context, region: Region) -> Surroundings:
    tree, code = context.tree, region.region_code
    return Surroundings(
        region=region,
        chain=tree.chain(code),
        children=tree.below(code),
        siblings=tree.below(region.parent) if region.parent else (),
        indicators=context.indicators.get(code, ()),
        titles=context.region_titles.get(code, b""),
        has_news=code in context.regions_with_news,
    )


def _below(tree: RegionTree, region: Region) -> Iterator[Region]:
    for child in tree.below(region.region_code):
        yield child
        yield from _below(tree, child)


def _listed_span(region: Region) -> tuple[str, str]:
    """The codes whose facilities a region's own list holds.

    Above the county these are only the few that are recorded at that level itself.
    """
    code = region.region_code
    return code_span(code) if region.level in LISTING else (code, code)
