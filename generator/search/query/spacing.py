"""A text in which no space was typed: 冠县阳光 where 冠县 阳光 is meant.

The browser's side of this is `theme/static/js/engine/spacing.js`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.search.query.query import Words

SHORTEST = 2
LONGEST = 40
"""Characters of a word that is read as two, and of either at least."""

_CHINESE = re.compile("[\u4e00-\u9fff]{2}")


def spacings(words: Words) -> Iterator[tuple[str, str]]:
    """The only word of a text read as two, in every way; that with the shortest first comes first.

    None for a text of several words, and for pinyin and numbers.
    """
    if len(words.each) != 1:
        return
    (word,) = words.each
    if len(word) > LONGEST or not _CHINESE.match(word):
        return
    for at in range(SHORTEST, len(word) - SHORTEST + 1):
        yield word[:at], word[at:]
