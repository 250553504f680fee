"""The view of the search page: what its script draws results with, in the site's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator.pages.shared import urls
from generator.pages.shared.chunks import SEARCHING
from generator.pages.shared.context import Context
from generator.pages.shared.views import Link
from generator.pages.tools.filter_choices import ChoiceGroup, choice_groups
from generator.pages.tools.near_page import FEES

PLACES = (20, 50, 100, 150)
"""Numbers of places at least, to choose from."""


@dataclass(frozen=True, slots=True)
class SearchView:
    """`files` is where the shards are, `script` the module that searches them, `modules` what its
    first answer needs; `labels` names the file of labels found as words; `worker` keeps for later
    what was searched, if `offline`. `day` is that by which penalties and delays were looked at.
    """

    files: str
    script: str
    style: str
    modules: tuple[str, ...]
    labels: str
    worker: str
    offline: bool
    browse: Link
    groups: tuple[ChoiceGroup, ...]
    fees: tuple[int, ...]
    places: tuple[int, ...]
    day: date

    @property
    def schemes(self) -> tuple[ChoiceGroup, ...]:
        """The grades of each scheme."""
        return tuple(group for group in self.groups if group.scheme)


def search_view(context: Context) -> SearchView:
    """The search page of the site as it stands."""
    folder = context.site.modules_href
    return SearchView(
        files=context.href(urls.SEARCH),
        script=f"{folder}search.js",
        style=f"{folder}search.css",
        modules=tuple(folder + name for name in SEARCHING),
        labels=context.href(urls.LABELS),
        worker=context.href(urls.SERVICE_WORKER),
        offline=context.portal.offline,
        browse=Link(context.text("Browse by region"), context.href(urls.REGIONS)),
        groups=choice_groups(context),
        fees=FEES,
        places=PLACES,
        day=context.today,
    )
