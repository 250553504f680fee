"""The browser's index: the same answers as the command line's, from files that are checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.model.problems import UsageError
from generator.portal.folder import Deployment
from generator.search.browser.shards import export_shards
from generator.search.index.open import open_index
from generator.search.query.engine import answer
from generator.search.query.query import Query
from generator.search.query.word_lists import read_lists
from tests.search.asking import ask, questions

FAVOURED = "371502"


@pytest.fixture(scope="module")
def exported(demo: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's index as files for a browser."""
    folder = tmp_path_factory.mktemp("browser") / "shards"
    assert export_shards(demo.index, folder)
    return folder


def test_the_browser_answers_as_the_command_line_does(demo: Deployment, exported: Path) -> None:
    """The same hits in the same order, with the same ranks, and the same help where there is none.

    A total that is exact is the same.
    """
    queries = questions(demo.index, each=16)
    assert len(queries) > 300
    differences = []
    lists = read_lists(demo.index)
    with open_index(demo.index) as index:
        for query, given in zip(queries, ask(exported, queries), strict=True):
            try:
                expected = answer(index, query, lists)
            except UsageError:
                if not given.get("error", "").startswith("Refused"):
                    differences.append((query, given))
                continue
            tries = [[s.text, s.region] for s in expected.suggestions]
            ids, ranks = [h.id for h in expected.hits], [h.rank for h in expected.hits]
            found = given.get("ids"), given.get("ranks"), given.get("suggestions")
            if (ids, ranks, tries, expected.read_as) != (*found, given.get("read_as")) or (
                given["exact"] and given["total"] != expected.total
            ):
                differences.append((query, {"expected": ids, **given}))
    assert differences == []


@pytest.mark.parametrize("text", ["阳光", "幼儿园", "yg", "东昌府 托育", "小"])
def test_of_equals_what_lies_in_the_favoured_region_comes_first(
    demo: Deployment, exported: Path, text: str
) -> None:
    """The region looked at last decides between hits that are equal, and nothing else."""
    query = Query(text=text, limit=25)
    with open_index(demo.index) as index:
        every = answer(index, replace(query, limit=1000), read_lists(demo.index)).hits
    expected = sorted(
        every, key=lambda hit: (hit.closed, hit.rank, not hit.region_code.startswith(FAVOURED))
    )
    (favoured,) = ask(exported, [query], favour=FAVOURED)
    assert favoured["ids"] == [hit.id for hit in expected[:25]]
    (plain,) = ask(exported, [query])
    assert plain["ids"] == [hit.id for hit in every[:25]]
