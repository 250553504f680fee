"""The service answers as the command line does, whatever is asked."""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec
from msgspec.structs import replace

from generator.deployment import Deployment
from generator.search.asked import written
from generator.search.engine import answer, read_lists
from generator.search.index import open_index
from generator.search.query import Query
from tests.search.asking import questions
from tests.service.conftest import Serve


def address(query: Query) -> str:
    """Where the service answers a query that begins at a page."""
    page = ("page", str(query.offset // query.limit + 1)), ("limit", str(query.limit))
    return f"/api/search?{urlencode([*written(query), *page])}"


def test_five_hundred_queries_have_the_same_results(demo: Deployment, serve: Serve) -> None:
    """Pieces, pinyin, numbers, filters, orders, pages: hits, counts and suggestions are equal."""
    asked = [
        replace(query, offset=query.offset // query.limit * query.limit)
        for query in questions(demo.index, each=15, seed=7)
    ]
    assert len(asked) >= 500
    lists = read_lists(demo.index)
    different = []
    with serve(demo.index) as served, open_index(demo.index) as index:
        for query in asked:
            expected = msgspec.json.encode(answer(index, query, *lists))
            if served.fetch(address(query)).body != expected:
                different.append(query)
    assert different == []
