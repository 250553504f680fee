"""How a file of the site is to be served, by its path: its type, and for how long it holds.

Whoever serves the site says the same: the service, and what is sent to a host.
"""

from __future__ import annotations

import mimetypes
import re
from pathlib import PurePosixPath

REVALIDATE = "no-cache"
"""Kept by browsers, but asked for again each time: the site changes by one rename."""
FOR_EVER = "public, max-age=31536000, immutable"
"""For files whose names change with their content."""

_TYPES = {
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

_SPECIAL = (
    (re.compile(r"/opensearch\.xml$"), "application/opensearchdescription+xml"),
    (re.compile(r"/log/(checkpoint|checkpoints/\w+)$|/\.well-known/[\w-]+$"), "text/plain"),
)
"""Addresses whose type their ending does not tell."""

_NEVER_CHANGES = re.compile(r"/assets/|/search/[0-9a-f]{16}\.bin$|/log/tile/")
"""What is named by its content, or by its place in a log that only grows."""

_COMPRESSED = (".html", ".css", ".js", ".svg", ".atom", ".xml", ".webmanifest")
"""What browsers and readers of feeds ask for; what others compare by its digest is sent as is."""


def type_of(file: str, address: str) -> str:
    """The media type of a file at an address; it has no charset where the type is of text."""
    for pattern, kind in _SPECIAL:
        if pattern.search(address):
            return kind
    suffix = PurePosixPath(file).suffix
    return _TYPES.get(suffix) or mimetypes.guess_type(file)[0] or "application/octet-stream"


def cached(address: str) -> str:
    """The Cache-Control of what is served at an address."""
    return FOR_EVER if _NEVER_CHANGES.search(address) else REVALIDATE


def is_compressed(path: str) -> bool:
    """Whether a file, by its path, is sent compressed where that is wished."""
    return path.endswith(_COMPRESSED)
