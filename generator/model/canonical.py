"""JSON with one spelling for one value (RFC 8785), so that equal records have equal digests.

Numbers are whole and small enough to be exact everywhere; decimals stand as strings.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeAlias

from generator.model.messages import msg

Json: TypeAlias = "str | bool | int | list[Json] | dict[str, Json] | None"

EXACT = 2**53 - 1
"""The largest whole number that every JSON reader takes in exactly."""


def canonical(value: Json) -> bytes:
    """The canonical form; ValueError for what has none: fractions, large numbers, half characters.

    Keys stand in the order of their UTF-16 code units, as the RFC asks.
    """
    written = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"))
    return written.encode()


def read_json(data: bytes) -> Json:
    """What JSON text says, in any spelling; ValueError where it has no canonical form.

    A key that occurs twice is refused: two readers could understand two things.
    """
    try:
        value: Json = json.loads(
            data.decode(), object_pairs_hook=_once, parse_float=_fraction, parse_constant=_fraction
        )
        _ordered(value)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return value


def _ordered(value: Json) -> Json:
    if isinstance(value, Mapping):
        # ASCII has the same order in any encoding.
        key = None if all(map(str.isascii, value)) else _utf16
        return {name: _ordered(value[name]) for name in sorted(value, key=key)}
    if isinstance(value, list | tuple):
        return [_ordered(item) for item in value]
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > EXACT):
        raise ValueError(
            msg("the number %(value)s is not exact everywhere; write it as a string", value=value)
        )
    if isinstance(value, str):
        value.encode()
    return value


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(msg("a key occurs twice"))
    return found


def _fraction(written: str) -> Json:
    raise ValueError(
        msg("the number %(written)s is not exact everywhere; write it as a string", written=written)
    )
