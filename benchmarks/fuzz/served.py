"""The target `service`: requests to the application, without a socket in between."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any, cast
from urllib.parse import quote, quote_from_bytes, unquote_to_bytes

from benchmarks.fuzz.damage import bytes_damaged, odd_text
from benchmarks.fuzz.target import Disagreement, Given
from generator.search.index.document import SearchDocument
from generator.search.index.open import open_index
from generator.search.index.update import update
from generator.search.query.query import Query
from generator.search.query.word_lists import read_lists
from generator.service.app import make_app
from generator.service.frames import Answer
from generator.service.searcher import _answer
from generator.service.searchers import Searchers

METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "G\x00T", "")
PARAMETERS = (
    "q", "region", "kind", "filed", "open", "fee", "places", "order", "page", "limit",
    "grade.hygiene", "mode", "nature", "near", "position", "lang", "year", "issuer", "topic", "x",
)  # fmt: skip
VALUES = (
    "阳光", "yangguang", "yg", "阳光 托育", '"阳光"', "-阳光", "371502", "true", "A", "2000", "1",
    "grade.hygiene", "fee", "91371500MA3NUQLJ7L", "facility", "陽光", "ｙｇ", "0", "*", "a*", "??",
)  # fmt: skip
PATHS = (
    "/", "/index.html", "/region/", "/region", "/data/a.csv", "/assets/site.0123456789ab.css",
    "/outside", "/../secret.pem", "/api/search", "/api/openapi.json", "/api/", "/api", "//", "/.",
    "/log/checkpoint", "/nothing", "/index.html/x", "/data/a.csv/",
)  # fmt: skip
HEADERS = (
    ("range", ("bytes=0-1", "bytes=5-", "bytes=-1", "bytes=9-1", "bytes=0-0,5-9", "x", "bytes=a-b",
               "bytes=" + "0-0," * 500, "bytes=-" + "9" * 5000, "bytes=99999999999999999999-")),
    ("if-none-match", ('"x"', "*", "W/\"x\"", "")),
    ("if-modified-since", ("Sun, 22 Nov 2026 13:34:50 GMT", "x", "9" * 400,
                           "Sun, 99 Nov 99999 99:99:99 GMT")),
    ("if-range", ("x", '"y"', "Sun, 22 Nov 2026 13:34:50 GMT")),
    ("accept-encoding", ("gzip", "gzip;q=x", "*", "br")),
    ("host", ("localhost", "", "a:b:c", "[::1", "\xff")),
    ("cookie", ("a=b",)),
)  # fmt: skip


class _InProcess:
    """Searchers that answer here, where what they raise is seen."""

    def __init__(self, folder: Path) -> None:
        # Open for as long as the process lives, as a searcher has it.
        self._opened = ExitStack()
        self._index = self._opened.enter_context(open_index(folder))
        self._lists = read_lists(folder)

    async def ask(self, query: Query, visitor: str) -> Answer:
        """See Searchers."""
        return _answer(self._index, query, self._lists)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """See Searchers."""
        yield


class ServiceTarget:
    """One request after the other."""

    name = "service"

    def prepare(self, folder: Path) -> None:
        """A site of a few files with an index of five facilities."""
        public = folder / "site" / "releases" / "1" / "public"
        for name in ("index.html", "404.html", "region/index.html", "data/a.csv",
                     "assets/site.0123456789ab.css", "log/checkpoint"):  # fmt: skip
            path = public / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("公示\n" * 500, encoding="utf-8")
        (folder / "site" / "secret.pem").write_text("SECRET")
        (public / "outside").symlink_to(folder / "site" / "secret.pem")
        (folder / "site" / "current").symlink_to("releases/1/public")
        index = folder / "search_index" / "whoosh"
        names = ("阳光托育中心", "东昌府区阳光幼儿园", "洋洋托儿所", "小天使托育园", "春苗托育园")
        documents = (
            SearchDocument(
                id=f"f:T{number}", kind="facility", order=number, url=f"/f/T{number}/", title=name,
                region_code="371502001000", regions=("山东省", "聊城市", "东昌府区"),
                filed=number % 2 == 0, facets={"grade:hygiene": ("A",)}, fee=1000.0 + number,
                places=20, digest=f"{number} {name}",
            )
            for number, name in enumerate(names)
        )  # fmt: skip
        update(index, documents, state="first", processes=1)
        searchers = cast(Searchers, _InProcess(index))
        self._app = make_app(folder / "site", "", searchers)

    def make(self, random: Random) -> Given:
        """A request as JSON: method, path, query, headers."""
        path = random.choice(PATHS) if random.random() < 0.5 else "/api/search"
        raw = quote(path, safe="/").encode()
        if random.random() < 0.3:
            raw = bytes_damaged(random, raw)
        pairs = []
        for _ in range(random.choice((1, 1, 2, 3, 8, 101))):
            value = random.choice(VALUES) if random.random() < 0.7 else odd_text(random)
            encoded = value.encode("utf-8", "surrogatepass")
            name = random.choice(PARAMETERS)
            pairs.append(f"{quote(name)}={quote_from_bytes(encoded[:9000])}")
        query = "&".join(pairs).encode()
        if random.random() < 0.3:
            query = bytes_damaged(random, query)
        headers = [
            (name, random.choice(values)) for name, values in HEADERS if random.random() < 0.2
        ]
        request = {
            "method": random.choice(METHODS) if random.random() < 0.2 else "GET",
            "path": raw.decode("latin-1"),
            "query": query.decode("latin-1"),
            "headers": headers,
        }
        return Given({"request.json": json.dumps(request).encode()})

    def run(self, given: Given) -> None:
        """Ask; an answer of 500 or what lies outside the site is a find."""
        request = json.loads(given.files["request.json"] or b"")
        status, body = asyncio.run(self._asked(request))
        if status >= 500 or b"SECRET" in body:
            raise Disagreement(f"answered {status}: {request}")

    async def _asked(self, request: dict[str, Any]) -> tuple[int, bytes]:
        raw = request["path"].encode("latin-1")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1",
            "method": request["method"], "scheme": "http", "root_path": "",
            "path": unquote_to_bytes(raw).decode("utf-8", "replace"), "raw_path": raw,
            "query_string": request["query"].encode("latin-1"),
            "headers": [(n.encode(), v.encode("latin-1")) for n, v in request["headers"]],
            "client": ("127.0.0.1", 5), "server": ("127.0.0.1", 80),
        }  # fmt: skip
        said: list[Any] = []

        waiting = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> dict[str, Any]:
            if not waiting:
                await asyncio.Event().wait()
            return waiting.pop()

        async def send(message: Any) -> None:
            said.append(message)

        await self._app(scope, receive, send)
        status = next(each["status"] for each in said if each["type"] == "http.response.start")
        return status, b"".join(each.get("body", b"") for each in said)
