"""Why a cell is refused."""

from __future__ import annotations

from generator.model.messages import Message


class Refused(Exception):
    """A cell that cannot be repaired; the message says what it has to be, never what it is."""

    def __init__(self, why: Message) -> None:
        self.why = why
        super().__init__(why)
