"""The terms of the browser's index: which documents have which pieces, sounds and traits.

Families of terms, and the fields of each:

text     pieces of two characters: start of the name, name (closed by `$`), other names (closed by
         `$`), names of the regions written in one, body
address  pieces of two characters of the address
number   pieces of four characters: documents; of two: blocks that have them
sound    `0yg` initials (of starts also three), `1yang` syllable, `2yang guang` two syllables:
         start of the name, names
filter   `all`, `region=3715`, `document=policy`, `filed=true`, `facet=value`
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache, partial
from itertools import pairwise, product

from generator.search.analyzer import END, grams
from generator.search.catalogue import all_traits
from generator.search.shards_files import Postings
from generator.search.shards_numbers import BLOCK, numbered
from generator.search.sounds import sounds_of

START, NAME, OTHER, REGION, BODY = range(5)
"""Fields of the family text."""
AT_START, ANYWHERE = range(2)
"""Fields of the family sound."""
IN_DOCUMENT, IN_BLOCK = range(2)
"""Fields of the family number."""

NUMBER_PIECE = 4
REGION_LENGTHS = (2, 4, 6, 9, 12)

Lists = defaultdict[tuple[str, int], "array[int]"]
RunLists = defaultdict[tuple[str, int], list[tuple[int, int]]]


def _lists() -> Lists:
    return defaultdict(partial(array, "I"))


def text_terms(catalogue: sqlite3.Connection) -> Postings:
    """Pieces of names, regions and bodies."""
    lists, regions = _lists(), RunLists(list)
    of_place = _region_grams(catalogue)
    bodies = dict(catalogue.execute("SELECT key, folded FROM bodies"))
    for row in numbered(catalogue):
        number, name = row.number, row.name
        if len(name) > 1:
            lists[name[:2], START].append(number)
        elif name:
            lists[name + END, START].append(number)
        for gram in grams(name + END):
            lists[gram, NAME].append(number)
        if row.other:
            closed = (grams(other + END) for other in row.other.split("\n") if other)
            for gram in set().union(*closed):
                lists[gram, OTHER].append(number)
        for gram in of_place[row.place]:
            _extend(regions[gram, REGION], number)
        for gram in grams(bodies[row.key]) if row.key in bodies else ():
            lists[gram, BODY].append(number)
    return {**lists, **regions}


def address_terms(catalogue: sqlite3.Connection) -> Postings:
    """Pieces of addresses."""
    lists = _lists()
    for row in numbered(catalogue):
        for gram in grams(row.address):
            lists[gram, IN_DOCUMENT].append(row.number)
    return lists


def number_terms(catalogue: sqlite3.Connection) -> Postings:
    """Pieces of numbers. Short ones are nearly everywhere, so only their blocks are listed."""
    lists = _lists()
    for row in numbered(catalogue):
        number, block = row.number, row.number // BLOCK
        for piece in _pieces(row.numbers):
            lists[piece, IN_DOCUMENT].append(number)
        for gram in set().union(*map(grams, row.numbers.split("\n"))):
            found = lists[gram, IN_BLOCK]
            if not found or found[-1] != block:
                found.append(block)
    return lists


def sound_terms(catalogue: sqlite3.Connection) -> Postings:
    """How consecutive characters of names sound."""
    lists = _lists()
    for row in numbered(catalogue):
        number = row.number
        for term in _heard(row.name[:2]) | _opening(row.name[:3]):
            lists[term, AT_START].append(number)
        names = (row.name, *row.other.split("\n")) if row.other else (row.name,)
        pairs = {pair for name in names if name for pair in pairwise(name + END)}
        for term in set().union(*(_heard(first + second) for first, second in pairs)):
            lists[term, ANYWHERE].append(number)
    return lists


def filter_terms(catalogue: sqlite3.Connection) -> Postings:
    """What filters ask for."""
    lists = RunLists(list)
    of_traits = {
        number: [
            f"document={traits.kind}",
            f"filed={'true' if traits.filed else 'false'}",
            *(f"{facet}={value}" for facet in traits.facets for value in traits.facets[facet]),
        ]
        for number, traits in all_traits(catalogue).items()
    }
    for row in numbered(catalogue):
        lengths = REGION_LENGTHS if row.code else ()
        inside = {f"region={row.code[:length]}" for length in lengths}
        for term in ("all", *inside, *of_traits[row.traits]):
            _extend(lists[term, 0], row.number)
    return {term: _shorter(runs) for term, runs in lists.items()}


FAMILIES: dict[str, Callable[[sqlite3.Connection], Postings]] = {
    "text": text_terms,
    "address": address_terms,
    "number": number_terms,
    "sound": sound_terms,
    "filter": filter_terms,
}


def _shorter(runs: list[tuple[int, int]]) -> array[int] | list[tuple[int, int]]:
    """Runs as single numbers where there are hardly any real runs."""
    numbers = sum(last - first + 1 for first, last in runs)
    if 3 * len(runs) < numbers:
        return runs
    return array("I", (number for first, last in runs for number in range(first, last + 1)))


def _extend(runs: list[tuple[int, int]], number: int) -> None:
    if runs and runs[-1][1] == number - 1:
        runs[-1] = runs[-1][0], number
    else:
        runs.append((number, number))


def _region_grams(catalogue: sqlite3.Connection) -> dict[int, set[str]]:
    found = catalogue.execute("SELECT place, folded FROM places")
    return {place: grams(folded) for place, folded in found}


def _pieces(numbers: str) -> Iterable[str]:
    return {
        number[at : at + NUMBER_PIECE]
        for number in numbers.split("\n")
        for at in range(len(number) - NUMBER_PIECE + 1)
    }


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
    initials = {f"0{one[0]}{other[0]}" for one, other in product(first, second)}
    return frozenset(alone | both | initials)
