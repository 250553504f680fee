"""The box on every page: suggestions by keyboard, finger and input method."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from generator.pages.shared import urls
from tests.browser.chromium import QUIET_MS, watched


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A phone on a page that is not the search page; nothing may go wrong there."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    faults: list[str] = []
    page = watched(context.new_page(), faults)
    page.goto(address + urls.STATISTICS)
    yield page
    context.close()
    assert faults == []


def typed(page: Page, text: str) -> list[str]:
    """What is suggested for a text."""
    box = page.locator("#q")
    box.focus()
    expect(page.get_by_role("combobox")).to_be_attached()
    box.fill("")
    expect(page.locator("#suggestions")).to_be_hidden()
    box.fill(text)
    option = page.locator("#suggestions [role=option]")
    expect(option.first).to_be_visible()
    return option.all_inner_texts()


def test_suggestions_are_loaded_when_the_box_is_used(page: Page) -> None:
    """A page that is only read loads no part of the engine."""
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    # All that a page loads by itself has come when it is loaded.
    page.reload(wait_until="load")
    assert not [url for url in loaded if "suggest" in url or "engine" in url or ".bin" in url]
    typed(page, "阳光")
    assert [url for url in loaded if url.endswith("/suggest.js")]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_institutions_regions_and_policies_are_suggested(page: Page) -> None:
    """At most eight, each saying what it is; what was typed is marked."""
    assert any("阳谷" in text for text in typed(page, "yg"))
    assert "阳谷" in page.locator("#suggestions mark").all_inner_texts()
    assert typed(page, "东昌府")[0].splitlines()[0] == "东昌府区"
    found = typed(page, "政策")
    assert 0 < len(found) <= 8
    assert any("政策文件" in text for text in found)


def test_a_label_leads_to_its_filter(page: Page, address: str) -> None:
    """Whoever types a grade, however spelt, is led to the facilities that have it."""
    first = typed(page, "不预评级")[0]
    assert first.startswith("查看 不予评级") and "19" in first
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}{urls.SEARCH}?grade.liaocheng-hygiene=*")
    expect(page.locator("#count")).to_contain_text("19")


def test_the_keyboard_chooses_and_escape_closes(page: Page) -> None:
    """The pattern of the ARIA practices: the box keeps the focus, the option is named."""
    typed(page, "托育")
    box = page.get_by_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "suggestions-0")
    expect(page.locator("#suggestions-0")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(box).not_to_have_attribute("aria-activedescendant", "suggestions-0")
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("托育")
    expect(box).to_be_focused()


def test_enter_without_a_choice_searches(page: Page) -> None:
    """The box stays the way to the search page; a click on an option leads there at once."""
    typed(page, "阳光")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    page.go_back()
    name = typed(page, "振兴路")[0].splitlines()[0]
    page.locator("#suggestions-0").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def test_nothing_happens_while_an_input_method_composes(page: Page) -> None:
    """Neither suggestions nor Enter, which ends the composition and nothing else."""
    typed(page, "托育")
    page.locator("#q").fill("")
    expect(page.locator("#suggestions")).to_be_hidden()
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition", {"text": "yangg", "selectionStart": 5, "selectionEnd": 5}
    )
    page.wait_for_timeout(QUIET_MS)
    expect(page.locator("#suggestions")).to_be_hidden()
    page.locator("#q").dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    assert page.url.endswith(urls.STATISTICS)
    session.send("Input.insertText", {"text": "阳光"})
    expect(page.locator("#suggestions [role=option]").first).to_be_visible()


def test_suggestions_are_accessible(page: Page) -> None:
    """axe finds nothing wrong with the open list."""
    typed(page, "示范")
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
