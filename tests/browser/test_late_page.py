"""A page whose head comes long before its body: scripts that are there at once wait for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from generator.demonstration.liaocheng import cases
from generator.pages.shared import urls
from generator.portal.folder import Deployment

DELAY_S = 1.0
"""Seconds between head and body; by then the scripts of the head have been fetched."""


class LateBody(SimpleHTTPRequestHandler):
    """Serves a site, every page of it in two parts."""

    def do_GET(self) -> None:
        """A page late, anything else as it is."""
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if path.is_dir() else path
        if file.suffix != ".html":
            super().do_GET()
            return
        head, end, body = file.read_bytes().partition(b"</head>")
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(head + end)
        self.wfile.flush()
        time.sleep(DELAY_S)
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def late(demo: Deployment) -> Iterator[str]:
    """The demonstration on a network on which bodies are late."""
    handler = partial(LateBody, directory=str(demo.site / "current"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on which no script may fail."""
    page = browser.new_page(viewport={"width": 360, "height": 740})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    page.close()
    assert faults == []


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (urls.facility(cases.CORRECTED_GRADE), ".check button"),
        (urls.facility(cases.CORRECTED_GRADE), ".map-here > button"),
        (urls.facility(cases.CORRECTED_GRADE), "[data-keep] button"),
        (urls.policy("liaocheng-2024-hygiene-grading"), ".check button"),
        (urls.VERIFY, "#log-now li"),
        (urls.COMPARE, "#compare"),
        (urls.SEARCH, "#results"),
        (urls.NEAR, "#near"),
    ],
)
def test_what_scripts_show_is_shown(page: Page, late: str, path: str, shown: str) -> None:
    """Buttons and parts that are hidden until a script works appear, however late the page is."""
    page.goto(late + path)
    expect(page.locator(shown).first).to_be_visible()


def test_the_search_box_suggests(page: Page, late: str) -> None:
    """The module that makes the box suggest finds the box."""
    page.goto(late + urls.STATISTICS)
    page.locator("#q").focus()
    expect(page.get_by_role("combobox")).to_be_attached()
