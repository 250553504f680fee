"""What is found out about a document while it is imported."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.documents.imports.blocks import Block, Fate, Remark, visible_characters
from generator.model.messages import Message, msg


@dataclass(slots=True)
class Found:
    """The fields of a document by their names in code, the blocks that remain, and what to say.

    `moved` counts the characters that went from the text into fields or were left out with a
    remark.
    """

    fields: dict[str, str | list[str]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    moved: int = 0
    secret: str = ""

    def give(self, name: str, value: str | list[str]) -> None:
        """A field, unless it is known already."""
        if value and name not in self.fields:
            self.fields[name] = value

    def remark(self, fate: Fate, what: Message) -> None:
        """One more line of the report."""
        self.remarks.append(Remark(fate, what))

    def leave_out(self, what: Message, text: str) -> None:
        """Characters of the text that the document does not repeat."""
        self.moved += visible_characters(text)
        count = visible_characters(text)
        self.remark(Fate.LEFT_OUT, msg("%(what)s: %(n)s characters", what=what, n=count))
