"""Texts as officials type them → Markdown that says the same.

Markdown joins lines until one is blank, reads what is set in as program code and an asterisk as
stress. A 公文 begins a paragraph with 　　 or a level mark (一、（一）1.（1）), its names are
masked with asterisks, and nobody leaves a line free before a table. Here each line is looked at by
itself; what is plain Markdown stays as it is. Nothing is taken away but indentation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
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
_QUOTE: Final = re.compile(r"[ ]{0,3}>(?!\s*[\d=])")
"""Before a number the sign says "more than"."""
_ITEM_LEVEL: Final = 3
_LINES_OF_A_ROW: Final = 20

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
    lines = list(_with_plain_signs(lines))
    for opening, closing, plain in (("[", "]", "\\["), ("<", ">", "&lt;")):
        lines = _without_unclosed(lines, opening, closing, plain)
    return "\n".join(_Lines(lines).result())


def _with_plain_signs(lines: Sequence[str]) -> Iterator[str]:
    """The lines with those signs as plain characters that mean nothing where they stand: a `<` that
    begins no element, strokes of paths, underscores of addresses.
    """
    closed = {found[1].lower() for line in lines for found in _CLOSING_TAG.finditer(line)}
    fenced = False
    for line in lines:
        if _FENCE.match(line):
            fenced = not fenced
            yield line
        elif fenced or _SHOWN_HTML.match(line) or not _SIGNS.search(line):
            yield line
        else:
            yield "".join(
                part if part.startswith("`") else _plain_signs(part, closed)
                for part in _CODE.split(line)
            )


def _plain_signs(text: str, closed: Collection[str]) -> str:
    text = _WINDOWS_PATH.sub(lambda path: path[0].replace("\\", "\\\\"), text)
    text = _ADDRESS.sub(lambda found: found[0].replace("__", "\\_\\_"), text)

    def kept(found: re.Match[str]) -> str:
        tag = _ELEMENT.match(text, found.start())
        if tag is None:
            return "<" if _UNENDED.match(text, found.start()) else "&lt;"
        name = tag["name"].lower()
        alone = not tag["attributes"].strip() and not tag["closing"]
        pairs = name in _INLINE_PAIRS and alone and name not in closed
        # An element that is not taken over and that nothing closes would take the rest with it.
        swallows = name in _SWALLOWING and not tag["closing"] and name not in closed
        return "&lt;" if pairs or swallows else "<"

    return _ANGLE.sub(kept, text)


_CODE: Final = re.compile(r"(`+[^`]*`+)")
_ANGLE: Final = re.compile(r"<(?!!--|https?:|mailto:|[\w.+-]+@)")
_ELEMENT: Final = re.compile(
    r"<(?P<closing>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)"
    r"(?P<attributes>(?:\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>=]+))?)*)\s*/?>"
)
"""A tag of HTML: a name, and attributes that have Latin names."""
_UNENDED: Final = re.compile(
    r"<[A-Za-z][A-Za-z0-9]*(?:\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:\"[^\"]*\"?|'[^']*'?|[^\s\"'<>=]+))?)*\s*$"
)
"""A tag that goes on in the next line."""
_SIGNS: Final = re.compile(r"[<\\]|__")
_CLOSING_TAG: Final = re.compile(r"</([A-Za-z][A-Za-z0-9]*)\s*>")
_INLINE_PAIRS: Final = frozenset(
    ["a", "b", "i", "u", "s", "em", "strong", "del", "ins", "sub", "sup", "code", "small", "span"]
)
_SWALLOWING: Final = frozenset(["script", "style", "iframe", "object", "template", "noscript"])
_WINDOWS_PATH: Final = re.compile(r"(?<![\\\w])(?:[A-Za-z]:|\\\\[\w.-]+)\\(?!\\)[^\s，。；、]*")
"""D:\\x, \\\\server\\x: where strokes are escaped already, nothing is to be done."""
_ADDRESS: Final = re.compile(r"(?<![(<\"'])https?://[^\s<>()\"'，。；]+")
_VOID: Final = re.compile(r"[ ]{0,3}(?:<!--.*?-->|</?(?:br|hr|img|wbr)\b[^<>]*>)\s*", re.IGNORECASE)
"""A comment or an element that holds nothing, which ends where it stands."""


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
        shown = _SHOWN_HTML.match(self.lines[at]) and not (self.out and self.out[-1].strip())
        if _FENCE.match(self.lines[at]):
            closing = (n for n in range(at + 1, len(self.lines)) if _FENCE.match(self.lines[n]))
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
        opened = _ELEMENT.match(self.lines[at].strip())
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
    return f"| {' | '.join(_literal_stars(cell.strip()) for cell in filled)} |"


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
