"""The view of the home page."""

from __future__ import annotations

from generator.model.documents import DocumentKind
from generator.model.vocabulary import DemonstrationLevel
from generator.pages.document.page import documents_of, items
from generator.pages.region.views import HomeView
from generator.pages.release.page import release_items
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.list_items import (
    distributions,
    fact,
    first_fork,
    region_item,
    region_table,
)
from generator.pages.shared.views import Count

NEWEST = 5
"""Entries of the lists of news."""


def home_view(context: Context) -> HomeView:
    """What there is, where to look, what is new."""
    counts = context.counts[""]
    demonstration = context.href(urls.DEMONSTRATION)
    return HomeView(
        title=context.site.name,
        facts=fact(counts),
        distributions=distributions(context, ""),
        regions=region_table(region_item(context, region) for region in first_fork(context.tree)),
        demonstrations=tuple(
            Count(context.word(level), counts.titles[level.value], demonstration)
            for level in DemonstrationLevel
            if counts.titles[level.value]
        ),
        releases=tuple(release_items(context, NEWEST)),
        policies=items(context, documents_of(context, DocumentKind.POLICY)[:NEWEST]),
        suspended=context.suspended_agencies,
    )
