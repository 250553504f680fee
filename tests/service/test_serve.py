"""The server as a process: its port, its beginning, its end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

import pytest

from generator.model.problems import DataError, UsageError
from generator.portal.folder import Deployment
from generator.service.server import make_server, require_free


def test_nothing_to_serve_yet(tmp_path: Path) -> None:
    """Before the first build the message says what to do."""
    with pytest.raises(DataError, match="run gongshi build"):
        make_server(tmp_path, 0)


def test_a_port_that_is_taken_names_another() -> None:
    """Known before anything is built, with one that is free."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"port {port} is in use; try --port \d+"):
            require_free(port)


def test_the_command_begins_with_an_address_and_ends_without_a_trace(demo: Deployment) -> None:
    """One line, then answers; Ctrl+C ends it quietly with every process that it started."""
    command = [sys.executable, "-m", "generator", "serve", "--port", "0", "--portal"]
    with subprocess.Popen(
        [*command, str(demo.folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout and server.stderr
        address = server.stdout.readline().split()[2]
        with urlopen(f"{address}api/search?q=yg") as answer:
            assert answer.status == 200
        searchers = children(server.pid)
        server.send_signal(signal.SIGINT)
        assert (server.wait(), server.stdout.read().strip(), server.stderr.read()) == (0, "", "")
    assert len(searchers) == 2
    for searcher in searchers:
        with pytest.raises(ProcessLookupError):
            os.kill(searcher, 0)


def test_the_end_of_the_server_is_an_answer(demo: Deployment) -> None:
    """Whoever waits for a search, or for the rest of a file, when it is ended; in no more words."""
    command = [sys.executable, "-m", "generator", "serve", "--port", "0", "--language", "en"]
    command += ["--visitor-header", "X-Real-IP", "--portal", str(demo.folder)]
    with (
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as server,
        ExitStack() as many,
    ):
        assert server.stdout and server.stderr
        port = int(server.stdout.readline().split()[2].rstrip("/").rpartition(":")[2])
        asked = []
        for number in range(250):
            visitor = many.enter_context(socket.create_connection(("127.0.0.1", port)))
            head = f"GET /api/search?q=a{number} HTTP/1.1\r\nHost: x\r\nX-Real-IP: 10.0.0.{number}"
            visitor.sendall(f"{head}\r\nConnection: close\r\n\r\n".encode())
            asked.append(visitor)
        asked[0].recv(1)
        server.send_signal(signal.SIGINT)
        statuses = Counter(map(status_of, asked[1:]))
        assert (server.wait(), server.stderr.read()) == (0, "")
    assert set(statuses) <= {b"200", b"503", b""}, statuses
    assert statuses[b"200"] or statuses[b"503"]


def status_of(visitor: socket.socket) -> bytes:
    """The status of what was said; nothing where the request was not even read."""
    try:
        return visitor.makefile("rb").readline()[9:12]
    except ConnectionError:
        return b""


def children(process: int) -> list[int]:
    """The processes that a process started, by whichever of its threads."""
    tasks = Path(f"/proc/{process}/task")
    return [
        int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()
    ]
