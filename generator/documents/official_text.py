"""Texts as officials type them → Markdown that says the same.

Markdown joins lines until one is blank, reads what is set in as program code and an asterisk as
stress. A 公文 begins a paragraph with 　　 or a level mark (一、（一）1.（1）), its names are
masked with asterisks, and nobody leaves a line free before a table. Here each line is looked at by
itself; what is plain Markdown stays as it is. Nothing is taken away but indentation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from generator.documents.levels import (
    LevelMark,
    begins_paragraph,
    ends_paragraph,
    is_heading,
    is_office,
    is_signature,
    level_mark,
)
from generator.documents.plain_signs import (
    ELEMENT,
    FENCE,
    SHOWN_HTML,
    literal_signs,
    with_plain_brackets,
)

_BLANK: Final = r"(?:[\u00a0\u2002\u2003\u3000]|&(?:nbsp|ensp|emsp);)"
_INDENTED: Final = re.compile(rf"(?:[ ]{{2}}|[ ]?{_BLANK})(?:\s|{_BLANK})*")
_STRESSED: Final = re.compile(r"\*\*([^*]+)\*\*")
"""A line that is stressed as a whole, as headings are where nobody knows of headings."""
_ITEM: Final = re.compile(r"(?P<indent>[ \t\u3000]*)(?P<mark>[-*+]|[1-9]\d{0,2}[.])[ \t]+(?=\S)")
_HTML: Final = re.compile(r"[ ]{0,3}</?[A-Za-z!][^\n]*")
_HEADING: Final = re.compile(r"(#{1,6})[ \t]+(?=\S)|(#{1,6})(?=[\u4e00-\u9fff（《“])")
_HASH: Final = re.compile(r"#{1,}")
_FOOTNOTE: Final = re.compile(r"[ ]{0,3}\[\^[^\]\n]+\]:")
_DEFINITION: Final = re.compile(
    r"[ ]{0,3}\[(?P<label>[^\]\n]+)\]:(?P<address>[ ]*(?:https?:|<|/|#|\.{1,2}/))?"
)
_LABEL: Final = re.compile(r"\[([^\]\n]+)\](?!:)")
_RULE: Final = re.compile(r"[ ]{0,3}(?:-{3,}|\*{3,}|_{3,}|(?:[-*_][ ]){2,}[-*_])[ ]*")
_UNDERLINE: Final = re.compile(r"[ ]{0,3}(?:=+|-+)[ ]*")
_QUOTE: Final = re.compile(r"[ ]{0,3}>(?!\s*[\d=])")
"""Before a number the sign says "more than"."""
_ITEM_LEVEL: Final = 3
_LINES_OF_A_ROW: Final = 20

BAR: Final = "[|｜]"
DELIMITER: Final = re.compile(
    rf"\s*{BAR}?\s*[:：]?[-－—]+[:：]?\s*(?:{BAR}\s*[:：]?[-－—]+[:：]?\s*)*{BAR}?\s*"
)
ROW: Final = re.compile(rf"\s*{BAR}.*{BAR}\s*")

_ENDS: Final = ("。", "；", "！", "？")
"""What ends an item of a list: the line below it is no part of it, unless it is set in."""
_NESTED: Final = 4
"""Spaces by which the library recognises an item inside an item."""


def as_markdown(text: str) -> str:
    """The text with blank lines, headings and tables where its layout says that they are."""
    return "\n".join(_Lines(with_plain_brackets(text.replace("\t", "    "))).result())


_VOID: Final = re.compile(r"[ ]{0,3}(?:<!--.*?-->|</?(?:br|hr|img|wbr)\b[^<>]*>)\s*", re.IGNORECASE)
"""A comment or an element that holds nothing, which ends where it stands."""


class _Lines:
    """One walk over the lines of a text; each kind of block writes what the library understands."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.out: list[str] = []
        self.indents: list[int] = []
        """The indents of the items that are open, outermost first."""
        self.loose = False
        """Whether the open item holds a paragraph of its own."""
        self.numbers: dict[int, int] = {}
        """The last number of the open lists, by their depth."""
        self.labels = {found[1] for line in lines for found in _LABEL.finditer(line)}

    def result(self) -> list[str]:
        at = 0
        while at < len(self.lines):
            at = self._block(at)
        return self.out

    def _block(self, at: int) -> int:
        """Write the block that begins at a line; the number of the first line after it."""
        line = self.lines[at]
        if not line.strip():
            self.out.append("")
            return at + 1
        if end := self._untouched(at):
            return end
        if end := self._table(at):
            return end
        item = _ITEM.match(line)
        if item and not _RULE.fullmatch(line) and not self._goes_on(item):
            self._separate()
            self.indents = []
            self._line(at, line)
        elif item and not _RULE.fullmatch(line):
            self._item(item, line)
        elif self.indents and line[0] == " " and not level_mark(line.strip()):
            self._inside_item(line)
        else:
            if self.indents:
                self._separate()
            self.indents = []
            self._line(at, line)
        return at + 1

    def _untouched(self, at: int) -> int | None:
        """HTML up to a blank line, used or shown, and program text between fences."""
        shown = SHOWN_HTML.match(self.lines[at]) and not (self.out and self.out[-1].strip())
        if FENCE.match(self.lines[at]):
            closing = (n for n in range(at + 1, len(self.lines)) if FENCE.match(self.lines[n]))
            end = next(closing, at) + 1
        elif not shown and _VOID.fullmatch(self.lines[at]):
            end = at + 1
        elif shown or _HTML.match(self.lines[at]):
            blank = (n for n in range(at, len(self.lines)) if not self.lines[n].strip())
            end = next(blank, len(self.lines))
            end = end if shown else min(end, self._element_end(at, end))
        else:
            return None
        self._separate()
        self.out += self.lines[at:end]
        if not shown and end < len(self.lines) and self.lines[end].strip():
            self.out.append("")
        self.indents = self.indents if shown else []
        return end

    def _element_end(self, at: int, last: int) -> int:
        """The line after the one that closes the element with which a line begins."""
        opened = ELEMENT.match(self.lines[at].strip())
        if opened is None or opened["closing"]:
            return at + 1 if opened else last
        tag = re.compile(rf"<(/?){opened['name']}\b", re.IGNORECASE)
        depth = 0
        for number in range(at, last):
            for found in tag.finditer(self.lines[number]):
                depth += -1 if found[1] else 1
            if depth <= 0:
                return number + 1
        return last

    def _table(self, at: int) -> int | None:
        """A heading row above a row of dashes, with the rows below; bars may be full-width."""
        following = self.lines[at + 1] if at + 1 < len(self.lines) else ""
        if not (re.search(BAR, self.lines[at]) and re.search(BAR, following)):
            return None
        if not DELIMITER.fullmatch(following):
            return None
        rows, end = self._rows(at)
        dashes = rows.pop(1).replace("－", "-").replace("—", "-").replace("：", ":")
        # The library drops what stands beyond the headings, and a table whose dashes are fewer.
        width = max(len(_cells(row)) for row in rows)
        heading, *others = (_row(_cells(row), width) for row in rows)
        self._separate()
        self.out += [heading, _row(_cells(dashes), width, "---"), *others, ""]
        self.indents = []
        return end

    def _rows(self, at: int) -> tuple[list[str], int]:
        """The rows of a table, and the line after it; a cell may go on in the lines below its row
        where rows begin and end with a bar.
        """
        rows: list[str] = []
        closed = ROW.fullmatch(self.lines[at]) is not None
        end = at
        while end < len(self.lines) and re.search(BAR, self.lines[end]):
            row, last = self.lines[end].strip(" \u3000"), end
            if closed and end > at + 1 and not re.search(rf"{BAR}\s*$", row):
                row, last = self._row_with_breaks(row, end)
            rows.append(row.replace("｜", "|"))
            end = last + 1
        return rows, end

    def _row_with_breaks(self, row: str, at: int) -> tuple[str, int]:
        """A row whose cells go on below, and its last line; as it is where nothing closes it."""
        parts = [row]
        for number in range(at + 1, min(at + _LINES_OF_A_ROW, len(self.lines))):
            line = self.lines[number].strip(" \u3000")
            if not line or re.match(BAR, line):
                break
            parts.append(line)
            if re.search(rf"{BAR}$", line):
                return "<br>".join(parts), number
        return row, at

    def _goes_on(self, item: re.Match[str]) -> bool:
        """Whether a number is the next of its list: Markdown counts by itself after the first."""
        number = int(item["mark"][:-1]) if item["mark"][:-1].isdigit() else None
        depth = sum(each + 1 < len(item["indent"]) for each in self.indents)
        before = self.numbers.get(depth) if self.indents else None
        self.numbers = {at: each for at, each in self.numbers.items() if at < depth}
        if number is None:
            return True
        self.numbers[depth] = number
        return before is None or number == before + 1

    def _item(self, item: re.Match[str], line: str) -> None:
        """An item of a list, as deep as its indent says."""
        indent = len(item["indent"].replace("\u3000", ""))
        if not self.indents or self.loose:
            self._separate()
        self.loose = False
        while self.indents and indent < self.indents[-1]:
            self.indents.pop()
        if not self.indents or indent > self.indents[-1] + 1:
            self.indents.append(indent)
        depth = _NESTED * (len(self.indents) - 1)
        mark = line[item.start("mark") : item.end()]
        self.out.append(" " * depth + mark + literal_signs(line[item.end() :]))

    def _inside_item(self, line: str) -> None:
        """What is set in below an item belongs to it."""
        self.loose |= not self.out[-1].strip()
        self.out.append(" " * _NESTED * len(self.indents) + literal_signs(line.strip()))

    def _line(self, at: int, line: str) -> None:
        """A line of running text, a heading, a quotation or a rule."""
        indented = _INDENTED.match(line)
        plain = line[indented.end() :] if indented else line.strip(" ")
        stressed = _STRESSED.fullmatch(plain.rstrip())
        words = stressed[1] if stressed else plain
        if _HEADING.match(plain):
            self._heading(plain)
        elif _RULE.fullmatch(plain) or _UNDERLINE.fullmatch(plain):
            self._rule(plain)
        elif _FOOTNOTE.match(plain) or _QUOTE.match(plain):
            self._noted(plain)
        elif mark := self._heading_mark(at, words):
            self._separate()
            self.out += [f"{'#' * (mark.level + 1)} {literal_signs(_own_hashes(words))}", ""]
        else:
            signed = is_signature(plain, self._next_lines(at))
            above = self.lines[at - 1].strip() if at else ""
            begins = begins_paragraph(words) or ends_paragraph(above) or ROW.fullmatch(plain)
            apart = is_office(plain.strip()) and (is_office(above) or above.endswith(_ENDS))
            if indented or signed or begins or apart:
                self._separate()
            if _DEFINITION.match(plain) and not self._is_definition(plain):
                plain = plain.replace("[", "\\[", 1)
            self.out.append(_escaped(plain) + ("  " if line.endswith("  ") else ""))

    def _heading_mark(self, at: int, words: str) -> LevelMark | None:
        """The level mark of a line that is a heading."""
        mark = level_mark(words)
        if mark is None or not is_heading(mark, self._next_words(at)):
            return None
        # Below a row of the same kind it is the last of a list.
        above = level_mark(self.lines[at - 1].strip(" \u3000")) if at else None
        listed = above is not None and above.level == mark.level >= _ITEM_LEVEL
        return None if listed else mark

    def _noted(self, plain: str) -> None:
        """A footnote or a quotation, in which a level mark begins a paragraph too."""
        self._separate_from_text()
        quoted = _QUOTE.match(plain)
        if quoted and self.out[-1:] != [""] and begins_paragraph(plain[quoted.end() :].strip()):
            self.out.append(">")
        self.out.append(literal_signs(plain))

    def _is_definition(self, plain: str) -> bool:
        """Whether a line names the address of a link that the text has; others are text."""
        found = _DEFINITION.match(plain)
        return bool(found and found["address"] and found["label"] in self.labels)

    def _heading(self, plain: str) -> None:
        """A heading by number signs; one that ends with a sign of its own (C#) keeps it."""
        self._separate()
        if re.search(r"[^\s#]#+$", plain):
            plain = _own_hashes(plain)
        self.out += [literal_signs(plain), ""]

    def _rule(self, plain: str) -> None:
        """Dashes below a short line make it a heading; anywhere else they are a rule."""
        above = self.out[-1] if self.out else ""
        underlined = _UNDERLINE.fullmatch(plain) and above.strip() and len(plain) > 2
        if underlined and len(above) <= 40 and not re.search(r"[。；！？]", above):
            self.out[-1:] = ["", above, plain, ""]
        elif _RULE.fullmatch(plain):
            self._separate()
            self.out += [plain, ""]
        else:
            # A sign of equality cannot be escaped by a stroke.
            self.out.append(f"&#61;{plain[1:]}" if plain[0] == "=" else "\\" + plain)

    def _next_words(self, at: int) -> str | None:
        """The next line with words, without indentation."""
        return next(iter(self._next_lines(at, 1)), None)

    def _next_lines(self, at: int, most: int = 8) -> list[str]:
        """The next lines with words, without indentation."""
        following = (line.strip() for line in self.lines[at + 1 :] if line.strip())
        return list(islice(following, most))

    def _separate(self) -> None:
        """A blank line, unless there is one."""
        if self.out and self.out[-1].strip():
            self.out.append("")

    def _separate_from_text(self) -> None:
        """The same, but between lines of one kind."""
        if self.out and not (_FOOTNOTE.match(self.out[-1]) or _QUOTE.match(self.out[-1])):
            self._separate()


