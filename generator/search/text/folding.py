"""One normalisation for index, query and browser, and the pieces that are indexed.

Every character is folded on its own: compatibility forms (full width, circled, joined), case,
accents and traditional script are levelled, radicals and other characters that stand for one
(`model.characters`) are that one, and whatever is neither letter nor digit is left out, but for
one space where two Latin words meet: `marys` is no piece of Primary School.
Folding character by character is what makes substring search complete: the fold of a piece is then
a piece of the fold of the whole. Conversion by phrases would break that, since it folds 乾 in 乾隆
and 乾 alone differently, so OpenCC's table of single characters is used.
"""

from __future__ import annotations

import re
import unicodedata

from generator.model.characters import as_meant
from generator.model.simplified import simplified

END = "$"
"""Closes a name among the grams, so that each of its characters begins exactly one gram. Never part
of folded text."""


_NEEDLESS = re.compile(r"(?<![a-z ]) +| +(?![a-z ])|(?<= ) +")
"""Spaces but for one between two Latin letters."""


def _step(text: str) -> str:
    """One round of levelling of a single character's text."""
    levelled = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(character for character in levelled if character.isalnum())
    if letters.isascii():
        return letters
    return "".join(map(simplified, letters))


def fold_character(character: str) -> str:
    """What stands for one character in folded text: often itself, sometimes nothing or several."""
    folded = _step(as_meant(character))
    # A few characters need two rounds (薴 → 苧 → 苎); folding folded text must change nothing.
    while (again := "".join(map(_step, folded))) != folded:
        folded = again
    return folded


class _Folding(dict[int, str]):
    """The table for `str.translate`, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = self[code] = " " if character.isspace() else fold_character(character)
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Folded text: simplified, lower case, half width, letters and digits only, and a space
    between Latin words.
    """
    return _NEEDLESS.sub("", text.translate(_FOLDING))


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """Folded text, and for each of its characters the index in `text` that it came from."""
    pieces = [character.translate(_FOLDING) for character in text]
    offsets = [index for index, piece in enumerate(pieces) for _ in piece]
    spaced = "".join(pieces)
    needless = {at for found in _NEEDLESS.finditer(spaced) for at in range(*found.span())}
    kept = [at for at in range(len(spaced)) if at not in needless] if needless else None
    if kept is None:
        return spaced, offsets
    return "".join(spaced[at] for at in kept), [offsets[at] for at in kept]


def grams(folded: str) -> set[str]:
    """The pieces of two characters; a text of one character has none."""
    return {folded[index : index + 2] for index in range(len(folded) - 1)}
