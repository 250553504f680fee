"""What pages say of days is true on the day of the reader, and nothing of it stands in the HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, Route

from generator.model.tables import Demonstration, DemonstrationStage, Notice
from generator.model.vocabulary import DemonstrationLevel, NoticeKind, Stage, SubjectKind
from generator.pages.shared import urls
from tests.browser.test_check import verdict
from tests.factory_portal import TestPortal, make_portal, release_info, replaced, small_tables
from tests.serving import served

pytestmark = pytest.mark.slow

F1, F2 = urls.facility("F1"), urls.facility("F2")
WORDS = re.compile(r"个月前|已过期|进行中|可以提出异议|已于")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> TestPortal:
    """Grades with an end, a fault that is due, a penalty with a reply, a title in publicity."""
    tables = small_tables()
    tables = replaced(tables, "grades", "G1", valid_until=date(2026, 9, 20))
    tables = replaced(
        tables, "findings", "I1-1", rectified=None, rectification_due=date(2026, 9, 10)
    )
    tables = replaced(tables, "penalties", "P1", publicity_ends=date(2026, 10, 8))
    tables["notices"] = [
        Notice(
            notice_id="N1",
            kind=NoticeKind.REPLY,
            title="关于处罚的答复",
            text="已经整改。",
            published=date(2026, 8, 20),
            concerns_table="penalties",
            concerns_id="P1",
        )
    ]
    tables["demonstrations"] = [
        Demonstration(
            demonstration_id="D1",
            subject_kind=SubjectKind.FACILITY,
            subject_id="F1",
            title="示范托育机构",
            level=DemonstrationLevel.MUNICIPAL,
        )
    ]
    tables["demonstration_stages"] = [
        DemonstrationStage(
            demonstration_id="D1",
            stage=Stage.PUBLICITY,
            starts=date(2026, 9, 21),
            ends=date(2026, 9, 29),
        )
    ]
    made = make_portal(tmp_path_factory.mktemp("today") / "portal")
    made.publish(tables, release_info(day=2))
    made.build()
    return made


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own."""
    page = browser.new_page(viewport={"width": 360, "height": 800})
    yield page
    page.close()


def seen_on(page: Page, portal: TestPortal, path: str, day: date, hour: int = 4) -> str:
    """What a reader sees on a day, of which clock and server know."""
    now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    page.clock.set_fixed_time(now)
    page.route("**/*", lambda route: _dated(route, now))
    with served(portal.deployment.site) as address:
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        return shown(page)


def shown(page: Page) -> str:
    """The words that are not hidden, of sections too that wait to be laid out."""
    words: str = page.evaluate(
        """() => {
          const main = document.querySelector("main").cloneNode(true);
          main.querySelectorAll("[hidden]").forEach((each) => each.remove());
          return main.textContent;
        }"""
    )
    return words.replace("\u00a0", " ")


def _dated(route: Route, now: datetime, age: timedelta = timedelta()) -> None:
    """Say what day the server has; an answer may have lain in a cache for a while."""
    if route.request.method != "HEAD":
        route.continue_()
        return
    date = (now - age).strftime("%a, %d %b %Y %H:%M:%S GMT")
    route.fulfill(status=200, headers={"Date": date, "Age": str(int(age.total_seconds()))})


def open_with_a_wrong_clock(page: Page, address: str, true: datetime) -> None:
    """A page on a device that is 400 days ahead of the server."""
    page.clock.set_fixed_time(true + timedelta(days=400))
    page.route("**/*", lambda route: _dated(route, true))
    page.goto(address + F1)
    page.wait_for_selector("[data-live=clock]")


def test_the_file_says_nothing_of_the_day(portal: TestPortal) -> None:
    """A page that nobody builds anew does not become false."""
    for path in (F1, F2):
        text = (portal.public / urls.file_of(path)).read_text("utf-8")
        # What is hidden up to its day is no sentence of the file.
        words = re.sub(r"<template.*?</template>|<li data-after.*?</li>", "", text, flags=re.DOTALL)
        assert not WORDS.search(words)


def test_ages_and_what_is_overdue(page: Page, portal: TestPortal) -> None:
    """From the reader's day, in China."""
    before = seen_on(page, portal, F1, date(2026, 9, 20))
    assert "已过期" not in before.split("查出了什么")[0]
    after = seen_on(page, portal, F1, date(2026, 9, 21))
    assert "已过期 1 天" in after
    late = seen_on(page, portal, F1, date(2026, 12, 21))
    assert "已过期 3 个月" in late
    # At 16:30 in Greenwich the next day has begun in China.
    assert "已过期 1 天" in seen_on(page, portal, F1, date(2026, 9, 20), 17)


