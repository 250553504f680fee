"""Connections that are silent, slow, endless or many: nobody else is kept out by them."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from generator.service.limits import MAX_HEAD_BYTES, Limits
from tests.service.conftest import PATIENT, Serve

HASTY = Limits(head=0.5, stalled=0.5, patience=60, query=60)
LARGE = 40_000_000
"""Bytes of a file that no buffer between two processes holds."""
PAGE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


@contextmanager
def talking(port: int, *first: bytes) -> Iterator[socket.socket]:
    """A connection on which something was said."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        for words in first:
            connection.sendall(words)
        yield connection


def closed(connection: socket.socket) -> bytes:
    """Everything that is said until the server hangs up; TimeoutError where it does not."""
    heard = b""
    with suppress(ConnectionError):
        while more := connection.recv(1 << 20):
            heard += more
    return heard


@pytest.fixture
def large(site: Path) -> str:
    """The address of a large file."""
    with (site / "current" / "data" / "large.bin").open("wb") as file:
        file.truncate(LARGE)
    return "/data/large.bin"


@pytest.mark.parametrize(
    "first",
    [(), (PAGE[:20],), (PAGE,), (PAGE, PAGE[:10])],
    ids=["silent", "half a head", "after an answer", "half a second head"],
)
def test_who_says_nothing_is_closed(serve: Serve, first: tuple[bytes, ...]) -> None:
    """Whatever was said before; what was asked in full is answered."""
    with serve(limits=HASTY) as served, talking(served.port, *first) as connection:
        heard = closed(connection)
    assert heard.count(b"HTTP/1.1 200 OK") == first.count(PAGE)


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"GET / HTTP/1.1\r\nX: ", b"a"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", b"a"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    ],
    ids=["a head", "a body", "a body in chunks"],
)
def test_who_drips_is_closed(serve: Serve, first: bytes, drop: bytes) -> None:
    """A byte now and then does not lengthen the time; a body is not waited for."""
    with (
        serve(limits=HASTY) as served,
        talking(served.port, first) as connection,
        pytest.raises(ConnectionError),
    ):
        for _ in range(3000):
            connection.sendall(drop)
            time.sleep(0.02)


def test_who_takes_nothing_is_closed(serve: Serve, large: str) -> None:
    """A long answer of which the visitor reads only the beginning."""
    asked = PAGE.replace(b"/", large.encode(), 1)
    with serve(limits=HASTY) as served, talking(served.port, asked) as connection:
        connection.recv(1000)
        time.sleep(3 * HASTY.stalled)
        assert len(closed(connection)) < LARGE


def test_who_takes_it_slowly_gets_it_whole(serve: Serve, large: str) -> None:
    """Longer than the time that a visitor may do nothing; with its last bytes."""
    limits = Limits(head=1.5, stalled=1.5)
    with serve(limits=limits) as served:
        asked = PAGE.replace(b"/", large.encode(), 1)
        with talking(served.port, asked) as connection:
            heard = 0
            # At a megabyte in 0.05 s it takes 2 s, longer than a visitor may do nothing.
            while heard < LARGE and (more := connection.recv(1 << 20)):
                heard += len(more)
                time.sleep(0.05)
    assert heard > LARGE


@pytest.mark.parametrize("said", [b"", PAGE[:20], PAGE], ids=["silent", "half", "answered"])
def test_five_hundred_and_thirty_keep_nobody_out(serve: Serve, said: bytes) -> None:
    """More connections than there are places: a newcomer is answered at once."""
    with serve(limits=PATIENT) as served, ExitStack() as many:
        for _ in range(530):
            many.enter_context(talking(served.port, said))
        answers = [served.fetch("/").status for _ in range(5)]
    assert answers == [200] * 5


def test_who_takes_nothing_gives_way(serve: Serve, large: str) -> None:
    """Every place taken by an answer that nobody reads, long before their time is over."""
    with serve(limits=Limits(connections=8)) as served, ExitStack() as many:
        for _ in range(8):
            asked = PAGE.replace(b"/", large.encode(), 1)
            many.enter_context(talking(served.port, asked)).recv(1)
        # A moment passes until the server knows that they take nothing.
        for _ in range(1000):
            if served.fetch("/").status == 200:
                break
            time.sleep(0.01)
        assert [served.fetch("/").status for _ in range(3)] == [200] * 3


