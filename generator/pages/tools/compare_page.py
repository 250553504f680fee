"""The view of the page that sets facilities side by side."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from generator.model.release import region_prefix
from generator.model.vocabulary import (
    AgeClass,
    ConcernKind,
    DemonstrationLevel,
    FilingStatus,
    OperatingStatus,
    ServiceMode,
)
from generator.pages.shared import urls
from generator.pages.shared.concerns import SECTIONS
from generator.pages.shared.context import Context
from generator.pages.shared.views import Link
from generator.pages.tools.filter_choices import ChoiceGroup, choice_groups

VOCABULARIES: tuple[type[StrEnum], ...] = (
    FilingStatus,
    OperatingStatus,
    AgeClass,
    ServiceMode,
    DemonstrationLevel,
)
"""What the records say in codes and the page in words."""


@dataclass(frozen=True, slots=True)
class CompareView:
    """`facilities` is the folder of all records; `cap` the months that may be paid in advance."""

    facilities: str
    script: str
    style: str
    cap: float
    leading: tuple[str, ...]
    """Digits of an agency's region and the scheme that it grades by, joined by a colon."""
    browse: Link
    schemes: tuple[ChoiceGroup, ...]
    words: tuple[tuple[str, str], ...]
    """Vocabulary and code, joined by a point, and the word for it."""
    concerns: tuple[tuple[ConcernKind, str], ...]
    """What may speak against a facility, and which section of its page tells it."""


def compare_view(context: Context) -> CompareView:
    """The page as the site stands; which facilities it shows is known to the visitor's browser."""
    return CompareView(
        facilities=context.href(urls.FACILITIES),
        script=f"{context.site.modules_href}compare.js",
        style=f"{context.site.modules_href}compare.css",
        cap=context.portal.prepayment_cap_months,
        leading=tuple(f"{region_prefix(a)}:{scheme}" for a, scheme in context.leading.items()),
        browse=Link(context.text("Childcare near me"), context.href(urls.NEAR)),
        schemes=tuple(group for group in choice_groups(context) if group.scheme),
        words=tuple(
            (f"{vocabulary.__name__}.{member.value}", context.word(member))
            for vocabulary in VOCABULARIES
            for member in vocabulary
        ),
        concerns=tuple(SECTIONS.items()),
    )
