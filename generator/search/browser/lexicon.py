"""A family of terms as shards: made from all documents, or brought up to date."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import partial

from msgspec import Struct

from generator.search.browser.difference import Moves
from generator.search.browser.numbering import Numbered
from generator.search.browser.shard_files import BlobStore
from generator.search.browser.term_entries import (
    Cutter,
    Entry,
    Listed,
    join_entry,
    read_list,
    split_shard,
    write_list,
)
from generator.search.browser.terms import FAMILIES, NAME, OTHER, START, Field
from generator.search.text.folding import END

FOLDED = ("text", "number")
"""The families of pieces of folded texts."""


class Characters(Struct):
    """In how many terms each Chinese character is: of folded texts, and of names among them."""

    texts: dict[str, int]
    names: dict[str, int]

    @classmethod
    def none(cls) -> Characters:
        """Of no terms."""
        return cls({}, {})

    def count(self, family: str, term: str, fields: Iterable[int], times: int) -> None:
        """A term came (1) or went (-1)."""
        if family in FOLDED and not term.isascii():
            found = set(term) - {END}
            _add(self.texts, found, times)
            if family == "text" and not {START, NAME, OTHER}.isdisjoint(fields):
                _add(self.names, found, times)

    def add(self, other: Characters) -> None:
        """Those of other terms as well."""
        for character, times in other.texts.items():
            _add(self.texts, character, times)
        for character, times in other.names.items():
            _add(self.names, character, times)


def _add(counts: dict[str, int], characters: Iterable[str], times: int) -> None:
    for character in characters:
        count = counts.get(character, 0) + times
        if count:
            counts[character] = count
        else:
            del counts[character]


class Collected:
    """The terms of a family, collected document by document."""

    def __init__(self, family: str) -> None:
        self._family = family
        self._parts = [
            (field, defaultdict[str, "array[int]"](partial(array, "I")))
            for field in FAMILIES[family]
        ]

    def add(self, row: Numbered) -> None:
        """The next document in the order of numbers."""
        for field, lists in self._parts:
            text = field.source(row)
            if not text:
                continue
            if field.unit == 1:
                number = row.number
                for part in field.parts(text):
                    lists[part].append(number)
            else:
                _append_once(lists, field.parts(text), row.number // field.unit)

    def write(self, blobs: BlobStore, characters: Characters) -> list[Listed]:
        """Shards of all that was collected, which is given away."""
        fields = {field.number: _expanded(field, lists) for field, lists in self._parts}
        cutter = Cutter(blobs)
        for term in sorted(set().union(*fields.values())):
            found = {
                number: write_list(blobs, _merged(lists.pop(term)))
                for number, lists in fields.items()
                if term in lists
            }
            characters.count(self._family, term, found, 1)
            cutter.add(join_entry(term, found))
        return cutter.end()


def _append_once(lists: dict[str, array[int]], parts: Collection[str], unit: int) -> None:
    for part in parts:
        found = lists[part]
        if not found or found[-1] != unit:
            found.append(unit)


def _expanded(field: Field, lists: dict[str, array[int]]) -> dict[str, list[array[int]]]:
    """The lists of the parts that each term stands for."""
    if field.terms is None:
        return {term: [numbers] for term, numbers in lists.items()}
    expanded = defaultdict[str, "list[array[int]]"](list)
    for part, numbers in lists.items():
        for term in field.terms(part):
            expanded[term].append(numbers)
    return dict(expanded)


def _merged(lists: list[array[int]]) -> array[int]:
    """The numbers in any of these lists."""
    return lists[0] if len(lists) == 1 else array("I", sorted(set().union(*lists)))


def updated(
    blobs: BlobStore, family: str, shards: list[Listed], moved: Moves, characters: Characters
) -> list[Listed]:
    """The shards of a family after some numbers moved; those that nothing moved in stay.

    The same shards as from all documents: from where one ends, the next ones follow from their
    own entries.
    """
    firsts = [shard.first for shard in shards]
    changed: dict[int, list[str]] = defaultdict(list)
    for term in sorted(moved):
        changed[max(0, bisect_right(firsts, term) - 1)].append(term)
    cutter = Cutter(blobs)
    for at, shard in enumerate(shards or [Listed("", "")]):
        if at not in changed and cutter.between:
            cutter.keep(shard)
            continue
        terms = changed.get(at, ())
        for entry in _entries(blobs, family, shard, {t: moved[t] for t in terms}, characters):
            cutter.add(entry)
    return cutter.end()


def _entries(
    blobs: BlobStore, family: str, shard: Listed, moved: Moves, characters: Characters
) -> Iterator[Entry]:
    """The entries of a shard and new ones, in order, those that moved written again."""
    held = dict(split_shard(blobs.get(shard.name))) if shard.name else {}
    for term in sorted(held.keys() | moved.keys()):
        before = held.get(term, {})
        if term not in moved:
            yield join_entry(term, before)
            continue
        after = dict(before)
        for field, (gone, come) in moved[term].items():
            old = read_list(blobs, *before[field]) if field in before else ()
            numbers = array("I", sorted((set(old) - gone) | come))
            if numbers:
                after[field] = write_list(blobs, numbers)
            else:
                del after[field]
        if before:
            characters.count(family, term, before, -1)
        if after:
            characters.count(family, term, after, 1)
            yield join_entry(term, after)
