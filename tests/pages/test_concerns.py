"""What speaks against a facility is said first wherever it is met, and everywhere alike."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from generator.build.open_context import open_context
from generator.pages.shared import urls
from generator.pages.shared.concerns import SECTIONS, against_on, concern_items, concern_lines
from generator.portal.folder import Deployment
from generator.search.query.engine import search
from generator.search.query.query import Query
from generator.store.facility_facts import ByPlace, listed_facts

TODAY = date(2026, 9, 20)

_HIDDEN = re.compile(r"<li([^>]*)>")


@pytest.fixture(scope="module")
def public(demo: Deployment) -> Path:
    """The demonstration as it is served."""
    return demo.site / "current"


def sections(block: str, day: date) -> set[str]:
    """The sections that a list of concerns leads to on a day, by its HTML."""
    found = set()
    for attributes, section in re.findall(r"<li([^>]*)><a[^>]*#([\w-]+)\"", block):
        days = dict(re.findall(r'data-(after|until)="([\d-]+)"', attributes))
        if days.get("after", "") < day.isoformat() <= days.get("until", "9999"):
            found.add(section)
    return found


def test_page_list_search_and_record_say_the_same(demo: Deployment, public: Path) -> None:
    """The line under the name, the entry of the county's list, the hit, the file for scripts."""
    seen: set[str] = set()
    with open_context(demo) as context:
        everybody = [*listed_facts(context.connection, ("", "~"), ByPlace(), limit=-1, offset=0)]
        for _, facts in everybody:
            page = (public / urls.file_of(urls.facility(facts.facility_id))).read_text("utf-8")
            head = page.split('<dl class="facts">')[0]
            own = re.search(r'<ul class="worst".*?</ul>', head, re.S)
            said = sections(own[0], TODAY) if own else set()
            items = concern_items(context, facts, on=context.today)
            listed = {
                item.section
                for item in items
                if (item.after is None or item.after < TODAY)
                and (item.until is None or item.until >= TODAY)
            }
            assert said == listed, facts.facility_id
            record = json.loads(
                (public / urls.file_of(urls.public_record(facts.facility_id))).read_text("utf-8")
            )
            kinds = {str(kind): section for kind, section in SECTIONS.items()}
            told = [kinds[each["kind"]] for each in record["facts"]["concerns"]]
            assert told == [item.section for item in items]
            seen |= said
        assert seen >= {"penalties", "inspections", "ages", "fees", "grades", "history"}
        _, worst = max(everybody, key=lambda each: len(against_on(context, each[1], on=TODAY)))
        (hit,) = search(demo.index, Query(text=worst.facility_id)).hits
        assert hit.summary["concerns"] == concern_lines(
            concern_items(context, worst, on=context.today)
        )


def test_a_filter_leaves_out_penalties_and_what_is_overdue(demo: Deployment) -> None:
    """Those and no others whose line has neither on the day of the site."""
    told = {"penalties", "inspections", "grades"}
    with open_context(demo) as context:
        kept = {
            f"f:{facts.facility_id}"
            for _, facts in listed_facts(
                context.connection, ("", "~"), ByPlace(), limit=-1, offset=0
            )
            if not any(
                item.begun and item.section in told
                for item in concern_items(context, facts, on=context.today)
            )
        }
    query = Query(facets={"clear": ("yes",)}, limit=1000)
    everybody = search(demo.index, Query(kinds=("facility",), limit=1000))
    found = search(demo.index, query)
    assert {hit.id for hit in found.hits} == kept
    assert 0 < found.total < everybody.total


def test_lists_show_it_without_scripts(public: Path) -> None:
    """What holds on the day of the build is not hidden; what is to come is."""
    page = (public / urls.file_of(urls.region("371502000000"))).read_text("utf-8")
    lists = re.findall(r'<ul class="worst">.*?</ul>', page, re.S)
    entries = [each for block in lists for each in _HIDDEN.findall(block)]
    assert any("hidden" in each for each in entries)
    assert any("data-after" in each and "hidden" not in each for each in entries)
    assert "/today.js" in page
