"""The rows behind a published total that differs from what they add up to: a page for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.model.tables import PublishedTotal
from generator.pages.figures.statistics import reconciled, said_of_totals
from generator.pages.figures.views import BehindView
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.head import list_head
from generator.pages.shared.list_items import facility_item
from generator.pages.shared.page import Page, fingerprint
from generator.pages.shared.views import Link, PageHead
from generator.store.facility_facts import counted_in
from generator.store.queries import rows

MAX_LISTED = 500
"""Facilities that such a page lists; a query gives the rest."""


def behind_pages(context: Context) -> Iterator[Page]:
    """The facilities that were counted, for each total with a gap."""
    said = said_of_totals(context)
    for agency, total in rows(context.connection, PublishedTotal):
        row = reconciled(context, agency, total, said.get((agency, total.total_id), ()))
        if not row.gap:
            continue
        found = counted_in(
            context.connection, total, inside_of(context, total.region_code), limit=MAX_LISTED
        )
        view = BehindView(
            row=row,
            source=total.source,
            as_of=total.as_of,
            agency=Link(context.newest[agency].agency, context.href(urls.agency_data(agency))),
            items=tuple(facility_item(context, *each, on=context.today) for each in found),
            reference=context.today,
        )
        yield _page(context, urls.behind(agency, total.total_id), view)


def _page(context: Context, path: str, view: BehindView) -> Page:
    head = _head(context, path, view)
    key = fingerprint(context.shared_digest, context.schemes_digest, head, view)
    return Page(path, key, "behind.html", lambda: (head, view))


def inside_of(context: Context, region: str) -> Sequence[str]:
    """A region and all that lie in it."""
    found = [region]
    for code in found:
        found += (below.region_code for below in context.tree.below(code))
    return found


def _head(context: Context, path: str, view: BehindView) -> PageHead:
    title = f"{view.row.region.title} {view.row.indicator}"
    trail = (
        Link(context.text("Home"), context.href(urls.HOME)),
        Link(context.text("Statistics"), context.href(urls.STATISTICS)),
    )
    words = context.text("The facilities that were counted, beside the number that was announced")
    return list_head(context, path, title, words, section="statistics", trail=trail)
