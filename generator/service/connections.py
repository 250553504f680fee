"""Connections that keep nobody out: none is silent for long, and one that is may lose its place.

uvicorn closes a connection that stays silent after an answer. What it waits for without an end is
added here: the first request, the rest of a request's head, bodies that nobody reads, and visitors
who do not take what they asked for.
"""

from __future__ import annotations

import asyncio
import sys
from http import HTTPStatus
from typing import ClassVar

import h11
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from generator.service.limits import RETRY_AFTER_S, Limits
from generator.service.refusals import TOO_LONG, Refusal, refused

FULL = "Too many connections at this moment."


class Connection(H11Protocol):
    """One connection, with the times of `limits`; `guarded` makes a class with other ones."""

    limits: ClassVar[Limits] = Limits()

    silent_since: float | None = None
    """The time of the loop since when it is the visitor's move; None while the answer is made."""

    _deadline: asyncio.TimerHandle | None = None
    _unsent = 0
    """Bytes that the visitor had still to take when the deadline was last looked at."""

    def connection_made(  # type: ignore[override]  # as uvicorn narrows it
        self, transport: asyncio.Transport
    ) -> None:
        """Begin to wait for a request; where all places are taken, one that is silent is freed."""
        super().connection_made(transport)
        self._wait(self.limits.head)
        if len(self.connections) <= self.limits.connections:
            return
        others = [each for each in self.connections if isinstance(each, Connection)]
        silent = [
            (each.silent_since, number)
            for number, each in enumerate(others)
            if each is not self and each.silent_since is not None
        ]
        if silent:
            others[min(silent)[1]].give_up()
        else:
            self.app = crowded

    def give_up(self) -> None:
        """Close at once, whatever is on its way."""
        self.connections.discard(self)
        self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._answer()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Go on with what came in; a whole head ends the wait."""
        super().handle_events()
        if self.cycle and not self.cycle.response_complete and not self.flow.write_paused:
            self._answer()

    def on_response_complete(self) -> None:
        """Wait for the next request, and for what is left of this one to be taken."""
        self._wait(self.limits.head)
        if self.conn.their_state not in (h11.DONE, h11.MUST_CLOSE, h11.CLOSED):
            # A body that nobody reads: what follows it could not be told from it.
            self.transport.close()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The visitor has much to take first."""
        super().pause_writing()
        self._wait(self.limits.stalled)

    def resume_writing(self) -> None:
        """The visitor has taken most of it."""
        super().resume_writing()
        if self.cycle and not self.cycle.response_complete:
            self._answer()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request, or has no end, as everything is refused; then close."""
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            # An answer is on its way, and no other can be begun.
            self.give_up()
            return
        if self.cycle:
            # What was asked before the nonsense is not answered any more.
            self.cycle.disconnected = True
        error = sys.exception()
        hint = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        too_long = hint == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        response = refused(Refusal(HTTPStatus(hint), TOO_LONG if too_long else msg))
        headers = [
            *self.server_state.default_headers,
            *response.raw_headers,
            (b"connection", b"close"),
        ]
        for part in (
            h11.Response(status_code=hint, headers=headers, reason=HTTPStatus(hint).phrase),
            h11.Data(data=bytes(response.body)),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(part) or b"")
        self.transport.close()

    def _answer(self) -> None:
        """It is the server's move."""
        self.silent_since = None
        if self._deadline:
            self._deadline.cancel()

    def _wait(self, seconds: float) -> None:
        """It is the visitor's move, for so many seconds."""
        self._answer()
        loop = asyncio.get_running_loop()
        self.silent_since = loop.time()
        self._unsent = sys.maxsize
        self._deadline = loop.call_later(seconds, self._look, seconds)

    def _look(self, seconds: float) -> None:
        """Close, unless the visitor is taking the end of an answer, slowly."""
        unsent = self.transport.get_write_buffer_size()
        if 0 < unsent < self._unsent and (not self.cycle or self.cycle.response_complete):
            self._unsent = unsent
            self._deadline = asyncio.get_running_loop().call_later(seconds, self._look, seconds)
        else:
            self.give_up()


def guarded(limits: Limits) -> type[Connection]:
    """Connections with certain limits; uvicorn takes a class."""
    return type("GuardedConnection", (Connection,), {"limits": limits})


async def crowded(scope: Scope, receive: Receive, send: Send) -> None:
    """Send the visitor away: every place is taken by an answer on its way."""
    refusal = Refusal(HTTPStatus.SERVICE_UNAVAILABLE, FULL, retry_after=RETRY_AFTER_S)
    response = refused(refusal)
    response.headers["Connection"] = "close"
    await response(scope, receive, send)
