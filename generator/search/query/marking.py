"""Which part of a hit matched: spans in the text as written, and for documents the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from generator.search.index.catalogue import Shown
from generator.search.query.results import Matched
from generator.search.query.word_match import Word
from generator.search.text.folding import fold_with_offsets

SENTENCE_END = re.compile(r"[。！？；!?;\n\r]")
WIDTH = 60
"""How much of a long sentence stands before and after what was found."""


def matched(shown: Shown, written: str, words: Sequence[Word]) -> tuple[Matched, ...]:
    """The title, and the other texts that are needed to show where each word was found."""
    found = [Matched("title", shown.title, _spans(shown.title, words))]
    missing = [word for word in words if not any(_places(shown.title, [word]))]
    for field, text in _other_texts(shown):
        here = [word for word in missing if any(_places(text, [word]))]
        if here:
            found.append(Matched(field, text, _spans(text, words)))
            missing = [word for word in missing if word not in here]
    if missing and written and (sentence := _sentence(written, missing)):
        found.append(Matched("body", sentence, _spans(sentence, words)))
    return tuple(found)


def _other_texts(shown: Shown) -> Iterator[tuple[str, str]]:
    yield from (("other_name", name) for name in shown.other_names)
    yield from (("number", number) for number in shown.numbers)
    yield "address", shown.address
    yield "region", "".join(shown.regions)


def _places(text: str, words: Iterable[Word]) -> Iterator[tuple[int, int]]:
    """Where words, what they sound like or synonyms stand in a text: start and end as written."""
    folded, offsets = fold_with_offsets(text)
    for word in words:
        for finder in filter(None, (re.compile(re.escape(word.text)), word.like)):
            for place in finder.finditer(folded):
                yield offsets[place.start()], offsets[place.end() - 1] + 1


def _spans(text: str, words: Iterable[Word]) -> tuple[tuple[int, int], ...]:
    """All places in a text, in order, those that touch joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(_places(text, words)):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def _sentence(written: str, words: Sequence[Word]) -> str:
    """The sentence with the first place where a word stands, cut where it is very long."""
    first = min(_places(written, words), default=None)
    if first is None:
        return ""
    start, end = first
    ends_before = [stop.end() for stop in SENTENCE_END.finditer(written, 0, start)]
    after = SENTENCE_END.search(written, end)
    begin = max([start - WIDTH, 0, *ends_before[-1:]])
    finish = min(after.end() if after else len(written), end + WIDTH)
    return written[begin:finish].strip()
