"""The terms of the browser's index: which documents have which pieces, sounds and traits.

Families of terms, and the fields of each:

text     pieces of two characters: start of the name, name (closed by `$`), other names (closed by
         `$`), names of the regions written in one, body, address; short names also whole
number   pieces of four characters: documents; of two: blocks that have them
sound    `0yg` initials (of starts also three), `1yang` syllable, `2yang guang` two syllables:
         start of the name, names
filter   `all`, `region=3715`, `document=policy`, `filed=true`, `facet=value`

Every field says from which text of a document its terms follow: where that text stayed, they did.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from itertools import product
from typing import NamedTuple

import msgspec

from generator.search.browser.numbering import BLOCK, Numbered
from generator.search.index.catalogue import Traits
from generator.search.text.folding import END, grams
from generator.search.text.sounds import initial_pairs, sounds_of

START, NAME, OTHER, REGION, BODY, ADDRESS = range(6)
"""Fields of the family text."""
AT_START, ANYWHERE = range(2)
"""Fields of the family sound."""
IN_DOCUMENT, IN_BLOCK = range(2)
"""Fields of the family number."""

NUMBER_PIECE = 4
SHORT = 4
"""Names of so many characters are a term of their own, too."""
REGION_LENGTHS = (2, 4, 6, 9, 12)


class Field(NamedTuple):
    """A field of a family.

    `source` is the text of a document that matters here, `parts` what such a text consists of, and
    `terms` the terms of a part; None where each part is a term itself. Few different parts exist,
    so what they stand for is worked out once each. `unit` is how many numbers share one place in
    its lists: 1, or those of a block.
    """

    number: int
    source: Callable[[Numbered], str]
    parts: Callable[[str], Collection[str]]
    terms: Callable[[str], Collection[str]] | None = None
    unit: int = 1

    def terms_of(self, text: str) -> set[str]:
        """All terms of a text; none of an empty one."""
        parts = self.parts(text) if text else ()
        return set().union(*map(self.terms, parts)) if self.terms else set(parts)


def _whole(text: str) -> Collection[str]:
    return (text,)


def _start(name: str) -> Collection[str]:
    return {name[:2] if len(name) > 1 else name + END, *_whole_short(name)}


def _whole_short(name: str) -> Collection[str]:
    """A short name as one term, since many longer ones begin and end like it."""
    return (name + END,) if 1 < len(name) <= SHORT else ()


def _closed(name: str) -> Collection[str]:
    return grams(name + END)


def _each_closed(names: str) -> Collection[str]:
    return {gram for name in names.split("\n") if name for gram in grams(name + END)}


def _others(names: str) -> Collection[str]:
    short = (term for name in names.split("\n") for term in _whole_short(name))
    return {*_each_closed(names), *short}


def _pieces(numbers: str) -> Collection[str]:
    return {
        number[at : at + NUMBER_PIECE]
        for number in numbers.split("\n")
        for at in range(len(number) - NUMBER_PIECE + 1)
    }


def _short_pieces(numbers: str) -> Collection[str]:
    return {gram for number in numbers.split("\n") for gram in grams(number)}


def _first_three(name: str) -> Collection[str]:
    return (name[:3],)


def _sounding_start(three: str) -> Collection[str]:
    return _heard(three[:2]) | _opening(three)


def _code_and_traits(text: str) -> Collection[str]:
    return [part for part in text.split("\n") if part]


def _filters(part: str) -> Collection[str]:
    if part.isdecimal():
        return {f"region={part[:length]}" for length in REGION_LENGTHS}
    traits = msgspec.json.decode(part, type=Traits)
    return {
        "all",
        f"document={traits.kind}",
        *(() if traits.filed is None else (f"filed={'true' if traits.filed else 'false'}",)),
        *(f"{facet}={value}" for facet in traits.facets for value in traits.facets[facet]),
    }


def _names(row: Numbered) -> str:
    return f"{row.name}\n{row.other}" if row.other else row.name


@cache
def _opening(three: str) -> frozenset[str]:
    """The first three initials of a name, since many names share the first two."""
    readings = [{sound[0] for sound in sounds_of(character)} for character in three]
    if len(readings) < 3:
        return frozenset()
    return frozenset("0" + "".join(letters) for letters in product(*readings))


@cache
def _heard(pair: str) -> frozenset[str]:
    """The terms of two consecutive characters; the second one may be the end."""
    first, second = sounds_of(pair[:1]), sounds_of(pair[1:]) if pair[1:] else ()
    alone = {f"1{sound}" for sound in first}
    both = {f"2{one} {other}" for one, other in product(first, second)}
    initials = {f"0{letters}" for letters in initial_pairs(pair)} if pair[1:] else set()
    return frozenset(alone | both | initials)


FAMILIES: dict[str, tuple[Field, ...]] = {
    "text": (
        Field(START, lambda row: row.name, _start),
        Field(NAME, lambda row: row.name, _closed),
        Field(OTHER, lambda row: row.other, _others),
        Field(REGION, lambda row: row.region, _whole, grams),
        Field(BODY, lambda row: row.body, grams),
        Field(ADDRESS, lambda row: row.address, grams),
    ),
    "number": (
        Field(IN_DOCUMENT, lambda row: row.numbers, _pieces),
        Field(IN_BLOCK, lambda row: row.numbers, _short_pieces, unit=BLOCK),
    ),
    "sound": (
        Field(AT_START, lambda row: row.name, _first_three, _sounding_start),
        Field(ANYWHERE, _names, _each_closed, _heard),
    ),
    "filter": (Field(0, lambda row: f"{row.code}\n{row.traits}", _code_and_traits, _filters),),
}
