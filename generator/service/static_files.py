"""The files of the live release."""

from __future__ import annotations

import mimetypes
import os
import re
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from generator.service.headers import FOR_EVER, REVALIDATE

TYPES = {
    ".atom": "application/atom+xml",
    ".bin": "application/octet-stream",
    ".css": "text/css",
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonl": "application/jsonl; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".sqlite": "application/vnd.sqlite3",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".vkey": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
"""Said here, since what a machine's own table says differs from one to the next."""

SPECIAL = (
    (re.compile(r"/opensearch\.xml$"), "application/opensearchdescription+xml"),
    (re.compile(r"/log/(checkpoint|checkpoints/\w+)$|/\.well-known/[\w-]+$"), "text/plain"),
)
"""Addresses whose type their ending does not tell."""

NEVER_CHANGES = re.compile(r"/assets/|/search/[0-9a-f]{16}\.bin$|/log/tile/")
"""What is named by its content, or by its place in a log that only grows."""

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
            headers={"Cache-Control": FOR_EVER if NEVER_CHANGES.search(address) else REVALIDATE},
            media_type=_type_of(Path(full_path), address),
            stat_result=stat_result,
        )
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response


def _type_of(path: Path, address: str) -> str:
    for pattern, kind in SPECIAL:
        if pattern.search(address):
            return kind
    known = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    return known or "application/octet-stream"
