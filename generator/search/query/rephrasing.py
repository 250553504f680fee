"""Other readings of a text that finds nothing: without a space that was not typed, a question
without the words that ask, a name without its legal form.

The browser's side of this is `theme/static/js/engine/rephrasing.js`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.search.query.query import Words

SHORTEST = 2
LONGEST = 40
"""Characters of a word that is read as two, and of either at least."""

_CHINESE = re.compile("[\u4e00-\u9fff]{2}")


def rephrasings(
    words: Words, stopwords: Sequence[str], terms: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    """The likeliest first. Both lists have the longest words first.

    First without the stopwords; then, where one word is left, read as two in every way, that with
    the shortest first word first; at last cut at all terms.
    """
    kept = _without(words.each, stopwords) or words.each
    if kept != words.each:
        yield kept
    if len(kept) == 1:
        yield from _spacings(kept[0])
    parts = _cut(kept, terms)
    if len(parts) > max(2, len(kept)):
        yield parts


def _without(words: tuple[str, ...], stopwords: Sequence[str]) -> tuple[str, ...]:
    """The words cut where a stopword stands; pieces of one character say nothing."""
    pieces = (piece for word in words for piece in _split(word, stopwords)[::2])
    return tuple(dict.fromkeys(piece for piece in pieces if len(piece) >= SHORTEST))


def _cut(words: tuple[str, ...], terms: Sequence[str]) -> tuple[str, ...]:
    """The words cut before and behind each term in them."""
    pieces = (piece for word in words for piece in _split(word, terms))
    return tuple(dict.fromkeys(piece for piece in pieces if len(piece) >= SHORTEST))


def _split(word: str, listed: Sequence[str]) -> list[str]:
    """Text, listed word, text, …: the text between may be empty."""
    if not listed or not _CHINESE.search(word):
        return [word]
    return re.split(f"({'|'.join(map(re.escape, listed))})", word)


def _spacings(word: str) -> Iterator[tuple[str, ...]]:
    """One word as two; none for pinyin and numbers."""
    if len(word) > LONGEST or not _CHINESE.match(word):
        return
    for at in range(SHORTEST, len(word) - SHORTEST + 1):
        yield word[:at], word[at:]
