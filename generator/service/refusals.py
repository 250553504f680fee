"""What is said instead of an answer: problem details as of RFC 9457."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from msgspec import Struct
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from generator.service.limits import MAX_HEAD_BYTES

MEDIA_TYPE = "application/problem+json"
TOO_LONG = f"The head of the request has more than {MAX_HEAD_BYTES} bytes."


class Fault(Struct, frozen=True):
    """One thing that is wrong with a request; `parameter` is None where it is the address."""

    parameter: str | None
    detail: str


class Trouble(Struct, frozen=True, kw_only=True):
    """A problem document. `title` is the phrase of the status, as for the type about:blank."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: tuple[Fault, ...] = ()


class Refusal(Exception):
    """A request that is not answered: its status, why, and everything that is wrong with it.

    `retry_after` is in seconds, where the same request may succeed later.
    """

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        faults: tuple[Fault, ...] = (),
        *,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.faults = status, detail, faults
        self.retry_after = retry_after


def refused(refusal: Refusal) -> Response:
    """The answer that says so."""
    trouble = Trouble(
        title=refusal.status.phrase,
        status=refusal.status,
        detail=refusal.detail,
        errors=refusal.faults,
    )
    headers = {"Cache-Control": "no-store"}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    body = msgspec.json.encode(trouble)
    return Response(body, refusal.status, headers, media_type=MEDIA_TYPE)


class WithShortHead:
    """An application that sees no request whose head is too long.

    The parser refuses one that comes in pieces; one that comes at once would pass it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse with 431."""
        answer = self._app
        if scope["type"] == "http":
            parts = [part for header in scope["headers"] for part in header]
            length = sum(map(len, (scope["raw_path"], scope["query_string"], *parts)))
            if length > MAX_HEAD_BYTES:
                answer = refused(Refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, TOO_LONG))
        await answer(scope, receive, send)
