"""What the builders of views share: the small part of the state, read once."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property, partial

import msgspec
from babel.support import Translations

from generator.documents.graph import Graph
from generator.exports.schema import Column
from generator.model.documents import Document, DocumentKind
from generator.model.regions import RegionTree
from generator.model.release import in_scope, region_prefix
from generator.model.tables import Indicator, Region, Scheme, SchemeGrade
from generator.model.vocabulary import FilingStatus, GradeStatus, OperatingStatus, RegionLevel
from generator.pages.shared import urls
from generator.pages.shared.glossary import SLUG as GLOSSARY
from generator.pages.shared.glossary import glossary
from generator.pages.shared.site import Site
from generator.pages.shared.views import Link, Mark, Terms
from generator.portal.settings import Portal
from generator.store.counts import RegionCounts
from generator.store.queries import Release

SHAPES = ("disc", "square", "diamond")
NEVER_ASSESSED = Mark("dashed", None)
EXPLAINED = ("filing", "grade", "fees", "places", "demonstration")
"""The sections of a facility's page that a document can explain."""


@dataclass(frozen=True, slots=True)
class SchemeInfo:
    """A scheme with its grades, best first, and the agencies that publish it, widest first.

    No agency stands for a region inside that of another one here.
    """

    scheme: Scheme
    grades: tuple[SchemeGrade, ...]
    agencies: tuple[str, ...]
    marks: dict[str, Mark] = field(default_factory=dict, compare=False)

    @property
    def agency(self) -> str:
        """The first agency that publishes the scheme."""
        return self.agencies[0]

    @property
    def never(self) -> Mark:
        """How a facility that was never assessed in this scheme is drawn."""
        return Mark(NEVER_ASSESSED.shape, None, self.scheme.kind)

    def grade(self, label: str) -> SchemeGrade:
        """The grade of that label; the export's checks hold that it exists."""
        return next(grade for grade in self.grades if grade.label == label)

    def mark(self, label: str) -> Mark:
        """How a grade of this scheme is drawn."""
        if label not in self.marks:
            self.marks[label] = self._mark(label)
        return self.marks[label]

    def _mark(self, label: str) -> Mark:
        kind, standing = self.scheme.kind, self.grade(label).standing
        if standing is GradeStatus.WITHHELD:
            return Mark("lock", label, kind)
        if standing is GradeStatus.NOT_RATED:
            return Mark("bar", label, kind)
        rated = [g.label for g in self.grades if g.standing is GradeStatus.RATED]
        place = rated.index(label)
        return Mark(SHAPES[place] if place < len(SHAPES) else "plain", label, kind)


