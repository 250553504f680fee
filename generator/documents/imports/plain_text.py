"""A text file → paragraphs, and bytes → text in whichever of the usual ways they are written."""

from __future__ import annotations

import re
from typing import Final

from generator.documents.imports.blocks import (
    MAX_CHARACTERS,
    Paragraph,
    ReadText,
    Span,
    visible_characters,
)
from generator.documents.levels import begins_paragraph, ends_paragraph, is_signature
from generator.model.messages import msg
from generator.model.problems import DataError, Problem

_CHARSET: Final = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_ENCODINGS: Final = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5",
    "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
}  # fmt: skip
"""Encodings that a file may name, beside UTF-8."""
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_INDENT: Final = re.compile(r"(?:[ ]{2}|[\u3000\u00a0\t])")
_WRAPPED_FROM: Final = 25
"""Lines at least so long, and all about as long, were broken by a program."""


def decoded(shown: str, content: bytes) -> str:
    """The characters of a file: by its mark, by what it says of itself, as UTF-8, as GB 18030."""
    said = _CHARSET.search(content[:4096])
    named = _ENCODINGS.get(said[1].decode("ascii", "replace").lower(), "utf-8") if said else "utf-8"
    marked = [name for mark, name in _MARKS if content.startswith(mark)]
    for encoding in (*marked, "utf-8", named, "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "\x00" in text or len(text) > MAX_CHARACTERS:
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise DataError([Problem(shown, None, None, msg("is no text, or too long a one"))])


def read_plain_text(shown: str, content: bytes) -> ReadText:
    """The paragraphs of a text file; DataError for what is no text."""
    text = decoded(shown, content)
    lines = text.split("\n")
    paragraphs = [Paragraph((Span(line),)) for line in _joined(lines)]
    count = sum(visible_characters(paragraph.text) for paragraph in paragraphs)
    return ReadText(
        blocks=list(paragraphs), characters=count, unread=visible_characters(text) - count
    )


_LOOKED_AT = 8
"""Lines below one that may be the other offices of a signature, and its day."""


def _joined(lines: list[str]) -> list[str]:
    """A line is a paragraph, unless a program has broken the lines at one width."""
    full = [len(line) for line in lines if line.strip()]
    widest = max(full, default=0)
    at_width = sum(length >= widest - 3 for length in full)
    long = sum(length > widest / 2 for length in full)
    wrapped = widest >= _WRAPPED_FROM and at_width > 2 and at_width * 2 > long
    result: list[str] = []
    goes_on = False
    following_words: list[tuple[str, ...]] = []
    after: tuple[str, ...] = ()
    for line in reversed(lines):
        following_words.append(after)
        after = (line.strip(), *after[: _LOOKED_AT - 1]) if line.strip() else after
    for line, following in zip(lines, reversed(following_words), strict=True):
        words = line.strip()
        begins = _INDENT.match(line) or begins_paragraph(words) or is_signature(words, following)
        if words and wrapped and goes_on and not begins:
            result[-1] += words
        elif words:
            result.append(words)
        goes_on = bool(words) and len(line.rstrip()) >= widest - 3 and not ends_paragraph(words)
    return result
