"""Simplified and traditional script, full and half width: one spelling to compare by."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from generator.model.simplified import simplified

_IGNORED: Final = re.compile(r"[\s《》〈〉“”‘’\"'「」『』()（）·.,，。:：;；、]")


def comparable(text: str) -> str:
    """A title as it is compared: simplified, half width, without spaces and punctuation."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", simplified(text)))
