"""The headers that the service sends with its answers."""

from __future__ import annotations

from urllib.parse import quote_from_bytes

from starlette.types import ASGIApp, Receive, Scope, Send

A_MINUTE = "public, max-age=60"
"""For answers to queries, which change when a build goes live."""

ANYWHERE = {"Access-Control-Allow-Origin": "*"}
"""All of the site is public and needs no cookie: scripts of any site may read it, such as those of
somebody who verifies it.
"""


class WithPlainQuery:
    """An application that sees a query of ASCII only, as addresses have it, except below `raw`.

    A client may send any bytes; what becomes a redirect has to be an address again.
    """

    def __init__(self, app: ASGIApp, raw: str) -> None:
        self._app, self._raw = app, raw

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with other bytes percent-encoded."""
        query: bytes = scope.get("query_string", b"")
        if not query.isascii() and not scope["path"].startswith(self._raw):
            scope["query_string"] = quote_from_bytes(query, _ASCII).encode()
        await self._app(scope, receive, send)


_ASCII = "".join(map(chr, range(0x21, 0x7F)))
