"""Traditional → simplified script. All that is known here of OpenCC, whose Python port is dormant:
another one has to give the same `simplified` and the same list of characters.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC


@cache
def _converter() -> OpenCC:
    """Loaded once, and only when Chinese text is met."""
    from opencc import OpenCC

    return OpenCC("t2s")


def simplified(text: str) -> str:
    """The text in simplified script, by the longest phrases that are known."""
    if _exchanged().isdisjoint(text):
        return text
    return str(_converter().convert(text))


@cache
def traditional_characters() -> tuple[str, ...]:
    """The single characters that are exchanged for others, in the order of their codes."""
    return tuple(sorted({key for key, _ in _table("TSCharacters") if len(key) == 1}))


@cache
def _exchanged() -> frozenset[str]:
    """Of each phrase and character what is not as it was: text without any of it stays as it is."""
    found: set[str] = set()
    for key, value in (*_table("TSPhrases"), *_table("TSCharacters")):
        same = len(key) == len(value)
        found.update(c for n, c in enumerate(key) if not same or value[n] != c)
    return frozenset(found)


def _table(name: str) -> list[tuple[str, str]]:
    """What is exchanged for what; of several choices the first is taken."""
    import opencc

    path = Path(opencc.__file__).with_name("dictionary") / f"{name}.txt"
    pairs = (line.split("\t") for line in path.read_text("utf-8").splitlines() if "\t" in line)
    return [(key, values.split(" ")[0]) for key, values in pairs]
