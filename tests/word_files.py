"""Word files for tests, written part by part: what is in them is plain from what is asked for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from types import MappingProxyType
from xml.sax.saxutils import escape

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/>{more}</Types>'
)
_PART_TYPE = (
    '<Override PartName="/word/{part}.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.{part}+xml"/>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ROOTS = {
    "numbering": "numbering", "styles": "styles", "footnotes": "footnotes",
    "endnotes": "endnotes", "comments": "comments", "header": "hdr", "footer": "ftr",
}  # fmt: skip


def word_file(
    body: str,
    parts: Mapping[str, str] = MappingProxyType({}),
    *,
    links: Mapping[str, str] = MappingProxyType({}),
    properties: str = "",
    strict: bool = False,
) -> bytes:
    """A `.docx` with this body; `parts` are numbering, styles, footnotes, comments, header …"""
    files = {
        "[Content_Types].xml": _TYPES.format(
            more="".join(_PART_TYPE.format(part=part) for part in parts)
        ),
        "_rels/.rels": _relations([("officeDocument", "word/document.xml", "")]),
        "word/document.xml": _part("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": _relations(
            [(part, f"{part}.xml", "") for part in parts]
            + [("hyperlink", address, name) for name, address in links.items()]
        ),
    }
    files |= {f"word/{part}.xml": _part(_ROOTS[part], text) for part, text in parts.items()}
    if properties:
        files["docProps/core.xml"] = properties
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, _strictly(text) if strict else text)
    return made.getvalue()


def p(*runs: str, properties: str = "") -> str:
    """A paragraph of runs."""
    about = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{about}{''.join(runs)}</w:p>"


def r(text: str, look: str = "") -> str:
    """A run of characters with its properties."""
    about = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{about}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def deleted(text: str) -> str:
    """What change tracking keeps of deleted text."""
    return f'<w:del w:author="张三"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def numbered(text: str, level: int = 0, list_: int = 1) -> str:
    """A paragraph with an automatic number."""
    return p(
        r(text),
        properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_}"/></w:numPr>',
    )


def level(depth: int, style: str, text: str, more: str = "") -> str:
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


ONE_LIST = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'


def lists(*levels: str, numbers: str = ONE_LIST) -> str:
    """A part with one list of these levels."""
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{numbers}'


def text_box(content: str, fill: str = "") -> str:
    """A text box in both the new and the old form, as Word writes it."""
    painted = f'<a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>' if fill else ""
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor>'
        '<wp:docPr id="1" name="张三的文本框"/><a:graphic><a:graphicData><wps:wsp>'
        f"<wps:spPr>{painted}</wps:spPr><wps:txbx><w:txbxContent>{content}</w:txbxContent>"
        "</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><v:rect><v:textbox><w:txbxContent>"
        f"{content}</w:txbxContent></v:textbox></v:rect></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def _part(root: str, text: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<w:{root} {NAMESPACES}>{text}</w:{root}>"
    )


def _relations(entries: list[tuple[str, str, str]]) -> str:
    outside = ' TargetMode="External"'
    inner = "".join(
        f'<Relationship Id="{name or at}" Type="{_OFFICE}/{kind}" Target="{escape(target)}"'
        f"{outside if name else ''}/>"
        for at, (kind, target, name) in enumerate(entries)
    )
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{inner}</Relationships>"
    )


def _strictly(text: str) -> str:
    """The same part as Word saves it as Strict Open XML."""
    for old in ("wordprocessingml/2006/main", "officeDocument/2006/relationships"):
        new = old.replace("/2006", "")
        text = text.replace(
            f"http://schemas.openxmlformats.org/{old}", f"http://purl.oclc.org/ooxml/{new}"
        )
    return text
