"""Every rule across tables, shown by the one row that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from generator.exports.checks.consistency import check, errors
from generator.exports.checks.timelines import months_after
from generator.exports.contents import Export
from generator.model.problems import Severity
from generator.model.release import CHINA
from generator.model.tables import (
    Demonstration,
    DemonstrationStage,
    Filing,
    Finding,
    Grade,
    Indicator,
    Inspection,
    Notice,
    Penalty,
    PublishedTotal,
    Region,
    Row,
    Scheme,
    SchemeGrade,
)
from generator.model.vocabulary import (
    Crs,
    DemonstrationLevel,
    FilingStatus,
    FindingResult,
    GradeStatus,
    InspectionKind,
    Nature,
    NoticeKind,
    OperatingStatus,
    PenaltyTier,
    RegionLevel,
    SchemeKind,
    Stage,
    SubjectKind,
    TotalIndicator,
)

Rows = dict[str, tuple[Row, ...]]
Judge = Callable[..., list[str]]


@pytest.fixture
def judge(rows: Rows, export_of: Callable[..., Export]) -> Judge:
    """What the checks say when rows are added, or rows of a table replaced by `name=…`."""

    def found(*more: Row, **replaced: Any) -> list[str]:
        tables = rows | replaced
        for row in more:
            tables[row.table] = (*tables.get(row.table, ()), row)
        return [f"{p.severity[0].upper()} {p}" for p in check(export_of(tables))]

    return found


def test_a_sound_export_has_no_problems(judge: Judge) -> None:
    """The small county of these tests."""
    assert judge() == []


def test_keys_stand_once(judge: Judge, rows: Rows) -> None:
    """Each row with a double key is named."""
    first = rows["facilities"][0]
    assert judge(facilities=(first, first)) == [
        "E facilities.csv:2 facility_id: 2 rows have this key; a key stands once",
        "E facilities.csv:3 facility_id: 2 rows have this key; a key stands once",
    ]


def facility_with(rows: Rows, **changes: Any) -> Rows:
    """The facilities with the first of them changed."""
    first, *others = rows["facilities"]
    return {"facilities": (replace(first, **changes), *others)}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"region_code": "371503000000"},
            'E …:2 region_code: "371503000000" is in no row of regions',
        ),
        ({"uscc": "91350100M000100Y44"}, "E …:2 uscc: the check digit fails; if the code was"),
        ({"uscc": None, "uscc_override": "x"}, "E …:2 uscc_override: an override without a code"),
        ({"uscc_override": "x"}, "W …:2 uscc_override: the code is right without it"),
        ({"nature": Nature.PUBLIC}, "W …:2 nature: public, but a code that starts with 91 says"),
        ({"crs": None}, "E …:2 crs: coordinates need a crs"),
        ({"crs": Crs.GCJ02}, "E …:2 crs: an export holds CGCS2000 or WGS84, not GCJ02"),
        ({"lat": None}, "E …:2 lat: lon and lat go together"),
        ({"lon": 118.0}, "W …:2 lon: the point is 185 km from 东昌府区"),
        ({"opened": date(2026, 3, 3)}, "E …:2 opened: 2026-03-03 is later than the release of"),
        ({"status": OperatingStatus.CLOSED}, "W …:2 status_date: closed, but since when is not"),
        ({"name": "阳光<b>托育</b>"}, "E …:2 name: holds HTML"),
        ({"name": "=HYPERLINK(1)"}, 'E …:2 name: starts with "=", which a spreadsheet takes'),
        ({"address": "+1号"}, 'W …:2 address: starts with "+"'),
        ({"address": "柳园路\n1号"}, "E …:2 address: holds a line break"),
        ({"other_names": ("a", "")}, "E …:2 other_names: holds nothing but space"),
        ({"address": " "}, "E …:2 address: holds nothing but space"),
        ({"name": "阳光\u202e托育"}, "E …:2 name: holds an invisible character"),
    ],
)
def test_facilities(judge: Judge, rows: Rows, changes: dict[str, Any], message: str) -> None:
    """Codes, places, dates and wording of a facility."""
    found = judge(**facility_with(rows, **changes))
    assert len(found) == 1
    assert found[0].replace("facilities.csv", "…").startswith(message)


def test_regions_of_other_agencies(judge: Judge, rows: Rows) -> None:
    """An agency names regions in or above its own, and speaks for those in it."""
    other = Region(region_code="371600000000", name="滨州市", level=RegionLevel.CITY, edition=2026)
    province = replace(other, region_code="370000000000", level=RegionLevel.PROVINCE)
    found = judge(
        other,
        province,
        Indicator(
            region_code="370000000000",
            indicator="千人口托位数",
            period="2025",
            value=4.5,
            unit="个",
            source="统计",
        ),
    )
    assert found == [
        "E regions.csv:5 region_code: 371600000000 neither lies in 371500 nor above it",
        "E indicators.csv:2 region_code: an agency of 371500 cannot speak for 370000000000",
    ]


def test_the_tree_of_regions(judge: Judge) -> None:
    """A region lies in a wider one, and its code says so."""
    zone = Region(
        region_code="371591000000",
        name="高新区",
        parent="371502000000",
        level=RegionLevel.ZONE,
        edition=2026,
    )
    city = replace(zone, level=RegionLevel.CITY)
    assert judge(zone)[0].startswith("E regions.csv:4 parent: by its code, 371591000000 does not")
    assert judge(city)[0].startswith("E regions.csv:4 parent: a city cannot lie in a county")


def filing(number: int, status: FilingStatus, **dates: Any) -> Filing:
    """A filing step of the second facility."""
    return Filing(
        filing_id=f"s-{number}", facility_id="f-2", status=status, authority="卫健局", **dates
    )


def test_filing_steps(judge: Judge) -> None:
    """Steps are taken in the order of their dates, not of their rows."""
    submitted = filing(9, FilingStatus.SUBMITTED, submitted=date(2025, 1, 1))
    filed = filing(8, FilingStatus.FILED, decided=date(2025, 1, 9))
    assert judge(submitted, filed) == []
    cancelled = filing(7, FilingStatus.CANCELLED, decided=date(2025, 1, 5))
    assert judge(submitted, filed, cancelled) == [
        "E filings.csv:3 status: cancelled cannot follow submitted",
        "E filings.csv:4 status: filed cannot follow cancelled",
    ]
    assert judge(filing(1, FilingStatus.FILED)) == [
        "W filings.csv:3 decided: filed, but without its date"
    ]
    early = filing(1, FilingStatus.FILED, submitted=date(2025, 1, 9), decided=date(2025, 1, 5))
    assert judge(early) == [
        "E filings.csv:3 decided: 2025-01-05 is earlier than submitted 2025-01-09"
    ]


def test_grades_and_schemes(judge: Judge, rows: Rows) -> None:
    """Labels belong to their scheme, ranks differ, a grade replaces an older one of its kind."""
    (grade,) = rows["grades"]
    assert isinstance(grade, Grade)
    assert judge(grades=(replace(grade, grade="Z"),)) == [
        'E grades.csv:2 grade: "Z": not a grade of hygiene (A, B)'
    ]
    newer = replace(grade, grade_id="g-2", assessed=date(2025, 1, 1), supersedes="g-1")
    assert judge(newer) == ["E grades.csv:3 supersedes: replaces a grade that is not older"]
    elsewhere = replace(newer, facility_id="f-2", assessed=date(2025, 7, 1))
    assert "another facility or scheme" in judge(elsewhere)[0]
    double = SchemeGrade(
        scheme_id="hygiene",
        label="C",
        aliases=("A",),
        rank=2,
        standing=GradeStatus.RATED,
        meaning="差",
    )
    assert [message.split(":", 1)[1] for message in judge(double)] == [
        "3 rank: 2 grades of the scheme have rank 2",
        "4 rank: 2 grades of the scheme have rank 2",
        "4 aliases: an alias that stands for another grade too",
    ]
    empty = Scheme(scheme_id="x", name="信用", kind=SchemeKind.CREDIT, issuer="x", basis="x")
    assert "has no row in scheme_grades.csv" in judge(empty)[0]


def test_inspections_and_penalties(judge: Judge) -> None:
    """Rectified after the inspection; published no longer than the tier allows."""
    inspection = Inspection(
        inspection_id="i-1",
        facility_id="f-1",
        inspected=date(2025, 5, 5),
        kind=InspectionKind.ROUTINE,
        authority="卫健局",
    )
    finding = Finding(
        finding_id="x",
        inspection_id="i-1",
        domain="消防安全",
        result=FindingResult.FAIL,
        rectified=date(2025, 5, 4),
    )
    assert judge(inspection, finding) == [
        "E findings.csv:2 rectified: 2025-05-04 is earlier than the inspection of 2025-05-05"
    ]
    penalty = Penalty(
        penalty_id="p",
        facility_id="f-1",
        decision_number="聊卫罚〔2025〕1号",
        decided=date(2025, 11, 30),
        authority="卫健局",
        tier=PenaltyTier.MINOR,
        what="未公示",
        publicity_ends=date(2026, 2, 28),
    )
    assert judge(penalty) == []
    late = replace(penalty, publicity_ends=date(2026, 3, 1))
    assert judge(late)[0].endswith("2026-03-01 is later than 2026-02-28, the 3 months of its tier")
    assert judge(replace(late, tier=PenaltyTier.ORDINARY)) == []


def test_months_end_where_a_month_ends() -> None:
    """The 31st becomes the last day of a shorter month."""
    assert months_after(date(2025, 11, 30), 3) == date(2026, 2, 28)
    assert months_after(date(2023, 12, 31), 2) == date(2024, 2, 29)
    assert months_after(date(2025, 1, 15), 36) == date(2028, 1, 15)


def test_demonstrations(judge: Judge) -> None:
    """Subjects exist; stages end after they start; only what has happened has a result."""
    title = Demonstration(
        demonstration_id="d",
        subject_kind=SubjectKind.FACILITY,
        subject_id="f-9",
        level=DemonstrationLevel.MUNICIPAL,
        title="市级示范机构",
        paired=("f-1", "f-8"),
    )
    assert judge(title) == [
        'E demonstrations.csv:2 paired: "f-8" is in no row of facilities',
        "E demonstrations.csv:2 subject_id: no such row in facilities",
    ]
    stage = DemonstrationStage(
        demonstration_id="d",
        stage=Stage.NAMING,
        starts=date(2026, 12, 1),
        ends=date(2026, 11, 1),
        result="命名",
    )
    fine = replace(title, subject_id="f-2", paired=())
    assert judge(fine, stage) == [
        "E demonstration_stages.csv:2 ends: 2026-11-01 is earlier than starts 2026-12-01",
        "E demonstration_stages.csv:2 result: has a result but starts 2026-12-01, after the "
        "release of 2026-03-02",
    ]
    assert judge(fine, replace(stage, ends=None, result=None)) == []
    revoked = replace(stage, stage=Stage.REVOCATION, starts=date(2025, 1, 1), ends=None)
    named = replace(stage, starts=date(2026, 1, 1), ends=None)
    assert "is a title of its own" in judge(fine, revoked, named)[0]
    assert judge(fine, revoked, replace(named, starts=date(2024, 1, 1))) == []


def test_totals(judge: Judge) -> None:
    """A total of grades names scheme and grade, others neither."""
    total = PublishedTotal(
        total_id="t",
        region_code="371500000000",
        indicator=TotalIndicator.GRADED,
        scheme_id="hygiene",
        grade="A",
        value=10,
        as_of=date(2025, 12, 31),
        source="报道",
    )
    assert judge(total) == []
    assert "not a grade of hygiene" in judge(replace(total, grade="甲"))[0]
    assert "needs a scheme" in judge(replace(total, scheme_id=None))[0]
    assert "has no scheme" in judge(replace(total, indicator=TotalIndicator.FILED))[0]


def test_notices(judge: Judge) -> None:
    """A notice concerns something that is there; a correction says what it changes."""
    notice = Notice(
        notice_id="n",
        kind=NoticeKind.CORRECTION,
        concerns_table="grades",
        concerns_id="g-1",
        title="更正",
        text="更正",
        published=date(2026, 1, 5),
        field="grade",
        before="B",
        after="A",
    )
    assert judge(notice) == []
    assert "grades.csv has no such column" in judge(replace(notice, field="colour"))[0]
    assert "a correction says which column" in judge(replace(notice, field=None))[0]
    gone = replace(notice, concerns_id="g-9")
    assert judge(gone) == ["E notices.csv:2 concerns_id: no such row in grades"]
    taken = replace(gone, kind=NoticeKind.WITHDRAWAL)
    assert "says again what it takes back" in judge(taken)[0]
    assert judge(replace(taken, before=None)) == []
    assert "no table of an export" in judge(replace(notice, concerns_table="people"))[0]


def test_what_was_removed_may_come_back(
    judge: Judge, rows: Rows, export_of: Callable[..., Export]
) -> None:
    """On a later day than the notice says; a new notice cannot speak of what is there."""
    today = export_of(rows).info.issued.astimezone(CHINA).date()
    removal = Notice(
        notice_id="n",
        kind=NoticeKind.REMOVAL,
        concerns_table="grades",
        concerns_id="g-1",
        title="停止公布",
        text="误报",
        published=today,
    )
    assert "still has it" in judge(removal)[0]
    assert judge(replace(removal, published=today - timedelta(days=1))) == []


def test_the_release_itself(rows: Rows, export_of: Callable[..., Export]) -> None:
    """Reviewed before it is issued, without personal data, and not empty."""
    export = export_of(rows)
    late = replace(export.info, reviewed_on=date(2026, 3, 3), reviewed_by="13812345678")
    problems = check(Export(late, export.tables))
    assert [problem.field for problem in errors(problems)] == ["reviewed_by", "reviewed_on"]
    assert [problem.why for problem in check(export_of({}))] == [
        "the export is empty: no table has a row"
    ]


def test_references_into_incomplete_tables_are_not_judged(
    rows: Rows, export_of: Callable[..., Export]
) -> None:
    """One mistake in a facility does not make ten of its grades wrong."""
    export = export_of(rows | {"facilities": ()})
    assert {problem.severity for problem in check(export)} == {Severity.ERROR}
    assert check(export, incomplete={"facilities"}) == []
