"""In which state a finding of an inspection is.

A fault is open until it was put right. Of a fault with neither the day on which it was put right
nor one by which it is due it is not stated whether it was. Whether that day has passed depends on
the day of the reader, and pages leave it to him.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from generator.model.tables import Finding, Inspection
from generator.model.vocabulary import FindingResult


class FindingState(StrEnum):
    """What a finding says, faults that need attention first."""

    FAIL_OPEN = "fail_open"
    FAIL_UNSTATED = "fail_unstated"
    FAIL_RECTIFIED = "fail_rectified"
    PASS = "pass"
    NOT_APPLICABLE = "not_applicable"


def finding_state(finding: Finding) -> FindingState:
    """The state of a finding."""
    due, rectified = finding.rectification_due, finding.rectified
    return state_of(finding.result, due=due, rectified=rectified)


def state_of(
    result: FindingResult, *, due: date | str | None, rectified: date | str | None
) -> FindingState:
    """The same of a recorded row; only whether a day is given counts."""
    if not says_fault(result):
        return FindingState(result.value)
    if rectified:
        return FindingState.FAIL_RECTIFIED
    return FindingState.FAIL_OPEN if due else FindingState.FAIL_UNSTATED


def is_fault(finding: Finding) -> bool:
    """Whether an inspection found a fault."""
    return says_fault(finding.result)


def says_fault(result: FindingResult) -> bool:
    """Whether a result is a fault."""
    return result is FindingResult.FAIL


def open_faults(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Faults that are not said to have been put right."""
    return tuple(each for each in findings if is_fault(each) and not each.rectified)


def rectified_faults(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Faults that were put right."""
    return tuple(each for each in findings if is_fault(each) and each.rectified)


def silent_inspections(
    inspections: Iterable[Inspection], findings: Iterable[Finding]
) -> tuple[Inspection, ...]:
    """Inspections of which no finding was published, neither a fault nor that there was none."""
    known = {finding.inspection_id for finding in findings}
    return tuple(each for each in inspections if each.inspection_id not in known)
