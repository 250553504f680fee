"""Lists of document numbers as bytes: the smallest of three forms (`docs/search-format.md`)."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

DELTAS, RUNS, BITS, ELSEWHERE = range(4)
"""How a list is written; ELSEWHERE: in a file of its own that is named instead."""

Runs = Sequence[tuple[int, int]]
"""First and last number of each run, ascending."""


def varint(number: int) -> bytes:
    """A number from 0 in groups of seven bits, the lowest first."""
    if number < 0x80:
        return bytes((number,))
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def varints(numbers: Iterable[int]) -> bytes:
    """Numbers one after another; most are below 128 and then one byte each."""
    numbers = list(numbers)
    try:
        small = bytes(numbers)
    except ValueError:
        return b"".join(map(varint, numbers))
    return small if max(small, default=0) < 0x80 else b"".join(map(varint, numbers))


def encode(numbers: array[int]) -> tuple[int, bytes]:
    """Form and bytes of ascending numbers without repetition."""
    size, last = len(numbers), numbers[-1]
    if size > 8:
        runs = list(runs_of(numbers))
        if 3 * len(runs) < size:
            return encode_runs(runs)
    if size > 64 and (last - numbers[0]) // 8 < size:
        return BITS, _bits(numbers)
    return DELTAS, varints((numbers[0], *(after - before for before, after in pairwise(numbers))))


def encode_runs(runs: Runs) -> tuple[int, bytes]:
    """Form and bytes of numbers given as runs."""
    out: list[int] = []
    expected = 0
    for first, last in runs:
        out += (first - expected, last - first)
        expected = last + 1
    return RUNS, varints(out)


def runs_of(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The runs of ascending numbers."""
    first = last = -1
    for number in numbers:
        if number != last + 1 or first < 0:
            if first >= 0:
                yield first, last
            first = number
        last = number
    if first >= 0:
        yield first, last


def _bits(numbers: array[int]) -> bytes:
    """The first byte that is not empty, and a bit for each number from there on."""
    skipped = numbers[0] // 8
    bits = bytearray(numbers[-1] // 8 - skipped + 1)
    for number in numbers:
        bits[(number >> 3) - skipped] |= 1 << (number & 7)
    return varint(skipped) + bytes(bits)
