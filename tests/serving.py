"""Servers that tests start beside themselves."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import which
from typing import Any, Protocol

import pytest

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


PATHS_OF_SERVERS = f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin"

needs_nginx = pytest.mark.skipif(
    not which("nginx", path=PATHS_OF_SERVERS), reason="nginx is not installed"
)

NGINX = """
daemon off; master_process off; pid nginx.pid; error_log stderr crit;
events {{ worker_connections 64; }}
http {{
    types {{ }} default_type application/octet-stream;
    access_log off; client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t;
    uwsgi_temp_path t; scgi_temp_path t;
    server {{
        listen 127.0.0.1:{port};
        {inside}
    }}
}}
"""


def free_port() -> int:
    """A port of this machine that nobody serves on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(port: int) -> None:
    """Return when somebody serves on a port of this machine."""
    for _ in range(500):
        with suppress(ConnectionError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        time.sleep(0.02)
    raise TimeoutError(f"nobody serves on {port}")


@contextmanager
def nginx(folder: Path, inside: str) -> Iterator[int]:
    """The port of an nginx with these settings of its one server; it works in `folder`."""
    port = free_port()
    settings = folder / "nginx.conf"
    settings.write_text(NGINX.format(port=port, inside=inside), encoding="utf-8")
    program = which("nginx", path=PATHS_OF_SERVERS)
    assert program
    with subprocess.Popen([program, "-p", str(folder), "-c", str(settings)]) as server:
        try:
            wait_for(port)
            yield port
        finally:
            server.terminate()
