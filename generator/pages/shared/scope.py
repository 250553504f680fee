"""Regions with their figures and the grading schemes: of the whole site, or of a part of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from generator.model.regions import RegionTree
from generator.model.tables import Region
from generator.model.vocabulary import RegionLevel
from generator.pages.shared import urls
from generator.pages.shared.frame import Frame
from generator.pages.shared.scheme_info import SchemeInfo
from generator.pages.shared.views import Link
from generator.store.figures.counts import RegionCounts


@dataclass(frozen=True, eq=False, kw_only=True)
class Scope(Frame):
    """What facilities in lists are made from.

    `leading` is the scheme most facilities of an agency are graded in.
    """

    tree: RegionTree
    schemes: Mapping[str, SchemeInfo]
    leading: Mapping[str, str]

    def region_link(self, code: str) -> Link:
        """A region's name and page."""
        region = self.tree.regions.get(code)
        return Link(region.name, self.href(urls.region(code))) if region else Link(code, None)

    def breadcrumbs(self, code: str) -> tuple[Link, ...]:
        """Home and the regions down to and including `code`."""
        home = Link(self.text("Home"), self.href(urls.HOME))
        return (home, *(self.region_link(r.region_code) for r in self.tree.chain(code)))

    def county_and_township(self, code: str) -> tuple[Region, Region | None]:
        """The deepest region that is no township, and the township if there is one."""
        chain = self.tree.chain(code)
        township = chain[-1] if chain[-1].level is RegionLevel.TOWNSHIP else None
        above = [region for region in chain if region.level is not RegionLevel.TOWNSHIP]
        return above[-1], township


@dataclass(frozen=True, eq=False, kw_only=True)
class CountedScope(Scope, ABC):
    """What figures of regions are made from too."""

    counts: Mapping[str, RegionCounts]

    @abstractmethod
    def in_reach(self, info: SchemeInfo, code: str) -> int:
        """Open facilities of a region (or "" for all) that a scheme is meant for."""
