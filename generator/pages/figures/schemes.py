"""The views of grading schemes, and of two schemes crossed."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model.facts import FacilityFacts
from generator.model.vocabulary import GradeStatus, SchemeKind
from generator.pages.figures.views import CrossTable, SchemeGradeRow, SchemeListView, SchemeView
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.list_items import facility_item
from generator.pages.shared.scheme_info import SchemeInfo
from generator.pages.shared.views import Link
from generator.store.facility_facts import best_graded
from generator.store.figures.site_figures import crossed_grades

EXAMPLES = 20


def scheme_link(context: Context, info: SchemeInfo) -> Link:
    """A scheme's name and page."""
    return Link(info.scheme.name, context.href(urls.scheme(info.scheme.scheme_id)))


def scheme_list_view(context: Context) -> SchemeListView:
    """All schemes, each apart."""
    infos = tuple(context.schemes.values())
    return SchemeListView(
        schemes=tuple(scheme_view(context, info) for info in infos),
        hrefs=tuple(context.href(urls.scheme(info.scheme.scheme_id)) for info in infos),
    )


def scheme_view(context: Context, info: SchemeInfo) -> SchemeView:
    """A scheme with the meaning of its grades and how many facilities have each."""
    scheme = info.scheme
    counts = context.counts[""].grades
    return SchemeView(
        name=scheme.name,
        kind=scheme.kind,
        issuer=scheme.issuer,
        basis=context.document_link(scheme.basis) or Link(scheme.basis, None),
        summary=scheme.summary,
        grades=tuple(
            SchemeGradeRow(
                mark=info.mark(grade.label),
                label=grade.label,
                aliases=grade.aliases,
                meaning=grade.meaning,
                frequency=grade.inspection_frequency,
                count=counts[scheme.scheme_id, grade.label],
            )
            for grade in info.grades
        ),
        never_assessed=context.in_reach(info, "") - context.counts[""].graded(scheme.scheme_id),
        examples=tuple(
            facility_item(context, *each, on=context.today) for each in _best(context, info)
        ),
        cross=_cross_of(context, info),
    )


def _best(context: Context, info: SchemeInfo) -> Iterator[tuple[str, FacilityFacts]]:
    first = next((g.label for g in info.grades if g.standing is GradeStatus.RATED), None)
    return best_graded(context.connection, info.scheme.scheme_id, first, limit=EXAMPLES)


def cross_tables(context: Context) -> tuple[CrossTable, ...]:
    """Risk × credit for every agency that publishes both (北京市托育机构综合监管实施方案)."""
    found = (
        _cross_of(context, info)
        for info in context.schemes.values()
        if info.scheme.kind is SchemeKind.RISK
    )
    return tuple(cross for cross in found if cross)


def _cross_of(context: Context, info: SchemeInfo) -> CrossTable | None:
    """The scheme crossed with its counterpart of the same agency, risk down, credit across."""
    counterpart = {SchemeKind.RISK: SchemeKind.CREDIT, SchemeKind.CREDIT: SchemeKind.RISK}
    other = next(
        (
            candidate
            for candidate in context.schemes.values()
            if candidate.scheme.kind is counterpart.get(info.scheme.kind)
            and candidate.agency == info.agency
        ),
        None,
    )
    if other is None:
        return None
    down, across = (info, other) if info.scheme.kind is SchemeKind.RISK else (other, info)
    return _cross(context, down, across)


def _cross(context: Context, down: SchemeInfo, across: SchemeInfo) -> CrossTable:
    found = crossed_grades(context.connection, down.scheme.scheme_id, across.scheme.scheme_id)
    columns = tuple(grade.label for grade in across.grades)
    return CrossTable(
        row_scheme=scheme_link(context, down),
        column_scheme=scheme_link(context, across),
        columns=columns,
        rows=tuple(
            (grade.label, tuple(found.get((grade.label, column), 0) for column in columns))
            for grade in down.grades
        ),
    )
