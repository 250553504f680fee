"""By which code an index was made: another one may read names otherwise, and makes it anew."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

FORMAT = "gongshi-search-5"
"""The form of the files."""

_ROOMS = ("browser", "index", "text")
"""What makes an index; how it is asked (`query`) changes nothing in it."""

_LIBRARIES = ("pypinyin", "whoosh")


@cache
def program() -> str:
    """The form of the files, and a digest of the code and the libraries that fill them."""
    digest = hashlib.sha256()
    search = Path(__file__).parents[1]
    for room in _ROOMS:
        for path in sorted((search / room).rglob("*.py")):
            digest.update(f"{room}/{path.name}\0".encode() + path.read_bytes())
    digest.update("\0".join(map(version, _LIBRARIES)).encode())
    return f"{FORMAT} {digest.hexdigest()[:16]}"
