"""What is near: the same as a count of everything, with words that are honest, and in private."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from generator.model.coordinates import Point, distance
from generator.pages.shared import urls
from generator.portal.folder import Deployment
from generator.search.index.catalogue import Shown, all_traits, open_catalogue, shown_fields
from generator.search.index.manifest import current_generation
from tests.browser.chromium import QUIET_MS, watched

HERE = (115.98765, 36.45678)
PLACES: dict[str, Point] = {
    "in Liaocheng": HERE,
    "at the border to Hebei": (115.4601, 36.8104),
    "in the Yellow Sea": (123.5, 36.1),
    "at the pole": (12.0, 90.0),
    "beyond the date line": (-179.9, 51.0),
}

NEAREST = """async ([folder, files, point, most, within, asked]) => {
    const { near_near_nearest: { nearest } } = await import(folder + "near.js");
    const { engine_index_index_reader: { loader, Index } } = await import(folder + "engine.js");
    const index = await Index.open(loader(files, false));
    const [lon, lat] = point;
    const { found } = await nearest(index, { lon, lat }, {
        most, within: within ?? Infinity, wanted: asked,
    });
    return found.map(({ id, metres }) => [id, metres]);
}"""


@pytest.fixture(scope="module")
def documents(demo: Deployment) -> list[tuple[str, Shown, dict[str, tuple[str, ...]]]]:
    """Every facility that is open and has a point: id, what a hit shows, facets."""
    with closing(open_catalogue(current_generation(demo.index))) as catalogue:
        traits = all_traits(catalogue)
        rows = catalogue.execute("SELECT key, id, traits FROM documents").fetchall()
        found = [(name, shown_fields(catalogue, key), traits[number]) for key, name, number in rows]
    return [
        (name, shown, trait.facets)
        for name, shown, trait in found
        if shown.kind == "facility" and not shown.closed and shown.lon is not None
    ]


def visit(browser: Browser, point: Point | None, **options: object) -> BrowserContext:
    """A phone at a place; without a point one that tells none."""
    placed: dict[str, object] = {}
    if point is not None:
        lon, lat = point
        placed = {
            "geolocation": {"longitude": lon, "latitude": lat},
            "permissions": ["geolocation"],
        }
    return browser.new_context(viewport={"width": 360, "height": 740}, **placed, **options)  # type: ignore[arg-type]


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What went wrong on a page; nothing may."""
    found: list[str] = []
    yield found
    assert found == []


def opened(context: BrowserContext, address: str, faults: list[str]) -> Page:
    """The page, watched."""
    page = watched(context.new_page(), faults)
    page.goto(address + urls.NEAR)
    return page


def asked_around(page: Page) -> Page:
    """The page when it has answered the button."""
    page.get_by_role("button", name="看看我附近").click()
    expect(page.locator("#said")).to_have_text(re.compile("公里"))
    return page


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "asked",
    [
        {"filed": False, "fee": None, "facets": {}},
        {"filed": True, "fee": 2000, "facets": {"age_class": ["small_toddler", "mixed"]}},
        {"filed": True, "fee": None, "facets": {"grade:liaocheng-hygiene": ["A", "B"]}},
        {"filed": False, "fee": 2000, "facets": {"demonstration": ["municipal"]}},
    ],
    ids=["all", "filed, fee, age", "filed, grade", "rare"],
)
def test_the_nearest_are_those_of_a_count_of_everything(
    browser: Browser,
    address: str,
    documents: list[tuple[str, Shown, dict[str, tuple[str, ...]]]],
    faults: list[str],
    place: str,
    asked: dict[str, object],
) -> None:
    """Wherever one stands and whatever one wants, the first twenty are exactly the nearest."""
    point = PLACES[place]
    facets = asked["facets"]
    assert isinstance(facets, dict)
    expected = sorted(
        (distance(point, (shown.lon, shown.lat)), name)
        for name, shown, own in documents
        if shown.lon is not None and shown.lat is not None
        and (not asked["filed"] or shown.filed)
        and (asked["fee"] is None or (shown.fee is not None and shown.fee <= 2000))
        and all(set(own.get(facet, ())) & set(values) for facet, values in facets.items())
    )[:20]  # fmt: skip
    context = visit(browser, None)
    page = opened(context, address, faults)
    folder = page.locator("script[src$='/near.js']").get_attribute("src") or ""
    given = [folder.removesuffix("near.js"), "/search/", point, 20, None, asked]
    found = page.evaluate(NEAREST, given)
    assert [name for name, _ in found] == [name for _, name in expected]
    for (_, metres), (wanted, _) in zip(found, expected, strict=True):
        assert metres == pytest.approx(wanted, abs=0.01)
    context.close()


