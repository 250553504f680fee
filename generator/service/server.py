"""Serving the live release of a portal on this machine, with `/api/search` over its index."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from generator.log.witness_state import Answer
from generator.model.messages import msg
from generator.model.problems import DataError, UsageError
from generator.service.app import make_app
from generator.service.connections import guarded
from generator.service.headers import ANYWHERE
from generator.service.limits import MAX_HEAD_BYTES, Limits
from generator.service.refusals import Refusal, refused
from generator.service.searchers import Searchers
from generator.service.witness_app import make_witness_app

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self';"
    " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""The Content-Security-Policy that the site is made for; operators send the same."""
IMAGES = "img-src 'self' data:"

App = TypeVar("App", bound=ASGIApp)

HOST = "127.0.0.1"
"""Only this machine: an operator's own server stands before it, with its certificate."""
FILES_PER_CONNECTION = 2
"""The connection, and the file that it is sent."""
SPARE_FILES = 256
"""What else the process may have open."""
SHUTDOWN_TIMEOUT_S = 2
"""Seconds that answers on their way still have when the server is ended."""


class Server:
    """A server that has its port already, and answers while it runs."""

    def __init__(
        self, listening: socket.socket, app: ASGIApp, headers: dict[str, str], limits: Limits
    ) -> None:
        self._listening = listening
        self.server_address: tuple[str, int] = listening.getsockname()
        config = uvicorn.Config(
            WithEnd(app),
            http=guarded(limits),
            h11_max_incomplete_event_size=MAX_HEAD_BYTES,
            loop="asyncio",
            ws="none",
            lifespan="on",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            headers=list(headers.items()),
            # Only the header that the operator named says who the visitor is.
            proxy_headers=False,
            timeout_graceful_shutdown=SHUTDOWN_TIMEOUT_S,
        )
        logging.getLogger("uvicorn.error").addFilter(_is_no_end)
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


class WithEnd:
    """An application whose requests are answered even where the server is ended meanwhile."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; with 503 what was cancelled before its answer began."""
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except asyncio.CancelledError:
            if started or scope["type"] != "http":
                raise
            status = HTTPStatus.SERVICE_UNAVAILABLE
            await refused(Refusal(status, "The server is being ended."))(scope, receive, send)


def _is_no_end(record: logging.LogRecord) -> bool:
    """Whether uvicorn has to say something else than that an answer ends with the server."""
    error = record.exc_info[1] if record.exc_info else None
    return not (isinstance(error, asyncio.CancelledError) or "Cancel %s" in str(record.msg))


def make_server(
    site: Path,
    port: int,
    root: str = "",
    *,
    images: Iterable[str] = (),
    index: Path | None = None,
    limits: Limits | None = None,
    visitor_header: str = "",
    warn: Callable[[str], None] = lambda words: None,
) -> Server:
    """A server for the site's live release on this machine; port 0 takes any that is free.

    `root` is the path below which the site stands, as in its settings; `images` the hosts of its
    map's tiles. Without the folder of an `index` there is no search over HTTP. `visitor_header` is
    the header in which a web server before this one says who the visitor is. `warn` is told why an
    index cannot be used.

    DataError where there is no release, UsageError where the port is taken.
    """
    if not (site / "current").exists():
        raise DataError(msg("%(site)s: nothing is published yet; run gongshi build", site=site))
    limits = limits or Limits()
    searchers = Searchers(index, limits, warn) if index else None
    headers = ANYWHERE | {
        "Content-Security-Policy": POLICY.replace(IMAGES, " ".join((IMAGES, *images))),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    app = make_app(site, root, searchers, visitor_header)
    _allow_files(FILES_PER_CONNECTION * limits.connections + SPARE_FILES)
    return Server(_listening(port), app, headers, limits)


def make_app_server(
    make: Callable[[int], App], port: int, headers: dict[str, str]
) -> tuple[Server, App]:
    """A server on this machine for the application that `make` gives for its port.

    UsageError where the port is taken; port 0 takes any that is free.
    """
    listening = _listening(port)
    app = make(listening.getsockname()[1])
    return Server(listening, app, headers, Limits()), app


def make_witness_server(answer: Callable[[bytes], Answer], port: int) -> Server:
    """A server for a witness on this machine; UsageError where the port is taken."""
    return Server(_listening(port), make_witness_app(answer), {}, Limits())


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


def _allow_files(wanted: int) -> None:
    """Let this process have so many files open, as far as the machine permits."""
    import resource  # which only Unix has, and only a server of sites needs

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < enough:
        resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
