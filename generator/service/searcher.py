"""A process that answers queries from the index: `python -m generator.service.searcher FOLDER`.

It is a process of its own so that a query that takes too long can be ended, and so that searching
never keeps pages waiting. It lives as long as its standard input is open, so none is left behind.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack, suppress
from pathlib import Path

import msgspec

from generator.model.problems import GongshiError, UsageError
from generator.search.index.manifest import current_generation
from generator.search.index.open import Index, open_index
from generator.search.query.engine import answer
from generator.search.query.query import Query
from generator.search.query.word_lists import WordLists, read_lists
from generator.service.frames import (
    READY,
    Answer,
    Declined,
    Found,
    Unavailable,
    encode_frame,
    read_query,
    send,
)


class NewestIndex:
    """The index of a folder, kept open until a build has put a newer one in its place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened = ExitStack()
        self._generation: Path | None = None
        self._index: Index | None = None

    def at_hand(self) -> Index:
        """The newest index, opened and checked; GongshiError or OSError where there is none."""
        newest = current_generation(self._folder)
        if self._index is None or newest != self._generation:
            self.close()
            self._index = self._opened.enter_context(open_index(self._folder))
            self._generation = newest
        return self._index

    def close(self) -> None:
        """Let go of what is open."""
        self._index = None
        self._opened.close()


def serve_queries(folder: Path) -> None:
    """Answer queries until the server closes the pipe."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    newest = NewestIndex(folder)
    # The first visitor should not wait for what can be done before.
    with suppress(GongshiError, OSError):
        newest.at_hand()
    while (query := read_query(source)) is not None:
        try:
            index = newest.at_hand()
            lists = read_lists(folder)
        except (GongshiError, OSError) as error:
            send(target, encode_frame(Unavailable(str(error))))
            continue
        send(target, READY)
        send(target, encode_frame(_answer(index, query, lists)))


def _answer(index: Index, query: Query, lists: WordLists) -> Answer:
    try:
        return Found(msgspec.json.encode(answer(index, query, lists)))
    except UsageError as declined:
        return Declined(str(declined))


if __name__ == "__main__":
    # A server that is gone while an answer is on its way ends the process without more words.
    with suppress(BrokenPipeError):
        serve_queries(Path(sys.argv[1]))
