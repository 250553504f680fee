"""Every figure of the site with its name, its value and the query that gives it to anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.model.tables import PublishedTotal
from generator.model.vocabulary import TotalIndicator
from generator.pages.figures.quality import found_quality
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.rules.reconciliation import counted
from generator.store.figures.counts import RegionCounts
from generator.store.figures.quality import MEASURES, WHOLE, Quality
from generator.store.figures.site_figures import (
    due_unknown_count,
    fee_median,
    finding_counts,
    median_assessment,
    overdue_count,
)
from generator.store.public import numbers as queries
from generator.store.queries import rows

UNITS = {
    "fee_median": "yuan a month",
    "places": "places",
    "assessed_median": "",
}
"""Figures that do not count institutions → their unit, a message."""


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: `sql` gives `value` over the public SQLite file.

    `region_sql` gives it for the region `:region` where it is shown of regions too. `group` is
    under which heading it stands on the page of figures.
    """

    name: str
    group: str
    title: str
    value: int | float | str | None
    unit: str
    sql: str
    page: str
    region_sql: str = ""


def all_numbers(context: Context) -> Iterator[Number]:
    """Every figure, in the order of the page that lists them."""
    counts = context.counts[""]
    yield from _of_facilities(context, counts)
    yield from _of_grades(context, counts)
    yield from _of_titles(context, counts)
    yield from _of_site(context)
    yield from _of_quality(context)
    yield from _of_findings(context)
    yield from _of_totals(context)


def region_numbers(context: Context) -> Iterator[tuple[str, str, int]]:
    """(region, name, value) of the figures of every region, without those that are 0."""
    for code in sorted(context.tree.regions):
        counts = context.counts[code]
        for name in queries.FACILITIES:
            if value := getattr(counts, name):
                yield code, name, value
        for (scheme_id, label), value in sorted(counts.grades.items()):
            yield code, _graded(scheme_id, label), value
        for level, value in sorted(counts.titles.items()):
            yield code, f"titles/{level}", value


def _unit(context: Context, name: str) -> str:
    unit = UNITS.get(name, "institutions")
    return context.term("Unit", unit) if unit else ""


def _of_facilities(context: Context, counts: RegionCounts) -> Iterator[Number]:
    for name, query in queries.FACILITIES.items():
        yield Number(
            name,
            "facilities",
            context.term("Number", name),
            getattr(counts, name),
            _unit(context, name),
            query,
            urls.STATISTICS,
            queries.of_region(query),
        )


def _graded(scheme_id: str, label: str) -> str:
    return f"grades/{scheme_id}/{label}"


def _of_grades(context: Context, counts: RegionCounts) -> Iterator[Number]:
    for scheme_id, info in context.schemes.items():
        for grade in info.grades:
            query = queries.graded(scheme_id, grade.label)
            yield Number(
                _graded(scheme_id, grade.label),
                "grades",
                f"{info.scheme.name} {grade.label}",
                counts.grades[scheme_id, grade.label],
                _unit(context, ""),
                query,
                urls.scheme(scheme_id),
                queries.of_region(query),
            )


def _of_titles(context: Context, counts: RegionCounts) -> Iterator[Number]:
    for level, value in sorted(counts.titles.items()):
        query = queries.titled(level)
        yield Number(
            f"titles/{level}",
            "titles",
            context.term("DemonstrationLevel", level),
            value,
            _unit(context, ""),
            query,
            urls.DEMONSTRATION,
            queries.of_region(query),
        )


def _of_site(context: Context) -> Iterator[Number]:
    connection = context.connection
    fee, fee_known = fee_median(connection)
    assessed = median_assessment(connection)
    values: dict[str, int | float | str | None] = {
        "fee_known": fee_known,
        "fee_median": fee,
        "overdue": overdue_count(connection, on=context.today),
        "due_unknown": due_unknown_count(connection),
        "assessed_median": assessed.isoformat() if assessed else None,
    }
    for name, query in queries.SITE.items():
        yield Number(
            name,
            "site",
            context.term("Number", name),
            values[name],
            _unit(context, name),
            query,
            urls.STATISTICS,
        )


def _of_quality(context: Context) -> Iterator[Number]:
    """What the page of freshness and quality says of the whole site."""
    counts = found_quality(context)[0].get(WHOLE, Quality()).counts
    for name in MEASURES:
        yield Number(
            f"quality/{name}",
            "quality",
            context.term("Measure", name),
            counts[name],
            _unit(context, ""),
            queries.of_quality(name),
            urls.QUALITY,
        )


def _of_findings(context: Context) -> Iterator[Number]:
    for domain, applied, failed in finding_counts(context.connection):
        for name, value in (("applied", applied), ("failed", failed)):
            yield Number(
                f"findings/{domain}/{name}",
                "findings",
                f"{domain} · {context.term('Number', name)}",
                value,
                "",
                queries.found(domain, fault=name == "failed"),
                urls.STATISTICS,
            )


def _of_totals(context: Context) -> Iterator[Number]:
    """What agencies announced, and what the rows add up to."""
    for agency, total in rows(context.connection, PublishedTotal):
        title = total_title(context, total)
        for name, value, sql in (
            ("announced", total.value, queries.announced(agency, total.total_id)),
            (
                "counted",
                counted(total, context.counts[total.region_code]),
                queries.in_one_region(_total_query(total), total.region_code),
            ),
        ):
            yield Number(
                f"totals/{agency}/{total.total_id}/{name}",
                "totals",
                f"{title} · {context.term('Number', name)}",
                value,
                _unit(context, total.indicator.value),
                sql,
                urls.STATISTICS,
            )


def total_title(context: Context, total: PublishedTotal) -> str:
    """What a published total counted, and where."""
    scheme = context.schemes[total.scheme_id].scheme.name if total.scheme_id else None
    level = context.word(total.level) if total.level else None
    parts = (
        context.region_link(total.region_code).title,
        context.word(total.indicator),
        scheme,
        total.grade,
        level,
    )
    return " · ".join(part for part in parts if part)


def _total_query(total: PublishedTotal) -> str:
    if total.indicator is TotalIndicator.GRADED:
        return queries.graded(total.scheme_id or "", total.grade)
    if total.indicator is TotalIndicator.DEMONSTRATION and total.level:
        return queries.titled(total.level.value)
    return queries.FACILITIES[total.indicator.value]
