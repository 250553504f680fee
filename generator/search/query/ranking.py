"""The ranking rule (`docs/search.md`): whole numbers only, so that every engine can follow it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

WEIGHT = 16
"""Larger than any tier."""


class Tier(IntEnum):
    """Where a word was found; the lowest that applies counts."""

    EXACT = 0
    """It is the name or title."""
    EXACT_OTHER = 1
    """It is another name."""
    START = 2
    """The name begins with it."""
    PIECE = 3
    """The name contains it."""
    OTHER_NAME = 4
    """Another name contains it."""
    LIKE_START = 5
    """The name begins with it as pinyin, or with a synonym."""
    LIKE = 6
    """The name or another name contains it as pinyin, or contains a synonym."""
    NUMBER = 7
    """After pinyin: `yg` stands in many credit codes, and nobody who types it means those."""
    ADDRESS = 8
    REGION = 9
    BODY = 10


def rank(tiers: Iterable[Tier]) -> int:
    """The rank of a document in which words were found in these tiers: best counts most.

    A name with one of the words in it goes before an address with all of them; between two such
    documents the word found in the worst place decides.
    """
    found = sorted(tiers)
    return WEIGHT * found[0] + found[-1]


def tier_in_name(word: str, name: str) -> Tier | None:
    """Exact, start, piece, or None where the name does not contain the word."""
    at = name.find(word)
    if at < 0:
        return None
    if at:
        return Tier.PIECE
    return Tier.EXACT if len(word) == len(name) else Tier.START
