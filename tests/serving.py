"""Servers that tests start beside themselves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from generator.service.server import make_server


class Server(Protocol):
    """What serves on a port of this machine until it is told to stop."""

    server_address: Any

    def serve_forever(self) -> None:
        """Answer whoever asks."""

    def shutdown(self) -> None:
        """Answer nobody more."""


@contextmanager
def running(server: Server) -> Iterator[str]:
    """The address at which a server answers in a thread of its own."""
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address at which `gongshi serve` shows a site."""
    with make_server(site, 0) as server, running(server) as address:
        yield address
