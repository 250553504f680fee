"""Who may speak to the desk: a browser of this machine that was given the desk's address.

The desk holds drafts and signs; a page of any site could send requests to this port. So every
request has to name the desk's own host and port, everything but the first visit has to bring the
cookie that follows from the token of the printed address, and whatever changes something has to
come from a page of the desk (`Origin`, `Sec-Fetch-Site`).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from generator.model.messages import Message, msg

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: with that a browser sends `Origin: null` from the desk's own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_SAFE: Final = frozenset({"GET", "HEAD"})
_OWN: Final = frozenset({"same-origin", "none"})

Refuse = Callable[[Message], Response]


class Guard:
    """The application behind the checks; `refuse` makes the page that says why not."""

    def __init__(self, app: ASGIApp, port: int, refuse: Refuse) -> None:
        self._app, self._refuse = app, refuse
        self.token = secrets.token_urlsafe(24)
        self._cookie = sha256(f"cookie {self.token}".encode()).hexdigest()
        self.host = f"127.0.0.1:{port}"
        # Browsers keep cookies by host without the port: two desks must not take each other's.
        self.cookie_name = f"gongshi-desk-{port}"

    @property
    def address(self) -> str:
        """What the official opens."""
        return f"http://{self.host}/?token={self.token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer who may speak, refuse others."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        response = self._checked(scope)
        await (response or self._app)(scope, receive, send)

    def _checked(self, scope: Scope) -> Response | None:
        """An answer in place of the application's; None where the request may go on."""
        headers = Headers(scope=scope)
        if headers.getlist("host") != [self.host]:
            return self._refuse(msg("This is not the address of the desk."))
        if scope["method"] not in _SAFE and headers.getlist("origin") != [f"http://{self.host}"]:
            return self._refuse(msg("Another page has sent this. Nothing was changed."))
        query = parse_qs(scope["query_string"].decode("latin-1"))
        if scope["path"] == "/" and scope["method"] == "GET" and "token" in query:
            return self._let_in(query["token"])
        if headers.get("sec-fetch-site", "none") not in _OWN:
            return self._refuse(msg("Another page has sent this. Nothing was changed."))
        given = [
            cookie_parser(each).get(self.cookie_name, "") for each in headers.getlist("cookie")
        ]
        if not any(hmac.compare_digest(each.encode(), self._cookie.encode()) for each in given):
            return self._refuse(msg("Open the desk by the address that it printed when it began."))
        return None

    def _let_in(self, tokens: list[str]) -> Response:
        if len(tokens) != 1 or not hmac.compare_digest(tokens[0].encode(), self.token.encode()):
            return self._refuse(msg("Open the desk by the address that it printed when it began."))
        response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        response.set_cookie(
            self.cookie_name, self._cookie, httponly=True, samesite="strict", path="/"
        )
        return response
