"""The application: the site's files, and `/api/search` over the index that was built with them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from http import HTTPStatus
from pathlib import Path

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from generator.pages.shared.served_as import REVALIDATE
from generator.service.frames import Declined, Found
from generator.service.headers import A_MINUTE, WithPlainQuery
from generator.service.openapi import document
from generator.service.refusals import Refusal, WithShortHead, refused
from generator.service.search_request import query_of
from generator.service.searchers import Searchers
from generator.service.static_files import Files
from generator.service.visitors import visitor_of

COMPRESSED_ALREADY = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/octet-stream")
EFFORT = 6
"""Of compression: more costs time and gains next to nothing."""


class Api:
    """What the service answers by itself."""

    def __init__(self, root: str, searchers: Searchers | None, visitor_header: str) -> None:
        self._searchers = searchers
        self._visitor_header = visitor_header
        self._document = msgspec.json.format(msgspec.json.encode(document(root)), indent=1)

    def routes(self) -> list[BaseRoute]:
        """Addresses below `/api`; whatever else is there is not found, in JSON too."""
        return [
            Route("/search", self.search),
            Route("/openapi.json", self.describe),
            Route("/{rest:path}", self.nothing),
        ]

    async def describe(self, request: Request) -> Response:
        """The OpenAPI document."""
        return _json(self._document, REVALIDATE)

    async def search(self, request: Request) -> Response:
        """The results of a query."""
        query = query_of(request.scope["query_string"])
        if self._searchers is None:
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "Only the site is served here.")
        visitor = visitor_of(request, self._visitor_header)
        match await self._searchers.ask(query, visitor):
            case Found(results):
                return _json(results, A_MINUTE)
            case Declined(why):
                raise Refusal(HTTPStatus.BAD_REQUEST, why)
        raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "There is no search index at present.")

    async def nothing(self, request: Request) -> Response:
        """Word that this address has no meaning."""
        raise Refusal(HTTPStatus.NOT_FOUND, "The service has /api/search and /api/openapi.json.")


def make_app(
    site: Path, root: str, searchers: Searchers | None, visitor_header: str = ""
) -> ASGIApp:
    """The application for a site below `root`.

    Without searchers only the site's files are served. `visitor_header` is the header in which
    the web server before this one says who the visitor is; without a name none is believed.
    """
    current = site / "current"
    routes = [
        # The static API of the site is files like any others.
        Mount(f"{root}/api/v1", Files(current / "api" / "v1")),
        Mount(f"{root}/api", routes=Api(root, searchers, visitor_header).routes()),
        Mount(root, Files(current)),
    ]

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with searchers.at_work() if searchers else nullcontext():
            yield

    compression = Middleware(
        GZipMiddleware, compresslevel=EFFORT, exclude_content_types=COMPRESSED_ALREADY
    )
    app = Starlette(
        routes=routes,
        middleware=[compression],
        exception_handlers={Refusal: _refused, HTTPException: _not_served},
        lifespan=lifespan,
    )
    return WithShortHead(WithPlainQuery(app, f"{root}/api/"))


def _json(body: bytes, cache: str) -> Response:
    headers = {"Cache-Control": cache}
    return Response(body, headers=headers, media_type="application/json")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return refused(error)


async def _not_served(request: Request, error: Exception) -> Response:
    """A method that is not for this address, or a file of a site without a page for it."""
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    missing = status is HTTPStatus.NOT_FOUND
    why = "Nothing is here." if missing else f"{request.method} is not answered here."
    answer = refused(Refusal(status, why))
    answer.headers.update(error.headers or {})
    return answer
