"""Serving the live release of a portal on this machine, with `/api/search` over its index."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType

import uvicorn
from starlette.types import ASGIApp

from generator.model.messages import msg
from generator.model.problems import DataError, UsageError
from generator.service.app import make_app
from generator.service.searchers import Limits, Searchers

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self';"
    " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""The Content-Security-Policy that the site is made for; operators send the same."""
IMAGES = "img-src 'self' data:"

HOST = "127.0.0.1"
"""Only this machine: an operator's own server stands before it, with its certificate."""
MAX_CONNECTIONS = 512
"""At once; who comes after that is sent away."""
SHUTDOWN_TIMEOUT_S = 2
"""Seconds that answers on their way still have when the server is ended."""


class Server:
    """A server that has its port already, and answers while it runs."""

    def __init__(self, listening: socket.socket, app: ASGIApp) -> None:
        self._listening = listening
        self.server_address: tuple[str, int] = listening.getsockname()
        config = uvicorn.Config(
            app,
            http="h11",
            loop="asyncio",
            ws="none",
            lifespan="on",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            limit_concurrency=MAX_CONNECTIONS,
            timeout_graceful_shutdown=SHUTDOWN_TIMEOUT_S,
        )
        self._server = uvicorn.Server(config)

    def serve_forever(self) -> None:
        """Answer until `shutdown` is called; KeyboardInterrupt where Ctrl+C ended it."""
        self._server.run(sockets=[self._listening])

    def shutdown(self) -> None:
        """End serving; for other threads."""
        self._server.should_exit = True

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listening.close()


def make_server(
    site: Path,
    port: int,
    root: str = "",
    *,
    images: Iterable[str] = (),
    index: Path | None = None,
    limits: Limits | None = None,
    warn: Callable[[str], None] = lambda words: None,
) -> Server:
    """A server for the site's live release on this machine; port 0 takes any that is free.

    `root` is the path below which the site stands, as in its settings; `images` the hosts of its
    map's tiles. Without the folder of an `index` there is no search over HTTP. `warn` is told why
    an index cannot be used.

    DataError where there is no release, UsageError where the port is taken.
    """
    if not (site / "current").exists():
        raise DataError(msg("%(site)s: nothing is published yet; run gongshi build", site=site))
    searchers = Searchers(index, limits or Limits(), warn) if index else None
    headers = {
        "Content-Security-Policy": POLICY.replace(IMAGES, " ".join((IMAGES, *images))),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return Server(_listening(port), make_app(site, root, searchers, headers))


def require_free(port: int) -> None:
    """UsageError, with a port that is free, where this one is taken."""
    _listening(port).close()


def _listening(port: int) -> socket.socket:
    """A socket on a port of this machine; UsageError, with one that is free, where it is taken."""
    # Only where TCP is named does asyncio send at once; otherwise each answer waits for 40 ms.
    listening = socket.socket(proto=socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        # Who connects before the server runs is answered as soon as it does.
        listening.listen()
    except OSError as error:
        listening.close()
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        free = _free_port()
        why = msg("port %(port)s is in use; try --port %(free)s", port=port, free=free)
        if error.errno == errno.EACCES:
            why = msg(
                "port %(port)s is not for this user; try --port %(free)s", port=port, free=free
            )
        raise UsageError(why) from None
    return listening


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
