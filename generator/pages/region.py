"""The view of a region: counts, lists, what is due, what was announced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from generator.model.documents import DocumentKind
from generator.model.release import region_prefix
from generator.model.tables import Demonstration, DemonstrationStage, Region
from generator.model.vocabulary import RegionLevel, Standing
from generator.pages import urls
from generator.pages.context import Context
from generator.pages.items import (
    PAGE_SIZE,
    demonstration_item,
    distributions,
    document_item,
    facility_item,
    fact,
    indicator_rows,
    pager,
    region_item,
    region_subject,
)
from generator.pages.views import DemonstrationItem, DocumentItem, FacilityItem, RegionView
from generator.store.facts import read_facts
from generator.store.queries import rows

SHOWN = 20
"""Entries of the short lists: overdue, not rated, best."""


def region_view(context: Context, region: Region, page: int, count: int) -> RegionView:
    """Page `page` of a region whose own list holds `count` facilities."""
    code = region.region_code
    counts = context.counts[code]
    children = context.tree.below(code)
    siblings = context.tree.below(region.parent) if region.parent else ()
    first = page == 1
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
        facilities=tuple(_listed(context, region, page)),
        facility_count=count,
        pager=pager(context, count, page, lambda number: urls.region(code, number)),
        overdue=tuple(lists.overdue),
        not_rated=tuple(lists.not_rated),
        best=tuple(lists.best),
        indicators=indicator_rows(context.indicators.get(code, ())) if first else (),
        demonstrations=_titles(context, code) if first else (),
        policies=_policies(context, code) if first else (),
    )


LISTING = (RegionLevel.COUNTY, RegionLevel.ZONE, RegionLevel.TOWNSHIP)
"""Levels whose page lists every facility inside: a parent thinks in districts."""
INSIDE = "region_code BETWEEN ? AND ?"


def inside(code: str) -> tuple[str, str]:
    """The lowest and highest code inside a region, for the condition INSIDE."""
    prefix = region_prefix(code)
    return prefix.ljust(12, "0"), prefix.ljust(12, "9")


def listed(region: Region) -> tuple[str, str]:
    """The codes whose facilities a region's own list holds.

    Above the county these are only the few that are recorded at that level itself.
    """
    code = region.region_code
    return inside(code) if region.level in LISTING else (code, code)


def _listed(context: Context, region: Region, page: int) -> Iterator[FacilityItem]:
    found = read_facts(
        context.connection,
        INSIDE,
        listed(region),
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    return (facility_item(context, facts) for facts in found)


@dataclass(frozen=True, slots=True)
class Lists:
    """The short lists of a region: past due, assessed but not rated, first rank."""

    overdue: list[FacilityItem] = field(default_factory=list)
    not_rated: list[FacilityItem] = field(default_factory=list)
    best: list[FacilityItem] = field(default_factory=list)


def _lists(context: Context, code: str) -> Lists:
    """The short lists, from one pass over the operating facilities that have a grade."""
    lists = Lists()
    graded = f"{INSIDE} AND assessed IS NOT NULL AND status = 'operating'"
    for facts in read_facts(context.connection, graded, inside(code)):
        due = facts.next_due
        grades = [context.schemes[g.scheme_id].grade(g.label) for g in facts.grades]
        for wanted, found in (
            (due is not None and due < context.today, lists.overdue),
            (any(g.standing is Standing.NOT_RATED for g in grades), lists.not_rated),
            (any(g.standing is Standing.RATED and g.rank == 1 for g in grades), lists.best),
        ):
            if wanted and len(found) < SHOWN:
                found.append(facility_item(context, facts))
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


def _policies(context: Context, code: str) -> tuple[DocumentItem, ...]:
    six = code[:6]
    return tuple(
        document_item(context, document, context.graph.interpretations_of(document))
        for document in context.graph.documents
        if document.kind is DocumentKind.POLICY and document.region == six
    )
