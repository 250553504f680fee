"""What speaks against a facility, in words, wherever it is met."""

from __future__ import annotations

from datetime import date

from generator.model.facts import Concern, FacilityFacts
from generator.model.vocabulary import ConcernKind
from generator.pages.shared.frame import Frame
from generator.pages.shared.views import ConcernItem
from generator.render.formats import number
from generator.rules.concerns import concerns, holds

SECTIONS = {
    ConcernKind.PENALTY: "penalties",
    ConcernKind.RECTIFICATION: "inspections",
    ConcernKind.STAFFING: "ages",
    ConcernKind.PREPAYMENT: "fees",
    ConcernKind.ASSESSMENT: "grades",
    ConcernKind.UNEXPLAINED: "history",
}
"""Where each is told on the page of a facility: the identifier of the section."""


def concern_items(frame: Frame, facts: FacilityFacts, *, on: date) -> tuple[ConcernItem, ...]:
    """The worst first; what is over on a day is left out, what is to come has its day."""
    cap = frame.portal.prepayment_cap_months
    return tuple(
        ConcernItem(
            SECTIONS[each.kind], _words(frame, each), each.after, each.until, holds(each, on=on)
        )
        for each in concerns(facts, cap)
        if each.until is None or on <= each.until
    )


def against_on(frame: Frame, facts: FacilityFacts, *, on: date) -> tuple[str, ...]:
    """What speaks against a facility on a day, in words."""
    return tuple(item.words for item in concern_items(frame, facts, on=on) if item.begun)


def concern_lines(items: tuple[ConcernItem, ...]) -> str:
    """The same for scripts: a line each, section, day after which, day until which, words."""
    return "\n".join(
        "|".join((item.section, _day(item.after), _day(item.until), item.words)) for item in items
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _words(frame: Frame, concern: Concern) -> str:
    words = frame.word(concern.kind)
    if concern.amount is None:
        return words
    amount = frame.text("%(amount)s yuan") % {"amount": number(concern.amount)}
    return frame.text("%(penalty)s, fined %(amount)s") % {"penalty": words, "amount": amount}
