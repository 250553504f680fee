"""What a page says of itself to machines: JSON-LD, and the title where its address is passed on."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from generator.demonstration.liaocheng import cases
from generator.pages.shared import urls
from generator.pages.shared.linked_data import linked
from generator.portal.folder import Deployment

pytestmark = pytest.mark.slow

DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
SHARED = re.compile(r'<meta property="og:(\w+)" content="([^"]*)">')
ADDRESS = "http://localhost:8000"


def things(demo: Deployment, path: str) -> dict[str, dict[str, Any]]:
    """What a page is about, by type."""
    page = (demo.site / "current" / urls.file_of(path)).read_text("utf-8")
    (text,) = DATA.findall(page)
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


def test_a_facility_is_a_childcare_with_its_place(demo: Deployment) -> None:
    """What the record says, and nothing that it does not."""
    path = urls.facility(cases.OVER_CAP)
    found = things(demo, path)["ChildCare"]
    record = json.loads(
        (demo.site / "current" / urls.file_of(urls.public_record(cases.OVER_CAP))).read_text()
    )
    facility = record["record"]["facility"]
    assert found["name"] == facility["name"]
    assert found["url"] == ADDRESS + path
    assert found["address"]["streetAddress"] == facility["address"]
    assert found["address"]["addressRegion"] == "山东省"
    assert found["telephone"] == facility["telephone"]
    assert str(found["geo"]["longitude"]) == facility["lon"]
    assert not [value for value in found.values() if value in (None, "", [])]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (urls.HOME, "GovernmentService"),
        (urls.DATA, "Dataset"),
        (urls.region("371502"), "BreadcrumbList"),
        (urls.policy("xingtai-2020-3"), "BreadcrumbList"),
        (urls.STATISTICS, "BreadcrumbList"),
    ],
)
def test_pages_say_what_they_are(demo: Deployment, path: str, kind: str) -> None:
    """And the way to each, with whole addresses that are there."""
    found = things(demo, path)
    assert kind in found
    for step in found.get("BreadcrumbList", {}).get("itemListElement", ()):
        assert step["item"].startswith(ADDRESS)
        assert (demo.site / "current" / urls.file_of(step["item"].removeprefix(ADDRESS))).is_file()
    for file in found.get("Dataset", {}).get("distribution", ()):
        assert (demo.site / "current" / file["contentUrl"].removeprefix(f"{ADDRESS}/")).is_file()


def test_what_is_passed_on_names_the_grade_and_its_day(demo: Deployment) -> None:
    """Of a facility name, grade and day; of a policy its number and day."""
    page = (demo.site / "current" / urls.file_of(urls.facility(cases.UPGRADED))).read_text("utf-8")
    said = {name: unescape(value) for name, value in SHARED.findall(page)}
    assert re.fullmatch(r".+ · 卫生 [ABC]（\d{4}-\d\d-\d\d）", said["title"]), said["title"]
    assert said["url"] == ADDRESS + urls.facility(cases.UPGRADED)
    assert said["description"]
    page = (demo.site / "current" / urls.file_of(urls.policy("xingtai-2020-3"))).read_text("utf-8")
    said = {name: unescape(value) for name, value in SHARED.findall(page)}
    assert "〔2020〕3号" in said["title"]


def test_nothing_in_it_ends_the_element() -> None:
    """A name with a tag in it stays a name."""
    text = linked([{"@type": "ChildCare", "name": "</script><b>&", "none": None, "no": []}])
    assert not re.search("[<>&]", text)
    assert json.loads(text)["@graph"] == [{"@type": "ChildCare", "name": "</script><b>&"}]
