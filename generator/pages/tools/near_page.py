"""The view of the page that finds what is near the visitor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator.pages.shared import urls
from generator.pages.shared.chunks import NEARBY
from generator.pages.shared.context import Context
from generator.pages.shared.views import Link
from generator.pages.tools.filter_choices import ChoiceGroup, choice_groups

RINGS = (3, 5, 10, 30, 100)
"""Kilometres: how far is looked, and then further as long as too little was found."""

NEAREST = 20
"""How many are shown at first."""

FEES = (1000, 1500, 2000, 2500, 3000, 4000)
"""Yuan a month at most, to choose from."""


@dataclass(frozen=True, slots=True)
class NearView:
    """`files` is where the shards are, `script` the module that reads them and `modules` what its
    first answer needs, `style` its look.
    """

    files: str
    script: str
    style: str
    modules: tuple[str, ...]
    browse: Link
    rings: tuple[int, ...]
    most: int
    fees: tuple[int, ...]
    schemes: tuple[ChoiceGroup, ...]
    """The grades of each scheme; those that lists show first stand first."""
    ages: ChoiceGroup
    clear: ChoiceGroup
    day: date
    """By which penalties and delays were looked at."""
    filed: bool
    """Whether those said to be filed are asked for at first: a register that is silent has none."""


def near_view(context: Context) -> NearView:
    """The page as the site stands; it knows no position."""
    groups = choice_groups(context)
    return NearView(
        files=context.href(urls.SEARCH),
        script=f"{context.site.modules_href}near.js",
        style=f"{context.site.modules_href}near.css",
        modules=tuple(context.site.modules_href + name for name in NEARBY),
        browse=Link(context.text("Browse by region"), context.href(urls.REGIONS)),
        rings=RINGS,
        most=NEAREST,
        fees=FEES,
        schemes=tuple(group for group in groups if group.scheme),
        ages=next(group for group in groups if group.parameter == "age"),
        clear=next(group for group in groups if group.parameter == "clear"),
        day=context.today,
        filed=bool(context.counts[""].filed),
    )
