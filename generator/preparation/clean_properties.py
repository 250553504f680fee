"""A copy of an Office file without the names in its properties: who made it, changed it, leads it.

ECMA-376 part 2, 11 (core properties); OpenDocument 1.3 part 2, meta.xml.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from generator.exports.checks.attached_files import MAX_UNPACKED_BYTES
from generator.io.zip_errors import ZIP_ERRORS

_PARTS: Final = re.compile(
    r"docProps/(?:core|app|custom)\.xml|meta\.xml|(?:word|ppt|xl)/(?:people|persons/person)\.xml"
    r"|(?:ppt/)?commentAuthors\.xml"
)
_NAMES: Final = re.compile(
    rb"(<(?P<tag>dc:creator|cp:lastModifiedBy|Manager|Company|meta:initial-creator|dc:description"
    rb"|cp:category|cp:contentStatus|cp:keywords|dc:subject|dc:creator|meta:printed-by"
    rb"|meta:user-defined)\b[^>/]*>)[^<]*(</(?P=tag)>)"
)
_ENTRIES: Final = re.compile(
    rb"<(?P<tag>(?:\w+:)?(?:property|person|cmAuthor))\b(?:[^>]*/>|.*?</(?P=tag)>)", re.DOTALL
)
"""Properties that somebody added, and people that the file keeps a list of."""
_SIGNATURE: Final = re.compile(r"(?:^|/)(?:_xmlsignatures/|META-INF/documentsignatures\.xml)")


def _cleaned(name: str, data: bytes) -> bytes:
    if not _PARTS.fullmatch(name):
        return data
    if name.endswith(("core.xml", "app.xml", "meta.xml")):
        return _NAMES.sub(rb"\1\3", data)
    return _ENTRIES.sub(b"", data)


def without_names(content: bytes) -> bytes:
    """The file with empty names in its properties; as it is where it has none or bears a signature,
    which any change would break. Nothing else of it changes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if any(_SIGNATURE.search(entry.filename) for entry in entries):
                return content
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
                return content  # refused where attached files are looked at
            parts = [(entry, archive.read(entry)) for entry in entries]
    except ZIP_ERRORS:
        return content
    cleaned = [(entry, _cleaned(entry.filename, data)) for entry, data in parts]
    if all(data == before for (_, data), (_, before) in zip(cleaned, parts, strict=True)):
        return content
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for entry, data in cleaned:
            archive.writestr(entry, data)
    return made.getvalue()
