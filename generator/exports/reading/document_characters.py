"""The texts of documents as they are packed: their characters put right, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.exports.checks.wording import REVERSED, UNSEEN
from generator.exports.reading.cells import INVISIBLE, LONE_RADICAL, MEANT, PRIVATE, TURNED
from generator.model.characters import Odd, as_meant, odd_characters
from generator.model.messages import Message, msg
from generator.model.problems import Problem, Severity

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def with_characters_meant(text: str, shown: str, problems: list[Problem]) -> str:
    """The text with radicals and the like exchanged; what cannot be is named by line.

    Private characters are warned of; controls and what a program could not read are errors.
    """
    meant = as_meant(text)
    if (unseen := UNSEEN.search(meant)) and not REVERSED.search(meant):
        number = meant.count("\n", 0, unseen.start()) + 1
        problems.append(Problem(shown, number, None, INVISIBLE, Severity.REPAIRED))
        text, meant = UNSEEN.sub("", text), UNSEEN.sub("", meant)
    lines = zip(text.split("\n"), meant.split("\n"), strict=True)
    for number, (before, after) in enumerate(lines, start=1):
        if before != after:
            problems.append(Problem(shown, number, None, MEANT, Severity.REPAIRED))
        problems += (Problem(shown, number, None, why, matters) for why, matters in _odd(after))
    return meant


def _odd(line: str) -> Iterator[tuple[Message, Severity]]:
    if line.isascii() and line.isprintable():
        return
    odd = odd_characters(line)
    if Odd.DAMAGED in odd:
        why = msg("holds a character that a program could not read (\ufffd): type it again")
        yield why, Severity.ERROR
    if Odd.PRIVATE in odd:
        yield PRIVATE, Severity.WARNING
    if Odd.RADICAL in odd:
        yield LONE_RADICAL, Severity.WARNING
    if REVERSED.search(line):
        yield TURNED, Severity.ERROR
    if _CONTROL.search(line):
        yield msg("holds a control character: remove it"), Severity.ERROR
