"""Freshness and quality of the data: the whole site by provinces, each province by districts."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

from generator.documents.checks import interpretation_due
from generator.model.documents import DocumentKind
from generator.pages.data.table_files import BYTE_ORDER_MARK
from generator.pages.figures.quality_views import (
    AgencyRow,
    LateInterpretation,
    QualityMoment,
    QualityRow,
    QualityView,
)
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.head import list_head
from generator.pages.shared.page import File, Page, fingerprint
from generator.pages.shared.views import Link
from generator.store.figures.quality import HISTORY, MEASURES, WHOLE, Quality, over_time, quality

_PROVINCE = 2
MAX_MOMENTS = 12
"""Days of issue that are shown, as on the page of statistics."""
Found = Mapping[str, Quality]


def quality_pages(context: Context) -> Iterator[Page]:
    """The page of the whole site, and one for each province where there are several."""
    regions, agencies = found_quality(context)
    provinces = [code for code in regions if len(code) == _PROVINCE]
    several = len(provinces) > 1
    first = provinces if several else [code for code in regions if len(code) > _PROVINCE]
    late = tuple(_late(context))
    view = _view(context, regions, agencies, first, late, several=several)
    yield _page(context, urls.QUALITY, None, view)
    for province in provinces if several else ():
        own = [code for code in regions if code.startswith(province) and len(code) > _PROVINCE]
        view = _view(
            context, {**regions, WHOLE: regions[province]}, agencies, own, (), province=province
        )
        title = context.region_link(province.ljust(12, "0")).title
        yield _page(context, urls.quality(province), title, view)


def quality_file(context: Context) -> File:
    """The same figures of every region and agency as one table."""
    regions, agencies = found_quality(context)
    plain = [(code, sorted(each.counts.items()), each.assessed)
             for found in (regions, agencies) for code, each in found.items()]  # fmt: skip
    key = fingerprint(context.shared_digest, context.today, plain)
    return File(urls.QUALITY_DATA, key, partial(_write, context, regions, agencies))


@lru_cache(maxsize=1)
def found_quality(context: Context) -> tuple[Found, Found]:
    """The figures by region and by agency; at hand for who asks again in the same build."""
    overrides = context.portal.calendar.overrides
    return quality(context.connection, on=context.today, overrides=overrides)


def _page(context: Context, path: str, province: str | None, view: QualityView) -> Page:
    trail = [Link(context.text("Home"), context.href(urls.HOME)),
             Link(context.text("Statistics"), context.href(urls.STATISTICS))]  # fmt: skip
    title = context.text("Freshness and quality of the data")
    if province:
        trail.append(Link(title, context.href(urls.QUALITY)))
        title = f"{title}{context.text(': ')}{province}"
    words = context.text("How old, how whole and how timely what authorities publish is")
    head = list_head(context, path, title, words, section="statistics", trail=tuple(trail))
    key = fingerprint(context.shared_digest, head, view)
    return Page(path, key, "quality.html", lambda: (head, view))


def _view(
    context: Context,
    regions: Found,
    agencies: Found,
    codes: list[str],
    late: tuple[LateInterpretation, ...],
    *,
    several: bool = False,
    province: str = "",
) -> QualityView:
    """The figures of some regions, and of the agencies of a province or of all, whether these have
    institutions or not.
    """
    known = [code for code in context.newest if code.startswith(province)]
    return QualityView(
        day=context.today,
        whole=_row(context, Link("", None), regions.get(WHOLE, Quality())),
        regions=tuple(
            _row(context, _region(context, code, several=several), regions[code]) for code in codes
        ),
        agencies=tuple(_agency(context, code, agencies.get(code, Quality())) for code in known),
        late=late,
        moments=() if province else tuple(_moments(context)),
        data=context.href(urls.QUALITY_DATA),
        history=context.href(urls.whole_table("districts_then", "csv")),
    )


def _region(context: Context, code: str, *, several: bool) -> Link:
    link = context.region_link(code.ljust(12, "0"))
    return Link(link.title, context.href(urls.quality(code))) if several else link


def _row(context: Context, link: Link, found: Quality) -> QualityRow:
    counts = {name: found.counts[name] for name in MEASURES}
    shares = {name: found.share(name) for name in MEASURES}
    months = None if found.assessed is None else months_between(found.assessed, context.today)
    return QualityRow(link, counts, shares, months)


def _agency(context: Context, code: str, found: Quality) -> AgencyRow:
    release = context.newest[code]
    link = Link(release.agency, context.href(urls.agency_data(code)))
    issued = release.issued.date()
    return AgencyRow(
        link,
        release.number,
        issued,
        months_between(issued, context.today),
        context.suspended_agency(code),
        _row(context, link, found),
    )


def _moments(context: Context) -> Iterator[QualityMoment]:
    """The last days of issue, the newest first."""
    for each in reversed(list(over_time(context.connection))[-MAX_MOMENTS:]):
        counts = {name: each.counts[name] for name in HISTORY}
        every = counts["facilities"]
        shares = {name: count / every if every else None for name, count in counts.items()}
        yield QualityMoment(each.day, counts, shares)


def _late(context: Context) -> Iterator[LateInterpretation]:
    overrides = context.portal.calendar.overrides
    for document in context.documents:
        if document.kind is not DocumentKind.INTERPRETATION or document.published is None:
            continue
        for policy in context.graph.policies_of(document):
            due = interpretation_due(policy, overrides)
            if due and document.published.date() > due:
                yield LateInterpretation(
                    context.link_to(document),
                    context.link_to(policy),
                    due,
                    document.published.date(),
                )


def months_between(earlier: date, later: date) -> int:
    """Calendar months from one day to another, whatever the day of the month."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def _write(context: Context, regions: Found, agencies: Found, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        target.write(BYTE_ORDER_MARK)
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(("kind", "code", "name", "day", *MEASURES, "assessed_median"))
        for kind, found in (("region", regions), ("agency", agencies)):
            for code, each in found.items():
                writer.writerow((
                    kind if code else "site",
                    code,
                    _name(context, kind, code),
                    context.today.isoformat(),
                    *(each.counts[name] for name in MEASURES),
                    each.assessed.isoformat() if each.assessed else None,
                ))  # fmt: skip


def _name(context: Context, kind: str, code: str) -> str:
    if not code:
        return context.site.name
    if kind == "agency":
        return context.newest[code].agency if code in context.newest else code
    return context.region_link(code.ljust(12, "0")).title
