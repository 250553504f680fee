"""Texts as officials type them → Markdown that says the same.

Markdown joins lines until one is blank, reads what is set in as program code and an asterisk as
stress. A 公文 begins a paragraph with 　　 or a level mark (一、（一）1.（1）), its names are
masked with asterisks, and nobody leaves a line free before a table. Here each line is looked at by
itself; what is plain Markdown stays as it is. Nothing is taken away but indentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from generator.documents.levels import (
    LevelMark,
    begins_paragraph,
    ends_paragraph,
    is_heading,
    is_signature,
    level_mark,
)

_BLANK: Final = r"(?:[\u00a0\u2002\u2003\u3000]|&(?:nbsp|ensp|emsp);)"
_INDENTED: Final = re.compile(rf"(?:[ ]{{2}}|[ ]?{_BLANK})(?:\s|{_BLANK})*")
_STRESSED: Final = re.compile(r"\*\*([^*]+)\*\*")
"""A line that is stressed as a whole, as headings are where nobody knows of headings."""
_ITEM: Final = re.compile(r"(?P<indent>[ \t\u3000]*)(?P<mark>[-*+]|[1-9]\d{0,2}[.])[ \t]+(?=\S)")
_HTML: Final = re.compile(r"[ ]{0,3}</?[A-Za-z!][^\n]*")
_SHOWN_HTML: Final = re.compile(r"[ ]{4,}</?[A-Za-z]")
"""HTML that is to be read, not used: set in, as Markdown has it."""
_FENCE: Final = re.compile(r"[ ]{0,3}(?:```|~~~)")
_HEADING: Final = re.compile(r"(#{1,6})[ \t]+(?=\S)|(#{1,6})(?=[\u4e00-\u9fff（《“])")
_HASH: Final = re.compile(r"#{1,}")
_FOOTNOTE: Final = re.compile(r"[ ]{0,3}\[\^[^\]\n]+\]:")
_DEFINITION: Final = re.compile(
    r"[ ]{0,3}\[(?P<label>[^\]\n]+)\]:(?P<address>[ ]*(?:https?:|<|/|#|\.{1,2}/))?"
)
_LABEL: Final = re.compile(r"\[([^\]\n]+)\](?!:)")
_RULE: Final = re.compile(r"[ ]{0,3}(?:-{3,}|\*{3,}|_{3,}|(?:[-*_][ ]){2,}[-*_])[ ]*")
_UNDERLINE: Final = re.compile(r"[ ]{0,3}(?:=+|-+)[ ]*")
_QUOTE: Final = re.compile(r"[ ]{0,3}>")

BAR: Final = "[|｜]"
DELIMITER: Final = re.compile(
    rf"\s*{BAR}?\s*[:：]?[-－—]+[:：]?\s*(?:{BAR}\s*[:：]?[-－—]+[:：]?\s*)*{BAR}?\s*"
)
ROW: Final = re.compile(rf"\s*{BAR}.*{BAR}\s*")

_NO_REFERENCE: Final = re.compile(r"&(?=#(?!(?:\d{1,7}|[xX][0-9a-fA-F]{1,6});))")
"""The sign of a character reference that is none: 甲&#1 号楼."""
_STAR: Final = re.compile(r"(`+[^`]*`+)|(\\.)|(<[^>\n]*>)|(\*+)|(_{3,})")
_OPENING: Final = "（(《〈【「『“‘["
_CLOSING: Final = "）)》〉】」』”’]。，、；：！？,;:!?"

_ENDS: Final = ("。", "；", "！", "？")
"""What ends an item of a list: the line below it is no part of it, unless it is set in."""
_MAX_UNCLOSED: Final = 200
"""Brackets that nothing closes, of which a text may have so many before they are escaped."""
_NESTED: Final = 4
"""Spaces by which the library recognises an item inside an item."""


def as_markdown(text: str) -> str:
    """The text with blank lines, headings and tables where its layout says that they are."""
    lines = _NO_REFERENCE.sub("&amp;", text.replace("\t", "    ")).split("\n")
    for opening, closing, plain in (("[", "]", "\\["), ("<", ">", "&lt;")):
        lines = _without_unclosed(lines, opening, closing, plain)
    return "\n".join(_Lines(lines).result())


def _without_unclosed(lines: list[str], opening: str, closing: str, plain: str) -> list[str]:
    """The lines with brackets that nothing closes as plain signs, where there are very many.

    The library looks from each of them to the end of the text.
    """
    unclosed = [line.count(opening) - line.count(closing) for line in lines]
    if sum(max(0, excess) for excess in unclosed) <= _MAX_UNCLOSED:
        return lines
    return [
        line.replace(opening, plain) if excess > 0 else line
        for line, excess in zip(lines, unclosed, strict=True)
    ]


