"""The built demonstration in a real browser, as a visitor meets it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from generator.demonstration.liaocheng import cases
from generator.pages.shared import urls
from tests.browser.whole import too_wide

PATHS = (
    urls.HOME,
    urls.REGIONS,
    urls.region("371500000000"),
    urls.region("371502000000"),
    urls.region("371502001000"),
    urls.facility(cases.PENALTY_PUBLIC),
    urls.facility(cases.SILENT_CHANGE),
    urls.facility(cases.OVER_CAP),
    urls.SCHEMES,
    urls.scheme("beijing-risk"),
    urls.DEMONSTRATION,
    urls.DEMONSTRATION_CITIES,
    urls.POLICIES,
    urls.policy("xingtai-2020-3"),
    urls.INTERPRETATIONS,
    urls.STATISTICS,
    urls.RELEASES,
    urls.release("371500", 3),
    urls.DATA,
    urls.ABOUT,
    "/about/glossary/",
    "/no-such-page",
)


AT_THE_TOP = """(part) => {
  const { y } = document.getElementById(part).getBoundingClientRect();
  return y >= 0 && y <= 32;
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def test_from_home_to_a_facility_without_javascript(browser: Browser, address: str) -> None:
    """Province, city, district, township, facility: by links alone."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(address)
    for name in ("山东省", "聊城市", "东昌府区"):
        page.locator("main").get_by_role("link", name=name, exact=True).first.click()
        assert page.locator("h1").inner_text().strip() == name
    first = page.locator("main a[href^='/f/']").first
    name = (first.text_content() or "").strip()
    first.click()
    assert page.locator("h1").inner_text().strip() == name
    assert "备案" in page.locator("main").inner_text()
    context.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_on_a_phone(path: str, page: Page, address: str) -> None:
    """Nothing wider than the screen, no violation by axe, no error, nobody else asked."""
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: faults.append(asked.url) if address not in asked.url else None)
    page.goto(address + path)
    expected = ["404"] if path == "/no-such-page" else []
    assert [fault for fault in faults if not any(word in fault for word in expected)] == []
    assert not too_wide(page)
    assert Axe().run(page).response["violations"] == []


@pytest.mark.parametrize("part", ["ages", "complaints", "check"])
def test_an_address_leads_to_its_part_of_a_page(part: str, page: Page, address: str) -> None:
    """Though what lies between is laid out only as it is read."""
    page.goto(f"{address}{urls.facility(cases.REPLYING)}#{part}")
    page.wait_for_function(AT_THE_TOP, arg=part)


def test_the_way_there_is_chosen_from_a_sheet(page: Page, address: str) -> None:
    """From the foot of a phone: the address to copy, and the maps that people have."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address + urls.facility(cases.OVER_CAP))
    sheet = page.locator("#way")
    below = sheet.bounding_box()
    page.locator(".thumb").get_by_role("link", name="路线").click()
    expect(sheet.get_by_role("link")).to_have_text(["高德地图", "百度地图", "腾讯地图", "苹果地图"])
    box = sheet.bounding_box()
    assert box is not None and abs(box["y"] + box["height"] - 740) < 1
    sheet.get_by_role("button", name="复制地址").click()
    expect(sheet.get_by_role("button", name="已复制")).to_be_visible()
    said = page.evaluate("navigator.clipboard.readText()")
    assert said == page.locator("#way-address").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.keyboard.press("Escape")
    # A part of the page as before.
    expect(sheet).not_to_have_attribute("popover", "auto")
    after = sheet.bounding_box()
    assert below is not None and after is not None and after["height"] == below["height"]


SHEETS = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.parametrize(
    "facility", [cases.PENALTY_PUBLIC, cases.OVER_CAP, cases.REPLYING, "371522T00070"]
)
def test_a_facility_prints_on_two_sheets(page: Page, address: str, facility: str) -> None:
    """What is published of it now, with the penalties and the faults, and where to check it."""
    page.goto(address + urls.facility(facility), wait_until="networkidle")
    assert len(SHEETS.findall(page.pdf(format="A4"))) <= 2
    page.emulate_media(media="print")
    for part in ("#filing", "#grades", "#inspections", "#fees", "#place", ".source"):
        expect(page.locator(part).first).to_be_visible()
    if facility == cases.PENALTY_PUBLIC:
        expect(page.locator("h1 ~ .worst")).to_be_visible()


def test_a_comparison_prints_on_one_sheet(page: Page, address: str) -> None:
    """Three beside each other."""
    page.goto(f"{address}{urls.COMPARE}?f=371502T00092,371522T00070,371502T00045")
    expect(page.locator("table")).to_be_visible()
    assert len(SHEETS.findall(page.pdf(format="A4"))) == 1
