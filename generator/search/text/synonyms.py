"""Words that stand for each other, from a list that operators edit (`search_index/synonyms.txt`).

One group a line, words separated by spaces or commas, `#` starts a comment.
"""

from __future__ import annotations

from pathlib import Path

from generator.model.messages import Message, msg
from generator.model.problems import DataError, Problem
from generator.search.text.folding import fold
from generator.search.text.word_file import words_of, written_lines

FILE = "synonyms.txt"

Synonyms = dict[str, tuple[str, ...]]
"""Folded word → the other folded words of its group."""

MAX_EXPANSIONS = 8


def read_synonyms(file: Path) -> Synonyms:
    """The list in this file; empty if there is none. DataError with every line that is wrong."""
    synonyms: Synonyms = {}
    problems: list[Problem] = []
    for number, line in written_lines(file):
        group = list(dict.fromkeys(map(fold, words_of(line))))
        if not group:
            continue
        if why := _what_is_wrong(group, synonyms):
            problems.append(Problem(file.name, number, None, why))
            continue
        for word in group:
            synonyms[word] = tuple(other for other in group if other != word)
    if problems:
        raise DataError(problems)
    return synonyms


def _what_is_wrong(group: list[str], synonyms: Synonyms) -> Message | None:
    if len(group) < 2:
        return msg("a group needs two different words")
    if any(len(word) < 2 for word in group):
        return msg("a word needs two letters, digits or Chinese characters")
    if any(word in synonyms for word in group):
        return msg("a word stands in another group already")
    return None


def expansions(word: str, synonyms: Synonyms) -> tuple[str, ...]:
    """The word with one synonym in it exchanged for another: 阳光托育园 → 阳光托育中心.

    Where several synonyms overlap the longest counts (托育中心, not 托育).
    """
    inside = sorted((known for known in synonyms if known in word), key=lambda w: (-len(w), w))
    longest: list[str] = []
    for known in inside:
        if not any(known in taken for taken in longest):
            longest.append(known)
    exchanged = [word.replace(known, other, 1) for known in longest for other in synonyms[known]]
    return tuple(dict.fromkeys(exchanged))[:MAX_EXPANSIONS]
