"""Checking a page against the log, in a browser: green as published, red as soon as it is not."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from generator.commands.main import main
from generator.demonstration.liaocheng import cases
from generator.pages.shared import urls
from generator.portal.folder import Deployment

FACILITY = urls.facility(cases.CORRECTED_GRADE)
POLICY = urls.policy("liaocheng-2024-hygiene-grading")

Change = Callable[[str], str]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own."""
    page = browser.new_page(viewport={"width": 360, "height": 800})
    yield page
    page.close()


def verdict(page: Page, address: str, path: str) -> tuple[str, str]:
    """State and words after a click on the button."""
    page.goto(address + path)
    # Not by a click at a place: what was altered may have moved it, or cover it.
    page.locator(".check button:not([hidden])").first.dispatch_event("click")
    page.wait_for_selector(
        ".check:is([data-state=good], [data-state=part], [data-state=bad])", state="attached"
    )
    region = page.locator(".check").first
    return str(region.get_attribute("data-state")), region.text_content() or ""


def altered(page: Page, pattern: str, change: Change) -> None:
    """Serve files of a pattern as somebody with access to the server could have changed them."""

    def serve(route: Route) -> None:
        if route.request.method == "HEAD":
            # The page asks what day it is.
            route.continue_()
            return
        answer = route.fetch()
        text = answer.body().decode("latin-1")
        changed = change(text)
        assert changed != text
        route.fulfill(response=answer, body=changed.encode("latin-1"))

    page.route(re.compile(pattern), serve)


def utf8(change: Change) -> Change:
    """A change of text in a file that is served as bytes."""
    return lambda text: change(text.encode("latin-1").decode()).encode().decode("latin-1")


def test_a_page_as_published_is_green(page: Page, address: str) -> None:
    """It says what was proved, by whom it was signed, and what was not proved."""
    state, words = verdict(page, address, FACILITY)
    assert state == "good", words
    assert "localhost:8000" in words
    assert "不能证明" in words


def test_every_document_is_green(page: Page, address: str, demo: Deployment) -> None:
    """The body of each policy and interpretation is the text of its record."""
    public = demo.site / "current"
    for kind in ("policy", "interpretation"):
        for record in sorted((public / kind).glob("*/record.json")):
            state, words = verdict(page, address, f"/{kind}/{record.parent.name}/")
            assert state == "good", f"{record.parent.name}: {words}"


def test_every_facility_with_a_story_is_green(page: Page, address: str, demo: Deployment) -> None:
    """Also with penalties, notices, revoked titles and withheld grades, and as it was before."""
    public = demo.site / "current"
    stories = [getattr(cases, name) for name in dir(cases) if name.isupper()]
    names = sorted({s for s in stories if isinstance(s, str) and re.match(r"\d{6}\w", s)})
    shown = [name for name in names if (public / urls.file_of(urls.facility(name))).exists()]
    assert len(shown) > 5
    for name in shown:
        state, words = verdict(page, address, urls.facility(name))
        assert state == "good", f"{name}: {words}"
    past = sorted((public / "f").glob("*/*/*-0001.html"))[0]
    state, words = verdict(page, address, f"/{past.relative_to(public)}")
    assert state == "good", words


def test_every_kind_of_page_has_the_check(page: Page, address: str, demo: Deployment) -> None:
    """Also those without a record of their own; what their scripts do is no alteration."""
    public = demo.site / "current"
    release = next(public.glob("release/*/index.html")).parent.relative_to(public)
    plain = ("", "near/", "search/", "compare/", "region/371502/", "region/371502004/", "scheme/",
             "demonstration/", "policy/", "statistics/", "release/", f"{release}/", "data/",
             "about/", "verify/", "about/style/")  # fmt: skip
    root = (public / "log" / "checkpoint").read_text("utf-8").splitlines()[2]
    for path in plain:
        state, words = verdict(page, address, f"/{path}")
        assert state == "good", f"{path}: {words}"
        assert "个字节" in words
        assert f"{address}/{path}，20" in words and root in words, "how to cite it"


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("<h1", "<p>新增一段</p><h1", 1),
        lambda t: re.sub(r"(<main.*?)<(p|h1)\b.*?</\2>", r"\1", t, count=1, flags=re.DOTALL),
        lambda t: re.sub(r'href="/region/', 'href="/regions/', t, count=1),
        lambda t: re.sub(r'class="', 'class="vh ', t, count=1),
        lambda t: t.replace("</head>", "<style>.alert{display:none}</style></head>", 1),
    ],
    ids=["inserted", "removed", "link", "class", "style"],
)
@pytest.mark.parametrize("path", ["/", FACILITY, POLICY, "/region/371502/"])
def test_anything_altered_on_the_server_is_red(
    page: Page, address: str, path: str, change: Change
) -> None:
    """Text, attribute, style, section: any byte of any page."""
    altered(page, re.escape(path) + "$", utf8(change))
    state, words = verdict(page, address, path)
    assert state == "bad" and "字节" in words, words


@pytest.mark.parametrize("asset", [r"/assets/site\..*\.css$", r"/page\.js$"])
def test_an_altered_style_sheet_or_script_is_red(page: Page, address: str, asset: str) -> None:
    """They are named by the page, with their digests."""
    altered(page, asset, lambda text: text + "\n")
    state, words = verdict(page, address, "/")
    assert state == "bad" and "样式或脚本" in words, words


