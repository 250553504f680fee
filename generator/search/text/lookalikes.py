"""Characters that look alike, from a list that operators edit (`search_index/lookalikes.txt`).

One group a line, its characters written together; `#` starts a comment.
"""

from __future__ import annotations

from pathlib import Path

from generator.model.messages import msg
from generator.model.problems import DataError, Problem
from generator.search.text.folding import fold
from generator.search.text.word_file import written_lines

FILE = "lookalikes.txt"

Lookalikes = dict[str, str]
"""Folded character → the folded characters that look like it, in order of code points."""


def read_lookalikes(file: Path) -> Lookalikes:
    """The list in this file; empty if there is none. DataError with every line that is wrong."""
    found: dict[str, set[str]] = {}
    problems: list[Problem] = []
    for number, written in written_lines(file):
        group = set(fold(written))
        if written and len(group) < 2:
            why = msg("a group needs two different characters")
            problems.append(Problem(file.name, number, None, why))
        for character in group:
            found.setdefault(character, set()).update(group - {character})
    if problems:
        raise DataError(problems)
    return {character: "".join(sorted(found[character])) for character in sorted(found)}
