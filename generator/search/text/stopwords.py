"""Words that a text that finds nothing is read without, and words at which it is cut.

Two lists that operators edit (`search_index/stopwords.txt`, `search_index/terms.txt`): words
separated by spaces or commas, `#` starts a comment.
"""

from __future__ import annotations

import re
from pathlib import Path

from generator.model.messages import msg
from generator.model.problems import DataError, Problem
from generator.search.text.folding import fold

STOPWORDS = "stopwords.txt"
TERMS = "terms.txt"


def read_words(file: Path) -> tuple[str, ...]:
    """The folded words of a list, the longest first; none if there is no file.

    DataError with every word that folds to nothing, or a file that is no UTF-8.
    """
    if not file.is_file():
        return ()
    try:
        lines = file.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        raise DataError([Problem(file.name, None, None, msg("is not UTF-8"))]) from None
    found: set[str] = set()
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=1):
        for word in filter(None, re.split(r"[\s,，、]+", line.partition("#")[0])):
            if folded := fold(word):
                found.add(folded)
            else:
                why = msg("%(word)s has no letter, digit or Chinese character", word=word)
                problems.append(Problem(file.name, number, None, why))
    if problems:
        raise DataError(problems)
    return longest_first(found)


def longest_first(words: set[str]) -> tuple[str, ...]:
    """Words in the order in which they are looked for."""
    return tuple(sorted(words, key=lambda word: (-len(word), word)))
