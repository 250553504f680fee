"""What to try when nothing was found: characters that sound the same, and wider regions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from generator.search.catalogue import rows
from generator.search.index import Index
from generator.search.matching import keys_matching
from generator.search.query import Words, prefix_of
from generator.search.sounds import Sounds, pattern, sounds_of

MOST = 5
MOST_CHECKED = 5000
"""How many names are looked at for one word; more would only sharpen the order."""


def sounding_alike(words: Words, index: Index, sounds: Sounds) -> list[str]:
    """Queries in which one word is exchanged for a piece of a name that sounds like it.

    The most frequent pieces first.
    """
    suggestions: list[str] = []
    for number, word in enumerate(words.each):
        for piece in _pieces(word, index, sounds):
            changed = [*words.each[:number], piece, *words.each[number + 1 :]]
            suggestions.append(" ".join(changed))
    return suggestions[:MOST]


def _pieces(word: str, index: Index, sounds: Sounds) -> list[str]:
    """Pieces of names that sound like the word, the most frequent first."""
    if len(word) < 2:
        return []
    places = [
        frozenset(character).union(*(sounds.exactly(sound) for sound in sounds_of(character)))
        for character in word
    ]
    keys = keys_matching(index.grams, places)
    chosen = set(sorted(keys)[:MOST_CHECKED])
    finder = re.compile(pattern([places]))
    found = Counter(
        piece
        for row in rows(index.catalogue, chosen)
        for piece in finder.findall(f"{row[8]}\n{row[9]}")
        if piece != word
    )
    return sorted(found, key=lambda piece: (-found[piece], piece))[:MOST]


def wider_regions(region: str) -> Iterator[str]:
    """The prefixes of the regions around one, nearest first; empty text for the whole country."""
    prefix = prefix_of(region)
    for length in (9, 6, 4, 2, 0):
        if length < len(prefix):
            yield prefix[:length]
