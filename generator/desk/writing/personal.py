"""Personal data in a draft: by place and kind, with what can be done about each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.exports.checks.privacy import hide_values, scan_document
from generator.exports.checks.privacy_settings import KIND_OF
from generator.model.messages import Message, msg
from generator.model.problems import Severity, UsageError


@dataclass(frozen=True, slots=True)
class Hit:
    """A line of a text with personal data; `stops` where it may not be published so."""

    line: int
    kind: str
    why: Message
    stops: bool
    words: str


def hits_in(text: str) -> Iterator[Hit]:
    """Every line of a text that holds personal data, each kind once."""
    lines = text.split("\n")
    for problem in scan_document("", text):
        line = problem.line or 1
        yield Hit(
            line,
            KIND_OF[problem.why].value,
            problem.why,
            problem.severity is Severity.ERROR,
            lines[line - 1],
        )


def with_line(text: str, number: int, telephone: str = "") -> str:
    """The text with the personal data of a line taken out, or with an office telephone in their
    place. UsageError where it cannot be told which characters they are.
    """
    lines = text.split("\n")
    if not 1 <= number <= len(lines):
        raise UsageError(msg("there is no such line"))
    changed = hide_values(lines[number - 1], telephone)
    if changed == lines[number - 1]:
        raise UsageError(msg("it cannot be told which characters these are: change the line"))
    lines[number - 1] = changed
    return "\n".join(lines)
