"""The parts of a `.docx`: XML in a zip, read with limits and under one set of names.

ECMA-376 parts 1 and 2 (Office Open XML). Files saved as Strict say the same under other addresses;
both are brought to the usual short prefixes here, so that no reader knows of the difference.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from generator.io.zip_errors import ZIP_ERRORS
from generator.model.messages import Message, msg
from generator.model.problems import DataError, Problem

MAX_BYTES: Final = 100 << 20
"""How large a file may be unpacked."""
MAX_PARTS: Final = 5_000
MAX_ELEMENTS: Final = 600_000
"""How many elements a part may have: three hundred pages have as many."""
MAX_DEPTH: Final = 160
"""How deeply elements may be nested: a table within a text box within a table has sixty."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PREFIXES: Final = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic",
    "http://purl.oclc.org/ooxml/drawingml/picture": "pic",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm",
    "http://purl.oclc.org/ooxml/drawingml/diagram": "dgm",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingShape": "wps",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://www.w3.org/XML/1998/namespace": "xml",
}


class WordPackage:
    """A Word file. DataError, naming it, for what is no such file or beyond the limits."""

    def __init__(self, shown: str, content: bytes) -> None:
        self.shown = shown
        if content.startswith(_OLE):
            raise self.refusal(
                msg(
                    "is locked with a password, or an old .doc under another name: open it and "
                    "save it as .docx without a password"
                )
            )
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except ZIP_ERRORS:
            raise self.refusal(msg("is no .docx file inside")) from None
        entries = self._archive.infolist()
        if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_BYTES:
            raise self.refusal(msg("unpacks to more than %(mb)s MB", mb=MAX_BYTES >> 20))
        self.names = {entry.filename.lstrip("/"): entry for entry in entries}
        if len(self.names) != len(entries):
            raise self.refusal(msg("holds a part twice: open it and save it again"))
        self.main = self._main_part()

    def refusal(self, why: Message) -> DataError:
        """An error about the whole file."""
        return DataError([Problem(self.shown, None, None, why)])

    def part(self, name: str) -> Element | None:
        """The root element of a part; None where the file has none of that name."""
        entry = self.names.get(name)
        if entry is None:
            return None
        try:
            content = self._archive.read(entry)
        except ZIP_ERRORS:
            raise self.refusal(msg("is damaged: open it and save it again")) from None
        try:
            return read_xml(content)
        except ValueError as error:
            why = msg("its part %(name)s cannot be read: %(error)s", name=name, error=error)
            raise self.refusal(why) from None

    def related(self, part: str, kind: str) -> list[str]:
        """The parts that `part` names as its `kind` (numbering, styles, header …), in order."""
        return [target for _, (type_, target, _) in self.relations(part).items() if type_ == kind]

    def relations(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """Id → (kind, path of the part or address, whether it lies outside)."""
        folder, _, name = part.rpartition("/")
        root = self.part(posixpath.join(folder, "_rels", f"{name}.rels"))
        result: dict[str, tuple[str, str, bool]] = {}
        for relation in root if root is not None else ():
            target = relation.get("Target", "")
            outside = relation.get("TargetMode") == "External"
            if not outside:
                joined = target if target.startswith("/") else posixpath.join("/", folder, target)
                target = posixpath.normpath(joined).lstrip("/")
            kind = relation.get("Type", "").rpartition("/")[2]
            result[relation.get("Id", "")] = (kind, target, outside)
        return result

    def _main_part(self) -> str:
        for target in self.related("", "officeDocument"):
            if target in self.names:
                return target
        raise self.refusal(msg("is no .docx file inside"))


def read_xml(content: bytes) -> Element:
    """The tree of a part under the short names; ValueError for what is broken, declares a document
    type (no part of a Word file does), or is nested too deeply.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth += 1
        count += 1
        if count > MAX_ELEMENTS:
            raise ValueError(msg("it has more than %(n)s elements", n=MAX_ELEMENTS))
        if depth > MAX_DEPTH:
            raise ValueError(msg("it is nested too deeply"))
        builder.start(_short(name), {_short(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_short(name))

    def refuse(*_: object) -> None:
        raise ValueError(msg("it declares a document type"))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise ValueError(error) from None
    return builder.close()


def _short(name: str) -> str:
    """`w:p` for a name whose address is known, `{address}p` for another, `p` without an address."""
    address, _, local = name.rpartition(" ")
    if not address:
        return local
    prefix = _PREFIXES.get(address)
    return f"{prefix}:{local}" if prefix else f"{{{address}}}{local}"


def at(element: Element | None, *tags: str) -> Element | None:
    """The first element below by its path; None where there is none."""
    for tag in tags:
        element = element.find(tag) if element is not None else None
    return element


def value(element: Element | None, name: str = "w:val") -> str:
    """An attribute of an element; empty where there is no element or no attribute."""
    return "" if element is None else element.get(name, "")


def is_on(element: Element | None) -> bool | None:
    """What a switch (`<w:vanish/>`, `<w:vanish w:val="0"/>`) says; None where it is not there."""
    if element is None:
        return None
    return element.get("w:val", "1").lower() not in ("0", "false", "off", "none")
