"""Fields of Word: instructions between marks, with the result that Word stored when it last looked.

ECMA-376 part 1, 17.16. The instruction is never text; the stored result is, except where it is a
name out of the properties of the file, a table of contents or the number of a page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from generator.documents.imports.word.symbol_fonts import symbol

DATES: Final = frozenset({"DATE", "TIME", "PRINTDATE", "SAVEDATE", "CREATEDATE"})
"""Fields that say another day whenever the file is opened, printed or saved."""
NAMES: Final = frozenset({
    "AUTHOR", "LASTSAVEDBY", "USERNAME", "USERINITIALS", "USERADDRESS", "FILENAME", "COMMENTS",
    "DOCPROPERTY", "INFO", "SUBJECT", "KEYWORDS", "TEMPLATE",
})  # fmt: skip
"""Fields that repeat the properties of the file: who made it, where it lay."""
CONTENTS: Final = frozenset({"TOC", "INDEX", "TC", "XE"})

SILENT: Final = frozenset({
    "FORMCHECKBOX", "FORMDROPDOWN", "FORMTEXT", "TC", "XE", "RD", "TA", "ADVANCE", "PRIVATE", "SET",
    "ASK", "HYPERLINK", "PAGE", "NUMPAGES", "SECTIONPAGES", *CONTENTS, *NAMES,
})  # fmt: skip
"""Fields without a stored result that show nothing of the text, or are read elsewhere."""
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


_SWITCHES: Final = re.compile(r"\\[a-zA-Z]+(?:\s*-?\d+)?|\\\*\s*\w+")
_ENCLOSED: Final = dict(zip("一二三四五六七八九十", "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉", strict=True))
_RINGS: Final = "○〇◯□△◇"


def drawn_text(instruction: str) -> str | None:
    """What an instruction draws without a stored result: `EQ \\o\\ac(○,一)` is ㊀, `EQ \\f(1,2)` is
    1/2, the base of `\\o(…)` stands for what is set above it. None where that is not known here.
    """
    name, _, rest = instruction.strip().partition(" ")
    name = name.upper()
    if name == "EQ":
        return _equation(rest)
    if name == "SYMBOL":
        font = re.search(r'\\f\s+"?([^"\\]+)"?', rest)
        code = re.match(r"\s*(0x[0-9a-fA-F]+|\d+)", rest)
        number = int(code[1], 0) if code else 0
        return (
            symbol(font[1].strip() if font else "Symbol", chr(number)) if 0 < number < 256 else None
        )
    if name == "MACROBUTTON":
        return ""  # a hint where to click
    return None


def _equation(text: str) -> str | None:
    found = re.search(r"\\([of])(?:\\[a-z]+)*(?:\s*\\[a-z]+)*\s*\((.*)\)", text, re.DOTALL)
    if found is None:
        return None
    parts = [_SWITCHES.sub("", part).strip(" ()") for part in _arguments(found[2])]
    if found[1] == "f" and len(parts) == 2:
        return f"{parts[0]}/{parts[1]}"
    if not parts:
        return None
    base = parts[-1]
    if len(parts) == 2 and parts[0] in _RINGS:
        return _ENCLOSED.get(base, chr(0x245F + int(base)) if base in _NUMBERS else base)
    return base


_NUMBERS: Final = frozenset(map(str, range(1, 21)))


def _arguments(text: str) -> list[str]:
    """The arguments of a function, parted by commas outside of inner brackets."""
    parts, depth = [""], 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if sign in ",;，" and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts
