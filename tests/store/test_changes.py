"""What counts as a change between two releases, and when it is explained."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.exports.subjects import concerned
from generator.model.tables import Fee, Grade, Notice, NoticeRow, Penalty, Row
from generator.model.vocabulary import FeeUnit, NoticeKind, PenaltyTier
from generator.rules.publicity import last_day
from generator.store.changes import (
    NOTHING,
    RowChange,
    compare,
    explanations,
)
from generator.store.sqlite_values import Record, record_of

DAY = date(2026, 9, 4)


def grade(label: str = "A", assessed: date = date(2026, 3, 1)) -> Grade:
    """A grade with the key G."""
    return Grade(
        grade_id="G", facility_id="F", scheme_id="S", grade=label, assessed=assessed, authority="局"
    )


def notice(kind: NoticeKind, *, field: str | None = None, key: str = "G") -> Notice:
    """A notice about the grade G."""
    return Notice(
        notice_id=f"N-{field}",
        kind=kind,
        concerns_table="grades",
        concerns_id=key,
        title="题",
        text="文",
        published=DAY,
        field=field,
    )


def penalty(ends: date, repaired: date | None = None) -> Penalty:
    """A penalty with the key P."""
    return Penalty(
        penalty_id="P",
        facility_id="F",
        decision_number="罚1号",
        decided=date(2026, 1, 1),
        authority="局",
        tier=PenaltyTier.ORDINARY,
        what="事由",
        publicity_ends=ends,
        repaired=repaired,
    )


def only(
    before: Row | None, after: Row | None, *notices: Notice, rows: tuple[NoticeRow, ...] = ()
) -> RowChange:
    """The one change from one row to another."""
    row = after or before
    assert row is not None
    old = {"G": record_of(before)} if before else {}
    new = {"G": record_of(after)} if after else {}
    over = [
        (Penalty.table, key)
        for key in old
        if isinstance(before, Penalty) and last_day(before) < DAY
    ]
    (change,) = compare(type(row), old, new, explanations(notices, concerned(notices, rows), over))
    return change


def test_a_silent_change_of_a_grade_is_unexplained() -> None:
    """A grade that reads otherwise without a notice is told as unexplained."""
    assert only(grade("A"), grade("B")).unexplained


def test_a_vanished_grade_is_unexplained() -> None:
    """So is one that is gone, and its content stays on record."""
    change = only(grade(), None)
    assert change.unexplained
    assert not change.erased


def test_a_removal_explains_and_keeps() -> None:
    """A row that is published no more, with a reason, is no secret: what it said stays."""
    change = only(grade(), None, notice(NoticeKind.REMOVAL))
    assert (change.unexplained, change.erased) == (False, False)
    assert change.before is not None


def test_a_notice_explains_each_row_that_it_concerns() -> None:
    """Also those that it names in `notice_rows`, as it does the first."""
    elsewhere = notice(NoticeKind.WITHDRAWAL, key="another")
    row = NoticeRow(notice_id=elsewhere.notice_id, concerns_table="grades", concerns_id="G")
    assert only(grade(), None, elsewhere).unexplained
    change = only(grade(), None, elsewhere, rows=(row,))
    assert (change.unexplained, change.erased) == (False, True)


def test_a_correction_explains_the_columns_it_names() -> None:
    """A correction of one column does not cover another."""
    corrected = notice(NoticeKind.CORRECTION, field="assessed")
    moved = grade(assessed=date(2026, 3, 2))
    assert not only(grade(), moved, corrected).unexplained
    assert only(grade(), grade("B", date(2026, 3, 2)), corrected).unexplained


def test_a_correction_explains_the_values_it_names() -> None:
    """Announcing one value does not cover another."""
    told = msgspec.structs.replace(
        notice(NoticeKind.CORRECTION, field="grade"), before="A", after="B"
    )
    assert not only(grade("A"), grade("B"), told).unexplained
    assert only(grade("A"), grade("C"), told).unexplained


def test_a_withdrawal_explains_and_erases() -> None:
    """A row taken back in due form leaves no content."""
    change = only(grade(), None, notice(NoticeKind.WITHDRAWAL))
    assert not change.unexplained
    assert change.erased


@pytest.mark.parametrize(
    ("row", "unexplained"),
    [
        (penalty(date(2026, 9, 3)), False),
        (penalty(date(2026, 9, 4)), True),
        (penalty(date(2027, 1, 1), repaired=date(2026, 8, 1)), False),
    ],
)
def test_a_penalty_may_go_when_its_publicity_is_over(row: Penalty, unexplained: bool) -> None:
    """Past its last day, or once credit was repaired, and not before."""
    assert only(row, None).unexplained is unexplained


def test_what_is_no_history_may_change() -> None:
    """A fee is what it is today; its change needs no notice."""
    fee = Fee(facility_id="F", item="保育费", amount=1, unit=FeeUnit.MONTH)
    other = Fee(facility_id="F", item="保育费", amount=2, unit=FeeUnit.MONTH)
    assert not only(fee, other).unexplained


records = st.dictionaries(st.text("abc", min_size=1, max_size=2), st.integers(0, 3), max_size=6)


@given(records, records)
@settings(deadline=None, max_examples=200)
def test_the_changes_lead_from_one_release_to_the_next(
    before: dict[str, int], after: dict[str, int]
) -> None:
    """Applied to the old rows, the changes give the new ones; equal rows give none."""
    old = {key: _fee(value) for key, value in before.items()}
    new = {key: _fee(value) for key, value in after.items()}
    state: dict[str, Record] = dict(old)
    for change in compare(Fee, old, new, NOTHING):
        assert state.get(change.key) == change.before
        if change.after is None:
            del state[change.key]
        else:
            state[change.key] = change.after
    assert state == new


def _fee(amount: int) -> Record:
    return record_of(Fee(facility_id="F", item="费", amount=amount, unit=FeeUnit.MONTH))
