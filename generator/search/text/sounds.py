"""How Chinese characters are read: pinyin without tones, for names.

A character has the readings in ordinary use, not every reading of a large dictionary: 家 is not
found by `gu` (`readings.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import product

from generator.search.text.readings import MORE

FIRST_LEVEL = (0xB0, 0xD7)
"""The first bytes of the 3,755 characters of daily use in GB 2312."""

LONGEST_WORD = 40
MAX_READINGS = 16
"""A query of letters is read as pinyin up to this length, in at most so many ways."""

Reading = tuple[str, ...]
"""Consecutive sounds, each the beginning of a syllable: ("yang", "guang") or ("y", "g")."""


def plain(syllable: str) -> str:
    """A syllable without its tone; ü is v, as it is typed."""
    letters = unicodedata.normalize("NFD", syllable.strip()).replace("u\u0308", "v")
    letters = unicodedata.normalize("NFD", letters)
    return "".join(letter for letter in letters if "a" <= letter <= "z")


@cache
def sounds_of(character: str) -> tuple[str, ...]:
    """The readings of one simplified character, most common first; empty if it is no Chinese one.

    Where a reading has ü, both spellings in use are given: lv and lu.
    """
    from pypinyin.constants import PINYIN_DICT

    listed = PINYIN_DICT.get(ord(character), "")
    usual = (*map(plain, filter(None, listed.split(",")[:1])), *MORE.get(character, ()))
    spelt = [form for sound in usual for form in (sound, sound.replace("v", "u")) if form]
    return tuple(dict.fromkeys(spelt))


def sounds_of_common(character: str) -> tuple[str, ...]:
    """The readings of a character of daily use (the first level of GB 2312); empty for others.

    So far goes the table by which a browser hears what was typed.
    """
    try:
        row = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return ()
    return sounds_of(character) if FIRST_LEVEL[0] <= row <= FIRST_LEVEL[1] else ()


@cache
def initial_pairs(pair: str) -> frozenset[str]:
    """The initials of two consecutive characters: yg for 阳光; none where one has no reading."""
    first, second = (sounds_of(character) for character in pair)
    return frozenset(one[0] + other[0] for one, other in product(first, second))


class Sounds:
    """The readings of the characters that occur in the names of an index."""

    def __init__(self, readings: Iterable[tuple[str, str]]) -> None:
        self._characters: dict[str, set[str]] = {}
        for character, sound in readings:
            self._characters.setdefault(sound, set()).add(character)

    def starting_with(self, prefix: str) -> frozenset[str]:
        """Characters one of whose readings starts with these letters."""
        found = (self._characters[sound] for sound in self._characters if sound.startswith(prefix))
        return frozenset().union(*found)

    def exactly(self, sound: str) -> frozenset[str]:
        """Characters that can be read so."""
        return frozenset(self._characters.get(sound, ()))

    def of(self, character: str) -> tuple[str, ...]:
        """The readings of a character that occurs; empty for others."""
        return tuple(sound for sound in self._characters if character in self._characters[sound])

    def splittings(self, letters: str) -> list[Sequence[frozenset[str]]]:
        """The ways to read letters as pinyin: for each way, the characters at each place.

        In full, syllable by syllable, the last one perhaps not finished (`yanggu`); or as initials
        (`yg`).
        """
        return [*self.syllables(letters), *filter(None, [self.initials(letters)])]

    def syllables(self, letters: str) -> list[Sequence[frozenset[str]]]:
        """The ways to read letters in full."""
        if not _are_letters(letters):
            return []
        full = (
            [self.exactly(sound) for sound in reading[:-1]] + [self.starting_with(reading[-1])]
            for reading in _readings(letters, self._characters)
        )
        return [places for places in full if all(places)]

    def initials(self, letters: str) -> Sequence[frozenset[str]]:
        """The characters that each letter may begin; empty where one begins none."""
        places = [self.starting_with(letter) for letter in letters] if _are_letters(letters) else []
        return places if all(places) else []


def _are_letters(letters: str) -> bool:
    """Whether something may be pinyin."""
    return len(letters) <= LONGEST_WORD and re.fullmatch("[a-z]{2,}", letters) is not None


def _readings(letters: str, syllables: Mapping[str, object]) -> list[Reading]:
    """Letters cut into syllables, the last one perhaps only begun; longest syllables first."""
    found: list[Reading] = []
    dead_ends: set[int] = set()

    def cut(start: int, taken: Reading) -> None:
        rest, before = letters[start:], len(found)
        if any(sound.startswith(rest) for sound in syllables):
            found.append((*taken, rest))
        for end in range(min(len(rest) - 1, 6), 0, -1):
            if len(found) >= MAX_READINGS:
                return
            if rest[:end] in syllables and start + end not in dead_ends:
                cut(start + end, (*taken, rest[:end]))
        if len(found) == before:
            dead_ends.add(start)

    cut(0, ())
    return found


def pattern(splittings: Iterable[Sequence[frozenset[str]]]) -> str:
    """A regular expression for a piece of folded text that can be read in one of these ways."""
    ways = (
        "".join(f"[{''.join(sorted(characters))}]" for characters in places)
        for places in splittings
    )
    return "|".join(ways)
