"""A witness over HTTP: `POST /add-checkpoint` and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from generator.log.witness_client import CALL
from generator.log.witness_state import MAX_REQUEST, Answer
from generator.service.refusals import WithShortHead

BODY_TIMEOUT_S = 10.0
"""Seconds in which the whole of a request has to come."""


def make_witness_app(answer: Callable[[bytes], Answer]) -> ASGIApp:
    """The application whose answers `answer` gives, from the body of a request."""

    async def add_checkpoint(request: Request) -> Response:
        try:
            body = await asyncio.wait_for(_body(request), BODY_TIMEOUT_S)
        except (TimeoutError, ClientDisconnect):
            return Response(status_code=HTTPStatus.REQUEST_TIMEOUT)
        if body is None:
            return Response("too long\n", HTTPStatus.BAD_REQUEST)
        found = await run_in_threadpool(answer, body)
        headers = {"Content-Type": found.media_type, "Cache-Control": "no-store"}
        return Response(found.text, found.status, headers)

    return WithShortHead(Starlette(routes=[Route(f"/{CALL}", add_checkpoint, methods=["POST"])]))


async def _body(request: Request) -> bytes | None:
    """The body; None where it is too long."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_REQUEST:
            return None
    return body
