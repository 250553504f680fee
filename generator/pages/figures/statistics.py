"""The view of statistics: counts, reconciliation, indicators, what inspections found."""

from __future__ import annotations

from datetime import date

from generator.model.tables import PublishedTotal
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
    region_table,
)
from generator.pages.shared.views import FacilityItem
from generator.rules.reconciliation import counted, gap, unknown
from generator.store.facility_facts import over_cap
from generator.store.figures import (
    due_unknown_count,
    fee_median,
    finding_counts,
    median_assessment,
    overdue_count,
)
from generator.store.queries import rows

MAX_OVER_CAP = 100
"""Facilities over the cap on prepayment that are listed."""


def statistics_view(context: Context) -> StatisticsView:
    """The figures of the whole site."""
    counts = context.counts[""]
    fee, fee_count = fee_median(context.connection)
    return StatisticsView(
        facts=fact(counts),
        regions=region_table(region_item(context, region) for region in first_fork(context.tree)),
        distributions=distributions(context, ""),
        reconciliation=_reconciliation(context),
        indicators=tuple(
            (context.region_link(code), indicator_rows(found))
            for code, found in sorted(context.indicators.items())
        ),
        cross=cross_tables(context),
        findings=finding_counts(context.connection),
        fee_median=fee,
        fee_count=fee_count,
        over_cap=_over_cap(context),
        grade_age_median=_grade_age(context),
        overdue=overdue_count(context.connection, on=context.today),
        due_unknown=due_unknown_count(context.connection),
        reference=context.today,
    )


def _reconciliation(context: Context) -> tuple[ReconciliationRow, ...]:
    """Every published total of every agency, in the agency's order."""
    return tuple(
        _reconciled(context, total) for _, total in rows(context.connection, PublishedTotal)
    )


def _reconciled(context: Context, total: PublishedTotal) -> ReconciliationRow:
    counts = context.counts[total.region_code]
    scheme = context.schemes[total.scheme_id].scheme.name if total.scheme_id else None
    level = context.word(total.level) if total.level else None
    parts = (context.word(total.indicator), scheme, total.grade, level)
    return ReconciliationRow(
        region=context.region_link(total.region_code),
        indicator=" · ".join(part for part in parts if part),
        published=total.value,
        counted=counted(total, counts),
        gap=gap(total, counts),
        as_of=total.as_of,
        source=total.source,
        unknown=unknown(total, counts),
    )


def _grade_age(context: Context) -> int | None:
    """Months since the median facility was last assessed."""
    assessed = median_assessment(context.connection)
    return None if assessed is None else _months_between(assessed, context.today)


def _over_cap(context: Context) -> tuple[FacilityItem, ...]:
    cap = context.portal.prepayment_cap_months
    found = over_cap(context.connection, cap, limit=MAX_OVER_CAP)
    return tuple(facility_item(context, *each, on=context.today) for each in found)


def _months_between(earlier: date, later: date) -> int:
    """Calendar months from one day to another, whatever the day of the month."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month
