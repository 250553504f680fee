"""Ten tasks of a parent at 360 pixels, each in at most six presses (times: `make bench-pages`)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from benchmarks.parents import PHONE, TASKS, Parent
from tests.browser.chromium import watched

MOST = 6


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS.keys())
def test_a_parent_gets_there(browser: Browser, address: str, task: object) -> None:
    """On a phone that tells its position to who asks."""
    context = browser.new_context(**PHONE)
    faults: list[str] = []
    parent = Parent(watched(context.new_page(), faults), address)
    assert callable(task)
    task(parent)
    assert 1 <= parent.presses <= MOST
    context.close()
    assert faults == []
