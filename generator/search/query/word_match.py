"""From a word to the documents that contain it: candidates by grams, then a check of the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import pairwise

from generator.search.index.catalogue import Row, places_named
from generator.search.index.grams import Grams
from generator.search.index.open import Index
from generator.search.query.ranking import Tier, tier_in_name
from generator.search.text.folding import END, grams
from generator.search.text.numerals import written_otherwise
from generator.search.text.sounds import Sounds, pattern
from generator.search.text.synonyms import Synonyms

MAX_SCANNED = 500
"""Checking so few texts costs less than reading another list of postings."""


class Word:
    """One word of a query, with all that it may stand for.

    A single character is looked for in names only: everything else would find nearly all.
    """

    def __init__(self, text: str, index: Index, synonyms: Synonyms, sounds: Sounds) -> None:
        self.text = text
        self.single = len(text) == 1
        self.synonyms = () if self.single else written_otherwise(text, synonyms)
        letters = text.replace(" ", "")
        self._syllables, initials = sounds.syllables(letters), sounds.initials(letters)
        self._initials = letters if initials else ""
        ways = [*self._syllables, initials] if initials else self._syllables
        self.like = _any_of(pattern(ways), *map(re.escape, self.synonyms))
        self.places = frozenset() if self.single else places_named(index.catalogue, text)

    def candidates(self, index: Index) -> set[int]:
        """Keys of all documents in which the word can be; some may lack it, none is left out."""
        if self.single:
            return index.grams.keys_starting("name", self.text)
        found: set[int] = set()
        for field in Grams.FIELDS:
            found |= _with_all_grams(index.grams, field, self.text)
        for other in self.synonyms:
            for field in ("name", "body"):
                found |= _with_all_grams(index.grams, field, other)
        for place in self.places:
            found |= index.grams.keys_with("place", str(place))
        for characters in self._syllables:
            found |= keys_matching(index.grams, characters)
        if self._initials:
            found |= _with_all_grams(index.grams, "sound", self._initials)
        return found

    def tier(self, row: Row, body: Callable[[int], str]) -> Tier | None:
        """Where a document contains the word, None if it does not. Of several places the best."""
        key, _, _, place, _, _, _, _, name, other, numbers, address = row
        tier = tier_in_name(self.text, name)
        if tier is Tier.EXACT:
            return tier
        if other and f"\n{self.text}\n" in f"\n{other}\n":
            return Tier.EXACT_OTHER
        if tier is not None:
            return tier
        if self.text in other:
            return Tier.OTHER_NAME
        if self.single:
            return None
        if like := self._tier_if_like(name, other):
            return like
        if self.text in numbers:
            return Tier.NUMBER
        if self.text in address:
            return Tier.ADDRESS
        if place in self.places:
            return Tier.REGION
        text = body(key)
        if text and any(form in text for form in (self.text, *self.synonyms)):
            return Tier.BODY
        return None

    def _tier_if_like(self, name: str, other: str) -> Tier | None:
        """The tier of names that sound like the word or contain a synonym of it."""
        if self.like is None:
            return None
        if self.like.match(name):
            return Tier.LIKE_START
        return Tier.LIKE if self.like.search(name) or self.like.search(other) else None


def _any_of(*patterns: str) -> re.Pattern[str] | None:
    """Finds what one of these patterns finds; None if all are empty."""
    meant = [each for each in patterns if each]
    return re.compile("|".join(meant)) if meant else None


def _with_all_grams(postings: Grams, field: str, text: str) -> set[int]:
    """Documents that have the grams of a text, the rarest first, as far as it pays to look."""
    by_frequency = sorted((postings.frequency(field, gram), gram) for gram in grams(text))
    if by_frequency[0][0] == 0:
        return set()
    found = postings.keys_with(field, by_frequency[0][1])
    for _, gram in by_frequency[1:]:
        if len(found) <= MAX_SCANNED:
            break
        found &= postings.keys_with(field, gram)
    return found


def keys_matching(postings: Grams, places: Sequence[Collection[str]]) -> set[int]:
    """Documents whose names may hold consecutive characters, one from each of these sets."""
    if len(places) == 1:
        return _union(postings, terms_matching(postings, places[0], None))
    found: set[int] | None = None
    for first, second in pairwise(places):
        if found is not None and len(found) <= MAX_SCANNED:
            break
        pairs = _union(postings, terms_matching(postings, first, second))
        found = pairs if found is None else found & pairs
    return found or set()


def terms_matching(
    postings: Grams, first: Iterable[str], second: Collection[str] | None
) -> list[str]:
    """The grams of names whose characters are from these sets; any second one if that is None."""
    return [
        term
        for character in sorted(first)
        for term in sorted(postings.terms_starting("name", character))
        if second is None or (term[1:] in second and term[1:] != END)
    ]


def _union(postings: Grams, terms: Iterable[str]) -> set[int]:
    found: set[int] = set()
    for term in terms:
        found |= postings.keys_with("name", term)
    return found
