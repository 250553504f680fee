"""Lists of document numbers as bytes: the smallest of three forms (`docs/search-format.md`)."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate, islice, pairwise
from operator import sub

DELTAS, RUNS, BITS, ELSEWHERE = range(4)
"""How a list is written; ELSEWHERE: in a file of its own that is named instead."""

MAX_PLAIN_NUMBERS = 8
"""So few numbers are never written as runs."""


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


_SHORT = [varint(number) for number in range(1 << 14)]


def varints(numbers: Sequence[int]) -> bytes:
    """Numbers one after another; most are below 128 and then one byte each."""
    largest = max(numbers, default=0)
    if largest < 0x80:
        return bytes(numbers)
    if largest < 1 << 14:
        return b"".join([_SHORT[number] for number in numbers])
    return b"".join(map(varint, numbers))


def read_varints(content: bytes) -> list[int]:
    """The numbers that `varints` wrote."""
    if content.isascii():
        return list(content)
    numbers: list[int] = []
    value = shift = 0
    for byte in content:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(value)
            value = shift = 0
    return numbers


def encode(numbers: array[int]) -> tuple[int, bytes]:
    """Form and bytes of ascending numbers without repetition."""
    size = len(numbers)
    if size == 1:
        return DELTAS, varint(numbers[0])
    deltas = list(map(sub, islice(numbers, 1, None), numbers))
    if size > MAX_PLAIN_NUMBERS and 3 * (size - deltas.count(1)) < size:
        return RUNS, _runs(numbers, deltas)
    if size > 64 and (numbers[-1] - numbers[0]) // 8 < size:
        return BITS, _bits(numbers)
    return DELTAS, varint(numbers[0]) + varints(deltas)


def decode(form: int, content: bytes) -> array[int]:
    """The numbers of a list."""
    if form == BITS:
        return _bit_numbers(content)
    values = read_varints(content)
    if form == DELTAS:
        return array("I", accumulate(values))
    numbers = array("I")
    expected = 0
    for left_out, more in zip(values[::2], values[1::2], strict=True):
        first = expected + left_out
        expected = first + more + 1
        numbers.extend(range(first, expected))
    return numbers


def _runs(numbers: array[int], deltas: list[int]) -> bytes:
    """How many are left out before each run, and how many more than one it has."""
    starts = [0, *(at for at, delta in enumerate(deltas, start=1) if delta != 1), len(numbers)]
    out: list[int] = []
    expected = 0
    for start, after in pairwise(starts):
        out += (numbers[start] - expected, after - start - 1)
        expected = numbers[after - 1] + 1
    return varints(out)


def _bits(numbers: array[int]) -> bytes:
    """The first byte that is not empty, and a bit for each number from there on."""
    skipped = numbers[0] // 8
    bits = bytearray(numbers[-1] // 8 - skipped + 1)
    for number in numbers:
        bits[(number >> 3) - skipped] |= 1 << (number & 7)
    return varint(skipped) + bytes(bits)


def _bit_numbers(content: bytes) -> array[int]:
    start = next(at for at, byte in enumerate(content, start=1) if byte < 0x80)
    (skipped,) = read_varints(content[:start])
    return array(
        "I",
        (
            8 * (skipped + at) + bit
            for at, byte in enumerate(content[start:])
            if byte
            for bit in range(8)
            if byte >> bit & 1
        ),
    )
