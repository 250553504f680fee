"""The rules about grades, filings, titles, classes: small, without files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model.tables import (
    Demonstration,
    DemonstrationStage,
    Filing,
    Grade,
    PublishedTotal,
)
from generator.model.vocabulary import (
    AgeClass,
    DemonstrationLevel,
    FilingStatus,
    Stage,
    SubjectKind,
    TotalIndicator,
)
from generator.rules.curve import ORDER, curve_position
from generator.rules.filed import filing_status
from generator.rules.grade_status import grades_by_scheme
from generator.rules.news import News, news_of
from generator.rules.ratios import within_standard
from generator.rules.reconciliation import Counted, counted, gap, unknown
from generator.rules.titles import stands, subsidy_given, title_span
from generator.store.figures.counts import RegionCounts

Rule = Callable[[PublishedTotal, Counted], int]


def grade(key: str, day: int, *, scheme: str = "S", supersedes: str | None = None) -> Grade:
    """A grade of March 2026."""
    return Grade(
        grade_id=key,
        facility_id="F",
        scheme_id=scheme,
        grade="A",
        assessed=date(2026, 3, day),
        authority="局",
        supersedes=supersedes,
    )


def test_the_present_grade_is_the_newest_that_none_supersedes() -> None:
    """A later entry that was itself replaced is not the present one."""
    rows = [grade("a", 1, supersedes="b"), grade("b", 9), grade("c", 5, scheme="T")]
    found = grades_by_scheme(rows)
    assert [row.grade_id for row in found["S"]] == ["a", "b"]
    assert [row.grade_id for row in found["T"]] == ["c"]


def filing(key: str, status: FilingStatus, day: int) -> Filing:
    """A step of a filing."""
    return Filing(
        filing_id=key, facility_id="F", status=status, authority="局", decided=date(2026, 1, day)
    )


def test_the_newest_step_is_the_state_of_the_filing() -> None:
    """Order in the file does not matter; where nothing was published, nothing is said."""
    steps = [filing("b", FilingStatus.CANCELLED, 9), filing("a", FilingStatus.FILED, 2)]
    assert filing_status(steps) is FilingStatus.CANCELLED
    assert filing_status(()) is None


def test_a_title_stands_from_naming_to_revocation() -> None:
    """A candidate has none yet, and a revoked title is none any more."""
    title = Demonstration(
        demonstration_id="D",
        subject_kind=SubjectKind.FACILITY,
        subject_id="F",
        level=DemonstrationLevel.MUNICIPAL,
        title="示范",
    )
    stages = [
        DemonstrationStage(demonstration_id="D", stage=stage, starts=day)
        for stage, day in (
            (Stage.NAMING, date(2025, 1, 1)),
            (Stage.REVOCATION, date(2026, 1, 1)),
        )
    ]
    span = title_span(title, stages)
    assert span is not None
    assert not stands(span, on=date(2024, 12, 31))
    assert stands(span, on=date(2025, 6, 1))
    assert not stands(span, on=date(2026, 1, 1))


def test_a_subsidy_is_shown_once_the_title_was_named() -> None:
    """Not to a candidate, not before the day; a revocation does not undo what was paid."""
    title = Demonstration(
        demonstration_id="D",
        subject_kind=SubjectKind.FACILITY,
        subject_id="F",
        level=DemonstrationLevel.MUNICIPAL,
        title="示范",
        subsidy=50000.0,
    )
    applied, named, revoked = (
        DemonstrationStage(demonstration_id="D", stage=stage, starts=day)
        for stage, day in (
            (Stage.APPLICATION, date(2024, 1, 1)),
            (Stage.NAMING, date(2025, 1, 1)),
            (Stage.REVOCATION, date(2026, 1, 1)),
        )
    )
    assert subsidy_given(title, [applied], on=date(2026, 6, 1)) is None
    assert subsidy_given(title, [applied, named], on=date(2024, 12, 31)) is None
    assert subsidy_given(title, [applied, named], on=date(2025, 1, 1)) == 50000.0
    assert subsidy_given(title, [applied, named, revoked], on=date(2026, 6, 1)) == 50000.0
    assert subsidy_given(title, [], on=date(2026, 6, 1)) == 50000.0


def test_classes_against_the_national_standard() -> None:
    """Size and children a carer both count; unknown is neither."""
    assert within_standard(AgeClass.INFANT, 9, 3)
    assert not within_standard(AgeClass.INFANT, 10, 3)
    assert not within_standard(AgeClass.LARGE_TODDLER, 21, 5)
    assert within_standard(AgeClass.MIXED, 18, None)
    assert within_standard(AgeClass.INFANT, None, 3) is None
    assert within_standard(AgeClass.INFANT, 9, None) is None
    assert within_standard(AgeClass.INFANT, 11, None) is False


def test_totals_are_counted_from_the_rows() -> None:
    """A grade total counts one label, or the scheme; a title total its level."""
    counts = SimpleNamespace(
        operating=7,
        status_unknown=4,
        filed=3,
        filing_unknown=2,
        places=9,
        places_unknown=6,
        inclusive=1,
        inclusive_unknown=3,
        demonstration=2,
        grades=Counter({("S", "A"): 2, ("S", "B"): 4, ("T", "A"): 8}),
        titles=Counter({"municipal": 2}),
    )

    def total(indicator: TotalIndicator, rule: Rule = counted, **values: Any) -> int:
        row = PublishedTotal(
            total_id="t",
            region_code="371500000000",
            indicator=indicator,
            value=0,
            as_of=date(2026, 1, 1),
            source="公报",
            **values,
        )
        return rule(row, counts)

    assert total(TotalIndicator.OPERATING) == 7
    assert total(TotalIndicator.OPERATING, rule=unknown) == 4
    assert total(TotalIndicator.FILED, rule=unknown) == 2
    assert total(TotalIndicator.PLACES, rule=unknown) == 6
    assert total(TotalIndicator.INCLUSIVE, rule=unknown) == 3
    assert total(TotalIndicator.DEMONSTRATION, rule=unknown) == 0
    assert total(TotalIndicator.GRADED, scheme_id="S") == 6
    assert total(TotalIndicator.GRADED, scheme_id="S", grade="B") == 4
    assert total(TotalIndicator.DEMONSTRATION, level=DemonstrationLevel.MUNICIPAL) == 2


@pytest.mark.parametrize(
    ("indicator", "announced", "difference"),
    [
        (TotalIndicator.FILED, 2, 1),
        (TotalIndicator.FILED, 3, 0),
        (TotalIndicator.FILED, 5, None),
        (TotalIndicator.FILED, 6, -3),
        (TotalIndicator.PLACES, 900, None),
        (TotalIndicator.DEMONSTRATION, 3, -1),
    ],
)
def test_silence_is_no_gap(
    indicator: TotalIndicator, announced: int, difference: int | None
) -> None:
    """What lacks is a gap only where those of which nothing was published cannot make it up."""
    counts = RegionCounts(operating=9, filed=3, filing_unknown=2, places=40, demonstration=2)
    row = PublishedTotal(
        total_id="t",
        region_code="371500000000",
        indicator=indicator,
        value=announced,
        as_of=date(2026, 1, 1),
        source="公报",
    )
    assert gap(row, counts) == difference


def test_what_kind_of_news_a_change_is() -> None:
    """Closing, upgrading, filing and correcting are told under their own headings."""
    was, now = {"status": "operating"}, {"status": "closed"}
    assert news_of("facilities", "changed", was, now) is News.CLOSED
    assert news_of("facilities", "changed", was, was) is News.OTHER
    assert news_of("grades", "new", None, {}, step=1) is News.UPGRADED
    assert news_of("grades", "new", None, {}, step=-1) is News.DOWNGRADED
    assert news_of("grades", "gone", {}, None) is News.CORRECTIONS
    assert news_of("filings", "new", None, {"status": "filed"}) is News.FILED


@given(st.floats(-180, 180), st.floats(-90, 90))
@settings(deadline=None, max_examples=200)
def test_places_on_the_curve(lon: float, lat: float) -> None:
    """Every point has a position, and so does its cell."""
    assert 0 <= curve_position(lon, lat) < 4**ORDER


def test_neighbours_on_the_curve_are_neighbours_in_place() -> None:
    """Positions that follow one another are cells that touch: the Hilbert property."""
    side = 360.0 / 2**ORDER
    height = 180.0 / 2**ORDER
    cells = {
        curve_position(115.98 + i * side, 36.45 + j * height): (i, j)
        for i in range(8)
        for j in range(8)
    }
    assert len(cells) == 64
    for position, (i, j) in cells.items():
        after = cells.get(position + 1)
        if after:
            assert abs(after[0] - i) + abs(after[1] - j) == 1
