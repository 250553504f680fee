"""A `.docx` → what people read in it, with a remark for everything that was left out or worked out.

No library keeps the automatic numbers of a 公文 and drops its hidden text, so the XML is read here.
"""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from generator.documents.imports.blocks import (
    Block,
    Fate,
    Paragraph,
    ReadText,
    Remark,
    paragraphs_of,
)
from generator.documents.imports.word.body_blocks import WordBody
from generator.documents.imports.word.character_account import Thing, Why, element_characters
from generator.documents.imports.word.list_numbers import Numbering
from generator.documents.imports.word.ooxml_package import WordPackage, value
from generator.documents.imports.word.run_looks import Styles
from generator.model.messages import Message, msg

_LEFT_OUT: Final = {
    Why.DELETED: msg("deleted text that change tracking keeps"),
    Why.MOVED: msg("text that was moved to another place"),
    Why.HIDDEN: msg("hidden text"),
    Why.COVERED: msg("text in the colour of its ground, or too small to see"),
    Why.STRUCK: msg("text that is struck out"),
    Why.RUBY: msg("pronunciation above characters"),
    Why.FIELD_NAME: msg("what the file says of itself (author, file name and the like)"),
    Why.LIST_OF_CONTENTS: msg("the table of contents: the page makes its own"),
    Why.PLACEHOLDER: msg("hints of forms that nobody filled in"),
    Why.INSTRUCTION: msg("instructions of fields"),
    Why.COMMENT: msg("comments"),
    Why.UNCALLED_NOTE: msg("footnotes that the text does not call"),
    Why.HEADER: msg("headers and footers"),
}
"""What is left out, by its reason; what is said twice in the file is no loss and not told."""

_CHECK: Final = {
    Thing.DATE_FIELDS: msg("date fields: Word writes another day whenever the file is opened"),
    Thing.MERGE_FIELDS: msg("mail merge fields: this is a form letter, not the letter"),
    Thing.PLACEHOLDER: msg("places of a form that are not filled in"),
    Thing.FORMULAS: msg("formulas, written in one line"),
    Thing.SYMBOLS: msg("symbols of special fonts that are not known stand as 〓"),
    Thing.PRIVATE: msg("characters that only their maker's font has stand as 〓"),
    Thing.WORD_ART: msg("lines of ornamental writing, taken over as text"),
    Thing.UNKNOWN_NUMBER: msg(
        "automatic numbers of a kind that is not known stand in Arabic digits"
    ),
    Thing.WHITE_ON_TABLE: msg("white characters on the coloured ground of a table"),
    Thing.SHAPES: msg("painted shapes, which may lie over the text"),
    Thing.UNSTORED: msg("fields whose result the file does not store"),
    Thing.EMPTY_NUMBER: msg("numbers without a text were not taken over"),
}
_NOT_TAKEN: Final = {
    Thing.PICTURES: msg("pictures (seals?): attach as files those that readers need"),
    Thing.DRAWN: msg("charts and diagrams: attach as files those that readers need"),
    Thing.EMBEDDED: msg("embedded objects: attach them as files of their own"),
    Thing.OTHER_PARTS: msg("documents within the document: import them by themselves"),
}
_COMPUTED: Final = {
    Thing.INSERTED: msg("inserted characters that nobody has accepted yet were taken over"),
    Thing.MOVED_HERE: msg("moved characters stand in their new place"),
}


def read_word(shown: str, content: bytes) -> ReadText:
    """What people read in a Word file; DataError for one that cannot be read."""
    package = WordPackage(shown, content)
    reader = _Reader(package)
    return reader.read()


