"""Serving a built site on this machine, for looking at it."""

from __future__ import annotations

import errno
import socket
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from generator.model.problems import BadData, Misuse

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self';"
    " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""The Content-Security-Policy that the site is made for; operators send the same."""


class Handler(SimpleHTTPRequestHandler):
    """Files of the site with the headers that an operator should send."""

    extensions_map = {  # noqa: RUF012 - the base class has it as a plain dictionary
        **SimpleHTTPRequestHandler.extensions_map,
        ".html": "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".csv": "text/csv; charset=utf-8",
        ".jsonl": "application/jsonl; charset=utf-8",
        ".geojson": "application/geo+json; charset=utf-8",
    }

    root = ""
    """The path below which the site stands."""

    def translate_path(self, path: str) -> str:
        """The file of an address below the root; one that no file has elsewhere."""
        if not path.startswith(f"{self.root}/"):
            return str(Path(self.directory) / "404.html" / "nothing")
        return super().translate_path(path.removeprefix(self.root))

    def end_headers(self) -> None:
        """Add the headers that every answer carries."""
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        super().end_headers()

    def list_directory(self, path: object) -> None:
        """A folder without a page is not found; its files are nobody's business."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The site's own page where there is nothing at an address."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.exists():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of each request."""


def make_server(site: Path, port: int, root: str = "") -> ThreadingHTTPServer:
    """A server for the site's live release on 127.0.0.1; port 0 takes any that is free.

    `root` is the path below which the site stands, as in its settings.

    BadData where there is no release, Misuse where the port is taken.
    """
    current = site / "current"
    if not current.exists():
        raise BadData(f"{site}: nothing is published yet; run gongshi build")
    handler = type("Handler", (Handler,), {"root": root})
    require_free(port)
    return ThreadingHTTPServer(("127.0.0.1", port), partial(handler, directory=str(current)))


def require_free(port: int) -> None:
    """Misuse, with a port that is free, where this one is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            why = "is in use" if error.errno == errno.EADDRINUSE else "is not for this user"
            raise Misuse(f"port {port} {why}; try --port {_free_port()}") from None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
