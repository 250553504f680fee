"""Answers to what is asked again and again, kept until a build or an editor of a list of words
changes what would be answered.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from generator.search.index.manifest import CURRENT
from generator.search.query.query import Query
from generator.search.query.word_lists import list_files
from generator.service.frames import Found, encode_frame

MOST_BYTES = 8_000_000
"""Of all answers and their questions together; an answer of ten hits has about 8 kB."""
EACH = 500
"""Bytes that one takes beside what is asked and answered, roughly."""

Stamp = tuple[tuple[int, int, int] | None, ...]
"""What the files that an answer depends on look like: (inode, nanoseconds, bytes) of each."""


class HotAnswers:
    """The answers that were asked for last, as far as there is room."""

    def __init__(self, index: Path, most_bytes: int = MOST_BYTES) -> None:
        self._files = (index / CURRENT, *list_files(index))
        self._most = most_bytes
        self._bytes = 0
        self._stamp: Stamp = ()
        self._kept: OrderedDict[bytes, Found] = OrderedDict()

    def stamp(self) -> Stamp:
        """How the index and the lists are now; an answer belongs to the one before it was asked."""
        return tuple(map(_state, self._files))

    def find(self, query: Query) -> Found | None:
        """The answer to this very query, if what it was made from is still there."""
        self._forget_other(self.stamp())
        key = encode_frame(query)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, query: Query, answer: Found, stamp: Stamp) -> None:
        """Keep an answer that was given, unless something changed while it was on its way."""
        key = encode_frame(query)
        if stamp != self.stamp() or _size(key, answer) > self._most:
            return
        self._forget_other(stamp)
        if (before := self._kept.pop(key, None)) is not None:
            self._bytes -= _size(key, before)
        self._kept[key] = answer
        self._bytes += _size(key, answer)
        while self._bytes > self._most:
            self._bytes -= _size(*self._kept.popitem(last=False))

    def _forget_other(self, stamp: Stamp) -> None:
        if stamp != self._stamp:
            self._kept.clear()
            self._bytes, self._stamp = 0, stamp


def _size(key: bytes, answer: Found) -> int:
    return EACH + len(key) + len(answer.json)


def _state(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
