"""What an export does not say is said by no page: neither as no, nor as all, nor as nought."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from generator.model.tables import (
    AgeGroup,
    Facility,
    Fee,
    Filing,
    Finding,
    Grade,
    Inspection,
    PublishedTotal,
    Row,
)
from generator.model.vocabulary import (
    AgeClass,
    FeeUnit,
    FilingStatus,
    FindingResult,
    InspectionKind,
    OperatingStatus,
    TotalIndicator,
)
from generator.pages.shared import urls
from generator.search.query.engine import search
from generator.search.query.query import Query
from tests.factory_portal import Tables, TestPortal, make_portal, release_info, small_tables

pytestmark = pytest.mark.slow

PARTLY, SILENT, COUNTY = "371502001000", "371502002000", "371502000000"
SPRING, OFFICE = date(2026, 3, 1), "区卫生健康局"
SAYS_MUCH, SAYS_LITTLE = "N1", "N2"


def tables() -> Tables:
    """A township that says something of some facilities, and one that only names them."""
    rows: list[Row] = [
        facility(1, PARTLY, status=OperatingStatus.OPERATING, places=30, inclusive=True),
        facility(2, PARTLY),
        facility(3, SILENT),
        facility(4, SILENT),
        Filing(filing_id="b", facility_id="N1", status=FilingStatus.FILED, authority=OFFICE),
        Grade(
            grade_id="g",
            facility_id="N1",
            scheme_id="hygiene",
            grade="A",
            assessed=SPRING,
            authority=OFFICE,
        ),
        Fee(facility_id="N1", item="全日托", amount=1000, unit=FeeUnit.MONTH),
        AgeGroup(
            facility_id="N1", age_class=AgeClass.LARGE_TODDLER, classes=1, children=10, carers=2
        ),
        AgeGroup(facility_id="N1", age_class=AgeClass.INFANT, classes=1, children=9),
        inspection("i1", "N1"),
        Finding(finding_id="f", inspection_id="i1", domain="消防安全", result=FindingResult.FAIL),
        inspection("i2", "N2"),
        total("t1", TotalIndicator.FILED, 3),
        total("t2", TotalIndicator.FILED, 9),
        total("t3", TotalIndicator.PLACES, 90),
    ]
    made = {
        name: found
        for name, found in small_tables().items()
        if name in ("regions", "schemes", "scheme_grades")
    }
    for row in rows:
        made.setdefault(row.table, []).append(row)
    return made


def facility(number: int, region: str, **values: object) -> Facility:
    """A facility of which little is said."""
    return Facility(
        facility_id=f"N{number}",
        name=f"静园{number}托育园",
        region_code=region,
        address=f"静园路{number}号",
        **values,  # type: ignore[arg-type]
    )


def inspection(key: str, facility_id: str) -> Inspection:
    """An inspection of which only the day is said."""
    return Inspection(
        inspection_id=key,
        facility_id=facility_id,
        inspected=SPRING,
        kind=InspectionKind.ROUTINE,
        authority=OFFICE,
    )


def total(key: str, indicator: TotalIndicator, value: int) -> PublishedTotal:
    """A total that was announced for the county."""
    return PublishedTotal(
        total_id=key,
        region_code=COUNTY,
        indicator=indicator,
        value=value,
        as_of=SPRING,
        source="公报",
    )


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> TestPortal:
    """The site of a register that says little."""
    made: TestPortal = make_portal(tmp_path_factory.mktemp("silent") / "portal")
    made.publish(tables(), release_info())
    made.build()
    return made


def words(html: str) -> str:
    """The text of a piece of HTML without blanks."""
    text = re.sub(r"<(style|script|template).*?</\1>|<[^>]+>", "", html, flags=re.S)
    return re.sub(r"[\s\u00a0\u200b\u2060]+", "", text)


def said(portal: TestPortal, address: str) -> str:
    """The text of a page."""
    return words(portal.page(urls.file_of(address)).split("<main", 1)[1])


def cells(portal: TestPortal, address: str, first: str) -> list[str]:
    """The cells of the first table row that begins so."""
    rows = re.findall(r"<tr>.*?</tr>", portal.page(urls.file_of(address)), re.S)
    split = ([words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)] for row in rows)
    return next(row for row in split if row and row[0] == first)


def test_tables_of_regions_count_only_what_was_said(portal: TestPortal) -> None:
    """A dash where nothing was said of any; beside what was said of some, how many are silent."""
    county = urls.region(COUNTY)
    heads = ["地区", "在营", "未公布在营状态", "已备案", "未公布是否备案", "普惠", "托位"]
    assert cells(portal, county, "地区")[:7] == heads
    assert cells(portal, county, "古楼街道")[1:7] == ["1", "1", "1", "1", "1", "30"]
    assert cells(portal, county, "柳园街道")[1:7] == ["–", "2", "–", "2", "–", "–"]


def test_sentences_name_those_of_which_nothing_was_said(portal: TestPortal) -> None:
    """Places are the sum of those that state them; whether others are inclusive is open."""
    shown = said(portal, urls.region(PARTLY))
    assert "其中1家公布托位，共30个" in shown
    assert "普惠机构1家。其中1家未公布是否普惠。" in shown
    assert "未公布是否备案" in said(portal, urls.region(SILENT))


def test_descriptions_do_not_say_that_none_is_filed(portal: TestPortal) -> None:
    """What a search engine shows of a region."""
    silent, partly = (portal.page(urls.file_of(urls.region(code))) for code in (SILENT, PARTLY))
    assert 'content="柳园街道托育机构：已公布 2 家，未公布是否备案"' in silent
    assert 'content="古楼街道托育机构：已公布 2 家，已备案 1 家"' in partly


def test_figures_of_a_release_keep_silence_apart(portal: TestPortal) -> None:
    """Of filing as of operating."""
    then = urls.regions_then("371500", 1)
    assert cells(portal, then, "地区")[1:5] == [
        "在营",
        "未公布在营状态",
        "已备案",
        "未公布是否备案",
    ]
    assert cells(portal, then, "东昌府区")[1:5] == ["1", "3", "1", "3"]


def test_an_announced_total_is_not_called_wrong_for_silence(portal: TestPortal) -> None:
    """Three are said to be filed, and of three it was not published; nine cannot be."""
    page = urls.file_of(urls.STATISTICS)
    rows = [
        [words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)][2:]
        for row in re.findall(r"<tr>.*?</tr>", portal.page(page), re.S)
        if "公布" not in words(row.split("</th>")[0]) and "东昌府区" in row
    ]
    assert sorted(rows) == [
        ["3", "1另有3家未公布", "–"],
        ["9", "1另有3家未公布", "−8"],
        ["90", "30另有3家未公布", "–"],
    ]
    shown = said(portal, urls.STATISTICS)
    assert "3个总数中，1个不一致。3个总数中，2个无法复核：有的机构没有公布。" in shown
    assert "没有逾期的评定" not in shown
    assert "1家没有公布下次评定的时间。" in shown


def test_an_inspection_without_findings_found_nothing_out(portal: TestPortal) -> None:
    """That no fault was found is said only where findings were published."""
    shown = said(portal, urls.facility(SAYS_LITTLE))
    assert "没有查出问题" not in shown
    assert shown.count("没有公布检查结果。") == 2
    facts = json.loads(portal.page(urls.file_of(urls.public_record(SAYS_LITTLE))))["facts"]
    assert (facts["inspected"], facts["silent_inspections"]) == ("2026-03-01", 1)


def test_a_fault_without_a_day_is_neither_put_right_nor_open(portal: TestPortal) -> None:
    """Whether it was put right was not published; that nought was put right neither."""
    shown = said(portal, urls.facility(SAYS_MUCH))
    assert "查出1项。" in shown
    assert "未公布是否整改" in shown
    assert "整改中" not in shown


def test_standards_are_kept_only_where_all_is_stated(portal: TestPortal) -> None:
    """The number of carers of one class is not stated, so no sentence speaks for all classes."""
    shown = said(portal, urls.facility(SAYS_MUCH))
    assert "每名保育员带5名，是否每班都符合国家标准，没有公布。" in shown
    infants = cells(portal, urls.facility(SAYS_MUCH), "乳儿班6–12个月")
    assert infants[1:] == ["9≤10", "–≤3", "未公布"]


def test_no_sentence_denies_what_was_not_published(portal: TestPortal) -> None:
    """Neither penalties nor titles were published: that is not that there are none."""
    shown = said(portal, urls.facility(SAYS_LITTLE))
    assert "没有公布处在公示期的行政处罚。" in shown
    assert "没有公布这家机构的示范称号。" in shown


def test_the_search_counts_no_form_that_was_not_stated(portal: TestPortal) -> None:
    """Nor does a filter find what was not stated, though it asks for the opposite."""
    index = portal.deployment.index
    everyone = search(index, Query(text="静园", limit=50))
    assert everyone.total == 4
    assert "kind" not in everyone.counts
    assert everyone.counts["filed"] == {"true": 1}
    assert everyone.counts["inclusive"] == {"yes": 1}
    for silent in (Query(filed=False), Query(facets={"inclusive": ("no",)})):
        assert search(index, silent).total == 0
