"""Search on the built demonstration, as a visitor with a phone meets it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from generator.demonstration.liaocheng import cases
from generator.pages.shared import urls
from generator.portal.folder import Deployment
from tests.browser.chromium import QUIET_MS, watched


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A phone on which nothing may go wrong and nothing may be asked of anybody else."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    faults: list[str] = []
    page = watched(context.new_page(), faults)
    page.on(
        "request",
        lambda r: None if r.url.startswith(address) else faults.append(f"asked {r.url}"),
    )
    yield page
    context.close()
    assert faults == []


def names(page: Page) -> list[str]:
    """The titles of the hits."""
    expect(page.locator("#hits:not([aria-busy]) a").first).to_be_visible()
    return page.locator("#hits a:not(.worst *)").all_inner_texts()


@pytest.mark.parametrize(
    ("typed", "holds"), [("阳光", "阳光"), ("yg", "阳谷"), ("陽光", "阳光"), ("ＹＧ", "阳谷")]
)
def test_two_characters_are_enough(page: Page, address: str, typed: str, holds: str) -> None:
    """Characters, initials, traditional script, full width: the list comes while typing."""
    page.goto(address + urls.SEARCH)
    page.get_by_role("searchbox").press_sequentially(typed)
    found = names(page)
    assert len(found) == 10
    assert any(holds in name for name in found)
    assert holds in page.locator("#hits mark").all_inner_texts()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_from_any_page_to_a_facility_by_a_piece_of_its_address(page: Page, address: str) -> None:
    """The box stands on every page; the hit says where the address was found, and leads there."""
    page.goto(address + urls.STATISTICS)
    page.get_by_role("searchbox").fill("振兴路")
    page.keyboard.press("Enter")
    names(page)
    assert "振兴路" in page.locator("#hits mark").all_inner_texts()
    link = page.locator("#hits a:not(.worst *)").first
    name = link.inner_text()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def test_what_is_asked_stands_in_the_address(page: Page, address: str) -> None:
    """A shared address finds the same; filters change it; the back button takes them back."""
    page.goto(f"{address}{urls.SEARCH}?q={quote('阳光')}&region=371500")
    everywhere = names(page)
    assert page.get_by_role("searchbox").input_value() == "阳光"
    page.get_by_label("只看已备案").check()
    expect(page).to_have_url(f"{address}{urls.SEARCH}?q={quote('阳光')}&filed=true&region=371500")
    expect(page.locator("#hits .alert")).to_have_count(0)
    page.locator("#hits a:not(.worst *)").first.click()
    page.wait_for_url("**/f/**")
    page.go_back()
    names(page)
    assert page.get_by_label("只看已备案").is_checked()
    page.go_back()
    expect(page.get_by_label("只看已备案")).not_to_be_checked()
    expect(page.locator("#hits a:not(.worst *)")).to_have_text(everywhere)


def test_typing_leaves_one_entry_in_the_history(page: Page, address: str) -> None:
    """Going back does not lead through every letter."""
    page.goto(address + urls.SEARCH)
    for text in ("托育", "托育中心"):
        page.get_by_role("searchbox").fill(text)
        expect(page).to_have_url(f"{address}{urls.SEARCH}?q={quote(text)}")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(page.locator("#hits li:not(.worst *)")).to_have_count(0)


def test_nothing_is_asked_while_an_input_method_composes(page: Page, address: str) -> None:
    """Letters of an unfinished word are no query; the finished word is."""
    page.goto(address + urls.SEARCH)
    box = page.get_by_role("searchbox")
    box.focus()
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition", {"text": "yangg", "selectionStart": 5, "selectionEnd": 5}
    )
    page.wait_for_timeout(QUIET_MS)
    assert "q=" not in page.url
    expect(page.locator("#hits li:not(.worst *)")).to_have_count(0)
    session.send("Input.insertText", {"text": "阳光"})
    assert any("阳光" in name for name in names(page))
    assert parse_qs(urlsplit(page.url).query)["q"] == ["阳光"]


def test_more_results_follow_and_the_keyboard_goes_on_there(page: Page, address: str) -> None:
    """The button adds ten; the next stop of the keyboard is the first new one."""
    page.goto(f"{address}{urls.SEARCH}?q={quote('幼儿园')}")
    names(page)
    page.get_by_role("button", name="显示更多").click()
    expect(page.locator("#hits li:not(.worst *)")).to_have_count(20)
    expect(page.locator("#hits a:not(.worst *)").nth(10)).to_be_focused()


def test_keeping_for_offline_leaves_the_longer_list_and_the_keyboard(
    page: Page, address: str
) -> None:
    """The service worker may take over at any moment: what is shown and where one is stay."""
    page.add_init_script(
        """navigator.serviceWorker.register = () => {
            window.keepsOffline = true;
            return new Promise(() => {});
        };"""
    )
    page.goto(f"{address}{urls.SEARCH}?q={quote('幼儿园')}")
    names(page)
    page.wait_for_function("() => window.keepsOffline")
    page.evaluate(
        """() => {
            window.counts = [];
            const count = document.getElementById("count");
            new MutationObserver(() => counts.push(count.textContent))
                .observe(count, { childList: true });
            document.getElementById("more").click();
            navigator.serviceWorker.dispatchEvent(new Event("controllerchange"));
        }"""
    )
    expect(page.locator("#hits a:not(.worst *)").nth(10)).to_be_focused()
    # Once for the button, once more by the thread that began anew.
    page.wait_for_function("() => counts.filter((said) => said.includes('20')).length >= 2")
    expect(page.locator("#hits li:not(.worst *)")).to_have_count(20)
    expect(page.locator("#hits a:not(.worst *)").nth(10)).to_be_focused()


def test_counts_and_refusals_are_said(page: Page, address: str) -> None:
    """A screen reader hears how many were found, that nothing was, or why nothing is asked."""
    page.goto(f"{address}{urls.SEARCH}?q={quote('没有这种机构')}")
    expect(page.get_by_role("status")).to_contain_text("没有找到")
    expect(page.locator("#leads a")).to_have_text(["看看附近有哪些机构", "按地区找"])
    page.goto(f"{address}{urls.SEARCH}?region=371502&kind=facility")
    expect(page.get_by_role("status")).to_contain_text("找到 151 条")
    page.goto(f"{address}{urls.SEARCH}?q={quote('？！')}")
    expect(page.get_by_role("alert")).to_contain_text("请输入汉字、字母或数字")


def test_an_altered_shard_gives_a_message(page: Page, address: str) -> None:
    """A file that is not the one that was published shows nothing rather than something wrong."""

    def altered(route: Route) -> None:
        response = route.fetch()
        body = bytearray(response.body())
        body[len(body) // 2] ^= 1
        route.fulfill(response=response, body=bytes(body))

    page.context.route("**/search/root.json", altered)
    page.context.route("**/search/*.bin", altered)
    page.goto(f"{address}{urls.SEARCH}?q={quote('阳光')}")
    expect(page.get_by_role("alert")).to_contain_text("与发布时不一致")
    expect(page.locator("#hits li:not(.worst *)")).to_have_count(0)


def test_without_javascript_the_page_leads_to_the_regions(browser: Browser, address: str) -> None:
    """It says why nothing is found here, and where to look instead."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{urls.SEARCH}?q={quote('阳光')}")
    expect(page.get_by_text("搜索需要 JavaScript")).to_be_visible()
    page.get_by_role("link", name="所有机构也可以按地区找到").click()
    expect(page).to_have_url(address + urls.REGIONS)
    context.close()


