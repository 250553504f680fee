"""Filters, orders and help of the search page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Geolocation, Page, expect

from generator.pages.shared import urls

HERE: Geolocation = {"longitude": 115.98517, "latitude": 36.45607}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone that knows where it is."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, geolocation=HERE, permissions=["geolocation"]
    )
    yield context.new_page()
    context.close()


def test_the_sheet_counts_and_narrows(page: Page, address: str) -> None:
    """Each choice says how many fit it; choosing one finds as many, and the address says so."""
    page.goto(f"{address}{urls.SEARCH}?region=371500&kind=facility")
    expect(page.locator("#hits a:not(.worst *)").first).to_be_visible()
    page.locator("[data-opens='sheet']").click()
    choice = page.locator("label", has=page.locator("[name='grade.liaocheng-hygiene'][value=A]"))
    expect(choice.locator(".n")).to_have_text("10")
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
    choice.click()
    expect(page.locator("#count")).to_contain_text("找到 10 条")
    page.get_by_role("button", name="看结果").click()
    expect(page.locator("#sheet")).to_be_hidden()
    assert "grade.liaocheng-hygiene=A" in page.url
    page.locator("#chosen button", has_text="量化分级 A").click()
    page.wait_for_url(lambda url: "grade." not in url)


def test_the_position_stays_on_the_device(page: Page, address: str) -> None:
    """The nearest come first after the button was pressed; no request and no address tells why."""
    asked: list[str] = []
    page.on("request", lambda r: asked.append(f"{r.url} {r.all_headers()} {r.post_data}"))
    page.goto(f"{address}{urls.SEARCH}?q={quote('托育')}")
    expect(page.locator("#hits a:not(.worst *)").first).to_be_visible()
    page.locator("#nearby").click()
    expect(page.locator("#hits .meta strong").first).to_contain_text("公里")
    expect(page.locator("#hits a").first).to_have_attribute("href", re.compile(r"#far=[\d.]+km$"))
    assert "115.9" not in page.url and "36.4" not in page.url
    assert not [request for request in asked if "115.98" in request or "36.45" in request]


def test_nothing_found_leads_further(page: Page, address: str) -> None:
    """What sounds like it, and the nearest wider region that has it."""
    page.goto(f"{address}{urls.SEARCH}?q={quote('洋光')}")
    expect(page.locator("#leads")).to_contain_text("阳光")
    page.goto(f"{address}{urls.SEARCH}?q={quote('茌平')}&region=371502")
    expect(page.locator("#leads")).to_contain_text("聊城市")
    page.locator("#leads a", has_text="聊城市有").click()
    expect(page.locator("#hits a:not(.worst *)").first).to_be_visible()


def test_a_space_that_was_not_typed(page: Page, address: str) -> None:
    """County and name in one: found, with what was looked for; the sheet counts the same."""
    page.goto(f"{address}{urls.SEARCH}?q={quote('冠县星林')}")
    expect(page.locator("#count")).to_have_text("按“冠县 星林”查找：找到 1 条")
    expect(page.locator("#hits a:not(.worst *)")).to_contain_text("星林")
    page.locator("[data-opens='sheet']").click()
    expect(page.locator("#count-note")).to_have_text("找到 1 条")
