"""The view of a region: counts, lists, what is due, what was announced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from generator.model.documents import DocumentKind
from generator.model.tables import Demonstration, DemonstrationStage, Region
from generator.model.vocabulary import GradeStatus, RegionLevel
from generator.pages.figures.demonstration_views import DemonstrationItem
from generator.pages.region.orders import BY_PLACE, WORDS, ordering, region_orders
from generator.pages.region.views import RegionView, ShortList
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.list_items import (
    INSIDE,
    PAGE_SIZE,
    demonstration_item,
    distributions,
    document_item,
    facility_item,
    fact,
    indicator_rows,
    inside,
    pager,
    region_item,
    region_subject,
)
from generator.pages.shared.views import DocumentItem, FacilityItem, Link
from generator.rules.grade_status import is_overdue
from generator.store.facility_facts import read_facts
from generator.store.queries import rows

SHOWN = 20
"""Entries of the short lists: overdue, not rated, best."""


def region_view(
    context: Context, region: Region, page: int, count: int, order: str = BY_PLACE
) -> RegionView:
    """Page `page` of a region whose own list holds `count` facilities.

    The first page by place tells everything of the region; the others are the list only.
    """
    code = region.region_code
    counts = context.counts[code]
    children = context.tree.below(code)
    siblings = context.tree.below(region.parent) if region.parent else ()
    first = page == 1 and order == BY_PLACE
    lists = _lists(context, code) if first else Lists()
    return RegionView(
        name=region.name,
        code=code,
        level=region.level,
        edition=region.edition,
        parent=context.region_link(region.parent) if siblings and region.parent else None,
        facts=fact(counts),
        distributions=distributions(context, code),
        children=tuple(region_item(context, child) for child in children) if first else (),
        neighbours=tuple(
            context.region_link(other.region_code)
            for other in siblings
            if other.region_code != code
        ),
        first=first,
        facilities=tuple(_listed(context, region, page, order)),
        facility_count=count,
        orders=_orders(context, region, count, order),
        pager=pager(context, count, page, lambda number: urls.region(code, number, order)),
        overdue=lists.overdue.view(),
        not_rated=lists.not_rated.view(),
        best=lists.best.view(),
        indicators=indicator_rows(context.indicators.get(code, ())) if first else (),
        demonstrations=_titles(context, code) if first else (),
        policies=_policies(context, code) if first else (),
        terms=context.terms,
        feed=_feed(context, region),
    )


def _orders(context: Context, region: Region, count: int, order: str) -> tuple[Link, ...]:
    """The orders of the list with their pages, the present one without; none if it is alone."""
    found = region_orders(context, region, count)
    if len(found) == 1:
        return ()
    return tuple(
        Link(
            context.text(WORDS[other]),
            None if other == order else context.href(urls.region(region.region_code, 1, other)),
        )
        for other in found
    )


LISTING = (RegionLevel.COUNTY, RegionLevel.ZONE, RegionLevel.TOWNSHIP)
"""Levels whose page lists every facility inside: a parent thinks in districts."""


def listed(region: Region) -> tuple[str, str]:
    """The codes whose facilities a region's own list holds.

    Above the county these are only the few that are recorded at that level itself.
    """
    code = region.region_code
    return inside(code) if region.level in LISTING else (code, code)


def _listed(context: Context, region: Region, page: int, order: str) -> Iterator[FacilityItem]:
    by = ordering(context, region.region_code, order)
    found = read_facts(
        context.connection,
        INSIDE,
        (*listed(region), *by.values),
        order=by.sql,
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    return (facility_item(context, *each) for each in found)


@dataclass(slots=True)
class Beginning:
    """The first few of a list and how long it is."""

    items: list[FacilityItem] = field(default_factory=list)
    count: int = 0

    def view(self) -> ShortList:
        """The list as pages show it."""
        return ShortList(tuple(self.items), self.count)


@dataclass(frozen=True, slots=True)
class Lists:
    """The short lists of a region: past due, assessed but not rated, first rank."""

    overdue: Beginning = field(default_factory=Beginning)
    not_rated: Beginning = field(default_factory=Beginning)
    best: Beginning = field(default_factory=Beginning)


def _lists(context: Context, code: str) -> Lists:
    """The short lists, from one pass over the open facilities that have a grade."""
    lists = Lists()
    graded = f"{INSIDE} AND assessed IS NOT NULL AND open"
    for agency, facts in read_facts(context.connection, graded, inside(code)):
        grades = [context.schemes[g.scheme_id].grade(g.label) for g in facts.grades]
        for wanted, found in (
            (is_overdue(facts.next_due, on=context.today), lists.overdue),
            (any(g.standing is GradeStatus.NOT_RATED for g in grades), lists.not_rated),
            (any(g.standing is GradeStatus.RATED and g.rank == 1 for g in grades), lists.best),
        ):
            found.count += wanted
            if wanted and len(found.items) < SHOWN:
                found.items.append(facility_item(context, agency, facts))
    return lists


def _titles(context: Context, code: str) -> tuple[DemonstrationItem, ...]:
    titles = rows(
        context.connection, Demonstration, "subject_kind = 'region' AND subject_id = ?", (code,)
    )
    return tuple(region_title(context, agency, title) for agency, title in titles)


def region_title(context: Context, agency: str, title: Demonstration) -> DemonstrationItem:
    """A title that a region holds, with its stages."""
    stages = rows(
        context.connection,
        DemonstrationStage,
        "agency = ? AND demonstration_id = ?",
        (agency, title.demonstration_id),
    )
    subject = region_subject(context, title)
    own = tuple(stage for _, stage in stages)
    return demonstration_item(context, title, own, subject=subject, region=None, names={})


def _feed(context: Context, region: Region) -> Link | None:
    """The feed of a region, where anything ever changed in it."""
    if region.region_code not in context.regions_with_news:
        return None
    words = context.text("Follow what changes in %(region)s (Atom)")
    return Link(words % {"region": region.name}, context.href(urls.feed(region.region_code)))


def _policies(context: Context, code: str) -> tuple[DocumentItem, ...]:
    six = code[:6]
    return tuple(
        document_item(context, document, context.graph.interpretations_of(document))
        for document in context.graph.documents
        if document.kind is DocumentKind.POLICY and document.region == six
    )
