"""A copy of an Office file without the names in its properties: who made it, changed it, leads it.

ECMA-376 part 2, 11 (core properties); OpenDocument 1.3 part 2, meta.xml.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

_PARTS: Final = re.compile(r"docProps/(?:core|app)\.xml|meta\.xml")
_NAMES: Final = re.compile(
    rb"(<(?P<tag>dc:creator|cp:lastModifiedBy|Manager|Company|meta:initial-creator)\b[^>/]*>)"
    rb"[^<]*(</(?P=tag)>)"
)
_SIGNATURE: Final = re.compile(r"(?:^|/)(?:_xmlsignatures/|META-INF/documentsignatures\.xml)")


def without_names(content: bytes) -> bytes:
    """The file with empty names in its properties; as it is where it has none or bears a signature,
    which any change would break. Nothing else of it changes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if any(_SIGNATURE.search(entry.filename) for entry in entries):
                return content
            parts = [(entry, archive.read(entry)) for entry in entries]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return content
    cleaned = [
        (entry, _NAMES.sub(rb"\1\3", data) if _PARTS.fullmatch(entry.filename) else data)
        for entry, data in parts
    ]
    if all(data == before for (_, data), (_, before) in zip(cleaned, parts, strict=True)):
        return content
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for entry, data in cleaned:
            archive.writestr(entry, data)
    return made.getvalue()
