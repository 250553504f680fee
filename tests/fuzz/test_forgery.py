"""A few edits of `make forge`: no judge that reads everything lets one pass."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks.forgery.__main__ import TOTALS, Trial
from benchmarks.forgery.judges import CAUGHT, PageJudge, beside
from benchmarks.forgery.site import ForgedSite
from benchmarks.forgery.table import JUDGES, table
from tests.browser.chromium import chromium
from tests.conftest import REPOSITORY
from tests.serving import served

pytestmark = pytest.mark.slow

EDITS = 12


@pytest.fixture
def browser() -> Iterator[Browser]:
    """A browser for the judge in the page."""
    with chromium() as opened:
        yield opened


def test_a_few_edits(tmp_path: Path, browser: Browser) -> None:
    """A byte, a row, by turns; the site is as it was after each."""
    site = ForgedSite(tmp_path)
    with served(beside(site)) as address:
        trial = Trial(tmp_path, PageJudge(browser, address, site.fingerprint), site)
        kinds = set()
        for number in range(EDITS):
            edit, found = trial.run(7, number)
            kinds.add(edit.kind)
            assert found[JUDGES[0]][0] == found[JUDGES[1]][0] == CAUGHT, (number, edit, found)
            assert edit.kind not in ("page", "record") or found[JUDGES[2]][0] == CAUGHT, edit
    assert "row of a facility" in kinds and len(kinds) > 3


def test_the_table_in_the_docs_is_that_of_the_totals() -> None:
    """`make forge FORGE=--table` prints it; no audit has let anything pass."""
    totals = json.loads(TOTALS.read_text("utf-8"))
    assert table(totals) in (REPOSITORY / "docs" / "trust.md").read_text("utf-8")
    for judges in totals["kinds"].values():
        assert set(judges["audit"]) == set(judges["audit with a checkpoint"]) == {CAUGHT}
