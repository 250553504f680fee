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
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_INDENT: Final = re.compile(r"(?:[ ]{2}|[\u3000\u00a0\t])")
_WRAPPED_FROM: Final = 25
"""Lines at least so long, and all about as long, were broken by a program."""


def decoded(shown: str, content: bytes) -> str:
    """The characters of a file: by its mark, by what it says of itself, as UTF-8, as GB 18030."""
    said = _CHARSET.search(content[:4096])
    named = [said[1].decode("ascii", "replace")] if said else []
    marked = [name for mark, name in _MARKS if content.startswith(mark)]
    for encoding in (
        *marked,
        "utf-8",
        *("gb18030" if n.lower() in ("gb2312", "gbk") else n for n in named),
        "gb18030",
    ):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
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


def _joined(lines: list[str]) -> list[str]:
    """A line is a paragraph, unless a program has broken the lines at one width."""
    full = [len(line) for line in lines if line.strip()]
    widest = max(full, default=0)
    at_width = sum(length >= widest - 3 for length in full)
    long = sum(length > widest / 2 for length in full)
    wrapped = widest >= _WRAPPED_FROM and at_width > 2 and at_width * 2 > long
    result: list[str] = []
    goes_on = False
    for at, line in enumerate(lines):
        words = line.strip()
        following = next((each.strip() for each in lines[at + 1 :] if each.strip()), None)
        begins = _INDENT.match(line) or begins_paragraph(words) or is_signature(words, following)
        if words and wrapped and goes_on and not begins:
            result[-1] += words
        elif words:
            result.append(words)
        goes_on = bool(words) and len(line.rstrip()) >= widest - 3 and not ends_paragraph(words)
    return result
