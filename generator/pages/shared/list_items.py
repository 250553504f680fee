"""Views that several pages share: list items, counts, distributions, titles, links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from generator.model.documents import Document
from generator.model.facts import FacilityFacts
from generator.model.regions import RegionTree
from generator.model.tables import Demonstration, DemonstrationStage, Indicator, Region
from generator.model.vocabulary import Stage, SubjectKind
from generator.model.working_days import working_days_in
from generator.pages.figures.demonstration_views import DemonstrationItem, GateRow, StageEntry
from generator.pages.region.views import RegionItem, RegionTable
from generator.pages.shared import urls
from generator.pages.shared.concerns import concern_items
from generator.pages.shared.frame import Frame
from generator.pages.shared.record_files import shown
from generator.pages.shared.scheme_info import NEVER_ASSESSED, SchemeInfo
from generator.pages.shared.scope import CountedScope, Scope
from generator.pages.shared.views import (
    Count,
    Distribution,
    DocumentItem,
    FacilityItem,
    Fact,
    IndicatorRow,
    Link,
    Pager,
)
from generator.rules.titles import named_on, revoked_on, subsidy_given
from generator.store.figures.counts import RegionCounts

PAGE_SIZE = 100
"""Facilities on one page of a list."""
YES_OR_NO = "是否"
"""The unit of an indicator that is a gate: met or not."""


def facility_item(scope: Scope, agency: str, facts: FacilityFacts, *, on: date) -> FacilityItem:
    """A facility of an agency in a list, as it is on a day.

    The agency's leading scheme comes first among its marks, also where it was never assessed in it.
    """
    _, township = scope.county_and_township(facts.region_code)
    grades = {grade.scheme_id: grade.label for grade in facts.grades}
    leading = scope.leading.get(agency)
    order = sorted(grades, key=lambda scheme: (scheme != leading, scheme))
    marks = [scope.schemes[scheme].mark(grades[scheme]) for scheme in order]
    if leading and leading not in grades:
        marks.insert(0, scope.schemes[leading].never)
    return FacilityItem(
        name=facts.name,
        href=scope.href(urls.facility(facts.facility_id)),
        township=township.name if township else None,
        address=facts.address,
        filing=facts.filing,
        filed=facts.filed,
        status=facts.status,
        open=facts.open,
        marks=tuple(marks),
        fee=facts.fee,
        places=facts.places,
        demonstration=facts.demonstration,
        concerns=concern_items(scope, facts, on=on),
    )


def fact(counts: RegionCounts) -> Fact:
    """The figures of a region."""
    return Fact(
        operating=counts.operating,
        filed=counts.filed,
        closed=counts.closed,
        places=counts.places if counts.places_known else None,
        inclusive=counts.inclusive,
        demonstration=counts.demonstration,
        status_unknown=counts.status_unknown,
        filing_unknown=counts.filing_unknown,
        places_unknown=counts.places_unknown,
        inclusive_unknown=counts.inclusive_unknown,
    )


def distribution(scope: CountedScope, info: SchemeInfo, code: str) -> Distribution:
    """How the facilities of a region ("" for all) that a scheme is meant for stand in it."""
    counts = scope.counts[code]
    total = scope.in_reach(info, code)
    share = 1 / total if total else 0.0
    rows = [
        Count(grade.label, number, None, info.mark(grade.label), number * share)
        for grade in info.grades
        if (number := counts.grades[info.scheme.scheme_id, grade.label])
    ]
    never = total - counts.graded(info.scheme.scheme_id)
    if never > 0:
        words = scope.text("No grade published")
        rows.append(Count(words, never, None, NEVER_ASSESSED, never * share))
    link = Link(info.scheme.name, scope.href(urls.scheme(info.scheme.scheme_id)))
    return Distribution(link, info.scheme.kind, total, tuple(rows))


def distributions(scope: CountedScope, code: str) -> tuple[Distribution, ...]:
    """One distribution for each scheme in use in a region ("" for all), the most used first."""
    counts = scope.counts[code]
    used = sorted(
        {scheme for scheme, _ in counts.grades},
        key=lambda scheme: (-counts.graded(scheme), scheme),
    )
    return tuple(distribution(scope, scope.schemes[scheme], code) for scheme in used)


def region_item(scope: CountedScope, region: Region) -> RegionItem:
    """A region in a list with its figures and its leading distribution."""
    counts = scope.counts[region.region_code]
    leading = distributions(scope, region.region_code)
    return RegionItem(
        name=region.name,
        href=scope.href(urls.region(region.region_code)),
        level=region.level,
        facts=fact(counts),
        distribution=leading[0] if leading else None,
    )


def region_table(
    items: Iterable[RegionItem], beside: Iterable[RegionItem] | None = None
) -> RegionTable:
    """Regions in one table, with the columns for which any region has a figure.

    Several tables of a page have the columns of all their regions, which are then `beside`.
    """
    listed = tuple(items)
    figures = [item for item in (listed if beside is None else beside) if item.facts.open]
    return RegionTable(
        active=tuple(item for item in listed if item.facts.open),
        quiet=tuple(item for item in listed if not item.facts.open),
        unknown=any(item.facts.status_unknown for item in figures),
        filing_unknown=any(item.facts.filing_unknown for item in figures),
        inclusive=any(item.facts.inclusive for item in figures),
        places=any(item.facts.places is not None for item in figures),
        titled=any(item.facts.demonstration for item in figures),
        graded=any(item.distribution for item in figures),
    )


def first_fork(tree: RegionTree) -> tuple[Region, ...]:
    """The regions to begin browsing with: the first level at which there is a choice."""
    level: Sequence[Region] = tree.tops()
    while len(level) == 1 and tree.below(level[0].region_code):
        level = tree.below(level[0].region_code)
    return tuple(level)


def indicator_rows(indicators: Iterable[Indicator]) -> tuple[IndicatorRow, ...]:
    """Indicators by name and period; reached where the value is at least the target."""
    ordered = sorted(indicators, key=lambda row: (row.indicator, row.period))
    scales = _scales(ordered)
    return tuple(
        IndicatorRow(
            name=row.indicator,
            period=row.period,
            value=row.value,
            target=row.target,
            unit=row.unit,
            source=row.source,
            reached=None if row.value is None or row.target is None else row.value >= row.target,
            yes_or_no=row.unit == YES_OR_NO,
            drawn=_drawn(row, scales),
        )
        for row in ordered
    )


def _scales(indicators: Iterable[Indicator]) -> dict[tuple[str, str], float]:
    """How long the scale of each indicator is in its unit: 100 for a share, else what is largest of
    all its values and targets.
    """
    scales: dict[tuple[str, str], float] = {}
    for row in indicators:
        largest = max(100.0 if row.unit == "%" else 0.0, row.value or 0.0, row.target or 0.0)
        place = row.indicator, row.unit
        scales[place] = max(scales.get(place, 0.0), largest)
    return scales


def _drawn(row: Indicator, scales: Mapping[tuple[str, str], float]) -> tuple[float, float] | None:
    scale = scales[row.indicator, row.unit]
    if row.unit == YES_OR_NO or row.value is None or row.target is None or scale <= 0:
        return None
    return max(row.value, 0.0) / scale, max(row.target, 0.0) / scale


def document_item(frame: Frame, document: Document, related: Iterable[Document]) -> DocumentItem:
    """A document in a list with the documents it belongs with."""
    return DocumentItem(
        title=document.title,
        href=frame.href(frame.document_path(document)),
        number=document.number,
        published=document.published.date() if document.published else None,
        issuers=document.issuers or tuple(filter(None, (document.interpreter,))),
        validity=document.validity.value,
        related=tuple(
            Link(other.title, frame.href(frame.document_path(other))) for other in related
        ),
        summary=document.summary,
    )


def stage_entry(frame: Frame, stage: DemonstrationStage) -> StageEntry:
    """A stage of a title; a publicity period has its working days, the first included."""
    days = None
    if stage.stage is Stage.PUBLICITY and stage.ends:
        days = working_days_in(stage.starts, stage.ends, frame.portal.calendar.overrides)
    return StageEntry(
        stage=stage.stage,
        starts=stage.starts,
        ends=stage.ends,
        result=stage.result,
        document=frame.document_link(stage.document),
        working_days=days,
    )


def demonstration_item(
    frame: Frame,
    title: Demonstration,
    stages: Iterable[DemonstrationStage],
    *,
    on: date,
    subject: Link,
    region: Link | None,
    names: dict[str, str],
    gates: tuple[GateRow, ...] = (),
) -> DemonstrationItem:
    """A demonstration title with its life; `names` are those of paired facilities."""
    own = sorted(
        (s for s in stages if s.demonstration_id == title.demonstration_id),
        key=lambda s: (s.starts, list(Stage).index(s.stage)),
    )
    named, revoked = named_on(own), revoked_on(own, on=on)
    reason = next((s.result for s in own if s.stage is Stage.REVOCATION), None)
    return DemonstrationItem(
        title=title.title,
        level=title.level,
        model=title.model,
        cycle=title.cycle,
        subject=subject,
        region=region,
        basis=frame.document_link(title.basis),
        subsidy=subsidy_given(title, own, on=on),
        paired=tuple(
            Link(names[other], frame.href(urls.facility(other))) for other in title.paired
        ),
        stages=tuple(stage_entry(frame, stage) for stage in own),
        named=named if named and named <= on else None,
        revoked=revoked,
        revoked_reason=reason if revoked else None,
        row=shown("demonstrations", title),
        gates=gates,
    )


def region_subject(scope: Scope, title: Demonstration) -> Link:
    """The region that holds a title."""
    assert title.subject_kind is SubjectKind.REGION
    return scope.region_link(title.subject_id)


def pager(frame: Frame, count: int, page: int, path: Callable[[int], str]) -> Pager | None:
    """Where a page of a list of `count` stands; None where one page holds it all."""
    pages = -(-count // PAGE_SIZE)
    if pages <= 1:
        return None
    href = {number: frame.href(path(number)) for number in range(1, pages + 1)}
    near = {1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)}
    return Pager(
        page=page,
        pages=pages,
        previous=href.get(page - 1),
        next=href.get(page + 1),
        links=tuple((number, href[number]) for number in sorted(near)),
    )
