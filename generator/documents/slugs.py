"""The permanent name of a document in addresses, where its file has none that can be one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import Final

from generator.documents.document_numbers import SLUG
from generator.model.simplified import simplified

_SUGGESTED_CHARACTERS: Final = 56
_DIGITS: Final = 8
"""Hexadecimal digits that tell documents of one year and number apart: of other agencies."""
_YEAR_AND_NUMBER: Final = re.compile(r"(?:〔(?P<year>\d{4})〕|令第)(?P<number>\d+)号", re.ASCII)


@lru_cache(maxsize=4096)
def suggest_slug(title: str) -> str:
    """A name for addresses out of the sounds of a title, as long as one can still read out."""
    from pypinyin import lazy_pinyin

    words = re.findall(r"[a-z0-9]+", " ".join(lazy_pinyin(simplified(title))).lower())
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word
        if len(longer) > _SUGGESTED_CHARACTERS:
            break
        name = longer
    return name or slug_of(title, None)


def slug_of(stem: str, number: str | None) -> str:
    """The name that the file says, if it can stand in an address; else one made of its number.

    `聊卫发〔2026〕1号` becomes `2026-1-` and a digest of the whole: its numbers can be read, it is
    the same on every machine, and the same when the file is called otherwise. Without a number it
    is the file's name that is digested.
    """
    if SLUG.fullmatch(stem):
        return stem
    said = unicodedata.normalize("NFC", number or stem)
    digest = hashlib.sha256(said.encode()).hexdigest()[:_DIGITS]
    found = _YEAR_AND_NUMBER.search(said)
    parts = (found["year"], found["number"]) if found else ("d",)
    return "-".join((*filter(None, parts), digest))
