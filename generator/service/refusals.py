"""What is said instead of an answer: problem details as of RFC 9457."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from msgspec import Struct
from starlette.responses import Response

from generator.service.headers import ANYWHERE

MEDIA_TYPE = "application/problem+json"


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
    headers = ANYWHERE | {"Cache-Control": "no-store"}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    body = msgspec.json.encode(trouble)
    return Response(body, refusal.status, headers, media_type=MEDIA_TYPE)
