"""What to try when nothing was found: characters mistaken for others, and wider regions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from generator.search.index.catalogue import Row, rows
from generator.search.index.open import Index
from generator.search.query.query import Words, prefix_of
from generator.search.query.word_match import keys_matching
from generator.search.text.lookalikes import Lookalikes
from generator.search.text.sounds import Sounds, pattern, sounds_of_common

MOST = 5
MAX_SOUNDS = 24
"""Documents with such a piece that are looked at for one word; so few that a browser can, too."""

Places = Sequence[frozenset[str]]
"""For each character of a word those that may have been meant."""


def mistaken(
    words: Words, index: Index, sounds: Sounds, lookalikes: Lookalikes, closed: set[int]
) -> list[str]:
    """Queries in which one word is exchanged for a piece of a name that sounds or looks like it.

    The most frequent pieces first. `closed` are the traits of closed documents.
    """
    suggestions: list[str] = []
    for number, word in enumerate(words.each):
        if len(word) < 2:
            continue
        ways = [way for way in (_heard(word, sounds), _seen(word, lookalikes)) if way]
        for piece in _pieces(word, ways, index, closed):
            changed = [*words.each[:number], piece, *words.each[number + 1 :]]
            suggestions.append(" ".join(changed))
    return suggestions[:MOST]


def _heard(word: str, sounds: Sounds) -> Places | None:
    """Characters in names that sound like each of a word; None where one has no sound."""
    readings = [sounds_of_common(character) or sounds.of(character) for character in word]
    if not all(readings):
        return None
    return [frozenset().union(*map(sounds.exactly, each)) for each in readings]


def _seen(word: str, lookalikes: Lookalikes) -> Places:
    """Each character of a word and those that look like it."""
    return [frozenset(character + lookalikes.get(character, "")) for character in word]


def _pieces(word: str, ways: Sequence[Places], index: Index, closed: set[int]) -> list[str]:
    """Pieces of names that may have been meant by a word, the most frequent first."""
    keys = set().union(*(keys_matching(index.grams, places) for places in ways))
    finder = re.compile(pattern(places for places in ways if all(places)) or "(?!)")

    def order(row: Row) -> tuple[bool, int, str]:
        return row[4] in closed, row[2], row[1]

    found: Counter[str] = Counter()
    looked_at = 0
    for row in sorted(rows(index.catalogue, keys), key=order):
        pieces = finder.findall(f"{row[8]}\n{row[9]}")
        found.update(piece for piece in pieces if piece != word)
        looked_at += bool(pieces)
        if looked_at == MAX_SOUNDS:
            break
    return sorted(found, key=lambda piece: (-found[piece], piece))[:MOST]


def wider_regions(region: str) -> Iterator[str]:
    """The prefixes of the regions around one, nearest first; empty text for the whole country."""
    prefix = prefix_of(region)
    for length in (9, 6, 4, 2, 0):
        if length < len(prefix):
            yield prefix[:length]