def test_who_comes_when_all_are_answered_hears_when_to_come_back(serve: Serve) -> None:
    """No place, and none to be freed: a problem document."""
    with serve(limits=Limits(connections=0)) as served:
        answer = served.fetch("/")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
    assert answer.headers["Connection"] == "close"
    assert answer.json["detail"] == "Too many connections at this moment."


@pytest.mark.parametrize("pieces", [1, 40], ids=["at once", "in pieces"])
@pytest.mark.parametrize("where", ["line", "header"])
def test_a_long_head_is_refused(serve: Serve, where: str, pieces: int) -> None:
    """With 431, however it comes; one that just fits is answered."""

    def said(length: int) -> bytes:
        long = b"a" * length
        line, header = (long, b"x") if where == "line" else (b"x", long)
        head = b"GET /?" + line + b" HTTP/1.1\r\nHost: x\r\nX: " + header
        return head + b"\r\nConnection: close\r\n\r\n"

    with serve() as served:
        statuses = []
        for length in (MAX_HEAD_BYTES - 200, MAX_HEAD_BYTES + 200):
            with talking(served.port) as connection:
                whole = said(length)
                size = -(-len(whole) // pieces)
                with suppress(ConnectionError):
                    for start in range(0, len(whole), size):
                        connection.sendall(whole[start : start + size])
                        time.sleep(0.01 if pieces > 1 else 0)
                statuses.append(closed(connection).split(b" ")[1])
    assert statuses == [b"200", b"431"]


def test_a_megabyte_and_nonsense_are_refused(serve: Serve) -> None:
    """As problems, with the headers of every answer; the next visitor is served."""
    with serve() as served:
        line = served.send(b"GET /api/search?q=" + b"a" * 1_000_000 + b" HTTP/1.1\r\n\r\n")
        header = served.send(b"GET / HTTP/1.1\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n")
        nonsense = served.send(b"\x00\x01\x02\r\n\r\n")
        after = served.fetch("/")
    # Who talks on while being refused may not hear it.
    for heard in (line, header):
        assert heard == b"" or b" 431 " in heard.splitlines()[0]
    assert nonsense.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"application/problem+json" in nonsense
    assert b"content-security-policy: " in nonsense.lower()
    assert after.status == 200


@pytest.mark.parametrize("at_once", [True, False], ids=["before", "amidst"])
def test_nonsense_beside_an_answer(
    serve: Serve, large: str, caplog: pytest.LogCaptureFixture, at_once: bool
) -> None:
    """A body that is none, before the answer begins or while it is sent: in no more words."""
    head = PAGE.replace(b"/", large.encode(), 1)[:-2] + b"Transfer-Encoding: chunked\r\n\r\n"
    with serve() as served:
        first = (head + b"zz\r\n",) if at_once else (head,)
        with talking(served.port, *first) as connection:
            if not at_once:
                connection.recv(1000)
                connection.sendall(b"zz\r\n")
            heard = closed(connection)
        assert served.fetch("/").status == 200
    assert heard.startswith(b"HTTP/1.1 400 ") if at_once else len(heard) < LARGE
    assert [record for record in caplog.records if record.exc_info] == []


def test_one_connection_serves_many_requests(serve: Serve) -> None:
    """Kept open between them, as browsers and web servers do."""
    with serve(limits=HASTY) as served:
        connection = HTTPConnection("127.0.0.1", served.port)
        for _ in range(20):
            connection.request("GET", "/")
            answer = connection.getresponse()
            assert (answer.status, answer.read() != b"") == (200, True)
            time.sleep(HASTY.head / 5)
        connection.close()


def test_requests_in_a_row_are_all_answered(serve: Serve) -> None:
    """Sent without waiting for answers (pipelining, RFC 9112)."""
    with serve(limits=HASTY) as served, talking(served.port, PAGE * 200) as connection:
        assert closed(connection).count(b"HTTP/1.1 200 OK") == 200
