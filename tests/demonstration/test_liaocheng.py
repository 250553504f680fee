"""The demonstration Liaocheng: the announced numbers, and every case that the site has to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import TypeVar

from msgspec import structs

from generator.demonstration.data import DemonstrationExport
from generator.demonstration.institutions import CARER_LIMITS, CLASS_LIMITS
from generator.demonstration.liaocheng import cases
from generator.demonstration.liaocheng.inspections import fault_of
from generator.demonstration.supervision import SEVEN_DOMAINS
from generator.exports.checks.timelines import filing_order
from generator.model.tables import (
    TABLES,
    AgeGroup,
    Demonstration,
    DemonstrationStage,
    Facility,
    Fee,
    Filing,
    Finding,
    Grade,
    Inspection,
    Notice,
    Penalty,
    PublishedTotal,
    Region,
    Row,
    SchemeGrade,
)
from generator.model.working_days import working_days_in
from tests.tables import given, rows_of

F = TypeVar("F", Filing, Grade)
R = TypeVar("R", bound=Row)

Exports = dict[str, DemonstrationExport]
REFERENCE = date(2026, 9, 10)


def operating(export: DemonstrationExport) -> set[str]:
    return {
        row.facility_id for row in rows_of(export.tables, Facility) if row.status == "operating"
    }


def newest_filings(export: DemonstrationExport) -> dict[str, Filing]:
    return {
        row.facility_id: row for row in sorted(rows_of(export.tables, Filing), key=filing_order)
    }


def present_grades(export: DemonstrationExport, scheme: str) -> dict[str, Grade]:
    rows = [row for row in rows_of(export.tables, Grade) if row.scheme_id == scheme]
    return {row.facility_id: row for row in sorted(rows, key=lambda row: row.assessed)}


def of_facility(rows: Iterable[F], facility_id: str) -> list[F]:
    return [row for row in rows if row.facility_id == facility_id]


def keyed(rows: Iterable[R]) -> dict[tuple[str, ...], R]:
    return {tuple(getattr(row, name) for name in type(row).key): row for row in rows}


def stages_of(export: DemonstrationExport, facility_id: str) -> dict[str, DemonstrationStage]:
    (title,) = [
        row for row in rows_of(export.tables, Demonstration) if row.subject_id == facility_id
    ]
    return {
        row.stage: row
        for row in rows_of(export.tables, DemonstrationStage)
        if row.demonstration_id == title.demonstration_id
    }


def test_as_many_operate_and_are_filed_as_announced(liaocheng: DemonstrationExport) -> None:
    """621 operating, 346 of them filed; zones are counted as what they are."""
    open_now = operating(liaocheng)
    filed = {
        facility_id
        for facility_id, filing in newest_filings(liaocheng).items()
        if filing.status in ("filed", "changed")
    }
    assert len(open_now) == 621
    assert len(filed & open_now) == len(filed) == 346
    zones = {
        row.region_code[:6] for row in rows_of(liaocheng.tables, Region) if row.level == "zone"
    }
    assert zones == {"371509", "371591", "371592"}
    assert zones <= {facility_id[:6] for facility_id in open_now}


def test_grades_are_those_announced(liaocheng: DemonstrationExport) -> None:
    """A 10, B 129, C 147, not rated 19; one is withheld and most were never assessed."""
    present = present_grades(liaocheng, "liaocheng-hygiene")
    counts = Counter(row.grade for row in present.values())
    assert counts == {"A": 10, "B": 129, "C": 147, "不予评级": 19, "暂不公开": 1}
    assert set(present) <= operating(liaocheng)
    assert len(operating(liaocheng) - set(present)) == 315
    declined = next(
        row for row in rows_of(liaocheng.tables, SchemeGrade) if row.standing == "not_rated"
    )
    assert declined.aliases == ("不预评级", "不予评测")


def test_quality_stands_apart_from_hygiene(liaocheng: DemonstrationExport) -> None:
    """Some institutions have a grade in each of two schemes."""
    quality = present_grades(liaocheng, "quality-wst821")
    assert {row.grade for row in quality.values()} == {"A", "B", "C", "D"}
    assert set(quality) & set(present_grades(liaocheng, "liaocheng-hygiene"))


def test_titles_are_those_announced(liaocheng: DemonstrationExport) -> None:
    """3 provincial, 33 municipal, 57 county: named, not revoked, each holder once and operating."""
    stages: dict[str, set[str]] = {}
    for row in rows_of(liaocheng.tables, DemonstrationStage):
        stages.setdefault(row.demonstration_id, set()).add(row.stage)
    held = [
        row
        for row in rows_of(liaocheng.tables, Demonstration)
        if "naming" in stages[row.demonstration_id]
        and "revocation" not in stages[row.demonstration_id]
    ]
    levels = Counter(row.level for row in held)
    assert levels == {"provincial": 3, "municipal": 33, "county": 57}
    holders = {row.subject_id for row in held}
    assert len(holders) == 93
    assert holders <= operating(liaocheng)
    assert sum(bool(row.paired) for row in held) > 10


def test_one_title_is_revoked_and_one_stands_in_publicity(
    exports: Exports, liaocheng: DemonstrationExport
) -> None:
    """The revocation is new in release 3; the candidate's five working days are not over."""
    assert "revocation" not in stages_of(exports["371500-0002"], cases.REVOKED_TITLE)
    assert "revocation" in stages_of(liaocheng, cases.REVOKED_TITLE)
    stages = stages_of(liaocheng, cases.CANDIDATE)
    publicity = stages["publicity"]
    assert publicity.starts <= REFERENCE < given(publicity.ends)
    assert len(working_days_in(publicity.starts, given(publicity.ends))) == 5
    assert "naming" not in stages


