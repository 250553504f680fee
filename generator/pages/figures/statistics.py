"""The view of statistics: counts, reconciliation, indicators, what inspections found."""

from __future__ import annotations

from generator.model.tables import PublishedTotal
from generator.pages.facility.record_rows import months_between
from generator.pages.figures.schemes import cross_tables
from generator.pages.figures.views import ReconciliationRow, StatisticsView
from generator.pages.shared.context import Context
from generator.pages.shared.list_items import (
    distributions,
    facility_item,
    fact,
    first_fork,
    indicator_rows,
    region_item,
)
from generator.pages.shared.views import FacilityItem
from generator.rules.reconciliation import counted, unknown
from generator.store.facility_facts import read_facts
from generator.store.queries import rows

OPEN = "open"
"""Facilities that figures are about: not said to have closed or suspended."""


def statistics_view(context: Context) -> StatisticsView:
    """The figures of the whole site."""
    counts = context.counts[""]
    return StatisticsView(
        facts=fact(counts),
        regions=tuple(region_item(context, region) for region in first_fork(context.tree)),
        distributions=distributions(context, ""),
        reconciliation=_reconciliation(context),
        indicators=tuple(
            (context.region_link(code), indicator_rows(found))
            for code, found in sorted(context.indicators.items())
        ),
        cross=cross_tables(context),
        findings=_findings(context),
        fee_median=_median(context, "fee", "fee IS NOT NULL"),
        fee_count=_count(context, "fee IS NOT NULL"),
        over_cap=_over_cap(context),
        grade_age_median=_grade_age(context),
        overdue=_count(context, "next_due < ?", context.today.isoformat()),
        reference=context.today,
    )


def _reconciliation(context: Context) -> tuple[ReconciliationRow, ...]:
    """Every published total of every agency, in the agency's order."""
    return tuple(
        _reconciled(context, total) for _, total in rows(context.connection, PublishedTotal)
    )


def _reconciled(context: Context, total: PublishedTotal) -> ReconciliationRow:
    counts = context.counts[total.region_code]
    number = counted(total, counts)
    scheme = context.schemes[total.scheme_id].scheme.name if total.scheme_id else None
    level = context.word(total.level) if total.level else None
    parts = (context.word(total.indicator), scheme, total.grade, level)
    return ReconciliationRow(
        region=context.region_link(total.region_code),
        indicator=" · ".join(part for part in parts if part),
        published=total.value,
        counted=number,
        gap=number - total.value,
        as_of=total.as_of,
        source=total.source,
        unknown=unknown(total, counts),
    )


def _count(context: Context, condition: str, *values: object) -> int:
    query = f"SELECT count(*) FROM facts WHERE {OPEN} AND {condition}"
    return int(context.connection.execute(query, values).fetchone()[0])


def _median(context: Context, column: str, condition: str) -> float | None:
    """The lower median of a column over open facilities."""
    count = _count(context, condition)
    if not count:
        return None
    query = (
        f"SELECT {column} FROM facts WHERE {OPEN} AND {condition}"
        f" ORDER BY {column} LIMIT 1 OFFSET ?"
    )
    return float(context.connection.execute(query, ((count - 1) // 2,)).fetchone()[0])


def _grade_age(context: Context) -> int | None:
    """Months since the median facility was last assessed."""
    query = (
        f"SELECT assessed FROM facts WHERE {OPEN} AND assessed IS NOT NULL"
        " ORDER BY assessed LIMIT 1 OFFSET ?"
    )
    count = _count(context, "assessed IS NOT NULL")
    if not count:
        return None
    found = context.connection.execute(query, ((count - 1) // 2,)).fetchone()
    return months_between(context.today.fromisoformat(found[0]), context.today)


def _findings(context: Context) -> tuple[tuple[str, int, int], ...]:
    query = (
        "SELECT domain, sum(result <> 'not_applicable'), sum(result = 'fail') FROM findings"
        " GROUP BY domain ORDER BY 2 DESC, 1"
    )
    return tuple(
        (domain, seen, failed) for domain, seen, failed in context.connection.execute(query)
    )


def _over_cap(context: Context) -> tuple[FacilityItem, ...]:
    found = read_facts(
        context.connection,
        f"{OPEN} AND prepayment > ?",
        (context.portal.prepayment_cap_months,),
    )
    return tuple(facility_item(context, *each) for each, _ in zip(found, range(100), strict=False))
