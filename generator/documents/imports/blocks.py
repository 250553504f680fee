"""What a reader makes of a file: paragraphs and tables in reading order, and what it remarks.

Every reader (Word, PDF, OFD, web page, text) ends here, so that fields, Markdown and the report are
made in one way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, TypeAlias

from generator.model.messages import Message


class Script(StrEnum):
    """Where a run of characters stands: on the line, above it or below it."""

    LINE = "line"
    ABOVE = "sup"
    BELOW = "sub"


class Align(StrEnum):
    """How a paragraph is set."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of one look. A line break inside a paragraph is `\\n`.

    `font` is the East Asian font and `points` the size, where the file says them; `address` is
    where a link leads (http or https); `note` the number of the footnote that is called here, whose
    span has no text.
    """

    text: str
    script: Script = Script.LINE
    font: str = ""
    points: float = 0
    red: bool = False
    address: str = ""
    note: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `level` is the depth that the file itself gives a heading (1 is the highest);
    `number` the automatic number that the program printed before it, not part of the spans.
    """

    spans: tuple[Span, ...]
    align: Align = Align.LEFT
    level: int = 0
    number: str = ""

    @property
    def words(self) -> str:
        """The text without number, notes and white space at its ends."""
        return "".join(span.text for span in self.spans).strip()

    @property
    def text(self) -> str:
        """The text as it was printed, with its number."""
        return f"{self.number}{self.words}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table with the columns and rows that it covers."""

    blocks: tuple[Block, ...]
    columns: int = 1
    rows: int = 1
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table, row by row; a cell stands in the row in which it begins."""

    rows: tuple[tuple[Cell, ...], ...]


Block: TypeAlias = "Paragraph | Table"


class Fate(StrEnum):
    """What a remark says about a thing: it is not taken over, it was worked out, or somebody has
    to look at it.
    """

    LEFT_OUT = "left out"
    COMPUTED = "computed"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the import report. `paragraph` counts those of the result from 1."""

    fate: Fate
    what: Message
    paragraph: int | None = None


@dataclass(slots=True)
class ReadText:
    """What stands in a file. `notes` are its footnotes in the order of their numbers.

    `stated` are fields that the file itself names (the table above a page of a government site), by
    their names in front matter; `characters` are those of the file that people see, white space not
    counted, and `unread` those that no reader accounts for.
    """

    blocks: list[Block] = field(default_factory=list)
    notes: list[tuple[Paragraph, ...]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    stated: dict[str, str] = field(default_factory=dict)
    stated_characters: int = 0
    """Characters that stand where those fields are stated, and in no block."""
    characters: int = 0
    unread: int = 0
    margins: list[str] = field(default_factory=list)
    """What headers and footers say, which is no text but may mark it as secret."""


MAX_CHARACTERS: Final = 2_000_000
"""How long a text may be: longer than any law."""


LONGEST_BLANK: Final = 40
_BLANK: Final = re.compile(rf"[^\S\n]{{{LONGEST_BLANK},}}")


def with_short_blanks(blocks: list[Block]) -> list[Block]:
    """The blocks with no blank longer than a line: nobody sees them, and patterns stumble."""
    return [
        replace(block, spans=tuple(map(_short, block.spans)))
        if isinstance(block, Paragraph)
        else Table(tuple(tuple(map(_short_cell, row)) for row in block.rows))
        for block in blocks
    ]


def _short(span: Span) -> Span:
    return replace(span, text=_BLANK.sub(" " * LONGEST_BLANK, span.text))


def _short_cell(cell: Cell) -> Cell:
    return replace(cell, blocks=tuple(with_short_blanks(list(cell.blocks))))


def visible_characters(text: str) -> int:
    """How many characters of a text people see: all but white space."""
    return sum(not character.isspace() for character in text)


def paragraphs_of(blocks: list[Block] | tuple[Block, ...]) -> list[Paragraph]:
    """Every paragraph in reading order, those in tables too."""
    result: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            result.append(block)
        else:
            for row in block.rows:
                for cell in row:
                    result += paragraphs_of(cell.blocks)
    return result