def test_exactly_one_announced_total_has_a_gap(liaocheng: DemonstrationExport) -> None:
    """Every total agrees with the rows but that of one county, which is one too high."""
    counted = Counter(facility_id[:6] for facility_id in operating(liaocheng))
    counted["371500"] = counted.total()
    gaps = {
        row.region_code[:6]: row.value - counted[row.region_code[:6]]
        for row in rows_of(liaocheng.tables, PublishedTotal)
        if row.indicator == "operating"
    }
    assert {region: gap for region, gap in gaps.items() if gap} == {cases.GAP_COUNTY: 1}
    others = {
        (row.indicator, row.grade or row.level): row.value
        for row in rows_of(liaocheng.tables, PublishedTotal)
        if row.indicator != "operating"
    }
    assert others == {
        ("filed", None): 346,
        ("graded", "A"): 10,
        ("graded", "B"): 129,
        ("graded", "C"): 147,
        ("graded", "不予评级"): 19,
        ("demonstration", "provincial"): 3,
        ("demonstration", "municipal"): 33,
        ("demonstration", "county"): 57,
    }


def continued(before: Row, after: Row | None) -> bool:
    """Whether a row reads as before, but for a date of rectification that is there now."""
    if isinstance(before, Finding) and isinstance(after, Finding) and before.rectified is None:
        return structs.replace(after, rectified=None) == before
    return before == after


def test_history_changed_three_times_and_once_without_a_notice(exports: Exports) -> None:
    """A correction, a withdrawal and one silent change; nothing else that happened is altered."""
    history = {row_type.table for row_type in TABLES if row_type.historical}
    releases = [exports[f"371500-{number:04d}"] for number in (1, 2, 3)]
    altered = []
    for before, after in pairwise(releases):
        for table in sorted(history):
            old, new = keyed(before.tables[table]), keyed(after.tables[table])
            altered += [
                (table, *key) for key, row in old.items() if not continued(row, new.get(key))
            ]
    assert sorted(altered) == [
        ("grades", f"g-{cases.WITHDRAWN_GRADE}-1"),
        ("grades", f"g-{cases.CORRECTED_GRADE}-1"),
        ("grades", f"g-{cases.SILENT_CHANGE}-1"),
    ]
    notices = {
        (row.kind, row.concerns_table, row.concerns_id)
        for row in rows_of(releases[2].tables, Notice)
    }
    assert ("withdrawal", "grades", f"g-{cases.WITHDRAWN_GRADE}-1") in notices
    assert ("correction", "grades", f"g-{cases.CORRECTED_GRADE}-1") in notices
    assert not any(f"g-{cases.SILENT_CHANGE}-1" in notice for notice in notices)


def test_the_correction_says_what_stood_before_and_stands_now(exports: Exports) -> None:
    """The notice names the column and both values, as the rows of the two releases have them."""
    (notice,) = [
        row for row in rows_of(exports["371500-0002"].tables, Notice) if row.kind == "correction"
    ]
    for release, value in ((1, notice.before), (2, notice.after)):
        (grade,) = of_facility(
            rows_of(exports[f"371500-{release:04d}"].tables, Grade), cases.CORRECTED_GRADE
        )
        assert getattr(grade, given(notice.field)).isoformat() == value


def test_institutions_close_pause_open_rise_and_fall(
    exports: Exports, liaocheng: DemonstrationExport
) -> None:
    """Between releases: one closed, one suspended, some new, up- and downgrades, fee changes."""
    first, second = exports["371500-0001"], exports["371500-0002"]
    status = {row.facility_id: row.status for row in rows_of(liaocheng.tables, Facility)}
    assert {cases.CLOSED, cases.SUSPENDED} <= operating(first)
    assert (status[cases.CLOSED], status[cases.SUSPENDED]) == ("closed", "suspended")
    assert len(operating(second) - operating(first)) == 11
    assert len(operating(liaocheng) - operating(second)) == 11
    before = present_grades(second, "liaocheng-hygiene")
    after = present_grades(liaocheng, "liaocheng-hygiene")
    assert (before[cases.UPGRADED].grade, after[cases.UPGRADED].grade) == ("C", "B")
    assert (before[cases.DOWNGRADED].grade, after[cases.DOWNGRADED].grade) == ("B", "C")
    assert after[cases.UPGRADED].supersedes == before[cases.UPGRADED].grade_id
    fees = keyed(rows_of(second.tables, Fee))
    changed = [
        key for key, row in keyed(rows_of(liaocheng.tables, Fee)).items() if fees.get(key) != row
    ]
    assert len([key for key in changed if key in fees]) > 5


def test_filings_take_every_way(liaocheng: DemonstrationExport) -> None:
    """Refused with a reason, only submitted, cancelled and submitted again, known not filed."""
    newest = Counter(row.status for row in newest_filings(liaocheng).values())
    assert {"refused", "submitted", "cancelled", "not_filed"} <= set(newest)
    refused = [row for row in rows_of(liaocheng.tables, Filing) if row.status == "refused"]
    assert all(row.reason for row in refused)
    rows = of_facility(rows_of(liaocheng.tables, Filing), cases.RESUBMITTED)
    steps = [row.status for row in sorted(rows, key=filing_order)]
    assert steps == ["filed", "cancelled", "submitted", "filed"]
    pending = newest_filings(liaocheng)[cases.RESUBMITTED_PENDING]
    assert pending.status == "submitted"


def test_inspections_cover_seven_domains_and_every_state(liaocheng: DemonstrationExport) -> None:
    """Most of what failed is put right, some of it is open and some overdue."""
    per_inspection = Counter(row.inspection_id for row in rows_of(liaocheng.tables, Finding))
    assert set(per_inspection.values()) == {7}
    assert {row.domain for row in rows_of(liaocheng.tables, Finding)} == {
        title for title, _ in SEVEN_DOMAINS
    }
    kinds = {row.kind for row in rows_of(liaocheng.tables, Inspection)}
    assert kinds == {"routine", "double_random", "joint"}
    failed = [row for row in rows_of(liaocheng.tables, Finding) if row.result == "fail"]
    left = [row for row in failed if row.rectified is None]
    assert 0 < len(left) < len(failed) / 10
    state = {row.finding_id: given(row.rectification_due) >= REFERENCE for row in left}
    assert state[fault_of(cases.OPEN_RECTIFICATION)] is True
    assert state[fault_of(cases.OVERDUE_RECTIFICATION)] is False
    (reply,) = [row for row in rows_of(liaocheng.tables, Notice) if row.kind == "reply"]
    assert reply.concerns_id == fault_of(cases.REPLYING)


def test_penalties_public_expired_and_repaired(liaocheng: DemonstrationExport) -> None:
    """The expired one is still in the data: the site has to hide it."""
    penalties = {row.facility_id: row for row in rows_of(liaocheng.tables, Penalty)}
    assert len(penalties) == 3
    assert penalties[cases.PENALTY_EXPIRED].publicity_ends < REFERENCE
    assert penalties[cases.PENALTY_REPAIRED].repaired is not None
    public = penalties[cases.PENALTY_PUBLIC]
    assert public.publicity_ends >= REFERENCE
    assert public.repaired is None


def test_one_institution_takes_more_than_three_months_in_advance(exports: Exports) -> None:
    """In the whole demonstration; elsewhere terms are lawful, and refund rules are or are not."""
    over = [
        row.facility_id
        for export in exports.values()
        for row in rows_of(export.tables, Fee)
        if (row.prepayment_months or 0) > 3
    ]
    assert set(over) == {cases.OVER_CAP}
    monthly = [
        row for row in rows_of(exports["371500-0003"].tables, Fee) if row.item == "全日托保育费"
    ]
    assert all(1200 <= row.amount <= 3600 for row in monthly)
    assert 0 < sum(row.refund_rule is None for row in monthly) < len(monthly)
    assert 500 < len(monthly) < 621


def test_some_classes_lie_outside_the_standard(liaocheng: DemonstrationExport) -> None:
    """Too large a class, too few carers; most are within."""
    groups = rows_of(liaocheng.tables, AgeGroup)
    outside = [
        row
        for row in groups
        if given(row.children) > CLASS_LIMITS[row.age_class]
        or given(row.children) > given(row.carers) * CARER_LIMITS[row.age_class]
    ]
    assert 0 < len(outside) < len(groups) / 10


def test_names_repeat_on_purpose_and_hold_latin_and_digits(liaocheng: DemonstrationExport) -> None:
    """Three namesakes, names with letters and digits, one code with a recorded exception."""
    facilities = rows_of(liaocheng.tables, Facility)
    names = Counter(row.name for row in facilities)
    assert names["小太阳托育中心"] == 3
    assert sum(count for count in names.values() if count > 1) < 20
    assert {"Hi宝贝国际托育园", "1+1托育中心"} <= set(names)
    assert any(row.other_names for row in facilities)
    exceptions = [row.facility_id for row in facilities if row.uscc_override]
    assert exceptions == [cases.CODE_EXCEPTION]
