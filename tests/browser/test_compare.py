"""Facilities kept and set side by side: in the browser only, and by a shared address."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import Literal

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from generator.model.facility_record import FacilityRecord, decode_record
from generator.pages.shared import urls
from generator.portal.folder import Deployment
from generator.rules.concerns import concern_facts, concerns, holds
from generator.rules.facility_facts import facility_facts, record_facts
from generator.rules.record import public_record
from tests.browser.chromium import watched
from tests.conftest import NOW

CAP = 3.0
"""Months that the demonstration allows to be paid in advance."""

COMPARED = """async ([folder, files, today]) => {
    const { compare_compare_record: { comparedOf } } = await import(folder + "compare.js");
    return files.map((file) => comparedOf(file, today));
}"""


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A phone on which nothing may go wrong."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    faults: list[str] = []
    page = watched(context.new_page(), faults)
    yield page
    context.close()
    assert faults == []


def keep(page: Page, address: str, count: int) -> list[str]:
    """Keeps the first so many of a district's list; their names."""
    page.goto(address + urls.region("371502000000"))
    lines = page.locator("ul.list li:not(.worst *).keeps")
    names = []
    for number in range(count):
        names.append(lines.nth(number).locator("> a").text_content() or "")
        lines.nth(number).locator("button.keep").click()
    return names


def test_what_is_kept_stands_side_by_side(page: Page, address: str) -> None:
    """From a list to the comparison: the newest four, in an address that anybody can open."""
    names = keep(page, address, 5)
    expect(page.get_by_role("complementary", name="您的收藏")).to_contain_text("5")
    page.get_by_role("complementary", name="您的收藏").get_by_role("link").click()
    heads = page.locator(".beside thead a:not(.worst *)")
    expect(heads).to_have_text(names[1:])
    assert page.locator("#choices input").nth(0).is_disabled()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#choices input").nth(1).uncheck()
    expect(heads).to_have_text(names[2:])
    page.locator("#choices input").nth(0).check()
    expect(heads).to_have_text([*names[2:], names[0]])
    assert "f=" in page.url
    page.get_by_role("button", name="移除").first.click()
    expect(page.locator("#choices > li")).to_have_count(4)
    kept = page.evaluate("localStorage.getItem('gongshi-saved')")
    assert len(json.loads(kept)) == 4
    assert page.context.cookies() == []