def test_the_position_leaves_in_no_request(
    browser: Browser, address: str, faults: list[str]
) -> None:
    """Neither address nor header nor body of anything that is asked holds a part of it."""
    requests: list[Request] = []
    context = visit(browser, HERE)
    context.on("request", lambda request: requests.append(request))
    page = asked_around(opened(context, address, faults))
    expect(page.locator("#hits li:not(.worst *)")).to_have_count(20)
    page.locator("#narrowing summary").click()
    page.get_by_label("收费").select_option("3000")
    page.get_by_role("button", name="地图").click()
    expect(
        page.locator(".leaflet-marker-icon.place, .leaflet-marker-icon.cluster").first
    ).to_be_visible()
    page.get_by_role("button", name="列表").click()
    page.locator("#hits a:not(.worst *)").first.click()
    page.wait_for_url("**/f/**")
    assert len(requests) > 10
    for request in requests:
        assert request.url.startswith(address)
        sent = json.dumps([request.url, request.all_headers(), request.post_data])
        assert not any(part in sent for part in ("115.98", "36.45", "11598", "36456"))
    page.go_back()
    expect(page.locator("#hits li:not(.worst *)").first).to_be_visible()
    assert "115" not in page.url
    context.close()


def test_lines_tell_distance_and_minutes_and_little_is_read(
    browser: Browser, address: str, faults: list[str]
) -> None:
    """Filed ones first of all, nearest first; the root of the index has them all."""
    read: list[str] = []
    context = visit(browser, HERE)
    page = opened(context, address, faults)
    page.on(
        "requestfinished",
        lambda r: read.append(r.url) if r.url.endswith(".bin") else None,
    )
    asked_around(page)
    expect(page.locator("#hits li:not(.worst *)")).to_have_count(20)
    first = page.locator("#hits li:not(.worst *)").first
    expect(first).to_contain_text(re.compile(r"[\d.]+ (米|公里) 步行 \d+ 分钟"))
    expect(page.locator("#hits .alert")).to_have_count(0)
    expect(page.locator("#said")).to_have_text("3 公里内不止 20 家，这些最近")
    assert read == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="显示更多").click()
    expect(page.locator("#hits li:not(.worst *)")).to_have_count(40)
    expect(page.locator("#hits a:not(.worst *)").nth(20)).to_be_focused()
    context.close()


@pytest.mark.parametrize("place", ["in the Yellow Sea", "at the pole"])
def test_where_nothing_is_near_that_is_said(
    browser: Browser, address: str, faults: list[str], place: str
) -> None:
    """None within a hundred kilometres; how far the nearest one is, and that one is shown."""
    context = visit(browser, PLACES[place])
    page = asked_around(opened(context, address, faults))
    expect(page.locator("#said")).to_contain_text("100 公里内没有。最近的一家在")
    expect(page.locator("#hits li:not(.worst *)")).to_have_count(1)
    context.close()


def test_who_tells_no_position_starts_from_a_district(
    browser: Browser, address: str, faults: list[str]
) -> None:
    """A refusal is said, the choice of regions opens, and a township is enough."""
    context = visit(browser, None)
    page = opened(context, address, faults)
    page.get_by_role("button", name="看看我附近").click()
    expect(page.get_by_role("alert")).to_contain_text("没有提供位置")
    levels = page.locator("#levels select")
    levels.last.select_option(label="山东省")
    # It has one city here, which is taken at once.
    expect(levels).to_have_count(3)
    levels.last.select_option(label="东昌府区")
    expect(levels).to_have_count(4)
    levels.last.select_option(label="柳园街道")
    page.get_by_role("button", name="从这里找").click()
    expect(page.locator("#said")).to_contain_text("从东昌府区 柳园街道各机构的中心算起")
    expect(page.locator("#hits li:not(.worst *)").first).to_contain_text("柳园街道")
    assert "from=371502" in page.url
    page.reload()
    expect(page.locator("#said")).to_contain_text("柳园街道")
    context.close()


def test_an_institution_is_a_place_to_start_from(
    browser: Browser, address: str, faults: list[str]
) -> None:
    """What the search finds by a street or a name is near itself."""
    context = visit(browser, None)
    page = opened(context, address, faults)
    page.get_by_text("换个地方找").click()
    page.get_by_label("从道路、地名或机构找").fill("振兴路")
    page.keyboard.press("Enter")
    chosen = page.locator("#places button").first
    expect(chosen).to_contain_text("振兴路")
    chosen.click()
    expect(page.locator("#said")).to_contain_text("算起")
    assert "from=f" in page.url
    context.close()


