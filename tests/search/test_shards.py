"""The browser's index: the same answers as the command line's, from files that are checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.deployment import Deployment
from generator.model.problems import Misuse
from generator.search.engine import answer
from generator.search.index import open_index
from generator.search.shards import export_shards
from generator.search.synonyms import read_synonyms
from tests.search.asking import ask, questions


@pytest.fixture(scope="module")
def exported(demo: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's index as files for a browser."""
    folder = tmp_path_factory.mktemp("browser") / "shards"
    assert export_shards(demo.index, demo.index.parent / "synonyms.txt", folder)
    return folder


def test_the_browser_answers_as_the_command_line_does(demo: Deployment, exported: Path) -> None:
    """The same hits in the same order, with the same ranks; a total that is exact is the same."""
    queries = questions(demo.index, each=16)
    assert len(queries) > 300
    differences = []
    synonyms = read_synonyms(demo.index.parent / "synonyms.txt")
    with open_index(demo.index) as index:
        for query, given in zip(queries, ask(exported, queries), strict=True):
            try:
                expected = answer(index, query, synonyms)
            except Misuse:
                if not given.get("error", "").startswith("Refused"):
                    differences.append((query, given))
                continue
            ids, ranks = [h.id for h in expected.hits], [h.rank for h in expected.hits]
            if (ids, ranks) != (given.get("ids"), given.get("ranks")) or (
                given["exact"] and given["total"] != expected.total
            ):
                differences.append((query, ids, given))
    assert differences == []
