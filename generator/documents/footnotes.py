"""Footnotes of a document: `[^1]` in the text, `[^1]: …` below it.

Number and way back are one link, so that the text alone reads well too: `[1] 注文`.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension, FootnoteInlineProcessor


class Footnotes(FootnoteExtension):
    """Notes below the text as paragraphs, each beginning with the number that leads back."""

    def __init__(self) -> None:
        super().__init__(SUPERSCRIPT_TEXT="[{}]", SEPARATOR="-")

    def extendMarkdown(self, md: Markdown) -> None:
        """As the library does, with references that show the number that was typed."""
        super().extendMarkdown(md)
        md.inlinePatterns.register(_Reference(r"\[\^([^\]]*)\]", self), "footnote", 175)

    def makeFootnotesDiv(self, root: ElementTree.Element) -> ElementTree.Element | None:
        """The block of notes; None where the text has none."""
        if not self.footnotes:
            return None
        block = ElementTree.Element("div", {"class": "footnotes"})
        ElementTree.SubElement(block, "hr")
        for number, (name, text) in enumerate(self.footnotes.items(), start=1):
            shown = name if name.isdigit() else str(number)
            note = ElementTree.SubElement(block, "div", {"id": self.makeFootnoteId(name)})
            self.parser.parseChunk(note, text)
            _lead(note, f"[{shown}]", f"#{self.makeFootnoteRefId(name)}")
        return block


class _Reference(FootnoteInlineProcessor):
    """A reference to a note: a text may speak of 注3, so that a number stays what it is."""

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[ElementTree.Element | None, int | None, int | None]:
        """The raised link, and from where to where it was written."""
        element, start, end = super().handleMatch(m, data)
        if not isinstance(element, ElementTree.Element):
            return None, start, end
        if m[1].isdigit():
            element[0].text = f"[{m[1]}]"
        return element, start, end


def _lead(note: ElementTree.Element, number: str, target: str) -> None:
    """Begin the first paragraph of a note with its number."""
    first = note[0] if len(note) and note[0].tag == "p" else None
    if first is None:
        first = ElementTree.Element("p")
        note.insert(0, first)
    link = ElementTree.Element("a", {"href": target})
    link.text, link.tail, first.text = number, f" {first.text or ''}", None
    first.insert(0, link)