class _Reader:
    def __init__(self, package: WordPackage) -> None:
        self.package = package
        main = package.main
        self.styles = Styles(self._only("styles"))
        self.relations = package.relations(main)
        self.body = self._new_body()

    def _only(self, kind: str) -> Element | None:
        names = self.package.related(self.package.main, kind)
        return self.package.part(names[0]) if names else None

    def _new_body(self) -> WordBody:
        links = {
            identifier: target
            for identifier, (kind, target, outside) in self.relations.items()
            if kind == "hyperlink" and outside and target.lower().startswith(("http:", "https:"))
        }
        return WordBody(self.styles, Numbering(self._only("numbering"), self.styles), links)

    def read(self) -> ReadText:
        root = self.package.part(self.package.main)
        text = root.find("w:body") if root is not None else None
        if text is None:
            raise self.package.refusal(msg("is no .docx file inside"))
        blocks = [*self.body.blocks(text), *self.body.flush()]
        total = element_characters(text)
        notes, of_notes = self._notes()
        total += of_notes
        accounted = self.body.account.shown + sum(self.body.account.left_out.values())
        result = ReadText(
            blocks=blocks,
            notes=notes,
            characters=self.body.account.shown + self.body.account.computed,
            unread=total - accounted,
        )
        result.margins = self._leave_out_other_parts()
        result.remarks = list(self._remarks())
        return result

    def _notes(self) -> tuple[list[tuple[Paragraph, ...]], int]:
        """The notes that are called, in the order of their numbers, and the characters of all."""
        texts: dict[str, Element] = {}
        total = 0
        for kind in ("footnote", "endnote"):
            root = self._only(f"{kind}s")
            for each in root if root is not None else ():
                if value(each, "w:type") in ("", "normal"):
                    texts[f"{kind} {value(each, 'w:id')}"] = each
                    total += element_characters(each)
        result: list[tuple[Paragraph, ...]] = []
        called = self.body.runs.notes
        while len(result) < len(called):  # a note may call another one
            found = texts.pop(list(called)[len(result)], None)
            blocks: list[Block] = []
            if found is not None:
                blocks = [*self.body.blocks(found), *self.body.flush()]
            result.append(tuple(paragraphs_of(blocks)))
        self.body.account.left_out[Why.UNCALLED_NOTE] += sum(
            map(element_characters, texts.values())
        )
        return result, total

    def _leave_out_other_parts(self) -> list[str]:
        """Count what stands in other parts of the file; what headers and footers say."""
        said: list[str] = []
        main = self.package.main
        parts = (("header", Why.HEADER), ("footer", Why.HEADER), ("comments", Why.COMMENT))
        for kind, why in parts:
            for name in dict.fromkeys(self.package.related(main, kind)):
                root = self.package.part(name)
                if root is None:
                    continue
                other = self._new_body()
                blocks = [*other.blocks(root), *other.flush()]
                if why is Why.COMMENT or any(map(_says_more_than_a_page, blocks)):
                    self.body.account.left_out[why] += other.account.shown
                if why is Why.HEADER:
                    said += (paragraph.text for paragraph in paragraphs_of(blocks))
        return said

    def _remarks(self) -> list[Remark]:
        account = self.body.account
        remarks = []
        for why, what in _LEFT_OUT.items():
            if count := account.left_out[why]:
                remarks.append(
                    Remark(Fate.LEFT_OUT, _left_out(what, count, account.places.get(why)))
                )
        kinds = ((Fate.LEFT_OUT, _NOT_TAKEN), (Fate.COMPUTED, _COMPUTED), (Fate.CHECK, _CHECK))
        for fate, things in kinds:
            for name, what in things.items():
                if count := account.met[name]:
                    remarks.append(Remark(fate, msg("%(what)s: %(n)s", what=what, n=count)))
        return remarks


def _left_out(what: Message, count: int, places: list[int] | None) -> Message:
    if not places:
        return msg("%(what)s: %(n)s characters", what=what, n=count)
    where = "、".join(map(str, places[:5])) + ("…" if len(places) > 5 else "")
    return msg("%(what)s: %(n)s characters (paragraph %(where)s)", what=what, n=count, where=where)


def _says_more_than_a_page(block: Block) -> bool:
    """Whether a line of a footer says more than the number of the page."""
    text = block.text if isinstance(block, Paragraph) else "x"
    return any(c.isalpha() for c in text.replace("第", "").replace("页", "").replace("共", ""))
