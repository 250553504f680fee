"""The text of a document as blocks, so that one of them can be changed and the others stay.

A text that nobody touched is never written again: a block is cut out of the text, and what takes
its place is put between exactly the characters that stood around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from generator.model.messages import msg
from generator.model.problems import UsageError

_BLOCK: Final = re.compile(r"\S[^\n]*(?:\n(?![ \t]*\n)[^\n]+)*")
_HEADING: Final = re.compile(r"(#{1,6})[ \t]+")


class As(StrEnum):
    """What a block is for its reader."""

    TEXT = "text"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    OTHER = "other"


_MARKS: Final = {As.FIRST: "## ", As.SECOND: "### ", As.THIRD: "#### "}


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text without a blank line, and where it stands."""

    start: int
    end: int
    text: str
    line: int
    """The line of the text in which it begins, counted from 1."""

    @property
    def kind(self) -> As:
        """What it is; tables, lists and notes are none of those that can be chosen."""
        if found := _HEADING.match(self.text):
            return {2: As.FIRST, 3: As.SECOND}.get(len(found[1]), As.THIRD)
        if self.text.startswith(("<table", "[^", "- ", "|", "> ", "```")):
            return As.OTHER
        return As.TEXT

    @property
    def words(self) -> str:
        """The block without the mark of a heading."""
        return _HEADING.sub("", self.text, count=1)


def blocks_of(text: str) -> list[Block]:
    """The blocks of a text in their order."""
    found, line, counted = [], 1, 0
    for match in _BLOCK.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        found.append(Block(match.start(), match.end(), match[0], line))
    return found


def replace_block(text: str, number: int, words: str, kind: As) -> str:
    """The text with another block in the place of this one; without it where `words` is empty.

    UsageError where there is no such block.
    """
    blocks = blocks_of(text)
    if not 0 <= number < len(blocks):
        raise UsageError(msg("there is no such paragraph"))
    block = blocks[number]
    words = words.strip("\n")
    if not words.strip():
        end = blocks[number + 1].start if number + 1 < len(blocks) else len(text)
        return text[: block.start] + text[end:]
    if kind in _MARKS:
        words = _MARKS[kind] + " ".join(_HEADING.sub("", words, count=1).split("\n"))
    elif kind is As.TEXT:
        words = _HEADING.sub("", words, count=1)
    return text[: block.start] + words + text[block.end :]
