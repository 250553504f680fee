"""What is otherwise than in an older index: which numbers, and which terms of theirs."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from generator.search.browser.numbering import BLOCK, Numbered, Numbers, numbers_of, rows_of
from generator.search.browser.terms import Field

Moves = dict[str, dict[int, tuple[set[int], set[int]]]]
"""Term → field → the numbers that go and those that come."""

LARGEST_SHARE = 0.25
"""With more numbers changed everything is made again, which then is faster."""


@dataclass(frozen=True)
class Difference:
    """The documents under numbers that changed, before and after.

    `around` has every document of the blocks with such numbers, after, by block; a block that is
    gone has none.
    """

    before: Mapping[int, Numbered]
    after: Mapping[int, Numbered]
    around: Mapping[int, list[Numbered]]

    @property
    def numbers(self) -> list[int]:
        """The numbers that changed, ascending."""
        return sorted(self.before.keys() | self.after.keys())

    @property
    def regions_stay(self) -> bool:
        """Whether as many documents lie in each region as before, under the same names."""
        before, after = (
            Counter((row.code, row.codes, row.regions) for row in rows.values())
            for rows in (self.before, self.after)
        )
        return before == after

    def block_before(self, block: int) -> list[Numbered]:
        """The documents that a block had."""
        stayed = [row for row in self.around[block] if row.number not in self.after]
        numbers = range(block * BLOCK, (block + 1) * BLOCK)
        return [*stayed, *(self.before[n] for n in numbers if n in self.before)]


def difference(
    old: sqlite3.Connection, new: sqlite3.Connection, after: Numbers
) -> Difference | None:
    """What is otherwise in the new catalogue, whose numbers are given; None where it is a lot."""
    before = numbers_of(old)
    length = max(len(before.digests), len(after.digests))
    changed = [n for n in range(length) if _digest(before, n) != _digest(after, n)]
    if len(changed) > LARGEST_SHARE * length:
        return None
    blocks = sorted({number // BLOCK for number in changed})
    beside = chain.from_iterable(range(b * BLOCK, (b + 1) * BLOCK) for b in blocks)
    around: dict[int, list[Numbered]] = {block: [] for block in blocks}
    for row in rows_of(new, after, after.used(beside)):
        around[row.number // BLOCK].append(row)
    touched = set(changed)
    return Difference(
        {row.number: row for row in rows_of(old, before, before.used(changed))},
        {row.number: row for rows in around.values() for row in rows if row.number in touched},
        around,
    )


def _digest(numbers: Numbers, number: int) -> str:
    return numbers.digests[number] if number < len(numbers.digests) else ""


def moves(fields: Iterable[Field], found: Difference) -> Moves:
    """Which numbers leave the lists of which terms, and which come to them."""
    moved: Moves = defaultdict(dict)
    for field in fields:
        for number, gone, come in _units(field, found):
            for term in gone - come:
                moved[term].setdefault(field.number, (set(), set()))[0].add(number)
            for term in come - gone:
                moved[term].setdefault(field.number, (set(), set()))[1].add(number)
    return moved


def _units(field: Field, found: Difference) -> Iterable[tuple[int, set[str], set[str]]]:
    """What a list may hold, with its terms before and after, where the text is another one."""
    numbers = [
        n for n in found.numbers if _text(field, found.before, n) != _text(field, found.after, n)
    ]
    if field.unit == 1:
        for number in numbers:
            yield (
                number,
                _terms(field, found.before.get(number)),
                _terms(field, found.after.get(number)),
            )
        return
    for block in sorted({number // field.unit for number in numbers}):
        before, after = found.block_before(block), found.around[block]
        yield (
            block,
            set().union(*(_terms(field, row) for row in before)),
            set().union(*(_terms(field, row) for row in after)),
        )


def _text(field: Field, rows: Mapping[int, Numbered], number: int) -> str:
    return field.source(rows[number]) if number in rows else ""


def _terms(field: Field, row: Numbered | None) -> set[str]:
    return field.terms_of(field.source(row)) if row else set()
