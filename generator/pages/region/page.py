"""The view of a region: counts, lists, what is due, what was announced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from generator.model.documents import DocumentKind
from generator.model.tables import Demonstration, DemonstrationStage
from generator.model.vocabulary import GradeStatus
from generator.pages.figures.demonstration_views import DemonstrationItem, GateRow
from generator.pages.region.inputs import RegionInputs
from generator.pages.region.orders import BY_PLACE, WORDS, ordering, region_orders
from generator.pages.region.views import RegionView, ShortList
from generator.pages.shared import urls
from generator.pages.shared.frame import Frame
from generator.pages.shared.list_items import (
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
    region_table,
)
from generator.pages.shared.scope import Scope
from generator.pages.shared.views import DocumentItem, FacilityItem, Link
from generator.rules.grade_status import is_overdue

SHOWN = 20
"""Entries of the short lists: overdue, not rated, best."""


def region_view(inputs: RegionInputs, page: int, order: str = BY_PLACE) -> RegionView:
    """Page `page` of a region's list in an order.

    The first page by place tells everything of the region; the others are the list only.
    """
    around, region = inputs.around, inputs.region
    code, count = region.region_code, inputs.inside.count
    first = page == 1 and order == BY_PLACE
    lists = _lists(inputs) if first else Lists()
    return RegionView(
        name=region.name,
        code=code,
        level=region.level,
        edition=region.edition,
        parent=inputs.region_link(region.parent) if around.siblings and region.parent else None,
        facts=fact(inputs.counts[code]),
        distributions=distributions(inputs, code),
        children=region_table(region_item(inputs, each) for each in around.children if first),
        neighbours=tuple(
            inputs.region_link(other.region_code)
            for other in around.siblings
            if other.region_code != code
        ),
        first=first,
        facilities=tuple(_listed(inputs, page, order)),
        facility_count=count,
        orders=_orders(inputs, order),
        pager=pager(inputs, count, page, lambda number: urls.region(code, number, order)),
        overdue=lists.overdue.view(),
        reference=inputs.today,
        not_rated=lists.not_rated.view(),
        best=lists.best.view(),
        indicators=indicator_rows(around.indicators) if first else (),
        demonstrations=_titles(inputs) if first else (),
        policies=_policies(inputs, code) if first else (),
        terms=inputs.terms,
        feed=_feed(inputs),
    )


def _orders(inputs: RegionInputs, order: str) -> tuple[Link, ...]:
    """The orders of the list with their pages, the present one without; none if it is alone."""
    found, code = region_orders(inputs), inputs.region.region_code
    if len(found) == 1:
        return ()
    return tuple(
        Link(
            inputs.text(WORDS[other]),
            None if other == order else inputs.href(urls.region(code, 1, other)),
        )
        for other in found
    )


def _listed(inputs: RegionInputs, page: int, order: str) -> Iterator[FacilityItem]:
    by, offset = ordering(inputs, order), (page - 1) * PAGE_SIZE
    found = inputs.listed(by, PAGE_SIZE, offset)
    return (facility_item(inputs, *each, on=inputs.today) for each in found)


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


def _lists(inputs: RegionInputs) -> Lists:
    """The short lists, from one pass over the open facilities that have a grade."""
    lists = Lists()
    for agency, facts in inputs.graded():
        grades = [inputs.schemes[g.scheme_id].grade(g.label) for g in facts.grades]
        for wanted, found in (
            (is_overdue(facts.next_due, on=inputs.today), lists.overdue),
            (any(g.standing is GradeStatus.NOT_RATED for g in grades), lists.not_rated),
            (any(g.standing is GradeStatus.RATED and g.rank == 1 for g in grades), lists.best),
        ):
            found.count += wanted
            if wanted and len(found.items) < SHOWN:
                found.items.append(facility_item(inputs, agency, facts, on=inputs.today))
    return lists


def _titles(inputs: RegionInputs) -> tuple[DemonstrationItem, ...]:
    return tuple(region_title(inputs, *each, on=inputs.today) for each in inputs.titles())


def region_title(
    scope: Scope,
    title: Demonstration,
    stages: tuple[DemonstrationStage, ...],
    *,
    on: date,
    gates: tuple[GateRow, ...] = (),
) -> DemonstrationItem:
    """A title that a region holds, with its stages."""
    subject = region_subject(scope, title)
    return demonstration_item(
        scope, title, stages, on=on, subject=subject, region=None, names={}, gates=gates
    )


def _feed(inputs: RegionInputs) -> Link | None:
    """The feed of a region, where anything ever changed in it."""
    if not inputs.around.has_news:
        return None
    region = inputs.region
    words = inputs.text("Follow what changes in %(region)s (Atom)")
    return Link(words % {"region": region.name}, inputs.href(urls.feed(region.region_code)))


def _policies(frame: Frame, code: str) -> tuple[DocumentItem, ...]:
    six = code[:6]
    return tuple(
        document_item(frame, document, frame.graph.interpretations_of(document))
        for document in frame.graph.documents
        if document.kind is DocumentKind.POLICY and document.region == six
    )
