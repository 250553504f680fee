"""How much of an interpretation is only the policy's own words."""

from __future__ import annotations

import re
from typing import Final

from generator.model.simplified import simplified

WINDOW: Final = 8
"""Characters in a row that must agree before they count as taken over."""

_UNREAD: Final = re.compile(r"[\W_]+")


def verbatim_share(text: str, original: str) -> float:
    """The share (0–1) of the characters of `text` that lie in runs of `WINDOW` from `original`.

    Spaces and punctuation do not count, and script does not matter. A text shorter than the window
    has no share.
    """
    words, source = _bare(text), _bare(original)
    known = {source[n : n + WINDOW] for n in range(len(source) - WINDOW + 1)}
    taken = 0
    covered_until = 0
    for n in range(len(words) - WINDOW + 1):
        if words[n : n + WINDOW] in known:
            taken += n + WINDOW - max(n, covered_until)
            covered_until = n + WINDOW
    return taken / len(words) if words else 0.0


def _bare(text: str) -> str:
    return _UNREAD.sub("", simplified(text))
