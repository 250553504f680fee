"""The service answers as the command line does, whatever is asked."""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec
from msgspec.structs import replace

from generator.model.problems import UsageError
from generator.portal.folder import Deployment
from generator.search.index.open import open_index
from generator.search.query.engine import answer
from generator.search.query.query import Query
from generator.search.query.query_params import written
from generator.search.query.word_lists import read_lists
from tests.search.asking import questions
from tests.service.conftest import Serve


def address(query: Query) -> str:
    """Where the service answers a query that begins at a page."""
    page = ("page", str(query.offset // query.limit + 1)), ("limit", str(query.limit))
    return f"/api/search?{urlencode([*written(query), *page])}"


def test_the_service_answers_as_the_command_line_does(demo: Deployment, serve: Serve) -> None:
    """More than 500 queries, those that Chromium is asked too: results are equal byte by byte."""
    asked = [
        replace(query, offset=query.offset // query.limit * query.limit)
        for query in questions(demo.index, each=16, seed=7)
    ]
    assert len(asked) > 500
    lists = read_lists(demo.index)
    different = []
    with serve(demo.index) as served, open_index(demo.index) as index:
        for query in asked:
            said = served.fetch(address(query))
            try:
                expected = msgspec.json.encode(answer(index, query, lists))
            except UsageError:
                expected = b""
            if not (said.body == expected if expected else said.status == 400):
                different.append(query)
    assert different == []
