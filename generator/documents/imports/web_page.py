"""A web page → the text that people read on it.

The page is first made well-formed by the sanitiser's parser, which repairs as browsers do; scripts,
menus and forms go there. What style sheets inside the page hide is left out here and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
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
from generator.documents.imports.stated_fields import HEAD_FIELDS, field_of_label
from generator.documents.imports.web_looks import (
    WHITE,
    Color,
    ground_of,
    ink_of,
    is_hidden,
    is_same,
    style_of,
    style_sheet,
)
from generator.model.messages import msg
from generator.model.problems import DataError, Problem

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
_VOID: Final = frozenset({"br", "img", "hr", "wbr", "input"})
_DROPPED: Final = {"script", "style", "iframe", "template", "title"}
_CONTROLS: Final = frozenset({
    "select", "button", "textarea", "nav", "noscript", "object", "svg", "video", "audio", "input",
    "option", "datalist",
})  # fmt: skip
"""Menus, forms and what is drawn or played: no text of a document."""
_KEPT: Final = {
    "style", "hidden", "align", "color", "face", "size", "class", "id", "bgcolor", "open", "value",
}  # fmt: skip
_SIZE: Final = re.compile(r"font-size\s*:\s*(\d+(?:\.\d+)?)\s*(pt|px)")
_FAMILY: Final = re.compile(r"font-family\s*:\s*[\"']?([^;\"',]+)")
_NAMED: Final = re.compile(r"<([a-zA-Z][\w:-]*)")
_STRUCK: Final = frozenset({"s", "del", "strike"})
_LONGEST_LABEL: Final = 14
_MAX_DEPTH: Final = 150


def read_web_page(shown: str, content: bytes) -> ReadText:
    """What people read on a web page; DataError for what is no text."""
    page = decoded(shown, content)
    named = {name.lower() for name in _NAMED.findall(page)}
    body = re.search(r"<body\b.*", page, re.IGNORECASE | re.DOTALL)
    clean = nh3.clean(
        body[0] if body else page,
        tags=(named | _BLOCKS | _INLINE | _TABLES | _CONTROLS) - _DROPPED,
        clean_content_tags=_DROPPED,
        attributes={
            "*": _KEPT,
            "a": {"href"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
            "table": {"border", "bgcolor"},
        },
        url_schemes={"http", "https"},
        link_rel=None,
        strip_comments=True,
    )
    tree = _Tree()
    try:
        tree.feed(clean)
        tree.close()
    except RecursionError:
        raise DataError([Problem(shown, None, None, msg("it is nested too deeply"))]) from None
    walk = _Walk(style_sheet(page))
    result = ReadText(blocks=list(walk.blocks(tree.root)))
    result.stated = walk.stated
    result.stated_characters = walk.stated_characters
    result.characters = walk.stated_characters + sum(
        visible_characters(paragraph.text) for paragraph in paragraphs_of(result.blocks)
    )
    whole = _count(tree.root)
    result.unread = whole - result.characters - walk.hidden - walk.controls
    for count, what in (
        (walk.hidden, msg("text that the page hides")),
        (walk.controls, msg("menus, forms and players of the page")),
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
        if len(self._open) >= _MAX_DEPTH:
            raise RecursionError
        if tag not in _VOID:
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

    def __init__(self, sheet: dict[str, str]) -> None:
        self.hidden = 0
        self.controls = 0
        self.pictures = 0
        self.stated: dict[str, str] = {}
        self.stated_characters = 0
        self._sheet = sheet
        self._ground = WHITE
        self._ink: Color = (0, 0, 0)

    def _is_left_out(self, element: Element) -> bool:
        """Whether an element is no text that people read; it is counted then."""
        if element.tag in _CONTROLS:
            self.controls += _count(element) + visible_characters(element.get("value", ""))
            return True
        style = style_of(element, self._sheet)
        if element.tag in ("rt", "rp", *_STRUCK) or is_hidden(element, style):
            self.hidden += _count(element)
            return True
        return False

    @contextmanager
    def _inside(self, element: Element) -> Iterator[None]:
        """The colours of an element while what is in it is read."""
        saved = self._ground, self._ink
        style = style_of(element, self._sheet)
        self._ground = ground_of(style, self._ground)
        self._ink = ink_of(style, self._ink)
        yield
        self._ground, self._ink = saved

    def _seen(self, text: str) -> str:
        """The text, nothing of it where it has the colour of its ground."""
        if is_same(self._ink, self._ground):
            self.hidden += visible_characters(text)
            return ""
        return text

    def blocks(self, element: Element) -> Iterator[Block]:
        """What stands in an element, a paragraph for each run of text between blocks."""
        with self._inside(element):
            yield from self._blocks(element)

    def _blocks(self, element: Element) -> Iterator[Block]:
        spans: list[Span] = []
        if element.text:
            spans += _text(self._seen(element.text), element)
        for child in element:
            if self._is_left_out(child):
                pass
            elif child.tag in _BLOCKS or child.tag in _TABLES or _holds_blocks(child):
                yield from _paragraphs(spans, element)
                spans = []
                yield from self._block(child)
            else:
                spans += self._inline(child, Script.LINE, "", element)
            if child.tail:
                spans += _text(self._seen(child.tail), element)
        yield from _paragraphs(spans, element)

    def _block(self, element: Element) -> Iterator[Block]:
        if element.tag == "table":
            with self._inside(element):
                yield from self._table(element)
        elif element.tag == "dl" and self._takes_statements([_row_of(element)]):
            return
        else:
            yield from self.blocks(element)

    def _inline(self, element: Element, script: Script, address: str, block: Element) -> list[Span]:
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
        with self._inside(element):
            spans = [_span(self._seen(element.text or ""), script, address, look)]
            for child in element:
                if not self._is_left_out(child):
                    spans += self._inline(child, script, address, block)
                spans.append(_span(self._seen(child.tail or ""), script, address, look))
        return spans

    def _table(self, table: Element) -> Iterator[Block]:
        rows = list(_rows(table))
        if self._takes_statements(rows):
            return
        for part in table:
            if part.tag == "caption":
                yield from self.blocks(part)
        if _is_layout(table, rows):
            for row in rows:
                with self._inside(row):
                    for cell in row:
                        if not self._is_left_out(cell):
                            yield from self.blocks(cell)
            return
        made = [row for row in map(self._row, rows) if row]
        if made:
            yield Table(tuple(made))

    def _row(self, row: Element) -> tuple[Cell, ...]:
        if self._is_left_out(row):
            return ()
        with self._inside(row):
            return tuple(
                Cell(
                    tuple(self.blocks(cell)),
                    columns=_whole(cell.get("colspan", "")),
                    rows=_whole(cell.get("rowspan", "")),
                    heading=cell.tag == "th",
                )
                for cell in row
                if not self._is_left_out(cell)
            )

    def _takes_statements(self, rows: list[Element]) -> bool:
        """Whether a table says what the document is: 索引号, 文号, 成文日期 and the like.

        Every cell is a label or what stands beside one, and one of the labels is such as only the
        head of a document has; a table of institutions has neither. A second such table may be
        shorter.
        """
        cells = [" ".join("".join(cell.itertext()).split()) for row in rows for cell in row]
        if any(True for row in rows for cell in row for _ in cell.iter("table")):
            return False
        pairs: list[tuple[str, str]] = []
        at = 0
        while at < len(cells):
            label = cells[at]
            following = cells[at + 1] if at + 1 < len(cells) else ""
            if not label:
                at += 1
            elif len(label) <= _LONGEST_LABEL and field_of_label(label):
                value = "" if field_of_label(following) else following
                pairs.append((label, value))
                at += 2 if value or not following else 1
            elif self._names(label) and not field_of_label(following):
                pairs.append((label, following))
                at += 2
            else:
                return False
        known = {field_of_label(label) for label, _ in pairs} - {None}
        enough = len(known) >= 3 and bool(known & HEAD_FIELDS)
        if not pairs or not (enough or self.stated):
            return False
        for label, value in pairs:
            self.stated.setdefault(label, value)
        self.stated_characters += sum(map(visible_characters, cells))
        return True

    def _names(self, label: str) -> bool:
        """Whether a cell reads like a label of such a table, though it is no field here."""
        return label.endswith(("：", ":")) and len(label) <= _LONGEST_LABEL


def _row_of(pairs: Element) -> Element:
    """The terms and descriptions of a list as the cells of a row."""
    row = Element("tr")
    row.extend(each for each in pairs.iter() if each.tag in ("dt", "dd"))
    return row


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
