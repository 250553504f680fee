"""The views of demonstration facilities and demonstration cities."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model.tables import Demonstration
from generator.model.vocabulary import DemonstrationLevel, SubjectKind
from generator.pages.figures.demonstration_views import DemonstrationItem, DemonstrationListView
from generator.pages.region.page import region_title
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.list_items import PAGE_SIZE, demonstration_item, pager
from generator.pages.shared.views import Count, Link
from generator.rules.titles import holds_title
from generator.store.queries import facility_record
from generator.store.title_rows import (
    all_stages,
    stages_of,
    title_count,
    titles_of_kind,
    titles_on_page,
)


def list_length(context: Context, kind: str) -> int:
    """How many titles a list holds: of facilities, or of regions (`kind` cities)."""
    return title_count(context.connection, _subject_kind(kind))


def demonstration_list_view(context: Context, kind: str, page: int) -> DemonstrationListView:
    """A page of demonstration facilities or of demonstration cities, highest level first."""
    cities = kind == "cities"
    other_title = "Demonstration facilities" if cities else "Demonstration cities"
    other_path = urls.DEMONSTRATION if cities else urls.DEMONSTRATION_CITIES
    return DemonstrationListView(
        kind=kind,
        levels=_levels(context, kind),
        items=tuple(_titles(context, kind, page)),
        pager=pager(
            context, list_length(context, kind), page, lambda n: urls.demonstration(kind, n)
        ),
        other=Link(context.text(other_title), context.href(other_path)),
    )


def _subject_kind(kind: str) -> SubjectKind:
    return SubjectKind.REGION if kind == "cities" else SubjectKind.FACILITY


def _levels(context: Context, kind: str) -> tuple[Count, ...]:
    """Titles that stand, by level; a facility with two titles counts under each."""
    counts = dict.fromkeys(DemonstrationLevel, 0)
    stages = all_stages(context.connection)
    titles = titles_of_kind(context.connection, _subject_kind(kind))
    for agency, title in titles:
        own = stages.get((agency, title.demonstration_id), [])
        counts[title.level] += holds_title(title, own, on=context.today)
    return tuple(Count(context.word(level), count) for level, count in counts.items() if count)


def _titles(context: Context, kind: str, page: int) -> Iterator[DemonstrationItem]:
    found = titles_on_page(
        context.connection, _subject_kind(kind), limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
    )
    for agency, title in found:
        if kind == "cities":
            stages = stages_of(context.connection, agency, title)
            yield region_title(context, title, stages, on=context.today)
        else:
            yield _facility_title(context, title)


def _facility_title(context: Context, title: Demonstration) -> DemonstrationItem:
    record = facility_record(context.connection, title.subject_id)
    facility = record.facility
    county, _ = context.county_and_township(facility.region_code)
    return demonstration_item(
        context,
        title,
        record.stages,
        on=context.today,
        subject=Link(facility.name, context.href(urls.facility(facility.facility_id))),
        region=context.region_link(county.region_code),
        names=dict(record.names),
    )
