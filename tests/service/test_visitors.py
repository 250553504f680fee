"""Whose query it is: by the connection, or by the header that the operator named."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from starlette.requests import Request

from generator.search.query.query import Query
from generator.service.frames import Answer
from generator.service.searchers import Searchers
from generator.service.visitors import visitor_of
from tests.service.conftest import Serve
from tests.serving import needs_nginx, nginx


def visitor(header: str, *headers: tuple[str, str], peer: str = "127.0.0.1") -> str:
    """The visitor of a request with these headers."""
    raw = [(name.lower().encode(), value.encode()) for name, value in headers]
    return visitor_of(Request({"type": "http", "headers": raw, "client": (peer, 1)}), header)


FORGED = (("X-Forwarded-For", "203.0.113.9"), ("X-Real-IP", "203.0.113.9"), ("Forwarded", "for=x"))


def test_nobody_is_believed_who_was_not_named() -> None:
    """Without a header of the setting it is the connection's address."""
    assert visitor("", *FORGED) == "127.0.0.1"
    assert visitor("X-Client", *FORGED) == "127.0.0.1"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("unknown", "127.0.0.1"),
        ("", "127.0.0.1"),
        ("198.51.100.7:80", "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_the_last_address_of_the_named_header_counts(said: str, found: str) -> None:
    """The one that the nearest web server added; what is none is not believed; a /64 is one."""
    assert visitor("X-Forwarded-For", ("X-Forwarded-For", said)) == found
    forged = ("X-Forwarded-For", "203.0.113.9")
    assert visitor("X-Forwarded-For", forged, ("X-Forwarded-For", said)) == found


BEFORE = """
    location / {{
        proxy_pass http://127.0.0.1:{behind};
        proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
    }}
"""
"""As `docs/http-api.md` shows it."""


@needs_nginx
def test_behind_nginx(
    index: Path, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Visitors are told apart by what nginx saw, whatever they claim; redirects lead back."""
    seen: list[str] = []
    ask = Searchers.ask

    async def noting(searchers: Searchers, query: Query, visitor: str) -> Answer:
        seen.append(visitor)
        return await ask(searchers, query, visitor)

    monkeypatch.setattr(Searchers, "ask", noting)
    with (
        serve(index, visitor_header="X-Real-IP") as served,
        nginx(tmp_path, BEFORE.format(behind=served.port)) as port,
    ):
        for source in ("127.0.0.2", "127.0.0.3"):
            found = fetch(port, "/api/search?q=a", source, {"X-Real-IP": "203.0.113.9"})
            assert found.status == 200
        redirect = fetch(port, "/region", "127.0.0.2", {})
    assert seen == ["127.0.0.2", "127.0.0.3"]
    assert redirect.headers["Location"] in ("/region/", f"http://127.0.0.1:{port}/region/")


def fetch(port: int, path: str, source: str, headers: dict[str, str]) -> HTTPResponse:
    """The answer to a visitor at an address of this machine."""
    connection = HTTPConnection("127.0.0.1", port, source_address=(source, 0))
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer
