"""Signs that mean something to Markdown or HTML, as plain characters where they mean nothing.

A `<` that begins no element, strokes of paths, underscores of addresses, asterisks of masked names:
what an official typed is what a reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

FENCE: Final = re.compile(r"[ ]{0,3}(?:```|~~~)")
SHOWN_HTML: Final = re.compile(r"[ ]{4,}</?[A-Za-z]")
"""HTML that is to be read, not used: set in, as Markdown has it."""
_NO_REFERENCE: Final = re.compile(r"&(?=#(?!(?:\d{1,7}|[xX][0-9a-fA-F]{1,6});))")
"""The sign of a character reference that is none: 甲&#1 号楼."""
_STAR: Final = re.compile(r"(`+[^`]*`+)|(\\.)|(<[^>\n]*>)|(\*+)|(_{3,})")
_OPENING: Final = "（(《〈【「『“‘["
_CLOSING: Final = "）)》〉】」』”’]。，、；：！？,;:!?"
_MAX_UNCLOSED: Final = 200
"""Brackets that nothing closes, of which a text may have so many before they are escaped."""


def with_plain_brackets(text: str) -> list[str]:
    """The lines of a text in which brackets that mean nothing are plain characters."""
    lines = [*_lines(_NO_REFERENCE.sub("&amp;", text).split("\n"))]
    for opening, closing, plain in (("[", "]", "\\["), ("<", ">", "&lt;")):
        lines = _without_unclosed(lines, opening, closing, plain)
    return lines


def _lines(lines: Sequence[str]) -> Iterator[str]:
    """The lines with each `<` as a plain character that begins no element."""
    closed = {found[1].lower() for line in lines for found in _CLOSING_TAG.finditer(line)}
    fenced = False
    for line in lines:
        if FENCE.match(line):
            fenced = not fenced
            yield line
        elif fenced or SHOWN_HTML.match(line) or "<" not in line:
            yield line
        else:
            yield _outside_code(line, lambda part: _plain_brackets(part, closed))


def _outside_code(line: str, change: Callable[[str], str]) -> str:
    """The line with what is no program text in it changed."""
    return "".join(part if part.startswith("`") else change(part) for part in _CODE.split(line))


def _plain_brackets(text: str, closed: Collection[str]) -> str:
    def kept(found: re.Match[str]) -> str:
        tag = ELEMENT.match(text, found.start())
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
ELEMENT: Final = re.compile(
    r"<(?P<closing>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)"
    r"(?P<attributes>(?:\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>=]+))?)*)\s*/?>"
)
"""A tag of HTML: a name, and attributes that have Latin names."""
_UNENDED: Final = re.compile(
    r"<[A-Za-z][A-Za-z0-9]*(?:\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:\"[^\"]*\"?|'[^']*'?|[^\s\"'<>=]+))?)*\s*$"
)
"""A tag that goes on in the next line."""
_CLOSING_TAG: Final = re.compile(r"</([A-Za-z][A-Za-z0-9]*)\s*>")
_INLINE_PAIRS: Final = frozenset(
    ["a", "b", "i", "u", "s", "em", "strong", "del", "ins", "sub", "sup", "code", "small", "span"]
)
_SWALLOWING: Final = frozenset(["script", "style", "iframe", "object", "template", "noscript"])
_WINDOWS_PATH: Final = re.compile(r"(?<![\\\w])(?:[A-Za-z]:|\\\\[\w.-]+)\\(?!\\)[^\s，。；、]*")
"""D:\\x, \\\\server\\x: where strokes are escaped already, nothing is to be done."""
_ADDRESS: Final = re.compile(r"(?<![(<\"'])https?://[^\s<>()\"'，。；]+")


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


def literal_signs(line: str) -> str:
    """A line of running text with signs escaped that mean nothing in it: asterisks inside words
    (王*明) or alone, strokes of paths, underscores of addresses.

    `*重点*` stresses where its first asterisk does not follow a character; blanks of a form
    (姓名____) stay lines.
    """
    if "\\" in line or "__" in line:
        line = _outside_code(line, _plain_strokes)
    return "".join(_signs(line)) if "*" in line or "___" in line else line


def _plain_strokes(text: str) -> str:
    text = _WINDOWS_PATH.sub(lambda path: path[0].replace("\\", "\\\\"), text)
    return _ADDRESS.sub(lambda found: found[0].replace("__", "\\_\\_"), text)


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
