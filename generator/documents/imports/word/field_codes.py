"""Fields of Word: instructions between marks, with the result that Word stored when it last looked.

ECMA-376 part 1, 17.16. The instruction is never text; the stored result is, except where it is a
name out of the properties of the file, a table of contents or the number of a page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

DATES: Final = frozenset({"DATE", "TIME", "PRINTDATE", "SAVEDATE", "CREATEDATE"})
"""Fields that say another day whenever the file is opened, printed or saved."""
NAMES: Final = frozenset({
    "AUTHOR", "LASTSAVEDBY", "USERNAME", "USERINITIALS", "USERADDRESS", "FILENAME", "COMMENTS",
    "DOCPROPERTY", "INFO", "SUBJECT", "KEYWORDS", "TEMPLATE",
})  # fmt: skip
"""Fields that repeat the properties of the file: who made it, where it lay."""
CONTENTS: Final = frozenset({"TOC", "INDEX", "TC", "XE"})

MERGED: Final = frozenset({"MERGEFIELD", "MERGEREC", "NEXT", "ADDRESSBLOCK", "GREETINGLINE"})


@dataclass(slots=True)
class Field:
    """One open field: its instruction as far as it was read, and whether the result has begun."""

    instruction: str = ""
    in_result: bool = False

    @property
    def name(self) -> str:
        """The first word of the instruction, in capitals."""
        return next(iter(self.instruction.split()), "").upper()


@dataclass(slots=True)
class OpenFields:
    """The fields that are open at a place, outermost first; they may span paragraphs."""

    stack: list[Field] = field(default_factory=list)

    def begin(self, instruction: str = "", *, in_result: bool = False) -> None:
        """A field begins."""
        self.stack.append(Field(instruction, in_result))

    def separate(self) -> None:
        """The result of the innermost field begins."""
        if self.stack:
            self.stack[-1].in_result = True

    def end(self) -> Field | None:
        """The innermost field ends."""
        return self.stack.pop() if self.stack else None

    @property
    def in_instruction(self) -> bool:
        """Whether what stands here belongs to an instruction and to no text."""
        return any(not each.in_result for each in self.stack)

    def inside(self, names: frozenset[str]) -> str:
        """The name of an open field among these; empty where none is."""
        return next((each.name for each in self.stack if each.name in names), "")
