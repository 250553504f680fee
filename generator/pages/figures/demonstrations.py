"""The lists of demonstration facilities and demonstration cities: all, and those of a level, a
year of naming, a model, a cycle.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from generator.model.facts import TitleSpan
from generator.model.tables import Demonstration, DemonstrationStage, Indicator
from generator.model.vocabulary import DemonstrationLevel, SubjectKind
from generator.pages.figures.demonstration_views import (
    DemonstrationItem,
    DemonstrationListView,
    GateRow,
    Quota,
)
from generator.pages.region.page import region_title
from generator.pages.shared import urls
from generator.pages.shared.choices import Lists, choices, free_segment, shorter_lists
from generator.pages.shared.context import Context
from generator.pages.shared.list_items import (
    PAGE_SIZE,
    demonstration_item,
    indicator_rows,
    pager,
)
from generator.pages.shared.views import Count, Link
from generator.rules.title_indicators import (
    belongs,
    is_gate,
    is_quota,
    is_self_score,
    province_of,
    provincial_mean,
    years_of_choosing,
)
from generator.rules.titles import named_on, stands, title_span
from generator.store.queries import facility_record
from generator.store.title_rows import all_stages, titles_of_kind

KINDS: Final = {"facilities": "Demonstration facilities", "cities": "Demonstration cities"}
"""The kinds of lists with the messages of their headings."""

Scores = dict[str, list[Indicator]]
"""The self-scores that the cities of a province published, by its code."""

_OWN_VALUES: Final = frozenset({"level", "named"})
"""Choices whose values are this program's own words."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title, the year of its naming, None where it was not published or is still to come, from
    when to when it stands, None if it was not named, and what lists show of it.
    """

    title: Demonstration
    named: int | None
    span: TitleSpan | None
    item: DemonstrationItem


_CHOSEN_BY: Final[dict[str, Callable[[Title], Iterable[str]]]] = {
    "level": lambda t: [t.title.level.value],
    "named": lambda t: [str(t.named)] if t.named else [],
    "model": lambda t: [t.title.model] if t.title.model else [],
    "cycle": lambda t: [t.title.cycle] if t.title.cycle else [],
}
"""By what lists are chosen, in the order shown, and what a title has of it."""


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles of facilities or of regions (`kind` cities), the highest level first."""

    kind: str
    titles: tuple[Title, ...]
    lists: Lists[Title]

    def pages(self) -> Iterator[tuple[tuple[str, str] | None, int]]:
        """Every page of every list: (by, value), None for all titles; its number, from 1."""
        everything: list[tuple[str, str] | None] = [None]
        everything += [(by, value) for by, values in self.lists.items() for value in values]
        for chosen in everything:
            for number in range(1, max(1, -(-len(self.of(chosen)) // PAGE_SIZE)) + 1):
                yield chosen, number

    def of(self, chosen: tuple[str, str] | None) -> tuple[Title, ...]:
        """The titles of a list."""
        return self.lists[chosen[0]][chosen[1]] if chosen else self.titles

    def path(self, chosen: tuple[str, str] | None, page: int = 1) -> str:
        """Where a page of a list stands."""
        if chosen is None:
            return urls.demonstration(self.kind, page)
        by, value = chosen
        own = value if by in _OWN_VALUES else free_segment(value)
        return urls.demonstration(self.kind, page, (by, own))


def all_titles(context: Context, kind: str) -> Titles:
    """The titles of facilities, or of regions (`kind` cities), and every list of fewer."""
    cities = kind == "cities"
    stages = all_stages(context.connection)
    listed = list(
        titles_of_kind(context.connection, SubjectKind.REGION if cities else SubjectKind.FACILITY)
    )
    scores = _self_scores(context) if cities else {}
    found = []
    for agency, title in listed:
        own = tuple(stages.get((agency, title.demonstration_id), ()))
        item = (
            _city_title(context, title, own, scores)
            if cities
            else _facility_title(context, title, own)
        )
        day = named_on(own)
        named = day.year if day is not None and day <= context.today else None
        found.append(Title(title, named, title_span(title, own), item))
    order: list[str] = list(DemonstrationLevel)
    found.sort(key=lambda each: order.index(each.title.level))
    lists = shorter_lists(found, _CHOSEN_BY)
    lists["level"] = dict(sorted(lists["level"].items(), key=lambda pair: order.index(pair[0])))
    return Titles(kind, tuple(found), lists)


def _self_scores(context: Context) -> Scores:
    """Every self-score that was published, of cities without a title too."""
    scores: defaultdict[str, list[Indicator]] = defaultdict(list)
    for code in context.indicators:
        found = [row for row in _own(context, code) if is_self_score(row.indicator)]
        scores[province_of(code)] += found
    return scores


def _own(context: Context, code: str) -> tuple[Indicator, ...]:
    """The indicators of a region; one that two agencies published counts once."""
    first: dict[tuple[str, str], Indicator] = {}
    for row in context.indicators.get(code, ()):
        first.setdefault((row.indicator, row.period), row)
    return tuple(first.values())


def demonstration_list_view(
    context: Context, titles: Titles, chosen: tuple[str, str] | None, page: int
) -> DemonstrationListView:
    """A page of demonstration facilities or of demonstration cities, all or those `chosen`."""
    cities = titles.kind == "cities"
    other = "facilities" if cities else "cities"
    listed = titles.of(chosen)
    name = partial(chosen_title, context)
    own = Link(context.text(KINDS[titles.kind]), context.href(titles.path(None)))
    return DemonstrationListView(
        kind=titles.kind,
        levels=tuple(_levels(context, listed)),
        items=tuple(each.item for each in listed[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
        pager=pager(context, len(listed), page, lambda number: titles.path(chosen, number)),
        other=Link(context.text(KINDS[other]), context.href(urls.demonstration(other))),
        choices=choices(context, titles.lists, name, lambda by, value: titles.path((by, value)),
                        chosen),
        chosen=name(*chosen) if chosen else None,
        everything=own if chosen else None,
        quotas=tuple(_quotas(context, titles.titles, listed)) if cities else (),
    )  # fmt: skip


def chosen_title(context: Context, by: str, value: str) -> str:
    """What the titles of a list have in common, in the site's language."""
    return context.word(DemonstrationLevel(value)) if by == "level" else value


def _levels(context: Context, titles: Iterable[Title]) -> Iterator[Count]:
    """Titles that stand, by level; a facility with two titles counts under each."""
    spans = [each.span for each in titles if each.span is not None]
    counts = Counter(span.level for span in spans if stands(span, on=context.today))
    for level in DemonstrationLevel:
        if counts[level]:
            yield Count(context.word(level), counts[level])


def _city_title(
    context: Context,
    title: Demonstration,
    stages: tuple[DemonstrationStage, ...],
    scores: Scores,
) -> DemonstrationItem:
    gates = tuple(_gates(context, title.subject_id, years_of_choosing(stages), scores))
    return region_title(context, title, stages, on=context.today, gates=gates)


def _facility_title(
    context: Context, title: Demonstration, stages: tuple[DemonstrationStage, ...]
) -> DemonstrationItem:
    record = facility_record(context.connection, title.subject_id)
    facility = record.facility
    county, _ = context.county_and_township(facility.region_code)
    return demonstration_item(
        context,
        title,
        stages,
        on=context.today,
        subject=Link(facility.name, context.href(urls.facility(facility.facility_id))),
        region=context.region_link(county.region_code),
        names=dict(record.names),
    )


def _gates(context: Context, code: str, years: range | None, scores: Scores) -> Iterator[GateRow]:
    """The self-score and the gates of a city in the years in which it was decided on, each beside
    the mean of its province.
    """
    province = context.indicators.get(province_of(code), ())
    own = [row for row in _own(context, code) if belongs(row, years)]
    for wanted in (is_self_score, is_gate):
        found = sorted(
            (row for row in own if wanted(row.indicator)),
            key=lambda row: (row.indicator, row.period),
        )
        for row, shown in zip(found, indicator_rows(found), strict=True):
            yield GateRow(shown, provincial_mean(row, province, scores[province_of(code)]))


def _quotas(context: Context, titles: Iterable[Title], listed: Iterable[Title]) -> Iterator[Quota]:
    """How many cities the provinces of the listed ones may name, and how many they did."""
    for province in dict.fromkeys(province_of(each.title.subject_id) for each in listed):
        own = [each for each in titles if province_of(each.title.subject_id) == province]
        for row in _own(context, province):
            if row.value is None or not is_quota(row.indicator):
                continue
            named = sum(
                each.named is not None and str(each.named) == row.period[:4] for each in own
            )
            yield Quota(
                context.region_link(province), row.indicator, row.period, round(row.value), named
            )
