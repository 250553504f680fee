"""Words that a text that finds nothing is read without, and words at which it is cut.

Two lists that operators edit (`search_index/stopwords.txt`, `search_index/terms.txt`): words
separated by spaces or commas, `#` starts a comment.
"""

from __future__ import annotations

from pathlib import Path

from generator.model.messages import msg
from generator.model.problems import DataError, Problem
from generator.search.text.folding import fold
from generator.search.text.word_file import words_of, written_lines

STOPWORDS = "stopwords.txt"
TERMS = "terms.txt"


def read_words(file: Path) -> tuple[str, ...]:
    """The folded words of a list, the longest first; none if there is no file.

    DataError with every word that folds to nothing, or a file that is no UTF-8.
    """
    found: set[str] = set()
    problems: list[Problem] = []
    for number, line in written_lines(file):
        for word in words_of(line):
            if folded := fold(word):
                found.add(folded)
            else:
                why = msg("%(word)s has no letter, digit or Chinese character", word=word)
                problems.append(Problem(file.name, number, None, why))
    if problems:
        raise DataError(problems)
    return tuple(sorted(found, key=lambda word: (-len(word), word)))
