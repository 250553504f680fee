"""The style page: every component in every state, once full and once with nothing published."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, replace

from generator.model.vocabulary import FacilityKind, FilingStatus, OperatingStatus, SchemeKind
from generator.pages.about.style_samples import DAY, Samples
from generator.pages.facility.badge import drawing, says_grade
from generator.pages.facility.views import FacilityView
from generator.pages.region.views import RegionTable, ShortList
from generator.pages.release.views import Change
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.list_items import region_table
from generator.pages.shared.scheme_info import NEVER_ASSESSED
from generator.pages.shared.views import Distribution, FacilityItem, Link, Mark, Pager
from generator.rules.filed import is_filed


@dataclass(frozen=True, slots=True)
class StyleView:
    """What the style page draws; `empty` is the page on which nothing was published."""

    empty: bool
    other: Link
    marks: tuple[Mark, ...]
    statuses: tuple[tuple[FilingStatus, bool | None], ...]
    """Every state of a filing, and whether it is filed then."""
    facility: FacilityView
    items: tuple[FacilityItem, ...]
    short: ShortList
    distributions: tuple[Distribution, ...]
    regions: RegionTable
    pager: Pager | None
    doors: tuple[FacilityView, ...]
    """What the notice on a door should say, open, without a grade, and closed."""
    badges: tuple[Link, ...]
    """What a badge says, and the drawing itself as an address."""
    changes: tuple[Change, ...]


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
        statuses=() if empty else tuple((each, is_filed(each)) for each in FilingStatus),
        facility=bare(full) if empty else full,
        items=items,
        short=ShortList(items, 2 * len(items)),
        distributions=(samples.distribution(empty=empty),),
        regions=region_table(() if empty else samples.regions()),
        pager=None if empty else Pager(2, 3, "#2", "#2", ((1, "#1"), (2, "#2"), (3, "#3"))),
        doors=(bare(full),) if empty else _doors(full),
        badges=() if empty else _badges(context, samples),
        changes=() if empty else samples.changes(),
    )


def _doors(full: FacilityView) -> tuple[FacilityView, ...]:
    return (
        replace(full, status=OperatingStatus.OPERATING, open=True, status_date=None),
        replace(full, standings=()),
        replace(full, status=OperatingStatus.CLOSED),
    )


def _badges(context: Context, samples: Samples) -> tuple[Link, ...]:
    since = context.text("Assessed on %(day)s") % {"day": DAY.isoformat()}
    graded = (samples.rated[0], samples.rated[-1], samples.not_rated, samples.withheld)
    shown = (
        *((mark, says_grade(context, SchemeKind.HYGIENE, mark), since) for mark in graded),
        (NEVER_ASSESSED, context.text("No grade published"), None),
        (None, context.text("No grade"), None),
        (None, context.word(OperatingStatus.CLOSED), None),
    )
    return tuple(
        Link(says, _as_address(drawing(context, samples.name, mark, says, day)))
        for mark, says, day in shown
    )


def _as_address(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def bare(view: FacilityView) -> FacilityView:
    """A facility of which nothing but name, address and region was published."""
    return replace(
        view,
        other_names=(), uscc=None, nature=None, kind=FacilityKind.UNSPECIFIED, opened=None,
        township=None, lon=None, lat=None, crs=None, telephone=None, web_page=None,
        service_modes=(),
        places=None, inclusive=None, filing=None, filed=None, status=None, open=True,
        filings=(), fee=None, prepayment=None, over_cap=None,
        standings=(), inspections=(), penalties=(), fees=(), prepayment_policy=None,
        ages=(), age_span=None, carer_span=None, demonstrations=(), notices=(), events=(),
        ways=(), explained_by={},
    )  # fmt: skip
