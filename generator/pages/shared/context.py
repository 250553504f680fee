"""What the builders of views share: the small part of the state, read once."""

from __future__ import annotations

import sqlite3
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from babel.support import Translations

from generator.documents.graph import Graph
from generator.model.documents import Document
from generator.model.suspension import Suspension, TakenBack
from generator.model.tables import Indicator
from generator.model.vocabulary import RegionLevel
from generator.pages.shared.frame import Frame, digest_of, in_lists
from generator.pages.shared.scheme_info import SchemeInfo
from generator.pages.shared.scope import CountedScope
from generator.pages.shared.views import SuspendedAgency
from generator.render.translations import load_catalogue
from generator.rules.row_proof import KeptTree
from generator.store.queries import Release
from generator.store.recorded_changes import changed_regions
from generator.store.row_trees import kept_tree_of

TREES = 16
"""Row trees that are kept at hand."""


@dataclass(frozen=True, eq=False)
class Context(CountedScope):
    """The state that pages are made from, for one build.

    `suspended` says since when an agency's role is not trusted, and why; `secret` makes the salts
    of the log; `withheld` are the agencies whose newest export holds what the operator removed,
    `taken_back` the releases that were signed with a stolen key; `locale` is where the catalogues
    lie.
    Nothing here grows with the number of facilities. The pages of facilities and of regions see
    none of it: each is given its own inputs, which are its key.
    """

    connection: sqlite3.Connection
    releases: tuple[Release, ...]
    documents: tuple[Document, ...]
    indicators: Mapping[str, tuple[Indicator, ...]]
    region_titles: Mapping[str, bytes]
    suspended: Mapping[str, Suspension]
    reference: datetime
    secret: bytes = field(repr=False)
    withheld: frozenset[str]
    taken_back: tuple[TakenBack, ...]
    locale: Path
    day: date | None = None
    released: Mapping[tuple[str, int], Release] = field(init=False)
    reached: dict[str, tuple[frozenset[str], Counter[str]]] = field(init=False)
    trees: OrderedDict[tuple[str, int], KeptTree | None] = field(init=False)

    def __post_init__(self) -> None:
        known = {(release.region, release.number): release for release in self.releases}
        object.__setattr__(self, "released", known)
        object.__setattr__(self, "reached", {})
        object.__setattr__(self, "trees", OrderedDict())

    @cached_property
    def frame(self) -> Frame:
        """What any page may show, without anything of the state."""
        return Frame(
            site=self.site,
            portal=self.portal,
            translations=self.translations,
            graph=Graph(map(in_lists, self.documents)),
            terms=self.terms,
        )

    @cached_property
    def shared_digest(self) -> bytes:
        """Digest of what any page may show beside its own rows; without the day itself."""
        return self.frame.shared_digest

    @cached_property
    def catalogues(self) -> tuple[Translations, Translations]:
        """The words of pages in Chinese and in English."""
        return load_catalogue(self.locale, "zh-CN"), load_catalogue(self.locale, "en")

    @property
    def today(self) -> date:
        """The reference day: that of the newest accepted release, or the portal's signed day."""
        return max(self.reference.date(), self.day or date.min)

    def latest(self, agency: str) -> Release:
        """The newest release of an agency."""
        return self.newest[agency]

    def suspended_agency(self, agency: str) -> SuspendedAgency | None:
        """How pages say that an agency is not trusted at present; None where it is."""
        suspension = self.suspended.get(agency)
        if suspension is None:
            return None
        release = self.newest[agency]
        taken = [each.release for each in self.taken_back if each.agency == agency]
        return SuspendedAgency(
            release.agency,
            suspension.day,
            suspension.cause,
            suspension.above,
            max((number for number in taken if number > release.number), default=None),
        )

    @property
    def suspended_agencies(self) -> tuple[SuspendedAgency, ...]:
        """All agencies that are not trusted at present, by their regions."""
        known = sorted(self.suspended.keys() & self.newest.keys())
        return tuple(said for agency in known if (said := self.suspended_agency(agency)))

    def row_tree(self, agency: str, release: int) -> KeptTree | None:
        """The row tree of a release; the last few are at hand, since neighbours ask for them."""
        place = agency, release
        if place not in self.trees:
            self.trees[place] = kept_tree_of(self.connection, agency, release)
            if len(self.trees) > TREES:
                self.trees.popitem(last=False)
        self.trees.move_to_end(place)
        return self.trees[place]

    @cached_property
    def newest(self) -> Mapping[str, Release]:
        """The newest release of each agency."""
        return {release.region: release for release in self.releases}

    @cached_property
    def regions_with_news(self) -> frozenset[str]:
        """Regions above the township in which a release ever changed something."""
        return frozenset(
            region.region_code
            for code in changed_regions(self.connection)
            for region in self.tree.chain(code)
            if region.level is not RegionLevel.TOWNSHIP
        )

    def in_reach(self, info: SchemeInfo, code: str) -> int:
        """Open facilities of a region (or "" for all) that a scheme is meant for."""
        agencies, above = self._reach(info)
        if any(region.region_code in agencies for region in self.tree.chain(code)):
            return self.counts[code].open
        return above[code]

    def _reach(self, info: SchemeInfo) -> tuple[frozenset[str], Counter[str]]:
        """The regions a scheme is meant for, and how many facilities that makes above them."""
        scheme = info.scheme.scheme_id
        if scheme not in self.reached:
            codes = [agency + "000000" for agency in info.agencies]
            agencies = frozenset(code for code in codes if code in self.tree.regions)
            above: Counter[str] = Counter()
            for code in agencies:
                number = self.counts[code].open
                above[""] += number
                for region in self.tree.chain(code)[:-1]:
                    above[region.region_code] += number
            self.reached[scheme] = agencies, above
        return self.reached[scheme]

    @cached_property
    def schemes_digest(self) -> bytes:
        """Digest of all schemes and of who leads by which, for pages of regions and lists."""
        known = [(info.scheme, info.grades, info.agencies) for info in self.schemes.values()]
        return digest_of(known, sorted(self.leading.items()))
