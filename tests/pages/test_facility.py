"""The page of a facility: its life as sentences, the way there, what is hidden."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from generator.model.tables import Demonstration, DemonstrationStage, Grade, Notice
from generator.model.vocabulary import DemonstrationLevel, NoticeKind, Stage, SubjectKind
from generator.pages.facility.ways import MAPS
from generator.pages.shared import urls
from tests.factory_portal import (
    TestPortal,
    make_portal,
    release_info,
    replaced,
    small_tables,
    without,
)

pytestmark = pytest.mark.slow

PAGE = urls.file_of(urls.facility("F1"))
OTHER = urls.file_of(urls.facility("F3"))


def history(portal: TestPortal, facility: str = "F1") -> list[str]:
    """The events of a facility's page, newest first, as plain words."""
    page = portal.page(urls.file_of(urls.facility(facility)))
    section = page[page.index('<section id="history">') :].split("</section>")[0]
    events = re.findall(r"<li>(.*?)</li>", section, re.S)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", event)).strip() for event in events]


@pytest.fixture
def portal(tmp_path: Path) -> TestPortal:
    """A portal with one release."""
    made = make_portal(tmp_path / "portal")
    made.publish(small_tables(), release_info())
    return made


def test_a_life_reads_as_sentences(portal: TestPortal) -> None:
    """Filed, graded, inspected, then graded again and dearer: each with its own day."""
    tables = replaced(small_tables(), "fees", "F1", amount=1980)
    again = Grade(
        grade_id="G9",
        facility_id="F1",
        scheme_id="hygiene",
        grade="B",
        assessed=date(2026, 9, 3),
        authority="市卫生监督所",
        supersedes="G1",
    )
    tables["grades"] = [*tables["grades"], again]
    portal.publish(tables, release_info(2, day=8))
    portal.build()
    told = history(portal)
    assert [event[:10] for event in told] == [
        "2026-09-08",
        "2026-09-03",
        "2026-04-01",
        "2026-03-12",
        "2025-01-06",
    ]
    assert "“保育费”的金额由“1880 元/月”改为“1980 元/月”。" in told[0]
    assert "卫生量化分级：由 A 级改为 B 级。" in told[1].replace("\u00a0", " ")
    assert "日常检查，查出" in told[2]
    assert "首次评定" in told[3]
    assert "准予备案，区卫生健康局。" in told[4]


def test_a_penalty_out_of_publicity_is_not_in_the_history(portal: TestPortal) -> None:
    """What the law asks to be gone is gone from the time line too."""
    portal.build()
    assert not [event for event in history(portal, "F2") if "处罚" in event]


def test_an_act_that_lies_ahead_is_not_history(portal: TestPortal) -> None:
    """A naming that is planned for December stands among the stages, not in the history."""
    tables = small_tables()
    tables["demonstrations"] = [
        Demonstration(
            demonstration_id="D1",
            subject_kind=SubjectKind.FACILITY,
            subject_id="F1",
            level=DemonstrationLevel.COUNTY,
            title="示范单位",
        )
    ]
    tables["demonstration_stages"] = [
        DemonstrationStage(demonstration_id="D1", stage=stage, starts=day)
        for stage, day in (
            (Stage.APPLICATION, date(2026, 9, 1)),
            (Stage.NAMING, date(2026, 12, 1)),
        )
    ]
    portal.publish(tables, release_info(2, day=8))
    portal.build()
    assert "2026-12-01" in portal.page(PAGE)
    assert not [event for event in history(portal) if "示范单位" in event]


LOCATED = {"lon": 115.98, "lat": 36.45, "crs": "CGCS2000"}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", None),
        (
            'directions = "https://map.example/?to={lon},{lat}&n={name}"\n',
            "https://map.example/?to=115.980000,36.450000&n=%E5%90%AF",
        ),
        (
            'directions = "https://map.example/?to={lon},{lat}"\ndirections_crs = "gcj02"\n',
            "https://map.example/?to=115.985",
        ),
    ],
)
def test_the_way_there(tmp_path: Path, settings: str, expected: str | None) -> None:
    """The map services that people have, the one that the operator names before them."""
    portal = make_portal(tmp_path / "portal")
    path = portal.deployment.settings
    path.write_text(path.read_text(encoding="utf-8") + settings, encoding="utf-8")
    tables = replaced(small_tables(), "facilities", "F1", **LOCATED)
    portal.publish(tables, release_info())
    portal.build()
    sheet = portal.page(PAGE).partition('id="way"')[2].partition("</ul>")[0]
    found = [html.unescape(href) for href in re.findall(r'href="([^"]+)"', sheet)]
    if expected is not None:
        assert found.pop(0).startswith(expected)
    hosts = [urlsplit(href).netloc for href in found]
    assert hosts == ["uri.amap.com", "api.map.baidu.com", "apis.map.qq.com", "maps.apple.com"]
    assert len(MAPS) == len(hosts)
    # Where a true position is drawn on maps here, a few hundred metres beside it.
    lon, lat = map(float, parse_qs(urlsplit(found[0]).query)["position"][0].split(","))
    assert 0.004 < lon - 115.98 < 0.007 and -0.001 < lat - 36.45 < 0.002
    assert f"coord:{lat:.6f},{lon:.6f};title:" in unquote(found[2])
    # Of another one no position was published: its address is looked for.
    sheet = portal.page(OTHER).partition('id="way"')[2].partition("</ul>")[0]
    assert "keyword=" in sheet and "position=" not in sheet


def test_a_facility_says_what_it_takes(portal: TestPortal) -> None:
    """Nothing known is said in words, never left empty."""
    portal.build()
    page = portal.page(PAGE)
    for words in ("没有公布坐标", "没有公布班型和保育人员", "没有公布时间和服务方式"):
        assert words in page


def test_an_institution_that_came_back_says_so(portal: TestPortal) -> None:
    """After the notice that it was published no longer stands that it is again."""
    removal = Notice(
        notice_id="N9",
        kind=NoticeKind.REMOVAL,
        concerns_table="facilities",
        concerns_id="F3",
        title="停止公布：阳光宝贝托育中心",
        text="误报",
        published=date(2026, 9, 8),
    )
    tables = small_tables()
    tables["notices"] = [removal]
    portal.publish(without(tables, "facilities", "F3"), release_info(2, day=8))
    portal.publish(tables, release_info(3, day=9))
    portal.build()
    told = history(portal, "F3")
    assert told[0].startswith("2026-09-09") and "新增机构" in told[0], told
    assert any(event.startswith("2026-09-08") for event in told)