def test_a_shared_address_shows_the_same_to_others(browser: Browser, address: str) -> None:
    """Who keeps nothing sees the comparison too; what is not published is said."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}{urls.COMPARE}?f=371502T00001,371502T00002,nothing-here")
    expect(page.locator(".beside thead a:not(.worst *)")).to_have_count(2)
    expect(page.get_by_role("status")).to_contain_text("nothing-here")
    expect(page.locator("#kept")).to_be_hidden()
    context.close()


def test_differences_stand_first(page: Page, address: str) -> None:
    """Above what is the same; the same facility twice is one."""
    page.goto(f"{address}{urls.COMPARE}?f=371502T00001,371502T00002,371502T00001")
    table = page.locator(".beside")
    expect(table.locator("th[scope=rowgroup]")).to_have_text(["不同之处", "相同之处"])
    for group, alike in ((0, False), (1, True)):
        rows = table.locator("tbody").nth(group).locator("tr:has(td)")
        for row in rows.all():
            cells = row.locator("td").all_inner_texts()
            assert len(cells) == 2
            assert (cells[0] == cells[1]) is alike, cells


def test_a_facility_page_keeps_and_compares(page: Page, address: str) -> None:
    """The button says whether it is kept; the bar leads to it beside the kept ones."""
    keep(page, address, 1)
    page.goto(address + urls.facility("371502T00002"))
    button = page.locator("[data-keep] button")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    page.locator("a[data-compare]").click()
    expect(page.locator(".beside thead a:not(.worst *)")).to_have_count(2)


def against(facility_record: FacilityRecord, on: date) -> list[dict[str, object]]:
    """What the file of a facility says against it."""
    return concern_facts(concerns(facility_facts(facility_record, on=on), CAP))


def test_the_comparison_says_what_the_pages_say(page: Page, address: str, demo: Deployment) -> None:
    """Grade, filing, fee, prepayment, title as the site derives them, of every seventh facility."""
    with closing(sqlite3.connect(demo.store)) as connection:
        rows = connection.execute("SELECT data FROM dossiers ORDER BY facility_id").fetchall()[::7]
    on = NOW.date()
    facility_records = [decode_record(data) for (data,) in rows]
    files = [
        {
            "record": json.loads(public_record(each, on=on)),
            "facts": json.loads(msgspec.json.encode(record_facts(each, on=on)))
            | {"concerns": json.loads(msgspec.json.encode(against(each, on)))},
        }
        for each in facility_records
    ]
    page.goto(address + urls.COMPARE)
    folder = page.locator("script[src*='compare.js']").get_attribute("src") or ""
    found = page.evaluate(COMPARED, [folder.removesuffix("compare.js"), files, on.isoformat()])
    assert len(found) == len(facility_records) > 100
    for facility_record, said in zip(facility_records, found, strict=True):
        facts = facility_facts(facility_record, on=on)
        assert (said["fee"] and float(said["fee"])) == facts.fee
        assert (said["prepayment"] and float(said["prepayment"])) == facts.prepayment
        assert (said["filing"], said["filed"]) == (facts.filing, facts.filed)
        grades = {each["scheme"]: (each["label"], each["assessed"]) for each in said["grades"]}
        assert grades == {g.scheme_id: (g.label, g.assessed.isoformat()) for g in facts.grades}
        assert bool(said["demonstration"]) == (facts.demonstration is not None)
        holding = [each for each in concerns(facts, CAP) if holds(each, on=on)]
        assert [each["kind"] for each in said["against"]] == [each.kind for each in holding]


def test_in_large_print_nothing_moves_sideways(browser: Browser, address: str) -> None:
    """On a phone classes and comparisons become cards, in which every value says what it is."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.add_init_script("localStorage.setItem('gongshi-mode', 'elder')")
    page = context.new_page()
    moves = "e => [e.scrollWidth > e.clientWidth, parseFloat(getComputedStyle(e).fontSize) >= 18]"
    said = "e => getComputedStyle(e, '::before').content"
    page.goto(f"{address}{urls.COMPARE}?f=371502T00001,371502T00002,371502T00003")
    heads = page.locator(".beside thead a:not(.worst *)")
    expect(heads).to_have_count(3)
    names = heads.all_inner_texts()
    assert page.locator("#side-by-side").evaluate(moves) == [False, True]
    cells = page.locator(".beside tbody tr:has(td)").first.locator("td")
    assert [cell.evaluate(said) for cell in cells.all()] == [f'"{name}"' for name in names]
    assert Axe().run(page).response["violations"] == []
    page.goto(address + urls.facility("371502T00045"))
    table = page.get_by_role("region", name="各班与国家标准对照")
    assert table.evaluate(moves) == [False, True]
    assert table.locator("td").first.evaluate(said) == '"每班人数"'
    headers = page.get_by_role("columnheader")
    assert "每班人数" in [header.text_content() for header in headers.all()]
    context.close()


def test_without_javascript_it_says_why(browser: Browser, address: str) -> None:
    """What is kept stands in the browser, so a script is needed; every page stands without."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + urls.COMPARE)
    expect(page.get_by_text("对比需要 JavaScript")).to_be_visible()
    page.goto(address + urls.facility("371502T00001"))
    expect(page.locator("button.keep")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_comparison_is_accessible(
    browser: Browser, address: str, scheme: Literal["light", "dark"]
) -> None:
    """axe finds nothing wrong with the table."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        color_scheme=scheme,
    )
    page = context.new_page()
    page.goto(f"{address}{urls.COMPARE}?f=371502T00001,371502T00002")
    expect(page.locator(".beside")).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
    context.close()


def test_one_of_something_has_a_form_of_its_own(page: Page, address: str) -> None:
    """Where a language tells one from many, as English does: 1 month, 2 months."""
    page.goto(f"{address}{urls.COMPARE}")
    module = page.locator('script[src$="/compare.js"]').get_attribute("src")
    assert module is not None
    said = page.evaluate(
        """async (href) => {
            const { shared_wording: { word } } = await import(href);
            const words = document.createElement("template");
            words.id = "counted";
            words.innerHTML = '<span data-word="m" data-one="{num} month">{num} months</span>';
            document.body.append(words);
            return [1, "1", 2].map((num) => word("m", { num }, "counted"));
        }""",
        module,
    )
    assert said == ["1 month", "1 month", "2 months"]


def test_two_of_many_are_seen_whole_on_a_phone(page: Page, address: str) -> None:
    """And it says that there are more."""
    page.goto(f"{address}{urls.COMPARE}?f=371502T00092,371522T00070,371502T00045")
    heads = page.locator(".beside thead th")
    expect(heads).to_have_count(4)
    expect(page.locator("#swipe")).to_have_text("并排 3 家，左右滑动看其余几家。")
    edges = heads.evaluate_all("all => all.map((th) => th.getBoundingClientRect().right)")
    assert edges[2] <= 360 < edges[3]
    cut = page.locator(".beside td").evaluate_all(
        "all => all.filter((td) => td.scrollWidth > td.clientWidth + 1).length"
    )
    assert cut == 0
