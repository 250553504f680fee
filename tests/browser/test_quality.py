"""What holds for every main page: nothing jumps, it says what it is, and it is small."""

from __future__ import annotations

import gzip
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from generator.demonstration.liaocheng import cases
from generator.pages.shared import urls
from generator.portal.folder import Deployment

WHOLE = {
    urls.HOME: ".tools:not([hidden])",
    urls.facility(cases.OVER_CAP): ".check button:not([hidden])",
    urls.region("371502000000"): "li.keeps button.keep",
    f"{urls.SEARCH}?q=%E9%98%B3%E5%85%89": "#hits:not([aria-busy]) a",
    f"{urls.SEARCH}?q=%E6%9D%A8%E5%85%89": "#leads a",
    urls.NEAR: "#near:not([hidden])",
    urls.COMPARE: "#compare:not([hidden])",
    urls.policy("liaocheng-2024-hygiene-grading"): ".check button:not([hidden])",
    urls.STATISTICS: ".tools:not([hidden])",
}
"""Home, facility, region, search with and without hits, near me, compare, policy, charts: each
with what scripts add to it last."""
PATHS = tuple(WHOLE)

WATCH = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      shifts.push(`${value} ${sources.map(({ node }) => node?.id || node?.className)}`);
    }
  }).observe({ type: "layout-shift", buffered: true });
"""

DRAWN = """() => new Promise((drawn) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 100))))"""
"""Waits until what scripts changed was laid out, and its shifts were told."""

NEEDED = 20_000
"""Bytes of HTML, CSS and scripts, compressed, that a facility page needs to be read."""


@pytest.fixture
def slow_page(browser: Browser) -> Iterator[Page]:
    """A phone with a slow network, where scripts come late."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, is_mobile=True)
    page = context.new_page()
    page.add_init_script(WATCH)
    speaking = context.new_cdp_session(page)
    speaking.send("Network.enable")
    speaking.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 150, "downloadThroughput": 2e5, "uploadThroughput": 1e5},
    )
    yield page
    context.close()


@pytest.mark.parametrize("path", PATHS)
def test_nothing_jumps_while_a_page_comes(slow_page: Page, address: str, path: str) -> None:
    """What a reader has begun to read stays where it is, however late scripts and results are."""
    slow_page.goto(address + path)
    slow_page.wait_for_selector(WHOLE[path], state="attached")
    slow_page.evaluate(DRAWN)
    assert slow_page.evaluate("window.shifts") == []


@pytest.mark.parametrize("path", PATHS)
def test_a_page_says_what_it_is(slow_page: Page, address: str, path: str) -> None:
    """Title, description, language, width and address, for search engines and for sharing."""
    slow_page.goto(address + path)
    found = slow_page.evaluate(
        """() => ({
          title: document.title,
          description: document.querySelector("meta[name=description]")?.content,
          lang: document.documentElement.lang,
          viewport: document.querySelector("meta[name=viewport]")?.content,
          canonical: document.querySelector("link[rel=canonical]")?.href,
          headings: document.querySelectorAll("h1").length,
        })"""
    )
    assert all(found.values()), found
    assert (found["lang"], found["headings"]) == ("zh-CN", 1)


def test_a_facility_page_is_small(demo: Deployment, address: str) -> None:
    """The page and its stylesheet; no script is needed to read it."""
    css = next((demo.site / "current" / "assets").glob("site.*.css"))
    received = 0
    for path in (urls.facility(cases.OVER_CAP), f"/assets/{css.name}"):
        request = urllib.request.Request(address + path, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request) as answer:
            body = answer.read()
        assert gzip.decompress(body)
        received += len(body)
    assert received <= NEEDED
