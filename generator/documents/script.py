"""Simplified and traditional script, full and half width: one spelling to compare by."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from opencc import OpenCC

_IGNORED: Final = re.compile(r"[\s《》〈〉“”‘’\"'「」『』()（）·.,，。:：;；、]")


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """The text in simplified script, character by character of the same meaning."""
    return str(_converter().convert(text))


def comparable(text: str) -> str:
    """A title as it is compared: simplified, half width, without spaces and punctuation."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", simplified(text)))
