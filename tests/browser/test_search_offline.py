"""Search without a network, and what browsers are told about it."""

from __future__ import annotations

import re
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Error, expect

from generator.demonstration.liaocheng import cases
from generator.pages.shared import urls
from generator.portal.folder import Deployment

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
READY = (
    "() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
)

IN_A_CACHE = """async (addresses) => {
  const found = await Promise.all(addresses.map((address) => caches.match(address)));
  return found.every(Boolean);
}"""


def test_what_was_searched_is_found_without_a_network(browser: Browser, address: str) -> None:
    """The page, its scripts, the root and the shards that were read are kept; the rest says so."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}{urls.SEARCH}")
    page.wait_for_function(READY)
    read: set[str] = set()
    page.on("response", lambda got: read.add(got.url) if "/search/" in got.url else None)
    page.locator("#q").fill("阳光")
    expect(page.locator("#hits:not([aria-busy]) a").first).to_be_visible()
    names = page.locator("#hits a:not(.worst *)")
    page.wait_for_function(IN_A_CACHE, arg=sorted(url for url in read if url.endswith(".bin")))
    found = names.all_inner_texts()
    context.set_offline(True)
    page.goto(f"{address}{urls.SEARCH}?q={quote('阳光')}")
    expect(names).to_have_text(found)
    page.goto(f"{address}{urls.SEARCH}?q={quote('振兴路 孙河')}")
    expect(page.get_by_role("alert")).to_contain_text("没有网络")
    context.set_offline(False)
    page.goto(f"{address}{urls.SEARCH}?q={quote('振兴路')}")
    expect(names.first).to_be_visible()
    context.close()


def test_browsers_are_told_how_to_search(demo: Deployment) -> None:
    """The OpenSearch description is XML that names the search page; every page links to it."""
    site = demo.site / "current"
    root = ElementTree.parse(site / "opensearch.xml").getroot()
    portal = demo.portal()
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    assert 0 < len(root.findtext(f"{OPENSEARCH}ShortName") or "") <= 16
    url = root.find(f"{OPENSEARCH}Url")
    assert url is not None
    assert url.get("template") == f"{portal.address}{urls.SEARCH}?q={{searchTerms}}"
    link = 'type="application/opensearchdescription+xml" href="/opensearch.xml"'
    for path in ("index.html", "search/index.html", "404.html"):
        assert link in (site / path).read_text("utf-8")


def test_what_was_visited_is_there_without_a_network(browser: Browser, address: str) -> None:
    """Home, near me, a facility, a comparison: each says since when; what was not visited is not.

    They are kept from the moment on which somebody looked near by.
    """
    context = browser.new_context(
        permissions=["geolocation"], geolocation={"latitude": 36.45, "longitude": 115.98}
    )
    page = context.new_page()
    facility = urls.facility(cases.OVER_CAP)
    near, compare = f"{urls.NEAR}#now", f"{urls.COMPARE}?f={cases.OVER_CAP}"
    page.goto(address + near)
    page.wait_for_function(READY)
    page.wait_for_function(IN_A_CACHE, arg=[urls.NEAR])
    for path in (urls.HOME, facility, compare, near):
        page.goto(address + path, wait_until="networkidle")
    page.wait_for_function(IN_A_CACHE, arg=[urls.HOME, facility, urls.COMPARE, urls.NEAR])
    name = page.locator("#hits a:not(.worst *)").first.inner_text()
    context.set_offline(True)
    said = page.locator("main > .notice[role=status]")
    for path in (urls.HOME, facility, compare):
        page.goto(address + path)
        expect(said).to_contain_text(re.compile(r"没有网络，这是 \d{4}年\d+月\d+日.*保存的页面"))
    expect(page.locator(".beside td").first).to_be_visible()
    page.goto(address + near)
    expect(said).to_be_visible()
    expect(page.locator("#hits a:not(.worst *)").first).to_have_text(name)
    with pytest.raises(Error, match="ERR_"):
        page.goto(address + urls.STATISTICS)
    context.set_offline(False)
    page.goto(address + facility)
    expect(said).to_have_count(0)
    context.close()


def test_where_there_is_no_room_to_keep_anything_the_site_works(
    browser: Browser, address: str
) -> None:
    """A full phone: pages, scripts and searches come from the network as ever."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}{urls.SEARCH}")
    page.wait_for_function(READY)
    session = context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": address, "quotaSize": 1})
    for path in (urls.facility(cases.OVER_CAP), urls.HOME):
        page.goto(address + path, wait_until="networkidle")
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("main > .notice[role=status]")).to_have_count(0)
    assert not page.evaluate("(path) => caches.match(path).then(Boolean)", urls.HOME)
    page.goto(f"{address}{urls.SEARCH}?q={quote('振兴路')}")
    expect(page.locator("#hits:not([aria-busy]) a").first).to_be_visible()
    context.close()
