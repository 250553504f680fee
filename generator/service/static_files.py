"""The files of the live release."""

from __future__ import annotations

import os
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from generator.pages.shared.served_as import REVALIDATE, cached, type_of

NOWHERE = "404.html/nothing"
"""A path where no file can be."""


class Files(StaticFiles):
    """Files by their path, folders by their page; whatever else is the site's own 404 page.

    The release that is live is looked up with every request. Nothing outside it is ever served,
    and no list of a folder.
    """

    def __init__(self, current: Path) -> None:
        super().__init__(directory=current, html=True, check_dir=False)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file at a path; what cannot be read, or has an impossible name, is not there."""
        try:
            response = await super().get_response(path, scope)
        except HTTPException as refused:
            if refused.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                raise
            response = await super().get_response(NOWHERE, scope)
        response.headers.setdefault("Cache-Control", REVALIDATE)
        if "Location" in response.headers:
            # Without scheme and host: only the web server before this one knows its own. Two
            # slashes would name a host.
            where = urlsplit(response.headers["Location"])
            address = where._replace(scheme="", netloc="", path="/" + where.path.lstrip("/"))
            response.headers["Location"] = address.geturl()
        return response

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = HTTPStatus.OK,
    ) -> Response:
        """A file, or word that the visitor has it already."""
        # The end of the address tells: the folder of the portal may be called anything.
        address: str = scope["path"]
        response = FileResponse(
            full_path,
            status_code=status_code,
            headers={"Cache-Control": cached(address)},
            media_type=type_of(os.fspath(full_path), address),
            stat_result=stat_result,
        )
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response
