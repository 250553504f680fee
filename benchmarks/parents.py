"""Ten tasks of a parent on a phone, in the demonstration: what is pressed, what then stands there.

`tests/browser/test_parents.py` holds that each ends in at most six presses; `make bench-pages`
tells how long each takes on a slow phone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypedDict
from urllib.parse import quote

from playwright.sync_api import Geolocation, Locator, Page, ViewportSize, expect

from generator.demonstration.liaocheng import cases
from generator.pages.shared import urls

PATIENCE = 60_000
"""Milliseconds after which a parent gives up."""
HIT = "#hits li:not(.worst *)"


class Phone(TypedDict):
    """What makes a context of a browser a phone."""

    viewport: ViewportSize
    is_mobile: bool
    has_touch: bool
    permissions: list[str]
    geolocation: Geolocation


PHONE: Phone = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "permissions": ["geolocation"],
    "geolocation": {"longitude": 115.98765, "latitude": 36.45678},
}
"""One that tells its position to who asks."""


class Parent:
    """Somebody with a phone: every press, word typed and value chosen counts as one."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.presses = 0
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)

    def open(self, path: str) -> None:
        """The page where the task begins: known, printed on a door, or sent by somebody."""
        self.page.goto(self.address + path)

    def press(self, what: Locator) -> None:
        """Presses what can be seen."""
        self.presses += 1
        what.click()

    def choose(self, what: Locator, value: str) -> None:
        """Chooses from a list."""
        self.presses += 1
        what.select_option(value)

    def look_for(self, words: str) -> None:
        """Types into the box of the page and sends it."""
        self.presses += 1
        box = self.page.locator("#q")
        box.fill(words)
        box.press("Enter")

    def button(self, name: str) -> Locator:
        """The first button that is called so."""
        return self.page.get_by_role("button", name=name).first

    def link(self, name: str) -> Locator:
        """The first link that is called so."""
        return self.page.get_by_role("link", name=name).first


def nearest_cheap_and_clear(parent: Parent) -> None:
    """The nearest place that is filed, costs at most 2,000 yuan, and has nothing against it."""
    parent.open(urls.HOME)
    parent.press(parent.link("看看我附近"))
    page = parent.page
    expect(page.locator(HIT).first).to_be_visible()
    parent.press(page.locator("#narrowing summary"))
    parent.choose(page.locator("#filters select[name=fee]"), "2000")
    parent.press(page.locator("#filters [data-facet]:not(select) label").first)
    first = page.locator(HIT).first
    expect(first).to_contain_text("已备案")
    expect(first.locator(".worst")).to_have_count(0)
    expect(first).to_contain_text(re.compile(r"(\b\d{3}|\b1,\d{3}|2,000)\s元"))


def is_this_door_genuine(parent: Parent) -> None:
    """Whether the page to which the code on a door leads says what was signed."""
    parent.open(urls.facility(cases.BEST_WITH_FAULT))
    parent.press(parent.button("核验并引用此页"))
    expect(parent.page.locator(".check[data-state=good]")).to_be_attached()


def what_was_found_and_mended(parent: Parent) -> None:
    """What an inspection found in a place of which one knows a piece of the name."""
    parent.open(urls.HOME)
    parent.look_for("潘庄朗妍")
    parent.press(parent.page.locator(f"{HIT} a").first)
    found = parent.page.locator("#inspections").get_by_text("查出 5 项，都已整改")
    found.scroll_into_view_if_needed()
    expect(found).to_be_visible()


def by_initials(parent: Parent) -> None:
    """A place of which one types the initials of its name."""
    parent.open(urls.SEARCH)
    parent.look_for("pzly")
    parent.press(parent.page.locator(HIT).filter(has_text="潘庄朗妍").locator("a").first)
    expect(parent.page.get_by_role("heading", level=1)).to_have_text("潘庄朗妍幼儿园")


def how_much_may_be_paid_ahead(parent: Parent) -> None:
    """The rule about paying ahead, in words that a parent reads."""
    parent.open(urls.HOME)
    parent.look_for("预收费")
    parent.press(parent.link("预收费新规九问九答"))
    expect(parent.page.locator("main")).to_contain_text("3个月")


def two_side_by_side(parent: Parent) -> None:
    """Two places compared."""
    parent.open(urls.facility(cases.OVER_CAP))
    parent.press(parent.button("收藏"))
    parent.open(urls.facility(cases.BEST_WITH_FAULT))
    parent.press(parent.button("收藏"))
    parent.press(parent.link("对比"))
    heads = parent.page.locator("#compare thead th:has(a)")
    expect(heads).to_have_count(2)
    expect(heads.nth(1)).to_be_in_viewport(ratio=1)


def the_way_there(parent: Parent) -> None:
    """A map service that leads to a place."""
    parent.open(urls.facility(cases.BEST_WITH_FAULT))
    parent.press(parent.link("路线"))
    expect(parent.link("高德地图")).to_be_visible()


def whom_to_call(parent: Parent) -> None:
    """The telephone of a place of which one knows the street."""
    parent.open(urls.HOME)
    parent.look_for("迎宾路171号")
    parent.press(parent.page.locator(f"{HIT} a").first)
    expect(parent.link("打电话")).to_have_attribute("href", re.compile("^tel:0635"))


def best_in_my_district(parent: Parent) -> None:
    """The best graded places of a district."""
    parent.open(f"{urls.SEARCH}?q={quote('东昌府区')}")
    parent.press(parent.button("筛选"))
    parent.press(parent.page.locator("#by-grade\\.liaocheng-hygiene label").first)
    parent.press(parent.button("看结果"))
    first = parent.page.locator(HIT).first
    expect(first).to_contain_text("A 级")
    expect(first).to_contain_text("东昌府区")


def did_it_get_better(parent: Parent) -> None:
    """Every grade that a place was given, and what its page said before."""
    parent.open(urls.facility(cases.UPGRADED))
    expect(parent.page.locator("#grades")).to_contain_text("历年")
    parent.press(parent.link("这一页的历次版本"))
    expect(parent.page.get_by_role("heading", level=1)).to_contain_text("历次公布的记录")


TASKS: Mapping[str, Callable[[Parent], None]] = {
    "the nearest filed place under 2,000 yuan with nothing against it": nearest_cheap_and_clear,
    "is this door genuine": is_this_door_genuine,
    "what was found here and mended": what_was_found_and_mended,
    "a place by the initials of its name": by_initials,
    "how much may be paid ahead": how_much_may_be_paid_ahead,
    "two places side by side": two_side_by_side,
    "the way there": the_way_there,
    "whom to call, by the street": whom_to_call,
    "the best graded places of a district": best_in_my_district,
    "did it get better": did_it_get_better,
}
