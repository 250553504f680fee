"""On a phone the first result stands on the first screen, with one line of conditions above it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from generator.pages.shared import urls

TOP = {"": 330, "elder": 520}
"""By mode, how far down the first result may stand in pixels. Source: LOOK.md, at 360 × 740."""


@pytest.fixture(params=TOP)
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[BrowserContext, int]]:
    """A phone in Liaocheng that knows where it is, and its limit."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        geolocation={"longitude": 115.98517, "latitude": 36.45607},
        permissions=["geolocation"],
    )
    context.add_init_script(f"localStorage.setItem('gongshi-mode', '{request.param}')")
    yield context, TOP[request.param]
    context.close()


def first_result(page: Page) -> float:
    """Where the first result stands, in pixels from the top of the page."""
    expect(page.locator("#hits li").first).to_be_visible()
    top = page.evaluate("scrollY + document.querySelector('#hits li').getBoundingClientRect().top")
    return float(top)


def accessible(page: Page) -> bool:
    """Whether nothing is found fault with, nor wider than the screen."""
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_of_a_search(phone: tuple[BrowserContext, int], address: str) -> None:
    """With two filters chosen too, which stand in the line of the others."""
    context, limit = phone
    page = context.new_page()
    page.goto(f"{address}{urls.SEARCH}?q=托育&fee=4000&clear=yes")
    assert first_result(page) <= limit
    expect(page.locator("#chosen button")).to_have_count(2)
    assert accessible(page)


def test_of_near_me(phone: tuple[BrowserContext, int], address: str) -> None:
    """The button has gone to the other ways of starting, the conditions are folded."""
    context, limit = phone
    page = context.new_page()
    page.goto(f"{address}{urls.NEAR}")
    page.get_by_role("button", name="看看我附近").click()
    assert first_result(page) <= limit
    expect(page.locator("#here")).to_be_hidden()
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("#said")).to_be_focused()
    assert accessible(page)


def test_conditions_and_another_start_of_near_me(
    phone: tuple[BrowserContext, int], address: str
) -> None:
    """One press away each; the line says how many conditions are set."""
    context, _ = phone
    page = context.new_page()
    page.goto(f"{address}{urls.NEAR}")
    page.get_by_role("button", name="看看我附近").click()
    expect(page.locator("#conditions")).to_have_text("1")
    page.locator("#narrowing summary").click()
    page.get_by_label("没有处罚、没有逾期").check()
    expect(page.locator("#conditions")).to_have_text("2")
    assert "clear=yes" in page.url
    assert accessible(page)
    page.locator("#narrowing summary").click()
    page.locator("#elsewhere summary").click()
    expect(page.locator("#here")).to_be_visible()
    assert accessible(page)
