"""No page of the built site scrolls sideways, on any screen, in any print.

As it comes, while what lies below the screen is not laid out yet, and when all of it is: sections
that wait for the reader have a size of their own, which once made the home page too wide.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from generator.portal.folder import Deployment
from tests.browser.whole import WIDER, lay_out

WIDTHS = (320, 360, 768, 1440)
MODES = {"light": None, "large print": "elder"}

KINDS = (
    "index.html", "404.html", "verify/index.html",
    "about/index.html", "about/*/index.html", "about/*/*/index.html",
    "compare/index.html", "near/index.html",
    "search/index.html",
    "statistics/index.html", "statistics/*/index.html", "statistics/*/*/index.html",
    "data/index.html", "data/*/index.html",
    "documents/graph/index.html", "documents/*/*/*/index.html",
    "notice/index.html",
    "demonstration/index.html", "demonstration/*/index.html",
    "demonstration/by/*/*/index.html", "demonstration/cities/by/*/*/index.html",
    "f/*/*.html", "f/*/*/*.html",
    "policy/index.html", "policy/*/index.html", "policy/*/history.html",
    "interpretation/index.html", "interpretation/*/index.html",
    "region/index.html", "region/*/index.html", "region/*/*/index.html",
    "region/*/*.html", "region/*/*/*.html",
    "release/index.html", "release/*/index.html", "release/*/*.html", "release/*/*/*.html",
    "scheme/index.html", "scheme/*/index.html", "statistics/totals/*/*.html",
)  # fmt: skip
"""Every kind of page, as a pattern of files; of each the longest is looked at on every screen, one
more on a phone.
"""

CULPRITS = """() => [...document.querySelectorAll("main *")]
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
  .slice(0, 3).map(e => `${e.tagName}.${e.className}#${e.id}`)"""


def pages(public: Path, width: int) -> list[str]:
    """Of each kind of page the longest file, and the one in the middle of the list on a phone."""
    chosen: dict[str, None] = {}
    for pattern in KINDS:
        files = sorted(public.glob(pattern))
        if files:
            longest = max(files, key=lambda path: path.stat().st_size)
            further = [files[len(files) // 2]] if width == WIDTHS[0] else []
            for path in (longest, *further):
                chosen[path.relative_to(public).as_posix()] = None
    return list(chosen)


def test_every_page_is_of_some_kind(demo: Deployment) -> None:
    """A new kind of page is added to the list."""
    public = demo.site / "current"
    known = {path for pattern in KINDS for path in public.glob(pattern)}
    assert [
        str(path.relative_to(public)) for path in sorted({*public.rglob("*.html")} - known)
    ] == []


@pytest.fixture(params=MODES)
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A browser that remembers how large it prints."""
    context = browser.new_context()
    page = context.new_page()
    mode = MODES[request.param]
    if mode:
        context.add_init_script(f"localStorage.setItem('gongshi-mode', '{mode}')")
    yield page
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(page: Page, address: str, demo: Deployment, width: int) -> None:
    """Neither as it comes nor laid out to its end."""
    page.set_viewport_size({"width": width, "height": 740})
    wider = []
    for path in pages(demo.site / "current", width):
        page.goto(f"{address}/{path.removesuffix('index.html')}")
        if page.evaluate(WIDER):
            wider.append((path, "as it comes", page.evaluate(CULPRITS)))
        lay_out(page)
        if page.evaluate(WIDER):
            wider.append((path, "laid out", page.evaluate(CULPRITS)))
    assert wider == []