class _Lines:
    """One walk over the lines of a text; each kind of block writes what the library understands."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.out: list[str] = []
        self.indents: list[int] = []
        """The indents of the items that are open, outermost first."""
        self.loose = False
        """Whether the open item holds a paragraph of its own."""
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
        if item and not _RULE.fullmatch(line):
            self._item(item, line)
        elif self.indents and line[0] == " " and not level_mark(line.strip()):
            self._inside_item(line)
        else:
            if self.indents and self.out[-1].endswith(_ENDS):
                self._separate()
            self.indents = []
            self._line(at, line)
        return at + 1

    def _untouched(self, at: int) -> int | None:
        """HTML up to a blank line, used or shown, and program text between fences."""
        shown = _SHOWN_HTML.match(self.lines[at]) and not (self.out and self.out[-1].strip())
        if _FENCE.match(self.lines[at]):
            closing = (n for n in range(at + 1, len(self.lines)) if _FENCE.match(self.lines[n]))
            end = next(closing, at) + 1
        elif shown or _HTML.match(self.lines[at]):
            blank = (n for n in range(at, len(self.lines)) if not self.lines[n].strip())
            end = next(blank, len(self.lines))
        else:
            return None
        self._separate()
        self.out += self.lines[at:end]
        self.indents = self.indents if shown else []
        return end

    def _table(self, at: int) -> int | None:
        """A heading row above a row of dashes, with the rows below; bars may be full-width."""
        following = self.lines[at + 1] if at + 1 < len(self.lines) else ""
        if not (re.search(BAR, self.lines[at]) and re.search(BAR, following)):
            return None
        if not DELIMITER.fullmatch(following):
            return None
        end = at + 2
        while end < len(self.lines) and re.search(BAR, self.lines[end]):
            end += 1
        self._separate()
        for number in range(at, end):
            row = self.lines[number].strip(" \u3000").replace("｜", "|")
            if number == at + 1:
                row = row.replace("－", "-").replace("—", "-").replace("：", ":")
            self.out.append(_literal_stars(row))
        self.out.append("")
        self.indents = []
        return end

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
        self.out.append(" " * depth + mark + _literal_stars(line[item.end() :]))

    def _inside_item(self, line: str) -> None:
        """What is set in below an item belongs to it."""
        self.loose |= not self.out[-1].strip()
        self.out.append(" " * _NESTED * len(self.indents) + _literal_stars(line.strip()))

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
            self.out += [f"{'#' * (mark.level + 1)} {_literal_stars(_own_hashes(words))}", ""]
        else:
            signed = is_signature(plain, self._next_words(at))
            above = self.lines[at - 1].strip() if at else ""
            begins = begins_paragraph(words) or ends_paragraph(above) or ROW.fullmatch(plain)
            if indented or signed or begins:
                self._separate()
            if _DEFINITION.match(plain) and not self._is_definition(plain):
                plain = plain.replace("[", "\\[", 1)
            self.out.append(_escaped(plain) + ("  " if line.endswith("  ") else ""))

    def _heading_mark(self, at: int, words: str) -> LevelMark | None:
        """The level mark of a line that is a heading."""
        mark = level_mark(words)
        return mark if mark and is_heading(mark, self._next_words(at)) else None

    def _noted(self, plain: str) -> None:
        """A footnote or a quotation, in which a level mark begins a paragraph too."""
        self._separate_from_text()
        quoted = _QUOTE.match(plain)
        if quoted and self.out[-1:] != [""] and begins_paragraph(plain[quoted.end() :].strip()):
            self.out.append(">")
        self.out.append(_literal_stars(plain))

    def _is_definition(self, plain: str) -> bool:
        """Whether a line names the address of a link that the text has; others are text."""
        found = _DEFINITION.match(plain)
        return bool(found and found["address"] and found["label"] in self.labels)

    def _heading(self, plain: str) -> None:
        """A heading by number signs; one that ends with a sign of its own (C#) keeps it."""
        self._separate()
        if re.search(r"[^\s#]#+$", plain):
            plain = _own_hashes(plain)
        self.out += [_literal_stars(plain), ""]

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
        following = (line.strip() for line in self.lines[at + 1 :] if line.strip())
        return next(following, None)

    def _separate(self) -> None:
        """A blank line, unless there is one."""
        if self.out and self.out[-1].strip():
            self.out.append("")

    def _separate_from_text(self) -> None:
        """The same, but between lines of one kind."""
        if self.out and not (_FOOTNOTE.match(self.out[-1]) or _QUOTE.match(self.out[-1])):
            self._separate()


def _own_hashes(line: str) -> str:
    """The line with number signs at its end escaped, which would close a heading."""
    words = line.rstrip("#")
    count = len(line) - len(words)
    return words + "\\#" * count if not words.endswith("\\") else line


def _escaped(line: str) -> str:
    """A line of running text in which no first sign means anything to Markdown."""
    if _HASH.match(line):
        line = "\\" + line
    line = re.sub(r"^(\d+)\.(?=[ ])", r"\1\\.", line)
    return _literal_stars(line)


def _literal_stars(line: str) -> str:
    """The line with asterisks escaped that stand inside words (王*明) or lie alone.

    `*重点*` stresses where its first asterisk does not follow a character; blanks of a form
    (姓名____) stay lines.
    """
    return "".join(_signs(line)) if "*" in line or "___" in line else line


def _signs(line: str) -> Iterator[str]:
    at, pending = 0, False
    for found in _STAR.finditer(line):
        yield line[at : found.start()]
        at = found.end()
        sign = found[0]
        if sign.startswith("_"):
            yield "\\_" * len(sign)
        elif sign != "*":
            yield sign
        else:
            before, after = line[: found.start()][-1:], line[at:][:1]
            if pending and before.strip() and before not in _OPENING:
                pending = False
                yield sign
            elif _opens(before, after) and _closes(line[at:]):
                pending = True
                yield sign
            else:
                yield "\\*"
    yield line[at:]


def _opens(before: str, after: str) -> bool:
    return bool(after.strip()) and after not in _CLOSING and not (before and before.isalnum())


def _closes(rest: str) -> bool:
    """Whether a later single asterisk may end the stress."""
    return bool(re.search(rf"[^\s*{re.escape(_OPENING)}]\*(?!\*)", rest))
