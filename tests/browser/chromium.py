"""Chromium for the tests: how it is started, how long it may take, and what counts as a fault."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

TIMEOUT_MS = 60_000
"""How long a test waits for what should come, also on a machine with other things to do."""

QUIET_MS = 500
"""How long a test looks on where nothing should come; longer than the pause after a keystroke."""

UNUSED_PRELOAD = "was preloaded using link preload but not used"
"""What Chromium says where a page took longer than a few seconds, which a busy machine may."""

expect.set_options(timeout=TIMEOUT_MS)


@contextmanager
def chromium(*options: str) -> Iterator[Browser]:
    """Chromium of the system, or Playwright's own; every page of it waits `TIMEOUT_MS`."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    # The sandbox needs rights that a container lacks.
    options = ("--no-sandbox", "--disable-background-networking", *options)
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        browser = playwright.chromium.launch(executable_path=found, args=list(options))
        patch.setattr(browser, "new_context", _patient(browser.new_context))
        patch.setattr(browser, "new_page", _patient(browser.new_page))
        yield browser
        browser.close()


def _patient(make: Callable[..., Any]) -> Callable[..., Any]:
    """Makes contexts or pages that wait as long as tests do, and end with their test."""

    def made(**options: Any) -> Any:
        new = make(**options)
        new.set_default_timeout(TIMEOUT_MS)
        new.close = _ending(new, new.close)
        return new

    return made


def _ending(opened: BrowserContext | Page, close: Callable[..., None]) -> Callable[..., None]:
    """Closes what was opened. A request that a test answers itself may be on its way still: that
    it is never answered must not fail the next test.
    """

    def closed(**options: Any) -> None:
        context = opened.context if isinstance(opened, Page) else opened
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")
        context.unroute_all(behavior="ignoreErrors")
        close(**options)

    return closed


def watched(page: Page, faults: list[str]) -> Page:
    """The page; what goes wrong on it or is said on its console is added to `faults`."""

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and UNUSED_PRELOAD not in message.text:
            faults.append(message.text)

    page.on("console", said)
    page.on("pageerror", lambda error: faults.append(str(error)))
    return page


FULL: dict[str, object] = {"resultTypes": ["violations"]}
