"""Texts cut so that SQLite's full-text search finds any few characters of a Chinese name.

SQLite takes a run of Chinese characters for one word. Each run is written as every two, three and
four characters that follow each other, and as a whole: a question of two to four characters is one
of these words, and a longer one is asked in parts.
"""

from __future__ import annotations

import re

LENGTHS = (2, 3, 4)
"""How many characters in a row make a word."""

_RUN = re.compile(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff]+")


def grams(text: str | None) -> str:
    """The words of a text with a space between; nothing for None."""
    return " ".join(word for run in _RUN.findall(text or "") for word in _words(run))


def _words(run: str) -> dict[str, None]:
    """Each word of a run once; what is no Chinese is one word."""
    if not "\u3400" <= run[0] <= "\u9fff":
        return {run: None}
    parts = (run[at : at + n] for n in LENGTHS for at in range(len(run) - n + 1))
    return dict.fromkeys((*parts, run))
