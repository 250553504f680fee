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
    return str(_converter().convert(text))


@cache
def traditional_characters() -> tuple[str, ...]:
    """The single characters that are exchanged for others, in the order of their codes."""
    import opencc

    table = Path(opencc.__file__).with_name("dictionary") / "TSCharacters.txt"
    lines = table.read_text("utf-8").splitlines()
    return tuple(sorted({line.split("\t")[0] for line in lines if line[1:2] == "\t"}))
