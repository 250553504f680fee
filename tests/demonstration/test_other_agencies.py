"""Beijing, Zhengdong, Xingtai and Gansu: what each of them is there to show."""

from __future__ import annotations

from collections import Counter
from datetime import date

from generator.demonstration.beijing import CREDIT_LABELS, RISK_LABELS
from generator.demonstration.data import DemonstrationExport
from generator.demonstration.gansu import FAILING, NAMED, REVOKED
from generator.model.tables import (
    Demonstration,
    DemonstrationStage,
    Facility,
    Filing,
    Grade,
    Indicator,
    Inspection,
    PublishedTotal,
)
from generator.model.working_days import working_days_in
from tests.tables import given, rows_of

Exports = dict[str, DemonstrationExport]


def test_beijing_crosses_nine_levels_of_credit_with_risk(exports: Exports) -> None:
    """Sixty institutions, each with a present grade in both schemes; every label is given."""
    tables = exports["110105-0001"].tables
    replaced = {row.supersedes for row in rows_of(tables, Grade)}
    present = [row for row in rows_of(tables, Grade) if row.grade_id not in replaced]
    per_facility = Counter(row.facility_id for row in present)
    assert len(per_facility) == 60
    assert set(per_facility.values()) == {2}
    assert {row.grade for row in present} == {*CREDIT_LABELS, *RISK_LABELS}
    assert {row.kind for row in rows_of(tables, Inspection)} == {"joint"}
    assert rows_of(tables, Indicator)


def test_zhengdong_reaches_its_inclusive_target_by_its_rows(exports: Exports) -> None:
    """Targets 3, 4, 6; places, inclusive share and announced totals agree with the rows."""
    tables = exports["410193-0001"].tables
    places = [row for row in rows_of(tables, Indicator) if row.indicator == "每千人口托位数"]
    assert [(row.period, row.target) for row in places] == [("2022", 3), ("2023", 4), ("2025", 6)]
    facilities = rows_of(tables, Facility)
    assert {row.region_code for row in facilities} == {"410193000000"}
    assert sum(given(row.places) >= 50 for row in facilities) >= 10
    inclusive = sum(given(row.places) for row in facilities if row.inclusive)
    whole = sum(given(row.places) for row in facilities)
    (share,) = [row for row in rows_of(tables, Indicator) if row.indicator == "普惠托位占比"]
    assert share.value == round(100 * inclusive / whole, 1) >= given(share.target) == 90
    totals = {row.indicator: row.value for row in rows_of(tables, PublishedTotal)}
    assert totals == {
        "operating": len(facilities),
        "places": whole,
        "inclusive": sum(bool(row.inclusive) for row in facilities),
    }
    assert {"chain", "community", "kindergarten_class", "employer"} <= {
        row.kind for row in facilities
    }


def test_zhengdong_subsidises_titles_that_help_others(exports: Exports) -> None:
    """50,000 to 300,000 yuan, two institutions in each union (托育联合体)."""
    titles = rows_of(exports["410193-0001"].tables, Demonstration)
    assert {row.subsidy for row in titles} == {50_000, 100_000, 200_000, 300_000}
    assert all(len(row.paired) == 2 for row in titles)


def test_xingtai_registers_by_nature_and_has_milestones(exports: Exports) -> None:
    """Every nature, every mode of care, filing after opening, indicators of three years."""
    tables = exports["130500-0001"].tables
    facilities = {row.facility_id: row for row in rows_of(tables, Facility)}
    assert len(facilities) == 40
    assert {row.nature for row in facilities.values()} == {"for_profit", "non_profit", "public"}
    modes = {mode for row in facilities.values() for mode in row.service_modes}
    assert modes == {"full_day", "half_day", "hourly", "temporary"}
    for filing in rows_of(tables, Filing):
        assert given(filing.submitted) > given(facilities[filing.facility_id].opened)
    assert {row.period for row in rows_of(tables, Indicator)} == {"2020", "2022", "2025"}


def test_gansu_tells_the_life_of_three_cities(exports: Exports) -> None:
    """Two named on the dates of the notice, one of them revoked; one stopped at a gate."""
    tables = exports["620000-0001"].tables
    lives: dict[str, dict[str, date]] = {}
    for title in rows_of(tables, Demonstration):
        lives[title.subject_id] = {
            row.stage: row.ends or row.starts
            for row in rows_of(tables, DemonstrationStage)
            if row.demonstration_id == title.demonstration_id
        }
    for city in (NAMED, REVOKED):
        assert lives[city]["application"] == date(2021, 12, 31)
        assert lives[city]["self_assessment"] == date(2022, 5, 31)
        assert lives[city]["on_site_review"] == date(2022, 7, 31)
        assert lives[city]["publicity"] <= date(2022, 9, 30)
        assert lives[city]["naming"] <= date(2022, 12, 31)
        assert "annual_report" in lives[city]
    assert "revocation" in lives[REVOKED]
    assert "revocation" not in lives[NAMED]
    assert "naming" not in lives[FAILING]
    periods = [row for row in rows_of(tables, DemonstrationStage) if row.stage == "publicity"]
    assert [len(working_days_in(row.starts, given(row.ends))) for row in periods] == [5, 5]


def test_gansu_states_scores_and_gates(exports: Exports) -> None:
    """Every applicant scores 80 or more; the one that failed misses one part of the first gate."""
    indicators = rows_of(exports["620000-0001"].tables, Indicator)
    scores = [row for row in indicators if row.indicator == "示范城市自评得分"]
    assert len(scores) == 3
    assert all(given(row.value) >= given(row.target) == 80 for row in scores)
    missed = [
        (row.region_code, row.indicator)
        for row in indicators
        if "门槛" in row.indicator and given(row.value) < given(row.target)
    ]
    assert missed == [(FAILING, "每千人口托位数（门槛一：不低于全省平均）")]
