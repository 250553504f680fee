"""Search without a network, and what browsers are told about it."""

from __future__ import annotations

from urllib.parse import quote
from xml.etree import ElementTree

from playwright.sync_api import Browser, expect

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
