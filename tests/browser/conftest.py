"""The demonstration served, and a browser to meet it with."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from generator.portal.folder import Deployment
from generator.service.server import make_server
from tests.browser.chromium import chromium


@pytest.fixture(scope="session")
def address(demo: Deployment) -> Iterator[str]:
    """The demonstration, served."""
    with make_server(demo.site, 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of a module; tests of other modules may run a loop of their own."""
    with chromium() as browser:
        yield browser
