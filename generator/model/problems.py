"""What can be wrong, and how it is said.

GongshiError            anything a user can mend; printed without a traceback
├── UsageError              wrong arguments or settings: exit status 2
└── DataError             data that is refused: exit status 1, carries every Problem
    └── VerificationError       a signature, digest, scope or version that does not hold
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from generator.model.messages import Message, lines, msg

MALFORMED = (msgspec.MsgspecError, ValueError, RecursionError)
"""What parsers raise for a text that is broken, not UTF-8, nested too deeply, or holds a number of
thousands of digits."""


class Severity(StrEnum):
    """How much a Problem matters."""

    REPAIRED = "repaired"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about one place in the input.

    `file` is the name the user knows, `line` counts from 1 with the heading as line 1 (None where
    the whole file is meant), `field` is the column, `why` a sentence without full stop.
    A value that may be personal data is never part of `why`.
    """

    file: str
    line: int | None
    field: str | None
    why: Message
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        # The English of `message`, without making one: lists of repairs are long.
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place} {self.field}: {self.why}" if self.field else f"{place}: {self.why}"

    @property
    def message(self) -> Message:
        """Place and reason in one sentence."""
        where: str = self.file
        if self.line is not None:
            where = msg("%(file)s:%(line)s", file=where, line=self.line)
        if self.field:
            where = msg("%(where)s %(field)s", where=where, field=self.field)
        return msg("%(where)s: %(why)s", where=where, why=self.why)


class GongshiError(Exception):
    """A failure that the user can understand and mend."""

    exit_status = 1

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message)


class UsageError(GongshiError):
    """The command was called in a way that cannot work."""

    exit_status = 2


class DataError(GongshiError):
    """Input that was refused. Nothing was written."""

    def __init__(self, problems: Iterable[Problem] | Message) -> None:
        self.problems: Sequence[Problem] = ()
        if isinstance(problems, Message):
            super().__init__(problems)
            return
        self.problems = tuple(problems)
        super().__init__(lines(problem.message for problem in self.problems))


class VerificationError(DataError):
    """A signature, digest, scope, version or threshold that does not hold."""
