"""The static API: every file is what its schema says, and says what the pages say."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from generator.pages.shared import urls
from generator.portal.folder import Deployment


@pytest.fixture
def public(demo: Deployment) -> Path:
    """The demonstration's site."""
    return demo.site / "current"


@cache
def read(file: Path) -> Any:
    """A file of the API."""
    return json.loads(file.read_text("utf-8"))


def test_every_file_validates_and_is_described(public: Path) -> None:
    """Against the JSON Schema of the path that the OpenAPI document has for it."""
    document = read(public / urls.file_of(urls.api("openapi")))
    jsonschema.Draft202012Validator.check_schema(document["components"]["schemas"]["ApiRegion"])
    validators = {}
    for path, methods in document["paths"].items():
        pattern = re.compile(re.sub(r"\\\{\w+\\\}", "[0-9-]+", re.escape(path)))
        answer = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        whole = {**answer, "components": document["components"]}
        validators[pattern] = jsonschema.Draft202012Validator(whole)
    files = sorted((public / "api").rglob("*.json"))
    assert len(files) > 40
    for file in files:
        path = f"/{file.relative_to(public).as_posix()}"
        if path == urls.api("openapi"):
            continue
        (validator,) = [each for pattern, each in validators.items() if pattern.fullmatch(path)]
        assert [error.message for error in validator.iter_errors(read(file))] == [], path


def test_the_index_leads_everywhere(public: Path) -> None:
    """Each address that any file names is there."""
    index = read(public / urls.file_of(urls.api("index")))
    paths = {value for value in index.values() if value.startswith("/")}
    for region in read(public / urls.file_of(urls.api("regions"))):
        paths |= {region["page"], region.get("file", urls.HOME)}
    for release in read(public / urls.file_of(urls.api("releases"))):
        paths |= {release["page"], release["file"]}
    county = read(public / urls.file_of(urls.api("region/371502")))
    for facility in county["facilities"]:
        paths |= {facility["page"], facility["record"]}
    assert [path for path in paths if not (public / urls.file_of(path)).exists()] == []


def test_a_county_says_what_the_records_say(public: Path) -> None:
    """Of every facility; what was not published is absent."""
    county = read(public / urls.file_of(urls.api("region/371502")))
    assert county["numbers"]["open"] == sum(each["open"] for each in county["facilities"])
    for facility in county["facilities"][:40]:
        record = read(public / urls.file_of(facility["record"]))
        facts = record["facts"]
        assert facility.get("filed") == facts.get("filed")
        fee = facts.get("fee")
        assert facility.get("fee") == (None if fee is None else float(fee))
        told = {(grade["scheme"], grade["label"]) for grade in facts["grades"]}
        listed = {(each["scheme_id"], each["label"]) for each in facility.get("grades", ())}
        assert listed == told
    below = sum(each["numbers"].get("open", 0) for each in county["townships"])
    assert below == county["numbers"]["open"]
    silent = [each for each in county["facilities"] if "filed" not in each]
    assert silent and all("filing" not in each for each in silent)


def test_a_release_has_its_changes(public: Path) -> None:
    """Unexplained ones are marked, and a first release has none."""
    third = read(public / urls.file_of(urls.api("release/371500-0003")))
    assert [change["sentence"] for change in third["changes"] if change["unexplained"]]
    assert read(public / urls.file_of(urls.api("release/371500-0001")))["changes"] == []