@dataclass(frozen=True, eq=False)
class Context:
    """The state that views are built from, for one build.

    `leading` is the scheme most facilities of an agency are graded in; `suspended` says since when
    an agency's signature has expired; `secret` makes the salts of the log.
    Nothing here grows with the number of facilities.
    """

    connection: sqlite3.Connection
    site: Site
    portal: Portal
    translations: Translations
    tree: RegionTree
    counts: Mapping[str, RegionCounts]
    schemes: Mapping[str, SchemeInfo]
    leading: Mapping[str, str]
    releases: tuple[Release, ...]
    documents: tuple[Document, ...]
    graph: Graph
    indicators: Mapping[str, tuple[Indicator, ...]]
    region_titles: Mapping[str, bytes]
    suspended: Mapping[str, datetime]
    reference: datetime
    secret: bytes = field(repr=False)
    released: Mapping[tuple[str, int], Release] = field(init=False)
    explained: dict[str, dict[str, tuple[Link, ...]]] = field(default_factory=dict)
    reached: dict[str, tuple[frozenset[str], Counter[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = {(release.region, release.number): release for release in self.releases}
        object.__setattr__(self, "released", known)

    @property
    def today(self) -> date:
        """The reference day: that of the newest accepted release."""
        return self.reference.date()

    def href(self, path: str) -> str:
        """A public path below the site's root."""
        return self.site.root + path

    def word(self, value: StrEnum) -> str:
        """A vocabulary member in the site's language."""
        return str(self.translations.pgettext(type(value).__name__, value.value))

    def filing_word(self, filing: FilingStatus | None) -> str:
        """The state of a filing in words, also where nothing was published about it."""
        return self.text("filing not published") if filing is None else self.word(filing)

    def status_word(self, status: OperatingStatus | None) -> str:
        """The operating status in words, also where nothing was published about it."""
        return self.text("operating status not published") if status is None else self.word(status)

    def term(self, context: str, text: str) -> str:
        """A term in the site's language."""
        return str(self.translations.pgettext(context, text))

    def text(self, message: str) -> str:
        """A message in the site's language."""
        return str(self.translations.gettext(message))

    def latest(self, agency: str) -> Release:
        """The newest release of an agency."""
        return self.newest[agency]

    @cached_property
    def newest(self) -> Mapping[str, Release]:
        """The newest release of each agency."""
        return {release.region: release for release in self.releases}

    @cached_property
    def regions_with_news(self) -> frozenset[str]:
        """Regions above the township in which a release ever changed something."""
        query = (
            "SELECT DISTINCT region_code FROM facts WHERE facility_id IN"
            " (SELECT facility_id FROM changes)"
            " UNION SELECT DISTINCT agency || '000000' FROM changes"
        )
        return frozenset(
            region.region_code
            for (code,) in self.connection.execute(query)
            for region in self.tree.chain(code)
            if region.level is not RegionLevel.TOWNSHIP
        )

    def region_link(self, code: str) -> Link:
        """A region's name and page."""
        region = self.tree.regions.get(code)
        return Link(region.name, self.href(urls.region(code))) if region else Link(code, None)

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

    def document_link(self, reference: str | None) -> Link | None:
        """A cited document with its page; as plain text where it does not stand here."""
        if not reference:
            return None
        document = self.graph.resolve(reference)
        if document is None:
            return Link(reference, None)
        return self.link_to(document)

    @staticmethod
    def document_path(document: Document) -> str:
        """The public path of a document."""
        if document.kind is DocumentKind.POLICY:
            return urls.policy(document.slug)
        if document.kind is DocumentKind.INTERPRETATION:
            return urls.interpretation(document.slug)
        return urls.page(document.slug)

    def explaining(self, code: str) -> dict[str, tuple[Link, ...]]:
        """The documents that explain each section of the page of a facility in this region.

        Interpretations come first, those of the nearest region before others, newest first.
        """
        county = code[:6].ljust(12, "0")
        if county not in self.explained:
            self.explained[county] = {
                section: tuple(map(self.link_to, sorted(found, key=_plainest)))
                for section in EXPLAINED
                if (found := self.graph.explaining(section, county))
            }
        return self.explained[county]

    def prepayment_policy(self, code: str) -> Link | None:
        """The document that sets the cap on prepayment, if it holds in this region."""
        reference = self.portal.prepayment_policy
        document = self.graph.resolve(reference) if reference else None
        if document and document.region and not in_scope(code, document.region):
            return None
        return self.document_link(reference)

    @cached_property
    def terms(self) -> Terms:
        """The terms that the glossary of the site explains."""
        return glossary(self.graph.document(GLOSSARY), partial(self.term, "Glossary"))

    def written_page(self, slug: str) -> Link | None:
        """A page of `content/pages`, where the operator has written it."""
        document = self.graph.document(slug)
        return self.link_to(document) if document and document.kind is DocumentKind.PAGE else None

    def link_to(self, document: Document) -> Link:
        """A document's title and page."""
        return Link(document.title, self.href(self.document_path(document)))

    @cached_property
    def shared_digest(self) -> bytes:
        """Digest of what any page may show beside its own rows; without the day itself."""
        shown = [_shown(document) for document in self.documents]
        return _digest(self.site, self.portal, shown, sorted(self.terms.items()))

    @cached_property
    def schemes_digest(self) -> bytes:
        """Digest of all schemes and of who leads by which, for pages of regions and lists."""
        known = [(info.scheme, info.grades, info.agencies) for info in self.schemes.values()]
        return _digest(known, sorted(self.leading.items()))

    def agency_digest(self, agency: str, labels: frozenset[str]) -> bytes:
        """Digest of the schemes that a facility's page shows, and of its agency's standing."""
        leading = self.leading.get(agency)
        shown = sorted(labels | ({leading} if leading else set()))
        known = [(info.scheme, info.grades) for name in shown if (info := self.schemes[name])]
        since = self.suspended.get(agency)
        return _digest(known, leading, since.date() if since else None)

    def column_title(self, column: Column) -> str:
        """What readers call a column: its Chinese heading, or its meaning in English."""
        chinese = self.site.language.startswith("zh")
        return column.title if chinese else column.description

    def joined(self, parts: Iterable[str]) -> str:
        """A list in the punctuation of the site's language."""
        return self.text(", ").join(parts)


def _plainest(document: Document) -> tuple[bool, int]:
    """Sorts what a parent should read first to the front: interpretations, and those of nearby."""
    near = len(region_prefix(document.region)) if document.region else 0
    return document.kind is not DocumentKind.INTERPRETATION, -near


def _digest(*parts: object) -> bytes:
    return hashlib.sha256(msgspec.msgpack.encode(parts)).digest()


def _shown(document: Document) -> tuple[object, ...]:
    """What other pages show of a document, or where it leads them."""
    return (
        document.slug, document.kind, document.title, document.number, document.region,
        document.validity, document.published, document.issuers, document.interpreter,
        document.summary, document.explains, document.interprets,
    )  # fmt: skip
