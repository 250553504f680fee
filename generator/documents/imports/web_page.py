"""A web page → the text that people read on it.

The page is first made well-formed by the sanitiser's parser, which repairs as browsers do; scripts,
menus and forms go there. What style sheets inside the page hide is left out here and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from typing import Final
from xml.etree.ElementTree import Element

import nh3

from generator.documents.imports.blocks import (
    Align,
    Block,
    Cell,
    Fate,
    Paragraph,
    ReadText,
    Remark,
    Script,
    Span,
    Table,
    paragraphs_of,
    visible_characters,
)
from generator.documents.imports.plain_text import decoded
from generator.documents.imports.stated_fields import field_of_label
from generator.model.messages import msg

_HEADINGS: Final = {f"h{n}": n for n in range(1, 7)}
_BLOCKS: Final = frozenset({
    "p", "div", "section", "article", "main", "header", "footer", "aside", "center", "ul", "ol",
    "li", "dl", "dt", "dd", "blockquote", "pre", "figure", "figcaption", "table", "body", "html",
    "address", "fieldset", "form", "details", "summary", "hr", *_HEADINGS,
})  # fmt: skip
_INLINE: Final = frozenset({
    "a", "b", "strong", "i", "em", "u", "span", "font", "sup", "sub", "br", "img", "s", "del",
    "strike", "ins", "small", "big", "o:p", "ruby", "rb", "rt", "rp", "wbr", "bdo", "label",
})  # fmt: skip
_TABLES: Final = frozenset({"thead", "tbody", "tfoot", "tr", "td", "th", "caption"})
_VOID: Final = frozenset({"br", "img", "hr", "wbr"})
_DROPPED: Final = {
    "script", "style", "noscript", "iframe", "object", "template", "select", "button", "textarea",
    "nav", "title", "svg", "video", "audio",
}  # fmt: skip
_KEPT: Final = {"style", "hidden", "align", "aria-hidden", "color", "face", "size"}
_UNSEEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])|"
    r"mso-hide\s*:\s*all|text-indent\s*:\s*-\d{3,}"
)
_WHITE: Final = re.compile(
    r"(?<![-\w])color\s*:\s*(?:#fff(?:fff)?\b|white\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))"
)
_GROUND: Final = re.compile(r"background(?:-color)?\s*:\s*(?!#fff|white|none|transparent)\S")
_SIZE: Final = re.compile(r"font-size\s*:\s*(\d+(?:\.\d+)?)\s*(pt|px)")
_FAMILY: Final = re.compile(r"font-family\s*:\s*[\"']?([^;\"',]+)")
_STRUCK: Final = frozenset({"s", "del", "strike"})
_LONGEST_LABEL: Final = 14
_MAX_DEPTH: Final = 150


def read_web_page(shown: str, content: bytes) -> ReadText:
    """What people read on a web page; DataError for what is no text."""
    page = decoded(shown, content)
    body = re.search(r"<body\b.*", page, re.IGNORECASE | re.DOTALL)
    clean = nh3.clean(
        body[0] if body else page,
        tags=set(_BLOCKS | _INLINE | _TABLES),
        clean_content_tags=_DROPPED,
        attributes={
            "*": _KEPT,
            "a": {"href"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
            "table": {"border"},
        },
        url_schemes={"http", "https"},
        link_rel=None,
        strip_comments=True,
    )
    tree = _Tree()
    tree.feed(clean)
    tree.close()
    walk = _Walk()
    result = ReadText(blocks=list(walk.blocks(tree.root)))
    result.stated = walk.stated
    result.stated_characters = walk.stated_characters
    result.characters = walk.stated_characters + sum(
        visible_characters(paragraph.text) for paragraph in paragraphs_of(result.blocks)
    )
    whole = _count(tree.root)
    result.unread = whole - result.characters - walk.left_out
    for count, what in (
        (walk.left_out, msg("text that the page hides")),
        (walk.pictures, msg("pictures: attach as files those that readers need")),
    ):
        if count:
            fate = Fate.LEFT_OUT
            result.remarks.append(Remark(fate, msg("%(what)s: %(n)s", what=what, n=count)))
    return result


class _Tree(HTMLParser):
    """Well-formed HTML as elements; text before the first child in `text`, after one in `tail`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("body")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].append(element)
        if tag not in _VOID and len(self._open) < _MAX_DEPTH:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        tags = [element.tag for element in self._open]
        if tag in tags[1:]:
            del self._open[len(tags) - 1 - tags[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        above = self._open[-1]
        if len(above):
            above[-1].tail = (above[-1].tail or "") + data
        else:
            above.text = (above.text or "") + data


class _Walk:
    """Makes blocks of elements."""

    def __init__(self) -> None:
        self.left_out = 0
        self.pictures = 0
        self.stated: dict[str, str] = {}
        self.stated_characters = 0

    def blocks(self, element: Element) -> Iterator[Block]:
        """What stands in an element, a paragraph for each run of text between blocks."""
        spans: list[Span] = []
        if element.text:
            spans += _text(element.text, element)
        for child in element:
            if self._is_unseen(child):
                self.left_out += _count(child)
            elif child.tag in _BLOCKS or child.tag in _TABLES or _holds_blocks(child):
                yield from _paragraphs(spans, element)
                spans = []
                yield from self._block(child)
            else:
                spans += self._inline(child, Script.LINE, "", element)
            if child.tail:
                spans += _text(child.tail, element)
        yield from _paragraphs(spans, element)

    def _block(self, element: Element) -> Iterator[Block]:
        if element.tag == "table":
            yield from self._table(element)
        else:
            yield from self.blocks(element)

    def _inline(self, element: Element, script: Script, address: str, block: Element) -> list[Span]:
        if self._is_unseen(element) or element.tag in ("rt", "rp", *_STRUCK):
            self.left_out += _count(element)
            return []
        if element.tag == "br":
            return [Span("\n")]
        if element.tag == "img":
            self.pictures += 1
            return []
        script = Script(element.tag) if element.tag in ("sup", "sub") else script
        address = element.get("href", address) if element.tag == "a" else address
        if not address.lower().startswith(("http:", "https:")):
            address = ""
        look = _look(element)
        spans = [_span(element.text or "", script, address, look)]
        for child in element:
            spans += self._inline(child, script, address, block)
            spans.append(_span(child.tail or "", script, address, look))
        return spans

    def _table(self, table: Element) -> Iterator[Block]:
        rows = list(_rows(table))
        if self._takes_statements(rows):
            return
        if _is_layout(table, rows):
            for part in table:
                if part.tag == "caption":
                    yield from self.blocks(part)
            for row in rows:
                for cell in row:
                    if self._is_unseen(cell):
                        self.left_out += _count(cell)
                    else:
                        yield from self.blocks(cell)
            return
        for part in table:
            if part.tag == "caption":
                yield from self.blocks(part)
        made = tuple(
            tuple(
                Cell(
                    tuple(self.blocks(cell)),
                    columns=_whole(cell.get("colspan", "")),
                    rows=_whole(cell.get("rowspan", "")),
                    heading=cell.tag == "th",
                )
                for cell in row
            )
            for row in rows
            if len(row)
        )
        if made:
            yield Table(made)

    def _takes_statements(self, rows: list[Element]) -> bool:
        """Whether a table says what the document is: 索引号, 文号, 成文日期 and the like."""
        cells = [" ".join("".join(cell.itertext()).split()) for row in rows for cell in row]
        nested = any(True for row in rows for cell in row for _ in cell.iter("table"))
        pairs = [
            (label, value)
            for label, value in pairwise(cells)
            if len(label) <= _LONGEST_LABEL and field_of_label(label)
        ]
        rest = set(filter(None, cells)) - {each for pair in pairs for each in pair}
        goes_on = bool(self.stated) and not rest
        if nested or len(pairs) < (1 if goes_on else 3):
            return False
        for label, value in pairs:
            if not field_of_label(value):
                self.stated.setdefault(label, value)
        self.stated_characters += sum(map(visible_characters, cells))
        return True

    def _is_unseen(self, element: Element) -> bool:
        style = element.get("style", "").lower()
        white = _WHITE.search(style) or element.get("color", "").lower() in ("#ffffff", "white")
        return bool(
            element.get("hidden") is not None
            or _UNSEEN.search(style)
            or (white and not _GROUND.search(style))
        )


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _is_layout(table: Element, rows: list[Element]) -> bool:
    """Whether a table only puts things in their place: one column, or tables and long texts."""
    widest = max((len(row) for row in rows), default=0)
    nested = any(each is not table for each in table.iter("table"))
    longest = max((_count(cell) for row in rows for cell in row), default=0)
    return widest <= 1 or nested or (table.get("border", "") in ("", "0") and longest > 600)


def _holds_blocks(element: Element) -> bool:
    return any(each.tag in _BLOCKS or each.tag in _TABLES for each in element.iter())


def _paragraphs(spans: list[Span], block: Element) -> Iterator[Paragraph]:
    """The paragraphs of a run of text: a break before an indented line begins another one."""
    current: list[Span] = []
    pieces: list[list[Span]] = [current]
    for span in spans:
        lines = span.text.split("\n")
        for order, line in enumerate(lines):
            if order:
                current = []
                pieces.append(current)
            current.append(Span(line, span.script, span.font, span.points, span.red, span.address))
    for piece in pieces:
        if any(span.text.strip() for span in piece):
            yield Paragraph(
                tuple(span for span in piece if span.text),
                align=_alignment(block),
                level=_HEADINGS.get(block.tag, 0),
            )


def _alignment(block: Element) -> Align:
    style = block.get("style", "").replace(" ", "").lower()
    said = block.get("align", "").lower()
    for align in (Align.CENTER, Align.RIGHT):
        if said == align or f"text-align:{align}" in style:
            return align
    return Align.CENTER if block.tag == "center" else Align.LEFT


def _text(text: str, block: Element) -> list[Span]:
    return [_span(text, Script.LINE, "", _look(block))]


def _span(text: str, script: Script, address: str, look: tuple[str, float]) -> Span:
    # Browsers show white space as one blank, and Chinese has none between words.
    text = re.sub(r"[ \t\r\n\f]+", " ", text)
    text = re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u4e00-\u9fff])", "", text)
    return Span(text, script, look[0], look[1], address=address)


def _look(element: Element) -> tuple[str, float]:
    style = element.get("style", "")
    size = _SIZE.search(style)
    family = _FAMILY.search(style)
    points = float(size[1]) * (0.75 if size[2] == "px" else 1) if size else 0
    return (family[1].strip() if family else "", points)


def _count(element: Element) -> int:
    return visible_characters("".join(element.itertext()))


def _whole(text: str) -> int:
    return min(int(text), 99) if text.isascii() and text.isdigit() and int(text) else 1
