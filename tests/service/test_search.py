"""`/api/search`: the answers of the engine, over HTTP, within limits."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from pathlib import Path
from urllib.parse import urlencode

import jsonschema
import msgspec
import pytest
from pytest import MonkeyPatch

from generator.search.index.update import update
from generator.search.query.engine import search
from generator.search.query.filter_names import FILTERS
from generator.search.query.query import Query
from generator.service.frames import Found, Unavailable
from generator.service.limits import Limits
from generator.service.searchers import Searcher, Searchers
from tests.service.conftest import NAMES, PATIENT, Serve, documents

ASKED = [
    {"q": "阳光"},
    {"q": "yg", "region": "371502", "limit": "1"},
    {"filed": "true", "order": "fee"},
    {"grade.hygiene": "A", "fee": "2500", "places": "20"},
    {"q": "杨光"},
    {"q": "没有这种东西"},
    {},
]


def path(**asked: str) -> str:
    """The address of a search."""
    return f"/api/search?{urlencode(asked)}"


def test_answers_are_those_of_the_engine(index: Path, serve: Serve) -> None:
    """The same JSON as `gongshi search --json`; scripts of any site may read it."""
    with serve(index) as served:
        answer = served.fetch(path(q="阳光", limit="1", page="2"))
    expected = search(index, Query(text="阳光", limit=1, offset=1))
    assert answer.json == json.loads(msgspec.json.encode(expected))
    assert (answer.json["total"], len(answer.json["hits"])) == (2, 1)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_answers_keep_to_the_openapi_document(index: Path, serve: Serve) -> None:
    """Found, not found, refused, unknown: each has the schema that its status promises."""
    with serve(index) as served:
        described = served.fetch("/api/openapi.json").json
        answers = [served.fetch(path(**asked)) for asked in ASKED]
        answers += [served.fetch(path(region="x", page="0")), served.fetch(path(q="a" * 9000))]
    search_there = described["paths"]["/api/search"]["get"]
    for answer in answers:
        (content,) = search_there["responses"][str(answer.status)]["content"].items()
        assert answer.headers["Content-Type"] == content[0]
        schema = {**content[1]["schema"], "components": described["components"]}
        jsonschema.validate(answer.json, schema, jsonschema.Draft202012Validator)
    assert {answer.status for answer in answers} == {200, 400, 414}
    assert answers[4].json["suggestions"], "what sounds alike is suggested over HTTP too"


def test_the_openapi_document_has_every_parameter(serve: Serve) -> None:
    """Those of the search page's address, a page and a limit; no position among them."""
    with serve() as served:
        described = served.fetch("/api/openapi.json").json
    names = {each["name"] for each in described["paths"]["/api/search"]["get"]["parameters"]}
    assert names == {"q", "order", "page", "limit", *FILTERS}
    docs = Path("docs/http-api.md").read_text(encoding="utf-8")
    assert [name for name in sorted(names) if f"`{name}`" not in docs] == []


def test_what_cannot_be_used_is_refused_without_an_index(serve: Serve) -> None:
    """A problem document with every fault; a good query is told that there is no search."""
    with serve() as served:
        bad, good = served.fetch(path(region="x", wild="*")), served.fetch(path(q="阳光"))
        other, spoken = served.fetch("/api/"), served.fetch("/api/search/more")
    assert (bad.status, bad.headers["Content-Type"]) == (400, "application/problem+json")
    assert {fault["parameter"] for fault in bad.json["errors"]} == {"region", "wild"}
    assert bad.json["title"] == "Bad Request"
    assert (good.status, other.status, spoken.status) == (503, 404, 404)


def test_only_reading_is_answered(index: Path, serve: Serve) -> None:
    """Other methods are refused, in JSON; HEAD has the headers alone."""
    end = b"Host: x\r\nConnection: close\r\n\r\n"
    with serve(index) as served:
        posted = served.send(b"POST /api/search?q=a HTTP/1.1\r\n" + end)
        head = served.send(b"HEAD /api/search?q=a HTTP/1.1\r\n" + end)
    assert b" 405 " in posted.splitlines()[0]
    allowed = next(line for line in posted.splitlines() if line.startswith(b"allow: "))
    assert set(allowed.removeprefix(b"allow: ").split(b", ")) == {b"GET", b"HEAD"}
    assert b" 200 " in head.splitlines()[0]
    assert head.endswith(b"\r\n\r\n")


def test_a_new_index_is_taken_up(index: Path, serve: Serve) -> None:
    """A build while the server runs: the next query is answered from it."""
    with serve(index) as served:
        before = served.fetch(path(q="星星"))
        update(index, documents((*NAMES, "星星托育园")), state="second", processes=1)
        after = served.fetch(path(q="星星"))
    assert (before.status, after.status) == (200, 200), after.text
    assert (before.json["total"], after.json["total"]) == (0, 1)


def test_an_index_of_others_is_not_opened(index: Path, serve: Serve) -> None:
    """What others can write to may hold anything: no search, but the site is served."""
    index.chmod(0o777)
    with serve(index) as served:
        answer, page = served.fetch(path(q="阳光")), served.fetch("/")
    assert (answer.status, page.status) == (503, 200)
    assert str(index) not in answer.text, "where things lie is nobody's business"


@pytest.mark.parametrize(
    ("limits", "status"),
    [
        (Limits(query=0), 503),
        (Limits(waiting=0), 503),
        (Limits(one_visitor=0), 429),
    ],
    ids=["too slow", "crowded", "greedy"],
)
def test_what_is_too_much_is_turned_away(
    index: Path, serve: Serve, limits: Limits, status: int
) -> None:
    """At once, saying when to come back; pages are served as ever."""
    with serve(index, limits=limits) as served:
        answers = [served.fetch(path(q="阳光")) for _ in range(2)]
        page = served.fetch("/")
    for answer in answers:
        assert (answer.status, answer.headers["Retry-After"]) == (status, "2")
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert page.status == 200


def test_a_searcher_that_ended_is_started_again(index: Path) -> None:
    """Whoever asks next notices nothing."""

    async def asking() -> list[object]:
        searcher = Searcher(index)
        first = await searcher.ask(Query(text="阳光"), PATIENT)
        process = await searcher.start()
        process.kill()
        await process.wait()
        again = await searcher.ask(Query(text="阳光"), PATIENT)
        await searcher.stop()
        return [first, again]

    first, again = asyncio.run(asking())
    assert isinstance(first, Found)
    assert again == first


def test_a_searcher_that_breaks_is_an_answer(index: Path, monkeypatch: MonkeyPatch) -> None:
    """The visitor hears that there is no search, the operator once what happened."""
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    warned: list[str] = []

    async def asking() -> list[object]:
        searchers = Searchers(index, Limits(), warned.append)
        async with searchers.at_work():
            return [await searchers.ask(Query(text="阳光"), "visitor") for _ in range(3)]

    answers = asyncio.run(asking())
    assert all(isinstance(answer, Unavailable) for answer in answers)
    assert len(warned) == 1
