"""The demonstration served, and a browser to meet it with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from generator.portal.folder import Deployment
from tests.browser.chromium import chromium
from tests.serving import served


@pytest.fixture(scope="session")
def address(demo: Deployment) -> Iterator[str]:
    """The demonstration, served."""
    with served(demo.site) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of a module; tests of other modules may run a loop of their own."""
    with chromium() as browser:
        yield browser