def _cells(row: str) -> list[str]:
    """The cells of a row; a bar in program text or behind a stroke parts none."""
    inside = row.strip().removeprefix("|")
    cells, cell = [], ""
    for part in _BAR_OR_CODE.split(inside):
        if part == "|":
            cells.append(cell)
            cell = ""
        else:
            cell += part
    return [*cells, cell] if cell.strip() or not cells else cells


_BAR_OR_CODE: Final = re.compile(r"(`+[^`]*`+|\\.|\|)")


def _row(cells: Sequence[str], width: int, empty: str = "") -> str:
    """A row of so many cells."""
    filled = (*cells, *[empty] * (width - len(cells)))
    return f"| {' | '.join(literal_signs(cell.strip()) for cell in filled)} |"


def _own_hashes(line: str) -> str:
    """The line with number signs at its end escaped, which would close a heading."""
    words = line.rstrip("#")
    count = len(line) - len(words)
    return words + "\\#" * count if not words.endswith("\\") else line


def _escaped(line: str) -> str:
    """A line of running text in which no first sign means anything to Markdown."""
    if _HASH.match(line) or line.startswith(">"):
        line = "\\" + line
    line = re.sub(r"^(\d+)\.(?=[ ])", r"\1\\.", line)
    return literal_signs(line)
