"""Questions as they stand in addresses."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from generator.model.problems import UsageError
from generator.search.query.query import Query, Sort
from generator.search.query.query_params import query_of, written
from tests.search.asking import as_asked, node

REPOSITORY = Path(__file__).parents[2]
QUESTIONS = (
    Query(),
    Query(text="东昌府 阳光", region="371502", near="371500"),
    Query(kinds=("facility", "policy"), filed=True, closed=False),
    Query(facets={"grade:liaocheng-hygiene": ("A", "不予评级"), "kind": ("community",)}),
    Query(facets={"age_class": ("infant",), "service_mode": ("hourly",), "inclusive": ("yes",)}),
    Query(fee_up_to=1999.5, places_from=30, sort=Sort.NEWEST),
    Query(sort=Sort.GRADE, scheme="liaocheng-hygiene", facets={"demonstration": ("national",)}),
)


@pytest.mark.parametrize("query", QUESTIONS)
def test_an_address_asks_what_was_asked(query: Query) -> None:
    """What is written of a question is read as the same question."""
    assert query_of(written(query)) == query


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("colour", "red"),
        ("kind", "independent"),
        ("region", "3715x"),
        ("filed", "yes"),
        ("fee", "1e9"),
        ("fee", "-1"),
        ("order", "distance"),
        ("order", "grade."),
        ("grade.", "A"),
    ],
)
def test_what_cannot_be_meant_is_refused(name: str, value: str) -> None:
    """The message names what is wrong; a position is no part of any address."""
    with pytest.raises(UsageError, match=name.rstrip(".")):
        query_of([(name, value)])


def test_what_has_one_value_is_given_once() -> None:
    """Two regions are a mistake, two grades are one or the other."""
    with pytest.raises(UsageError, match="region is given twice"):
        query_of([("region", "3715"), ("region", "3716")])
    found = query_of([("grade.x", "A"), ("grade.x", "B")])
    assert found.facets == {"grade:x": ("A", "B")}


def test_the_browser_reads_addresses_alike() -> None:
    """`query_params.js` makes the same question of the same address."""
    script = (
        'import { queryOf } from "./theme/static/js/engine/query_params.js";'
        "const given = JSON.parse(process.argv[1]);"
        "console.log(JSON.stringify(given.map((pairs) => queryOf(new URLSearchParams(pairs)))));"
    )
    pairs = json.dumps([written(query) for query in QUESTIONS])
    command = [node(), "--input-type=module", "--eval", script, pairs]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY)
    for query, read in zip(QUESTIONS, json.loads(done.stdout), strict=True):
        expected = json.loads(json.dumps(as_asked(query)))
        for default in ("limit", "offset"):
            expected.pop(default)
        assert {"order": "relevance", **read} == expected
