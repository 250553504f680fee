"""The style page: every component in every state, once full and once with nothing published."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator.model.vocabulary import FacilityKind, FilingStatus
from generator.pages import urls
from generator.pages.context import Context
from generator.pages.style_samples import Samples
from generator.pages.views import (
    Distribution,
    FacilityItem,
    FacilityView,
    Link,
    Mark,
    Pager,
    RegionItem,
    ShortList,
)


@dataclass(frozen=True, slots=True)
class StyleView:
    """What the style page draws; `empty` is the page on which nothing was published."""

    empty: bool
    other: Link
    marks: tuple[Mark, ...]
    statuses: tuple[FilingStatus, ...]
    facility: FacilityView
    items: tuple[FacilityItem, ...]
    short: ShortList
    distributions: tuple[Distribution, ...]
    regions: tuple[RegionItem, ...]
    pager: Pager | None


def style_view(context: Context, *, empty: bool = False) -> StyleView:
    """Every component in every state, or with nothing in it."""
    samples = Samples(context)
    full = samples.facility()
    items = () if empty else samples.items()
    return StyleView(
        empty=empty,
        other=Link(
            context.text("All components" if empty else "The same with nothing published"),
            context.href(urls.STYLE if empty else urls.STYLE_EMPTY),
        ),
        marks=() if empty else samples.marks,
        statuses=() if empty else tuple(FilingStatus),
        facility=bare(full) if empty else full,
        items=items,
        short=ShortList(items, 2 * len(items)),
        distributions=(samples.distribution(empty=empty),),
        regions=() if empty else samples.regions(),
        pager=None if empty else Pager(2, 3, "#2", "#2", ((1, "#1"), (2, "#2"), (3, "#3"))),
    )


def bare(view: FacilityView) -> FacilityView:
    """A facility of which nothing but name, address and region was published."""
    return replace(
        view,
        other_names=(), uscc=None, nature=None, kind=FacilityKind.UNSPECIFIED, opened=None,
        township=None, lon=None, lat=None, telephone=None, web_page=None, service_modes=(),
        places=None, inclusive=None, filing=FilingStatus.NOT_FILED, filing_known=False,
        filings=(), standings=(), inspections=(), penalties=(), fees=(), prepayment_policy=None,
        ages=(), age_span=None, carer_span=None, demonstrations=(), notices=(), events=(),
        directions=None, explained_by={},
    )  # fmt: skip
