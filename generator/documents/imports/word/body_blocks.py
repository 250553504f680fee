"""The text of a Word file as people see it: what is deleted, moved away, hidden or covered is left
out, what is printed but written nowhere (numbers) is worked out, and both are said.

Every character of the file is accounted for: it is shown, or it was left out for a reason that the
report names. What no rule here knows is walked through like a paragraph, never passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from generator.documents.imports.blocks import (
    Align,
    Block,
    Cell,
    Paragraph,
    Span,
    Table,
    visible_characters,
)
from generator.documents.imports.word.character_account import (
    DELETIONS,
    SKIPPED,
    TEXTS,
    Account,
    Thing,
    Why,
    element_characters,
)
from generator.documents.imports.word.list_numbers import Numbering
from generator.documents.imports.word.merged_cells import merged_downwards, merged_rows
from generator.documents.imports.word.ooxml_package import at, is_on, value
from generator.documents.imports.word.run_looks import (
    ParagraphStyle,
    Styles,
    is_hidden,
    look_of,
    shade_of,
)
from generator.documents.imports.word.run_spans import WordRuns

_INLINE: Final = frozenset({"w:r", "w:hyperlink", "w:fldSimple", "m:oMath", "m:oMathPara"})
_ALIGNMENTS: Final = {
    "center": Align.CENTER, "right": Align.RIGHT, "end": Align.RIGHT, "distribute": Align.CENTER,
}  # fmt: skip
_OUTLINE_NAMES: Final = {f"heading {n}": n for n in range(1, 7)} | {"title": 1}


class WordBody:
    """Walks the parts of one file; `account` says what became of them."""

    def __init__(self, styles: Styles, numbering: Numbering, links: dict[str, str]) -> None:
        self.account = Account()
        self.styles = styles
        self.numbering = numbering
        self.runs = WordRuns(self.account, styles, links, self._read_block, self._read_box)
        self._pending: list[Span] = []
        """The words of a paragraph whose end was deleted: it goes on in the next one."""

    def blocks(self, parent: Element) -> Iterator[Block]:
        """The paragraphs and tables below an element."""
        for child in parent:
            yield from self._block(child)

    def _block(self, child: Element) -> Iterator[Block]:
        tag = child.tag
        if tag == "w:p":
            yield from self._paragraph(child)
        elif tag == "w:tbl":
            yield from self.flush()
            yield from self._table(child)
        elif tag in DELETIONS:
            self.account.leave_out(DELETIONS[tag], child)
        elif tag == "w:sdt":
            yield from self._control(child)
        elif tag == "mc:AlternateContent":
            yield from self.blocks(self.account.choice(child))
        elif tag == "w:altChunk" or tag == "w:subDoc":
            self.account.met[Thing.OTHER_PARTS] += 1
        elif tag in _INLINE or tag in TEXTS:
            # Outside of any paragraph, as other programs write it.
            paragraph = Element("w:p")
            paragraph.append(child)
            yield from self._paragraph(paragraph)
        elif tag not in SKIPPED:
            if tag in ("w:ins", "w:moveTo"):
                self.account.met[Thing.INSERTED if tag == "w:ins" else Thing.MOVED_HERE] += (
                    element_characters(child)
                )
            yield from self.blocks(child)

    def _read_block(self, element: Element) -> list[Block]:
        return list(self._block(element))

    def _read_box(self, box: Element) -> list[Block]:
        pending, self._pending = self._pending, []
        result = [*self.blocks(box), *self.flush()]
        self._pending = pending
        return result

    def _control(self, control: Element) -> Iterator[Block]:
        content = control.find("w:sdtContent")
        if content is not None and not self.account.left_out_control(control):
            yield from self.blocks(content)

    def _paragraph(self, element: Element) -> Iterator[Block]:
        self.account.paragraphs += 1
        properties = element.find("w:pPr")
        style = self.styles.paragraph(
            value(properties.find("w:pStyle")) if properties is not None else ""
        )
        ground, boxes = self.runs.ground, self.runs.boxes
        self.runs.ground = self._paragraph_shade(properties, style) or ground
        self.runs.boxes = []
        pieces: list[list[Span]] = [[]]
        before = self.account.shown
        for span in self.runs.spans(element, style):
            if span is None:
                pieces.append([])
            else:
                pieces[-1].append(span)
        in_boxes, self.runs.boxes, self.runs.ground = self.runs.boxes, boxes, ground
        mark = self._mark_look(properties, style)
        pieces[0] = [*self._pending, *pieces[0]]
        self._pending = []
        if self._goes_on(properties):
            # Its end was deleted: Word shows and numbers it as one paragraph with the next.
            self._pending = [span for piece in pieces for span in piece]
            yield from in_boxes
            return
        has_words = any(_has_words(piece) for piece in pieces)
        number = "" if mark and not has_words else self._number(properties, style, has_words)
        yield from in_boxes
        if not has_words and self.account.shown == before and not number:
            return
        for order, piece in enumerate(pieces):
            if _has_words(piece) or (order == 0 and number):
                yield Paragraph(
                    _joined(piece),
                    align=self._alignment(properties, style),
                    level=self._outline(properties, style),
                    number=number if order == 0 else "",
                )

    def flush(self) -> Iterator[Block]:
        """The words of a last paragraph whose end was deleted."""
        if _has_words(self._pending):
            yield Paragraph(_joined(self._pending))
        self._pending = []

    def _goes_on(self, properties: Element | None) -> bool:
        marks = properties.find("w:rPr") if properties is not None else None
        return marks is not None and any(marks.find(tag) is not None for tag in DELETIONS)

    def _mark_look(self, properties: Element | None, style: ParagraphStyle) -> bool:
        """Whether the end of the paragraph is hidden, and its number with it."""
        own = look_of(properties.find("w:rPr") if properties is not None else None)
        return is_hidden(own.over(style.look).over(self.runs.table_look))

    def _number(self, properties: Element | None, style: ParagraphStyle, has_words: bool) -> str:
        mark = self.numbering.mark(properties, style)
        if mark is None:
            return ""
        if mark.unknown:
            self.account.met[Thing.UNKNOWN_NUMBER] += 1
        if not has_words:
            self.account.met[Thing.EMPTY_NUMBER] += bool(mark.text.strip())
            return ""
        self.account.computed += visible_characters(mark.text)
        return mark.text

    def _alignment(self, properties: Element | None, style: ParagraphStyle) -> Align:
        for each in _chain(properties, style):
            if (found := each.find("w:jc")) is not None:
                return _ALIGNMENTS.get(value(found), Align.LEFT)
        return Align.LEFT

    def _outline(self, properties: Element | None, style: ParagraphStyle) -> int:
        """The depth of a heading, by its outline level or by the name of its style."""
        for each in _chain(properties, style):
            if (found := each.find("w:outlineLvl")) is not None:
                level = value(found)
                return int(level) + 1 if level.isdigit() and int(level) < 6 else 0
        return next(
            (
                _OUTLINE_NAMES[name.lower()]
                for name in style.names
                if name.lower() in _OUTLINE_NAMES
            ),
            0,
        )

    def _paragraph_shade(self, properties: Element | None, style: ParagraphStyle) -> str:
        return next((shade for each in _chain(properties, style) if (shade := shade_of(each))), "")

    def _table(self, table: Element) -> Iterator[Block]:
        painted, look = self.runs.painted, self.runs.table_look
        named = value(at(table, "w:tblPr", "w:tblStyle"))
        self.runs.table_look = self.styles.table(named).over(look)
        self.runs.painted = painted or self.styles.paints_tables(named)
        elements = self._members(table, "w:tr")
        grid = [row for element in elements if (row := self._row(element)) is not None]
        self.runs.painted, self.runs.table_look = painted, look
        rows = merged_rows(grid)
        if len(rows) == 1 and len(rows[0]) == 1:
            # A frame around a text, not a table.
            yield from rows[0][0].blocks
        elif rows:
            yield Table(tuple(rows))

    def _row(self, row: Element) -> list[tuple[int, str, Cell]] | None:
        """(first column, how it is merged downwards, cell) of a row; None where it is gone."""
        properties = row.find("w:trPr")
        if properties is not None:
            if properties.find("w:del") is not None:
                self.account.leave_out(Why.DELETED, row)
                return None
            if is_on(properties.find("w:hidden")):
                self.account.leave_out(Why.HIDDEN, row)
                return None
            if properties.find("w:ins") is not None:
                self.account.met[Thing.INSERTED] += element_characters(row)
        heading = properties is not None and bool(is_on(properties.find("w:tblHeader")))
        column = _span_of(properties, "w:gridBefore") if properties is not None else 0
        cells: list[tuple[int, str, Cell]] = []
        for element in self._members(row, "w:tc"):
            about = element.find("w:tcPr")
            width = (_span_of(about, "w:gridSpan") if about is not None else 0) or 1
            down = merged_downwards(about)
            if about is not None and about.find("w:cellDel") is not None:
                self.account.leave_out(Why.DELETED, element)
            elif (
                about is not None
                and value(about.find("w:hMerge")) in ("", "continue")
                and (about.find("w:hMerge") is not None and cells)
            ):
                start, how, before = cells[-1]
                more = tuple(self._cell(element, about))
                cells[-1] = (
                    start, how,
                    replace(before, columns=before.columns + width, blocks=before.blocks + more),
                )  # fmt: skip
            else:
                blocks = tuple(self._cell(element, about))
                cells.append((column, down, Cell(blocks, columns=width, heading=heading)))
            column += width
        return cells

    def _cell(self, element: Element, about: Element | None) -> Iterator[Block]:
        ground = self.runs.ground
        self.runs.ground = shade_of(about) or ground
        pending, self._pending = self._pending, []
        yield from self.blocks(element)
        yield from self.flush()
        self._pending, self.runs.ground = pending, ground

    def _members(self, parent: Element, tag: str) -> Iterator[Element]:
        """The rows of a table or the cells of a row, also those within controls."""
        for child in parent:
            if child.tag == tag:
                yield child
            elif child.tag in DELETIONS:
                self.account.leave_out(DELETIONS[child.tag], child)
            elif child.tag not in SKIPPED:
                yield from self._members(child, tag)


def _span_of(properties: Element, name: str) -> int:
    number = value(properties.find(name))
    return min(int(number), 99) if number.isascii() and number.isdigit() else 0


def _chain(properties: Element | None, style: ParagraphStyle) -> Iterator[Element]:
    if properties is not None:
        yield properties
    yield from style.properties


def _has_words(spans: list[Span]) -> bool:
    return any(span.text.strip() or span.note for span in spans)


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """The spans with neighbours of one look made one, empty ones gone."""
    result: list[Span] = []
    for span in spans:
        if not span.text and not span.note:
            continue
        last = result[-1] if result else None
        if last and not last.note and not span.note and replace(last, text=span.text) == span:
            result[-1] = replace(last, text=last.text + span.text)
        else:
            result.append(span)
    return tuple(result)
