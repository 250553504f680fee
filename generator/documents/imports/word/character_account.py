"""What became of every character of a Word file: shown, or left out for a reason; and what was met.

Each rule of the readers says here what it did, so that nothing can go without a line in the report.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from xml.etree.ElementTree import Element

from generator.documents.imports.blocks import visible_characters
from generator.documents.imports.word.ooxml_package import at, is_on, value

TEXTS: Final = frozenset({"w:t", "w:delText", "m:t"})
"""The elements that hold characters."""


class Why(StrEnum):
    """Why characters are left out."""

    DELETED = "deleted"
    MOVED = "moved"
    HIDDEN = "hidden"
    COVERED = "covered"
    STRUCK = "struck out"
    RUBY = "ruby"
    FIELD_NAME = "property"
    LIST_OF_CONTENTS = "table of contents"
    PLACEHOLDER = "placeholder"
    SAID_TWICE = "said twice"
    INSTRUCTION = "instruction"
    COMMENT = "comment"
    UNCALLED_NOTE = "uncalled note"
    HEADER = "header"


class Thing(StrEnum):
    """What else the report speaks of."""

    INSERTED = "inserted"
    MOVED_HERE = "moved here"
    PICTURES = "pictures"
    PLACEHOLDER = "placeholder"
    DATE_FIELDS = "date fields"
    MERGE_FIELDS = "merge fields"
    FORMULAS = "formulas"
    SYMBOLS = "symbols"
    PRIVATE = "private"
    EMBEDDED = "embedded"
    DRAWN = "drawn"
    OTHER_PARTS = "other parts"
    WORD_ART = "word art"
    UNKNOWN_NUMBER = "unknown number"
    WHITE_ON_TABLE = "white on table"
    EMPTY_NUMBER = "empty number"
    SHAPES = "shapes"
    UNSTORED = "unstored"


DELETIONS: Final = {"w:del": Why.DELETED, "w:moveFrom": Why.MOVED}
SKIPPED: Final = frozenset({
    "w:pPr", "w:rPr", "w:tblPr", "w:tblGrid", "w:trPr", "w:tcPr", "w:sectPr", "w:sdtPr",
    "w:sdtEndPr", "w:smartTagPr", "w:customXmlPr", "w:tblPrEx", "w:proofErr", "w:bookmarkStart",
    "w:bookmarkEnd", "w:instrText", "w:delInstrText", "w:softHyphen", "w:lastRenderedPageBreak",
    "w:annotationRef", "w:commentReference", "w:footnoteRef", "w:endnoteRef", "w:separator",
    "w:continuationSeparator",
})  # fmt: skip
"""Elements that hold nothing of the text."""


@dataclass(slots=True)
class Account:
    """`shown` counts characters that were taken over, `computed` those that stand nowhere in the
    file, `left_out` others by reason, `met` things by kind; `places` are the paragraphs of the
    file, counted from 1, in which something was left out, by reason.
    """

    shown: int = 0
    computed: int = 0
    paragraphs: int = 0
    left_out: Counter[Why] = field(default_factory=Counter)
    met: Counter[Thing] = field(default_factory=Counter)
    places: dict[Why, list[int]] = field(default_factory=dict)

    def leave_out(self, why: Why, element: Element) -> None:
        """Count the characters of an element as left out, in the paragraph that was begun last."""
        count = element_characters(element)
        self.left_out[why] += count
        if count and self.paragraphs not in (places := self.places.setdefault(why, [])):
            places.append(self.paragraphs)

    def choice(self, alternatives: Element) -> Element:
        """What Word of today shows of two ways to say the same; the other one is counted."""
        choices = [each for each in alternatives if each.tag == "mc:Choice"]
        fallback = alternatives.find("mc:Fallback")
        chosen = choices[0] if choices else fallback
        if fallback is not None and chosen is not fallback:
            says = any(element_characters(each) or has_picture(each) for each in choices)
            if not says and (element_characters(fallback) or has_picture(fallback)):
                chosen = fallback
        for each in alternatives:
            if each is not chosen:
                self.leave_out(Why.SAID_TWICE, each)
        return chosen if chosen is not None else Element("mc:Choice")

    def left_out_control(self, control: Element) -> bool:
        """Whether a content control holds nothing of the text: its hint, a list of contents, or a
        property of the file.
        """
        properties = control.find("w:sdtPr")
        if properties is None:
            return False
        why: Why | None = None
        if is_on(properties.find("w:showingPlcHdr")):
            why = Why.PLACEHOLDER
            self.met[Thing.PLACEHOLDER] += 1
        elif value(at(properties, "w:docPartObj", "w:docPartGallery")) == "Table of Contents":
            why = Why.LIST_OF_CONTENTS
        elif _is_property(value(properties.find("w:dataBinding"), "w:xpath")):
            why = Why.FIELD_NAME
        if why:
            self.leave_out(why, control)
        return bool(why)


def element_characters(element: Element) -> int:
    """The characters that an element holds, whatever becomes of them."""
    return sum(visible_characters(e.text or "") for e in element.iter() if e.tag in TEXTS)


def has_picture(element: Element) -> bool:
    """Whether an element draws a picture."""
    return any(each.tag in ("pic:pic", "v:imagedata", "c:chart") for each in element.iter())


def _is_property(path: str) -> bool:
    """Whether a control shows who made the file, where, or for whom."""
    return "coreProperties" in path or "extended-properties" in path or "core-properties" in path
