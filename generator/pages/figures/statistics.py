"""The view of statistics: counts, reconciliation, indicators, what inspections found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from generator.model.tables import PublishedTotal
from generator.model.vocabulary import TotalIndicator
from generator.pages.figures.quality import MAX_MOMENTS, months_between
from generator.pages.figures.schemes import cross_tables
from generator.pages.figures.views import (
    Announcement,
    FeeStep,
    Moment,
    ReconciliationRow,
    StatisticsView,
)
from generator.pages.shared import urls
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
from generator.pages.shared.scheme_info import SchemeInfo
from generator.pages.shared.views import Count, Distribution, FacilityItem, Link
from generator.rules.reconciliation import counted, gap, unknown
from generator.store.facility_facts import over_cap
from generator.store.figures.quality import fee_histogram, over_time
from generator.store.figures.site_figures import (
    due_unknown_count,
    fee_median,
    finding_counts,
    median_assessment,
    overdue_count,
)
from generator.store.public_notices import public_notices
from generator.store.queries import rows

MAX_OVER_CAP = 100
"""Facilities over the cap on prepayment that are listed."""


FEE_STEP = 500
"""Yuan a month that a step of the fees is wide."""


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
        moments=_moments(context),
        fees=_fees(context),
        quality=context.href(urls.QUALITY),
    )


def _reconciliation(context: Context) -> tuple[Announcement, ...]:
    """Every published total under where and when it was announced, gaps first."""
    said = said_of_totals(context)
    found: dict[tuple[str, date], list[ReconciliationRow]] = defaultdict(list)
    for agency, total in rows(context.connection, PublishedTotal):
        explained = said.get((agency, total.total_id), ())
        found[total.source, total.as_of].append(reconciled(context, agency, total, explained))
    announced = (
        Announcement(source, day, tuple(sorted(each, key=lambda row: not row.gap)))
        for (source, day), each in found.items()
    )
    return tuple(sorted(announced, key=lambda each: not any(row.gap for row in each.rows)))


def said_of_totals(context: Context) -> dict[tuple[str, str], tuple[str, ...]]:
    """(agency, total) → the texts of its notices about that total."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for agency, _, notice, concerned in public_notices(context.connection, on=context.today):
        for table, key in concerned:
            if table == PublishedTotal.table:
                found[agency, key] = (*found.get((agency, key), ()), notice.text)
    return found


def reconciled(
    context: Context, agency: str, total: PublishedTotal, explained: tuple[str, ...]
) -> ReconciliationRow:
    """A published total beside what the rows add up to, with what its agency says of it."""
    counts = context.counts[total.region_code]
    scheme = context.schemes[total.scheme_id].scheme.name if total.scheme_id else None
    level = context.word(total.level) if total.level else None
    parts = (context.word(total.indicator), scheme, total.grade, level)
    found = gap(total, counts)
    return ReconciliationRow(
        region=context.region_link(total.region_code),
        indicator=" · ".join(part for part in parts if part),
        published=total.value,
        counted=counted(total, counts),
        gap=found,
        unknown=unknown(total, counts),
        number=context.href(urls.number(f"totals/{agency}/{total.total_id}/counted")),
        explained=explained,
        rows=context.href(urls.behind(agency, total.total_id)) if found else None,
        of_places=total.indicator is TotalIndicator.PLACES,
    )


def _moments(context: Context) -> tuple[Moment, ...]:
    """The last days of issue, by the scheme in which most facilities have a grade."""
    found = list(over_time(context.connection))[-MAX_MOMENTS:]
    newest: Counter[str] = Counter()
    for (scheme, _), count in found[-1].grades.items() if found else ():
        newest[scheme] += count
    if not newest:
        return ()
    info = context.schemes[min(newest, key=lambda scheme: (-newest[scheme], scheme))]
    return tuple(
        Moment(
            each.day,
            each.counts["facilities"],
            each.counts["filed"],
            _graded(context, info, each.grades),
        )
        for each in found
    )


def _graded(
    context: Context, info: SchemeInfo, grades: Mapping[tuple[str, str], int]
) -> Distribution:
    """How many facilities had each grade of a scheme, best first."""
    scheme = info.scheme
    counts = [
        (grade.label, grades.get((scheme.scheme_id, grade.label), 0)) for grade in info.grades
    ]
    total = sum(value for _, value in counts)
    return Distribution(
        Link(scheme.name, context.href(urls.scheme(scheme.scheme_id))),
        scheme.kind,
        total,
        tuple(
            Count(label, value, mark=info.mark(label), share=value / total if total else None)
            for label, value in counts
        ),
    )


def _fees(context: Context) -> tuple[FeeStep, ...]:
    found = fee_histogram(context.connection, FEE_STEP)
    most = max((count for _, count in found), default=0)
    return tuple(FeeStep(lowest, lowest + FEE_STEP, count, count / most) for lowest, count in found)


def _grade_age(context: Context) -> int | None:
    """Months since the median facility was last assessed."""
    assessed = median_assessment(context.connection)
    return None if assessed is None else months_between(assessed, context.today)


def _over_cap(context: Context) -> tuple[FacilityItem, ...]:
    cap = context.portal.prepayment_cap_months
    found = over_cap(context.connection, cap, limit=MAX_OVER_CAP)
    return tuple(facility_item(context, *each, on=context.today) for each in found)
