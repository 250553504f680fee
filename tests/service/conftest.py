"""A small index and a tiny site, served."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from generator.search.index.document import SearchDocument
from generator.search.index.update import update
from generator.service.limits import Limits
from generator.service.server import make_server

NAMES = ("阳光托育中心", "东昌府区阳光幼儿园", "洋洋托儿所", "小天使托育园", "春苗托育园")


PATIENT = Limits(patience=60, query=60)
"""However busy the machine is that runs the tests."""


class Answer(NamedTuple):
    """What the server said."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        """What was said, as text."""
        return self.body.decode()

    @property
    def json(self) -> Any:
        """What was said, as JSON."""
        return json.loads(self.body)


class Served(NamedTuple):
    """A server that runs."""

    port: int

    def fetch(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        """The answer to a GET; redirects are not followed."""
        connection = HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        found = Answer(answer.status, answer.headers, answer.read())
        connection.close()
        return found

    def send(self, request: bytes) -> bytes:
        """Everything that the server says to these bytes, until it hangs up."""
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            # Who is refused at once may be cut off while still talking.
            with suppress(ConnectionError):
                connection.sendall(request)
            said = b""
            with suppress(ConnectionError):
                while more := connection.recv(65536):
                    said += more
            return said


Serve = Callable[..., AbstractContextManager[Served]]


def documents(names: tuple[str, ...]) -> Iterator[SearchDocument]:
    """A facility for each name; every other one is filed and graded."""
    for number, name in enumerate(names):
        yield SearchDocument(
            id=f"f:T{number:04}",
            kind="facility",
            order=number,
            url=f"/f/T{number:04}/",
            title=name,
            region_code="371502001000",
            regions=("山东省", "聊城市", "东昌府区", "古楼街道"),
            filed=number % 2 == 0,
            facets={"grade:hygiene": ("A",)} if number % 2 == 0 else {},
            fee=1000.0 + 500 * number,
            places=20 + number,
            digest=f"{number} {name}",
        )


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index of five facilities."""
    folder = tmp_path / "search_index" / "whoosh"
    update(folder, documents(NAMES), state="first", processes=1)
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of a few files; a secret lies outside it."""
    public = tmp_path / "site" / "releases" / "0001" / "public"
    (public / "data").mkdir(parents=True)
    (public / "assets").mkdir()
    (public / "log").mkdir()
    (public / "log" / "checkpoint").write_text("origin\n1\n", encoding="utf-8")
    (public / "region").mkdir()
    (public / "index.html").write_text("<h1>公示</h1>" + "托育" * 400, encoding="utf-8")
    (public / "region" / "index.html").write_text("地区", encoding="utf-8")
    (public / "404.html").write_text("没有这一页", encoding="utf-8")
    (public / "data" / "a.csv").write_text("甲\n", encoding="utf-8")
    (public / "assets" / "site.0123456789ab.css").write_text("body{}", encoding="utf-8")
    (tmp_path / "site" / "secret.pem").write_text("key")
    (public / "outside").symlink_to(tmp_path / "site" / "secret.pem")
    (tmp_path / "site" / "current").symlink_to("releases/0001/public")
    return tmp_path / "site"


@pytest.fixture
def serve(site: Path) -> Serve:
    """Serves the site, with an index where one is given."""

    @contextmanager
    def serving(
        index: Path | None = None,
        *,
        root: str = "",
        limits: Limits = PATIENT,
        visitor_header: str = "",
    ) -> Iterator[Served]:
        with make_server(
            site, 0, root, index=index, limits=limits, visitor_header=visitor_header
        ) as server:
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            yield Served(server.server_address[1])
            server.shutdown()
            thread.join()

    return serving