def test_what_a_reader_does_is_no_alteration(page: Page, address: str) -> None:
    """Large print, a thing that is kept, suggestions below the box, an open map."""
    page.goto(address + FACILITY)
    page.locator("[data-mode-name=mode]").first.dispatch_event("click")
    page.locator("button.keep").first.dispatch_event("click")
    page.locator(".map-here > button").dispatch_event("click")
    page.wait_for_selector(".map-here .leaflet-container", state="attached")
    page.fill("#q", "阳光")
    page.wait_for_selector("[role=listbox] [role=option]", state="attached")
    page.locator(".check button").dispatch_event("click")
    page.wait_for_selector(".check[data-state=good], .check[data-state=bad]", state="attached")
    region = page.locator(".check").first
    assert region.get_attribute("data-state") == "good", region.text_content()


def test_what_changed_in_this_browser_is_said(page: Page, address: str) -> None:
    """The site has the right page; what is in front of the reader is another."""
    page.goto(address + FACILITY)
    page.evaluate("document.querySelector('h1').textContent = '另一家托育园'")
    page.click(".check button")
    page.wait_for_selector(".check[data-state=bad]")
    words = page.locator(".check").first.inner_text()
    assert "这个浏览器" in words and "另一家托育园" in words


ALTERED = {
    "a grade": (r"/f/.*\.html$", lambda t: re.sub(r"( grade\">)[^<]+<", r"\1A 级<", t)),
    "a name": (r"/f/.*\.html$", lambda t: re.sub(r"(facility name\">)", r"\1假", t)),
    "a fee": (r"/f/.*\.html$", lambda t: re.sub(r"( amount\">)[^<]+<", r"\g<1>9 元<", t)),
    "the record": (r"/f/.*\.json$", lambda t: t.replace('"operating"', '"closed"')),
    "the salt": (r"/f/.*\.json$", lambda t: re.sub(r'"salt":"..', '"salt":"00', t)),
    "a row's salt": (
        r"/f/.*\.json$",
        lambda t: re.sub(r'"row":"/fac[^}]*"salt":"..', r"\g<0>0", t),
    ),
    "the agency's key": (
        r"/agencies/\d+\.json$",
        lambda t: re.sub(r'"public": "..', '"public": "00', t),
    ),
    "the agency's list": (r"/\d+\.r-3715\.json$", lambda t: re.sub(r'"root":"..', '"root":"00', t)),
    "the list": (r"/manifest/root.txt$", lambda t: t.replace("\n1\n", "\n2\n", 1)),
    "the release": (r"/log/release.json$", lambda t: t.replace('"files', '"filed', 1)),
    "the text": (r"/log/checkpoint$", lambda t: re.sub(r"\n(\d+)\n", r"\n1\1\n", t, count=1)),
}


@pytest.mark.parametrize("what", ALTERED)
def test_a_page_that_was_altered_is_red(what: str, page: Page, address: str) -> None:
    """Whatever was changed on the server, the button says so."""
    pattern, change = ALTERED[what]
    altered(page, pattern, utf8(change))
    state, words = verdict(page, address, FACILITY)
    assert state == "bad", words
    assert "不通过" in words


@pytest.mark.parametrize(
    ("pattern", "change"),
    [
        (r"/log/tile/0/00", lambda t: chr(ord(t[0]) ^ 1) + t[1:]),
        (r"/f/.*\.json$", utf8(lambda t: re.sub(r'"leaf":(\d+)', r'"leaf":1\1', t))),
    ],
    ids=["tile", "leaf"],
)
def test_no_proof_is_kept_of_another_entry(
    page: Page, address: str, pattern: str, change: Change
) -> None:
    """A record that is not the entry it claims is told before a file is given away."""
    altered(page, pattern, change)
    assert verdict(page, address, FACILITY)[0] == "good"
    page.click(".check .keep-proof")
    page.wait_for_selector(".check[data-state=bad]")
    assert "日志里的不是同一份" in page.locator(".check").first.inner_text()


def test_a_browser_without_ed25519(page: Page, address: str) -> None:
    """A library verifies where the browser cannot."""
    page.add_init_script(
        "const known = crypto.subtle.importKey.bind(crypto.subtle);"
        "crypto.subtle.importKey = (form, key, name, ...rest) => name === 'Ed25519'"
        " ? Promise.reject(new DOMException('unknown', 'NotSupportedError'))"
        " : known(form, key, name, ...rest);"
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    assert verdict(page, address, FACILITY)[0] == "good"
    assert any("ed25519" in url for url in asked)


def test_the_proof_is_small_and_verifies_offline(
    page: Page, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Scripts and proofs are 40 kB, compressed; the file that is kept passes without network."""
    sizes: dict[str, int] = {}
    loaded: set[str] = set()
    page.on("response", lambda it: loaded.add(it.url) if "/assets/" in it.url else None)
    page.goto(address + FACILITY, wait_until="networkidle")
    before = frozenset(loaded)
    page.on("response", lambda it: sizes.update({it.url: len(gzip.compress(it.body()))}))
    page.click(".check button")
    page.wait_for_selector(".check[data-state=good]")
    asked = {url: size for url, size in sizes.items() if url not in before}
    with page.expect_download() as download:
        page.click(".check .keep-proof")
    assert any(url.endswith(FACILITY) for url in asked)
    assert 0 < sum(asked.values()) <= 40_000, asked
    proof = tmp_path / "page.proof.json"
    download.value.save_as(proof)
    assert main(["audit", "--proof", str(proof)]) == 0
    told = json.loads(proof.read_text(encoding="utf-8"))
    told["record"]["facility"]["name"] += "假"
    proof.write_text(json.dumps(told), encoding="utf-8")
    capsys.readouterr()
    assert main(["audit", "--proof", str(proof)]) == 1