def test_the_days_left_to_object(page: Page, portal: TestPortal) -> None:
    """Working days, with the feast of the moon between them; then that it is over."""
    assert "计划" in seen_on(page, portal, F1, date(2026, 9, 18))
    assert "还有 6 个工作日可以提出异议" in seen_on(page, portal, F1, date(2026, 9, 21))
    assert "还有 1 个工作日可以提出异议" in seen_on(page, portal, F1, date(2026, 9, 29))
    over = seen_on(page, portal, F1, date(2026, 9, 30))
    assert "公示已于 2026年9月29日结束" in over and "可以提出异议" not in over


def test_a_penalty_goes_on_the_day(page: Page, portal: TestPortal) -> None:
    """With the reply to it, without a new build; and the page is the one that was published."""
    before = seen_on(page, portal, F2, date(2026, 10, 8))
    assert "未按规定公示收费标准" in before and "关于处罚的答复" in before
    gone = seen_on(page, portal, F2, date(2026, 10, 9))
    assert "未按规定公示收费标准" not in gone and "关于处罚的答复" not in gone
    assert "没有公布处在公示期的行政处罚" in gone
    page.unroute("**/*")
    with served(portal.deployment.site) as address:
        state, words = verdict(page, address, F2)
    assert state == "good", words


def test_the_worst_news_stand_under_the_name(page: Page, portal: TestPortal) -> None:
    """In words that lead to their sections; what is overdue from its day, a penalty up to its."""

    def worst() -> str:
        return " ".join(page.locator(".worst li:not([hidden])").all_inner_texts())

    seen_on(page, portal, F1, date(2026, 9, 10))
    assert worst() == "预收超过上限"
    seen_on(page, portal, F1, date(2026, 9, 21))
    assert "到 2026年9月10日仍未公布整改完成：消防安全" in worst().replace("\u2009", "")
    assert "应在 2026年9月20日之前再次评定" in worst()
    for link in page.locator(".worst a").all():
        assert page.locator(str(link.get_attribute("href"))).count() == 1
    seen_on(page, portal, F2, date(2026, 10, 8))
    assert "行政处罚：未按规定公示收费标准" in worst() and "500" in worst()
    seen_on(page, portal, F2, date(2026, 10, 9))
    assert "处罚" not in worst()
    seen_on(page, portal, urls.facility("F3"), date(2026, 10, 9))
    assert page.locator(".worst").count() == 0


def test_a_clock_that_is_wrong(page: Page, portal: TestPortal) -> None:
    """The page goes by the server, and says so."""
    with served(portal.deployment.site) as address:
        open_with_a_wrong_clock(page, address, datetime(2026, 9, 21, 4, tzinfo=UTC))
        words = shown(page)
    assert "这台设备的日期是 2027-10-26，服务器的日期是 2026-09-21" in words
    assert "已过期 1 天" in words


def test_without_scripts_dates_stand_alone(browser: Browser, portal: TestPortal) -> None:
    """They are facts, whatever the day."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    with served(portal.deployment.site) as address:
        page.goto(address + F1)
        parts = [page.locator(each).text_content() or "" for each in (".facts", "#grades")]
        words = " ".join(parts)
    context.close()
    assert "2026年9月20日之前" in words and not WORDS.search(words)


def test_a_clock_that_was_put_right(page: Page, portal: TestPortal) -> None:
    """It is asked again, and an answer that lay in a cache counts with its age."""
    true = datetime(2026, 9, 21, 4, tzinfo=UTC)
    with served(portal.deployment.site) as address:
        open_with_a_wrong_clock(page, address, true)
        page.clock.set_fixed_time(true)
        page.reload(wait_until="networkidle")
        assert page.locator("[data-live=clock]").count() == 0
        page.evaluate("sessionStorage.clear()")
        page.unroute("**/*")
        page.route("**/*", lambda route: _dated(route, true, timedelta(days=5)))
        page.reload(wait_until="networkidle")
        assert page.locator("[data-live=clock]").count() == 0


def test_a_page_that_stays_open(page: Page, portal: TestPortal) -> None:
    """When the day changes in China, or the page comes to the front again."""
    end = datetime(2026, 10, 8, 15, 58, tzinfo=UTC)
    page.clock.install(time=end)
    page.route("**/*", lambda route: _dated(route, end))
    with served(portal.deployment.site) as address:
        page.goto(address + F2, wait_until="networkidle")
        assert "未按规定公示收费标准" in shown(page)
        page.clock.run_for(3 * 60_000)
        assert "未按规定公示收费标准" not in shown(page)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 9, 21), "已过期 1 天"),
        (date(2026, 10, 21), "已过期 31 天"),
        (date(2026, 11, 19), "已过期 60 天"),
        (date(2026, 11, 20), "已过期 2 个月"),
    ],
)
def test_whole_months(page: Page, portal: TestPortal, day: date, words: str) -> None:
    """Nothing is later than it is: due on 20 September."""
    assert words in seen_on(page, portal, F1, day)