def test_a_region_by_its_name_is_a_place_to_start_from(
    browser: Browser, address: str, faults: list[str]
) -> None:
    """Regions stand before institutions, with how many they have; the total is said."""
    context = visit(browser, None)
    page = opened(context, address, faults)
    page.get_by_text("换个地方找").click()
    page.get_by_label("从道路、地名或机构找").fill("柳园街道附近的")
    page.keyboard.press("Enter")
    chosen = page.locator("#places button").first
    expect(chosen).to_contain_text("柳园街道")
    expect(chosen).to_contain_text(re.compile(r"聊城市 东昌府区 · \d+\s家机构"))
    expect(page.locator("#places-said")).to_contain_text(re.compile(r"找到 \d+ 处|不少于"))
    chosen.click()
    expect(page.locator("#said")).to_contain_text("从东昌府区 柳园街道各机构的中心算起")
    assert "from=371502" in page.url
    context.close()


def test_who_is_quicker_than_the_script_is_answered(
    browser: Browser, address: str, faults: list[str]
) -> None:
    """What is asked before the part that answers has come waits for it."""
    context = visit(browser, None)

    held: list[Route] = []
    context.route("**/places.js", lambda route: held.append(route))
    page = opened(context, address, faults)
    page.get_by_text("换个地方找").click()
    page.get_by_label("从道路、地名或机构找").fill("振兴路")
    page.keyboard.press("Enter")
    page.wait_for_timeout(QUIET_MS)
    assert held and page.locator("#places button").count() == 0
    held[0].continue_()
    expect(page.locator("#places button").first).to_contain_text("振兴路")
    context.close()


def test_conditions_stand_in_the_address(browser: Browser, address: str, faults: list[str]) -> None:
    """A shared address asks for the same; grades are those of one scheme."""
    context = visit(browser, None)
    page = opened(context, address, faults)
    page.goto(f"{address}{urls.NEAR}?from=371502&filed=true&fee=2000&grade.liaocheng-hygiene=A")
    expect(page.locator("#hits li:not(.worst *)").first).to_be_visible()
    page.locator("#narrowing summary").click()
    page.locator("#by-grade summary").click()
    assert page.get_by_role("checkbox", name="A", exact=True).is_checked()
    page.get_by_role("checkbox", name="B", exact=True).check()
    expect(page).to_have_url(re.compile("grade.liaocheng-hygiene=B"))
    # The drawing before a name is of this scheme; others may follow in the line.
    grades = page.locator("#hits li:not(.worst *) > .mark").evaluate_all(
        "all => all.map((m) => m.textContent)"
    )
    assert set(grades) <= {"A", "B"}
    context.close()


def test_without_javascript_the_page_leads_to_the_regions(browser: Browser, address: str) -> None:
    """It says why nothing is found here, and where to look instead."""
    context = visit(browser, None, java_script_enabled=False)
    page = context.new_page()
    page.goto(address + urls.NEAR)
    expect(page.get_by_text("查找附近机构需要 JavaScript")).to_be_visible()
    page.get_by_role("link", name="所有机构也可以按地区找到").click()
    expect(page).to_have_url(address + urls.REGIONS)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_results_and_map_are_accessible(
    browser: Browser, address: str, faults: list[str], scheme: str
) -> None:
    """axe finds nothing wrong with the list beside the map."""
    context = visit(browser, HERE, color_scheme=scheme)
    page = asked_around(opened(context, address, faults))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="地图").click()
    expect(
        page.locator(".leaflet-marker-icon.place, .leaflet-marker-icon.cluster").first
    ).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
    context.close()


def test_a_page_from_near_me_keeps_the_distance(
    browser: Browser, address: str, faults: list[str]
) -> None:
    """And the address loses it, so that nobody passes on where he stood; nothing else is said."""
    with closing(visit(browser, HERE)) as context:
        page = asked_around(opened(context, address, faults))
        line = page.locator("#found li", has=page.locator(".far")).first
        far = line.locator(".far").inner_text()
        line.locator("a").first.click()
        page.wait_for_url(re.compile(r"/f/[^#]*\.html$"))
        expect(page.locator("[data-far]")).to_have_text(f"距查找的位置 {far}")
        page.reload()
        expect(page.locator("[data-far]")).to_be_hidden()
        for asked in ("#far=<b>1</b>m", "#far=12", "#far=99999m", "#far=已备案"):
            page.goto(f"{page.url}{asked}")
            page.reload()
            expect(page.locator("[data-far]")).to_be_hidden()
            page.goto(page.url.partition("#")[0])
