"""Every kind of page of the demonstration shows what only the module that makes it says."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import generator
from generator.demonstration.liaocheng import cases
from generator.pages.shared import urls
from generator.pages.shared.effective_day import effective_day
from generator.portal.folder import Deployment

IMPORT = re.compile(r"^from (generator\S*) import (\([^)]*\)|.*)$", re.MULTILINE)
PACKAGE = Path(generator.__file__).parent
TESTS = Path(__file__).resolve().parents[1]

ORDINARY = urls.facility("371502T00001")
CITY, DISTRICT = urls.region("371500000000"), urls.region("371502000000")

SHOWN: dict[str, tuple[tuple[str, str], ...]] = {
    "pages.about.robots": (
        (urls.ROBOTS, "Sitemap:http://localhost:8000/sitemap.xml"),
        ("/sitemap-1.xml", f"<loc>http://localhost:8000{ORDINARY}</loc>"),
    ),
    "pages.about.style_page": ((urls.STYLE, "页面部件"), (urls.STYLE_EMPTY, "页面部件")),
    "pages.about.style_samples": ((urls.STYLE, "样例评级体系"),),
    "pages.about.verify": ((urls.VERIFY, "gongshiaudithttp://localhost:8000/"),),
    "pages.data.downloads": (
        (urls.table("371500", "facilities", "csv"), "东昌府区瑞帆幼儿园托班"),
        (urls.table("371500", "datapackage", "json"), '"primaryKey"'),
    ),
    "pages.data.page": ((urls.DATA, "一个文件，全部数据"), (urls.agency_data("620000"), "60")),
    "pages.data.pages": ((urls.DATA_SUMS, "all/facilities.parquet"),),
    "pages.figures.behind": ((urls.behind("371500", "t-2026q3-operating-371525"), "统计用的查询"),),
    "pages.figures.quality": (
        (urls.QUALITY, "写明已发生之事的记录被改动或消失"),
        (urls.QUALITY_DATA, "region,371502,东昌府区"),
        (urls.quality("37"), "东昌府区"),
    ),
    "pages.data.separate_files": (
        (urls.change_file("371500", 3, "csv"), "downgraded,grades"),
        (urls.whole_table("changes", "jsonl"), '"what":"new"'),
    ),
    "pages.data.scopes": (
        ("/data/all/facilities.csv", "status_date,basis_url,source_note,agency"),
    ),
    "pages.data.table_files": (("/data/all/grades.jsonl", '"agency":"110105"'),),
    "pages.data.datapackage": ((urls.DATASETTE, '"fts_table":"facilities_text"'),),
    "pages.document.feeds": ((urls.document_feed("interpretation"), "七个方面里"),),
    "pages.document.graph_page": (
        (urls.GRAPH, "一个文号，两个标题"),
        (urls.GRAPH_DATA, '"kind":"interprets"'),
    ),
    "pages.shared.choices": ((urls.POLICIES, "年份"),),
    "pages.document.lists": (
        (urls.document_list("policy", "year", "2020"), "政策文件：2020"),
        (urls.document_list("policy", "validity", "repealed"), "政策文件：已废止"),
        (urls.document_list("interpretation", "form", "questions"), "政策解读：问答"),
    ),
    "pages.release.notices_page": (
        (urls.NOTICES, "共5个工作日"),
        (urls.NOTICE_CALENDAR, "BEGIN:VEVENT"),
        (urls.NOTICE_FEED, "拟命名名单的公示"),
    ),
    "pages.document.page": (
        (urls.policy("liaocheng-2024-hygiene-grading"), "聊托示发〔2024〕1号"),
        (urls.page("glossary"), "托育联合体"),
    ),
    "pages.every_page": ((urls.NOT_FOUND, "这里没有页面"), (urls.STATISTICS, "公布数与复核数")),
    "pages.facility.inputs": ((ORDINARY, "卫生"),),
    "pages.facility.page": ((ORDINARY, "最多预收3个月，未超上限3个月"), (ORDINARY, "符合国家标准")),
    "pages.facility.pages": ((urls.facility(cases.CLOSED), "已终止"),),
    "pages.facility.record_rows": ((ORDINARY, "准予备案，编号示托备371502T00001"),),
    "pages.facility.timeline": ((ORDINARY, "首次评定，B级"), (ORDINARY, "开办。")),
    "pages.facility.versions": (
        (urls.facility_version("371521T00002", "371500-0001"), "公布的记录，后来有变化"),
        (urls.facility_history("371521T00002"), "第1次发布"),
    ),
    "pages.figures.demonstrations": (
        (urls.demonstration("facilities"), "35市级示范"),
        (urls.demonstration("cities"), "自评91.5分"),
        (urls.demonstration("cities"), "名额（2022）2个，已命名2个"),
        (urls.demonstration("facilities", 1, ("level", "provincial")), "示范机构：省级示范"),
    ),
    "pages.figures.schemes": ((urls.scheme("beijing-risk"), "与另一体系对照"),),
    "pages.figures.statistics": ((urls.STATISTICS, "23个总数中，1个不一致"),),
    "pages.region.home": ((urls.HOME, "另外3个评级体系"),),
    "pages.region.index": ((urls.REGIONS, "13个地区没有公布在营机构"),),
    "pages.region.inputs": ((CITY, "东昌府区"),),
    "pages.region.orders": ((urls.region("371502000000", order="fee"), "元/月"),),
    "pages.region.page": ((CITY, "621家机构在营，其中346家已备案"),),
    "pages.region.pages": ((urls.region("371502000000", 2), "东昌府区"),),
    "pages.region.past_figures": (
        (urls.regions_then("371500", 3), "这是2026年9月10日这次发布时的数字"),
    ),
    "pages.release.page": ((urls.RELEASES, "新增11家机构，终止1家"),),
    "pages.release.sentences": ((urls.release("371500", 3), "等级由“C”改为“B”"),),
    "pages.shared.assemble": ((urls.HOME, "附近地区等级示范政策统计发布数据关于"),),
    "pages.shared.frame": ((ORDINARY, "开放数据"),),
    "pages.shared.head": ((ORDINARY, '<metaname="SiteName"content="托育公示"'),),
    "pages.shared.list_items": ((DISTRICT, "卫生C级已备案1,820元/月35个托位古楼街道"),),
    "pages.shared.record_files": ((urls.public_record("371502T00001"), '"proof":{"leaf":'),),
    "pages.shared.row_changes": ((urls.facility(cases.SILENT_CHANGE), "没有公布原因"),),
    "pages.shared.scheme_info": ((DISTRICT, "卫生C级已备案"),),
    "pages.shared.scope": ((ORDINARY, "东昌府区"),),
    "pages.tools.compare_page": ((urls.COMPARE, "最多四家并排对比"),),
    "pages.tools.filter_choices": ((urls.SEARCH, "不少于150个"),),
    "pages.tools.near_page": ((urls.NEAR, "从区县、街道乡镇找"),),
    "pages.tools.search_files": ((urls.OPENSEARCH, "{searchTerms}"), (urls.LABELS, "不予评级")),
    "pages.tools.search_page": ((urls.SEARCH, "等级高的在前：聊城市托育机构卫生监督量化分级"),),
    "store.title_rows": ((urls.demonstration("cities"), "自评91.5分"),),
    "store.facility_states": ((DISTRICT, "卫生C级已备案1,820元/月35个托位古楼街道"),),
    "store.figures.site_figures": ((urls.STATISTICS, "23个总数中，1个不一致"),),
    "store.open_data": ((urls.table("371500", "facilities", "csv"), "东昌府区瑞帆幼儿园托班"),),
    "pages.work_units": ((urls.table("620000", "indicators", "csv"), "示范城市自评得分"),),
}
"""Module → addresses with what it has to show there, without blanks."""

TESTED: dict[str, str] = {
    "pages.data.change_rows": "pages/test_public_database.py",
    "pages.data.api": "pages/test_api_files.py",
    "pages.data.api_files": "pages/test_api_files.py",
    "pages.data.database": "pages/test_public_database.py",
    "pages.data.document_rows": "pages/test_public_database.py",
    "pages.data.numbers": "pages/test_public_database.py",
    "store.public.database": "pages/test_public_database.py",
    "store.public.numbers": "pages/test_public_database.py",
    "store.public.reading": "pages/test_public_database.py",
    "store.public.own_tables": "pages/test_public_database.py",
    "store.public.schema": "pages/test_public_database.py",
    "pages.document.versions": "history/test_log_plan.py",
    "pages.facility.placard": "build/test_placards.py",
    "pages.release.lasting_addresses": "build/test_lasting_addresses.py",
    "pages.release.withdrawn": "build/test_lasting_addresses.py",
    "store.unpublished": "build/test_lasting_addresses.py",
    "store.facility_records": "store/test_loading.py",
    "store.figures.filing_days": "pages/test_public_database.py",
    "store.notices": "store/test_loading.py",
    "store.page_ledger": "build/test_staging.py",
    "store.recorded_changes": "store/test_loading.py",
}
"""Module → the tests of what it does, where these reach it by another module."""


def modules() -> list[str]:
    """The modules of `pages` and `store`, as names inside the package."""
    files = [file for room in ("pages", "store") for file in sorted((PACKAGE / room).rglob("*.py"))]
    names = (".".join(file.relative_to(PACKAGE).with_suffix("").parts) for file in files)
    return [name for name in names if not name.endswith("__init__")]


@cache
def imported_by_tests() -> frozenset[str]:
    """Every dotted name that a test or a factory imports from the package."""
    found: set[str] = set()
    for file in TESTS.rglob("*.py"):
        for module, names in IMPORT.findall(file.read_text("utf-8")):
            found.add(module)
            found |= {f"{module}.{name}" for name in re.findall(r"\w+", names)}
    return frozenset(found)


@cache
def text(file: Path) -> str:
    """A file of the site without blanks, and without tags where these stand between words."""
    content = file.read_text("utf-8")
    bare = re.sub(r"<wbr>|[\s\u00a0\u200b\u2060]+", "", content)
    return bare + re.sub(r"<[^>]*>", "", bare)


@pytest.mark.parametrize("module", SHOWN)
def test_what_a_module_makes_is_on_the_site(module: str, demo: Deployment) -> None:
    """The words, figures or marks that nothing else would put there."""
    for path, words in SHOWN[module]:
        file = demo.site / "current" / urls.file_of(path)
        assert file.exists(), path
        assert words in text(file), (path, words)


@pytest.mark.parametrize("module", modules())
def test_no_module_is_without_a_test(module: str) -> None:
    """It is in the table above, or a test uses it by name."""
    if module in TESTED:
        assert (TESTS / TESTED[module]).exists()
    else:
        assert module in SHOWN or f"generator.{module}" in imported_by_tests()


def test_tables_name_modules_that_are_there() -> None:
    """A module that is moved takes its line along."""
    assert SHOWN.keys() | TESTED.keys() <= set(modules())


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(DAYS, st.lists(DAYS, max_size=6), DAYS)
def test_the_day_of_a_page_stands_to_every_date_as_today_does(
    today: date, dates: list[date], other: date
) -> None:
    """Whatever is compared with it; and it moves only where one of these comparisons changes."""
    written = [day.isoformat() for day in dates]
    day = effective_day(today, written)
    assert all((day < each, day == each) == (today < each, today == each) for each in dates)
    same = all((other < each, other == each) == (today < each, today == each) for each in dates)
    assert (effective_day(other, written) == day) == same


def test_the_day_of_a_page_is_never_before_what_it_shows() -> None:
    """A release of the tenth shows what happened on the ninth, though no date has passed."""
    assert effective_day(date(2026, 3, 12), [], date(2026, 3, 10)) == date(2026, 3, 10)
    assert effective_day(date(2026, 3, 12), ["2026-03-11"], date(2026, 3, 1)) == date(2026, 3, 12)
