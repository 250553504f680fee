"""Rows with the days on which they stand."""

from __future__ import annotations

from datetime import date

from generator.demonstration.chronicle import Chronicle
from generator.model.tables import Finding, Inspection
from generator.model.vocabulary import FindingResult, InspectionKind

INSPECTION = Inspection(
    inspection_id="i-1",
    facility_id="f-1",
    inspected=date(2026, 5, 4),
    kind=InspectionKind.ROUTINE,
    authority="示例",
)
FINDING = Finding(
    finding_id="i-1-1",
    inspection_id="i-1",
    domain="消防安全",
    result=FindingResult.FAIL,
    rectification_due=date(2026, 6, 4),
    rectified=date(2026, 5, 20),
)


def test_a_row_stands_from_its_first_day_until_its_last() -> None:
    """The first day counts, the day on which it goes does not."""
    chronicle = Chronicle()
    chronicle.add(INSPECTION, since=date(2026, 5, 4), until=date(2026, 8, 1))
    rows_on = [bool(chronicle.rows_on(day)) for day in (date(2026, 5, 3), date(2026, 5, 4))]
    assert rows_on == [False, True]
    assert chronicle.rows_on(date(2026, 7, 31)) == [INSPECTION]
    assert chronicle.rows_on(date(2026, 8, 1)) == []


def test_a_release_does_not_know_what_is_put_right_later() -> None:
    """Before that day the finding is open, from it on it is rectified."""
    chronicle = Chronicle()
    chronicle.extend([FINDING], since=date(2026, 5, 4))
    (before,) = chronicle.rows_on(date(2026, 5, 19))
    assert isinstance(before, Finding)
    assert before.rectified is None
    assert chronicle.rows_on(date(2026, 5, 20)) == [FINDING]
