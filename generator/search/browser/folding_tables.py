"""Tables that the browser's engine needs to fold and to hear as the index does."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from functools import cache

from generator.model.characters import MEANT
from generator.model.simplified import traditional_characters
from generator.search.text.folding import fold_character
from generator.search.text.sounds import sounds_of


def folding(present: Collection[str]) -> str:
    """Traditional characters each followed by the simplified one, as far as it is present.

    A query with a character that folds to one that no document has finds nothing either way.
    Radicals and the like are no letters and would be left out: all of them are in the table.
    Everything else that folding does is in every browser: Unicode's own tables.
    """
    pairs = (pair for pair in _simplified() if pair[1] in present)
    return "".join(character + folded for character, folded in (*pairs, *_meant()))


def sounds(present: Collection[str]) -> dict[str, str]:
    """Sound → the characters in names that can be read so.

    Not from the catalogue's own table: that keeps the characters of names that are gone.
    """
    found: dict[str, str] = {}
    for character in sorted(present):
        for sound in sounds_of(character):
            found[sound] = found.get(sound, "") + character
    return dict(sorted(found.items()))


@cache
def _meant() -> tuple[tuple[str, str], ...]:
    """The characters that stand for another one and that no normalisation exchanges."""
    characters = (chr(code) for code in sorted(MEANT))
    pairs = ((each, fold_character(each)) for each in characters)
    return tuple(
        (each, folded)
        for each, folded in pairs
        if folded and unicodedata.normalize("NFKD", each) == each
    )


@cache
def _simplified() -> tuple[tuple[str, str], ...]:
    """The characters that OpenCC's table of single characters exchanges, and for which."""
    pairs = ((each, fold_character(each)) for each in traditional_characters())
    return tuple((character, folded) for character, folded in pairs if folded != character)
