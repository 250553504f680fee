"""The inside of a Word paragraph: runs, links, fields, formulas and what is drawn there.

ECMA-376 part 1, 17.3.3 (run content), 17.16 (fields).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from generator.documents.imports.blocks import (
    Block,
    Paragraph,
    Script,
    Span,
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
from generator.documents.imports.word.drawings import (
    is_filled_shape,
    is_invisible,
    outside_boxes,
    text_boxes,
)
from generator.documents.imports.word.field_codes import (
    CONTENTS,
    DATES,
    MERGED,
    NAMES,
    SILENT,
    Field,
    OpenFields,
    drawn_text,
)
from generator.documents.imports.word.formulas import linear_formula
from generator.documents.imports.word.ooxml_package import at, is_on, value
from generator.documents.imports.word.run_looks import (
    PLAIN,
    WHITE,
    Look,
    ParagraphStyle,
    Styles,
    is_hidden,
    is_unseen,
    look_of,
)
from generator.documents.imports.word.symbol_fonts import UNKNOWN, is_symbol_font, symbol

_DRAWINGS: Final = frozenset({"w:drawing", "w:pict", "w:object"})


class WordRuns:
    """Reads spans. `ground` is the colour behind the paragraph that is read, `painted` whether it
    stands in a table whose style fills cells, `table_look` what that style says of characters,
    `boxes` what its text boxes hold.
    """

    def __init__(
        self,
        account: Account,
        styles: Styles,
        links: dict[str, str],
        read_block: Callable[[Element], list[Block]],
        read_box: Callable[[Element], list[Block]],
    ) -> None:
        self.account = account
        self.styles = styles
        self.notes: dict[str, int] = {}
        """`footnote 2` → the number by which it is called; filled while notes are met."""
        self.boxes: list[Block] = []
        self.ground = ""
        self.painted = False
        self.table_look = PLAIN
        self._links = links
        self._fields = OpenFields()
        self._read_block = read_block
        self._read_box = read_box

    def spans(self, parent: Element, style: ParagraphStyle) -> Iterator[Span | None]:
        """The spans below an element; None where a page or a column begins."""
        for child in parent:
            tag = child.tag
            if tag == "w:r":
                yield from self._run(child, style)
            elif tag in DELETIONS:
                self.account.leave_out(DELETIONS[tag], child)
            elif tag in ("w:ins", "w:moveTo"):
                kind = Thing.INSERTED if tag == "w:ins" else Thing.MOVED_HERE
                self.account.met[kind] += element_characters(child)
                yield from self.spans(child, style)
            elif tag == "w:hyperlink":
                yield from self._link(child, style)
            elif tag == "w:fldSimple":
                self._fields.begin(value(child, "w:instr"), in_result=True)
                self._meet_field(self._fields.stack[-1].name)
                yield from self.spans(child, style)
                self._fields.end()
            elif tag == "w:sdt":
                content = child.find("w:sdtContent")
                if content is not None and not self.account.left_out_control(child):
                    yield from self.spans(content, style)
            elif tag in ("m:oMath", "m:oMathPara"):
                yield from self._formula(child)
            elif tag == "mc:AlternateContent":
                yield from self.spans(self.account.choice(child), style)
            elif tag in ("w:p", "w:tbl"):
                self.boxes += self._read_block(child)
            elif tag in TEXTS:
                yield from self._text(child, style.look)
            elif tag not in SKIPPED:
                yield from self.spans(child, style)

    def _link(self, link: Element, style: ParagraphStyle) -> Iterator[Span | None]:
        address = self._links.get(value(link, "r:id"), "")
        for span in self.spans(link, style):
            yield replace(span, address=address) if span is not None else None

    def _formula(self, element: Element) -> Iterator[Span | None]:
        self.account.met[Thing.FORMULAS] += 1
        element = self._without_unseen(element)
        self.account.shown += element_characters(element)
        formula = linear_formula(element)
        self.account.computed += visible_characters(formula) - element_characters(element)
        yield Span(formula)

    def _without_unseen(self, element: Element) -> Element:
        """A copy of a formula without what is deleted or hidden in it."""
        copy = Element(element.tag, dict(element.attrib))
        copy.text = element.text
        for child in element:
            look = look_of(child.find("w:rPr"))
            why = DELETIONS.get(child.tag)
            if child.tag == "m:r":
                why = why or self._unseen(look, child)
            if why:
                self.account.leave_out(why, child)
            else:
                copy.append(self._without_unseen(child))
        return copy

    def _run(self, run: Element, style: ParagraphStyle) -> Iterator[Span | None]:
        properties = run.find("w:rPr")
        own = look_of(properties)
        named = value(properties.find("w:rStyle")) if properties is not None else ""
        look = own.over(self.styles.characters(named)).over(style.look).over(self.table_look)
        why = self._unseen(look, run)
        for child in run:
            yield from self._in_run(child, style, look, why)

    def _unseen(self, look: Look, run: Element) -> Why | None:
        """Why nobody sees the characters of a run; None where people do."""
        if is_hidden(look):
            return Why.HIDDEN
        if look.struck:
            return Why.STRUCK
        if is_unseen(look, self.ground):
            if self.painted and look.color == WHITE and not self.ground:
                self.account.met[Thing.WHITE_ON_TABLE] += element_characters(run)
                return None
            return Why.COVERED
        return None

    def _in_run(
        self, child: Element, style: ParagraphStyle, look: Look, why: Why | None
    ) -> Iterator[Span | None]:
        tag = child.tag
        if tag == "w:fldChar":
            yield from self._field_mark(child)
        elif tag == "w:instrText":
            if self._fields.stack and not self._fields.stack[-1].in_result:
                self._fields.stack[-1].instruction += child.text or ""
        elif tag == "w:delText":
            self.account.leave_out(Why.DELETED, child)
        elif tag in _DRAWINGS and why != Why.HIDDEN:
            self._draw(child)
        elif tag == "mc:AlternateContent":
            for each in self.account.choice(child):
                yield from self._in_run(each, style, look, why)
        elif tag == "w:ruby" and not why:
            yield from self._ruby(child, style)
        elif why or self._fields.in_instruction or self._left_out_field():
            self.account.leave_out(why or self._left_out_field() or Why.INSTRUCTION, child)
        elif tag in ("w:br", "w:cr"):
            yield None if value(child, "w:type") in ("page", "column") else Span("\n")
        elif tag in ("w:tab", "w:ptab"):
            yield Span("\t")
        elif tag == "w:noBreakHyphen":
            self.account.computed += 1
            yield Span("-")
        elif tag == "w:sym":
            yield self._symbol(value(child, "w:font"), value(child, "w:char"))
        elif tag in ("w:footnoteReference", "w:endnoteReference"):
            kind = "footnote" if tag == "w:footnoteReference" else "endnote"
            key = f"{kind} {value(child, 'w:id')}"
            yield Span("", note=self.notes.setdefault(key, len(self.notes) + 1))
        elif tag in TEXTS:
            yield from self._text(child, look)
        elif tag not in SKIPPED:
            yield from self.spans(child, style)

    def _text(self, element: Element, look: Look) -> Iterator[Span]:
        text = element.text or ""
        coded = any("!" <= c <= "\xff" or "\uf000" <= c <= "\uf0ff" for c in text)
        if coded and is_symbol_font(look.ascii_font):
            signs = symbol(look.ascii_font, text)
            self.account.met[Thing.SYMBOLS] += signs.count(UNKNOWN)
            self.account.shown += visible_characters(text)
            yield replace(self._span("", look), text=signs)
        else:
            yield self._span(text, look)

    def _span(self, text: str, look: Look) -> Span:
        self.account.shown += visible_characters(text)
        self.account.met[Thing.PRIVATE] += sum("\ue000" <= c <= "\uf8ff" for c in text)
        if look.underline and text and not text.strip():
            text = "_" * max(4, len(text))  # a line to write on
            self.account.computed += len(text)
        text = "".join(UNKNOWN if "\ue000" <= c <= "\uf8ff" else c for c in text)
        return Span(
            _without_controls(text),
            script={"sup": Script.ABOVE, "sub": Script.BELOW}.get(look.script, Script.LINE),
            font=look.font,
            points=look.points,
            red=_is_red(look.color),
        )

    def _symbol(self, font: str, code: str) -> Span:
        try:
            sign = symbol(font, chr(int(code, 16)))
        except (ValueError, OverflowError):
            sign = UNKNOWN
        self.account.met[Thing.SYMBOLS] += sign == UNKNOWN
        self.account.computed += 1
        return Span(sign)

    def _ruby(self, ruby: Element, style: ParagraphStyle) -> Iterator[Span | None]:
        for child in ruby:
            if child.tag == "w:rubyBase":
                yield from self.spans(child, style)
            elif child.tag == "w:rt":
                self.account.leave_out(Why.RUBY, child)

    def _draw(self, drawing: Element) -> None:
        """What is drawn: the text of boxes goes before the paragraph, once; the rest is said."""
        if is_invisible(drawing):
            self.account.leave_out(Why.HIDDEN, drawing)
            return
        own = list(outside_boxes(drawing))
        pictures = sum(1 for each in own if each.tag in ("pic:pic", "v:imagedata"))
        if drawing.tag == "w:object":
            self.account.met[Thing.EMBEDDED] += 1
        else:
            self.account.met[Thing.PICTURES] += pictures
        self.account.met[Thing.DRAWN] += sum(
            1 for each in own if each.tag in ("c:chart", "dgm:relIds")
        )
        for each in own:
            if each.tag != "v:textpath":
                continue
            if words := each.get("string", "").strip():
                self.account.met[Thing.WORD_ART] += 1
                self.account.computed += visible_characters(words)
                self.boxes.append(Paragraph((Span(words),)))
        self.account.met[Thing.SHAPES] += sum(is_filled_shape(each) for each in own)
        for ground, box in text_boxes(drawing, self.account):
            saved = self._fields, self.ground
            self._fields, self.ground = OpenFields(), ground
            outer, self.boxes = self.boxes, []
            inside = self._read_box(box)
            self.boxes = [*outer, *inside]
            self._fields, self.ground = saved

    def _field_mark(self, mark: Element) -> Iterator[Span]:
        kind = value(mark, "w:fldCharType")
        if kind == "begin":
            self._fields.begin()
            if (box := at(mark, "w:ffData", "w:checkBox")) is not None:
                ticked = is_on(box.find("w:checked"))
                ticked = is_on(box.find("w:default")) if ticked is None else ticked
                self.account.computed += 1
                yield Span("☑" if ticked else "□")
            if (choice := at(mark, "w:ffData", "w:ddList")) is not None:
                yield from self._chosen(choice)
        elif kind == "separate":
            self._fields.separate()
            if self._fields.stack:
                self._meet_field(self._fields.stack[-1].name)
        elif kind == "end":
            ended = self._fields.end()
            if ended and not ended.in_result and not self._fields.in_instruction:
                yield from self._drawn_by(ended)

    def _chosen(self, choice: Element) -> Iterator[Span]:
        """The entry of a list that was chosen, or the first."""
        entries = [value(entry) for entry in choice.findall("w:listEntry")]
        number = value(choice.find("w:result")) or value(choice.find("w:default")) or "0"
        if number.isdigit() and int(number) < len(entries):
            self.account.computed += visible_characters(entries[int(number)])
            yield Span(entries[int(number)])

    def _drawn_by(self, field: Field) -> Iterator[Span]:
        """What Word shows of an instruction alone: a circled character, a fraction, a choice."""
        drawn = drawn_text(field.instruction)
        if drawn is None:
            self.account.met[Thing.UNSTORED] += bool(field.name) and field.name not in SILENT
        elif drawn:
            self.account.computed += visible_characters(drawn)
            yield Span(drawn)

    def _meet_field(self, name: str) -> None:
        self.account.met[Thing.DATE_FIELDS] += name in DATES
        self.account.met[Thing.MERGE_FIELDS] += name in MERGED

    def _left_out_field(self) -> Why | None:
        if self._fields.inside(NAMES):
            return Why.FIELD_NAME
        return Why.LIST_OF_CONTENTS if self._fields.inside(CONTENTS) else None


def _is_red(color: str) -> bool:
    try:
        red, green, blue = (int(color[n : n + 2], 16) for n in (0, 2, 4))
    except ValueError:
        return False
    return red > 0xB0 and green < 0x50 and blue < 0x50


def _without_controls(text: str) -> str:
    """The text without characters that steer printers and screens."""
    return "".join(c for c in text if c >= " " or c in "\t\n")
