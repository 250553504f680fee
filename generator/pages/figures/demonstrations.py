"""The views of demonstration facilities and demonstration cities."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model.tables import Demonstration, DemonstrationStage
from generator.model.vocabulary import DemonstrationLevel
from generator.pages.figures.demonstration_views import DemonstrationItem, DemonstrationListView
from generator.pages.region.page import region_title
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.list_items import PAGE_SIZE, demonstration_item, pager
from generator.pages.shared.views import Count, Link
from generator.rules.titles import holds_title
from generator.store.queries import facility_record, rows

_LEVEL_ORDER = " ".join(
    f"WHEN '{level.value}' THEN {place}" for place, level in enumerate(DemonstrationLevel)
)


def title_count(context: Context, kind: str) -> int:
    """How many titles a list holds: of facilities, or of regions (`kind` cities)."""
    query = "SELECT count(*) FROM demonstrations WHERE subject_kind = ?"
    return int(context.connection.execute(query, (_subject_kind(kind),)).fetchone()[0])


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
            context, title_count(context, kind), page, lambda n: urls.demonstration(kind, n)
        ),
        other=Link(context.text(other_title), context.href(other_path)),
    )


def _subject_kind(kind: str) -> str:
    return "region" if kind == "cities" else "facility"


def _levels(context: Context, kind: str) -> tuple[Count, ...]:
    """Titles that stand, by level; a facility with two titles counts under each."""
    counts = dict.fromkeys(DemonstrationLevel, 0)
    stages: dict[tuple[str, str], list[DemonstrationStage]] = {}
    for agency, stage in rows(context.connection, DemonstrationStage):
        stages.setdefault((agency, stage.demonstration_id), []).append(stage)
    titles = rows(context.connection, Demonstration, "subject_kind = ?", (_subject_kind(kind),))
    for agency, title in titles:
        own = stages.get((agency, title.demonstration_id), [])
        counts[title.level] += holds_title(title, own, on=context.today)
    return tuple(Count(context.word(level), count) for level, count in counts.items() if count)


def _titles(context: Context, kind: str, page: int) -> Iterator[DemonstrationItem]:
    condition = (
        "(agency, demonstration_id) IN (SELECT agency, demonstration_id FROM demonstrations"
        f" WHERE subject_kind = ? ORDER BY CASE level {_LEVEL_ORDER} END, agency,"
        " demonstration_id LIMIT ? OFFSET ?)"
    )
    values = (_subject_kind(kind), PAGE_SIZE, (page - 1) * PAGE_SIZE)
    found = list(rows(context.connection, Demonstration, condition, values))
    order = list(DemonstrationLevel)
    for agency, title in sorted(found, key=lambda pair: order.index(pair[1].level)):
        if kind == "cities":
            yield region_title(context, agency, title)
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
        subject=Link(facility.name, context.href(urls.facility(facility.facility_id))),
        region=context.region_link(county.region_code),
        names=dict(record.names),
    )
