"""What speaks against a facility: the one list that every place where it is met shows first.

Penalties in publicity, faults that were not put right by their day, classes beyond the national
standard, prepayment above the local cap, an assessment that is overdue, a change without an
explanation. What begins or ends with a day has that day: whoever shows it compares it with the
reader's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from generator.model.facts import Concern, FacilityFacts
from generator.model.vocabulary import ConcernKind
from generator.rules.facility_facts import cell
from generator.rules.fee import is_over_cap

_NOT_CLEAR = {ConcernKind.PENALTY, ConcernKind.RECTIFICATION, ConcernKind.ASSESSMENT}


def concerns(facts: FacilityFacts, cap: float) -> tuple[Concern, ...]:
    """Everything that speaks, or will speak, against a facility, the worst first.

    `cap` is how many months may be paid in advance.
    """
    found = [
        Concern(ConcernKind.PENALTY, until=each.until, amount=each.amount)
        for each in facts.penalties
    ]
    if facts.rectification_due:
        found.append(Concern(ConcernKind.RECTIFICATION, after=facts.rectification_due))
    if facts.above_standard:
        found.append(Concern(ConcernKind.STAFFING))
    if is_over_cap(facts.prepayment, cap):
        found.append(Concern(ConcernKind.PREPAYMENT))
    if facts.next_due:
        found.append(Concern(ConcernKind.ASSESSMENT, after=facts.next_due))
    if facts.unexplained:
        found.append(Concern(ConcernKind.UNEXPLAINED))
    return tuple(found)


def concern_facts(found: tuple[Concern, ...]) -> list[dict[str, object]]:
    """The same as plain values, for scripts: `kind`, `after`, `until`, and `amount` as a text."""
    return [
        {
            "kind": each.kind,
            "after": each.after,
            "until": each.until,
            "amount": None if each.amount is None else cell(each.amount),
        }
        for each in found
    ]


def holds(concern: Concern, *, on: date) -> bool:
    """Whether it speaks against the facility on a day."""
    begun = concern.after is None or concern.after < on
    return begun and (concern.until is None or on <= concern.until)


def is_clear(found: Iterable[Concern], *, on: date) -> bool:
    """Whether no penalty is in publicity on a day and nothing is overdue, as far as published."""
    return not any(each.kind in _NOT_CLEAR and holds(each, on=on) for each in found)
