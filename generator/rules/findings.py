"""In which state a finding of an inspection is on a day.

A fault is open until it was put right, and overdue when the day by which that was due has passed.
Of a fault with neither day it is not stated whether it was put right.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from generator.model.tables import Finding, Inspection
from generator.model.vocabulary import FindingResult


class FindingState(StrEnum):
    """What a finding says on a day, faults that need attention first."""

    FAIL_OVERDUE = "fail_overdue"
    FAIL_OPEN = "fail_open"
    FAIL_UNSTATED = "fail_unstated"
    FAIL_RECTIFIED = "fail_rectified"
    PASS = "pass"
    NOT_APPLICABLE = "not_applicable"


def finding_state(finding: Finding, *, on: date) -> FindingState:
    """The state of a finding on a day."""
    if not is_fault(finding):
        return FindingState(finding.result.value)
    if finding.rectified:
        return FindingState.FAIL_RECTIFIED
    due = finding.rectification_due
    if due is None:
        return FindingState.FAIL_UNSTATED
    return FindingState.FAIL_OVERDUE if due < on else FindingState.FAIL_OPEN


def is_fault(finding: Finding) -> bool:
    """Whether an inspection found a fault."""
    return finding.result is FindingResult.FAIL


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