def test_results_are_accessible(page: Page, address: str) -> None:
    """axe finds nothing wrong with a page of results."""
    page.goto(f"{address}{urls.SEARCH}?q={quote('阳光')}")
    names(page)
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []


def test_files_are_named_by_their_content(demo: Deployment) -> None:
    """What a browser keeps for ever never changes under its name."""

    files = [path for path in (demo.site / "current" / "search").iterdir() if path.suffix == ".bin"]
    assert len(files) > 100
    for path in files:
        assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(path.stem)
        assert path.stat().st_size < 20_000


def test_a_result_says_never_assessed_as_the_page_does(page: Page, address: str) -> None:
    """In the scheme that comes first there; "no grade information" is something else."""
    page.goto(f"{address}{urls.SEARCH}?q={cases.SUSPENDED}")
    names(page)
    line = page.locator("#hits li:not(.worst *)").first
    expect(line).to_contain_text("未公布等级")
    expect(line).not_to_contain_text("无等级信息")
    expect(line.locator(".mark.dashed")).to_have_count(1)


def test_a_region_that_is_typed_leads_to_its_page_with_a_total(page: Page, address: str) -> None:
    """Alone, or with a name behind it and no space between."""
    page.goto(f"{address}{urls.SEARCH}?q={quote('东昌府区')}")
    line = page.locator("#leads a", has_text="东昌府区的全部机构")
    expect(line).to_contain_text("（151 家）")
    expect(line).to_have_attribute("href", re.compile("/region/371502/$"))
    page.goto(f"{address}{urls.SEARCH}?q={quote('东昌府区阳光有限公司')}")
    expect(page.get_by_role("status")).to_contain_text("按“东昌府区 阳光”查找")


def test_equals_stand_by_the_region_looked_at_last(page: Page, address: str) -> None:
    """On whose page one searched, or which the filter named; it stands in no address."""

    def regions() -> list[str]:
        names(page)
        return page.locator("#hits > li > .meta > span:last-child").all_inner_texts()

    search = f"{address}{urls.SEARCH}?q={quote('幼儿园')}"
    page.goto(search)
    plain = regions()
    page.goto(f"{address}{urls.region('371502')}")
    page.locator("#q").fill("幼儿园")
    expect(page.get_by_role("option").first).to_contain_text("东昌府区")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=**")
    favoured = regions()
    assert sum("东昌府区" in each for each in favoured) > sum("东昌府区" in each for each in plain)
    assert "371502" not in page.url
    assert page.evaluate("localStorage.getItem('gongshi-region')") == "371502"
    page.goto(f"{search}&region=371502")
    regions()
    page.goto("about:blank")
    page.goto(search)
    assert regions() == favoured


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("柳园", "371502003"),
        ("冠县", "371525"),
        ("guanxian", "371525"),
        ("经济技术开发区", "371509"),
    ],
)
def test_regions_are_results(page: Page, address: str, text: str, path: str) -> None:
    """By a piece of the name, or as it sounds, down to the township, with their facilities."""
    page.goto(f"{address}{urls.SEARCH}?q={quote(text)}")
    lead = page.locator(f"#leads a[href$='/region/{path}/']")
    expect(lead).to_contain_text(re.compile(r"的全部机构（\d+ 家）"))
