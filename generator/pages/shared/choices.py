"""Shorter lists of a long one, each on a page of its own, so that choosing needs no script."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeVar

from generator.documents.slugs import suggest_slug
from generator.pages.shared.frame import Frame
from generator.pages.shared.views import Choice, Choices

T = TypeVar("T")
Lists = dict[str, dict[str, tuple[T, ...]]]
"""By what → value → what has it, in the order of the long list."""

BY_WORDS: Final = {
    "year": "By year",
    "issuer": "By office",
    "topic": "By subject",
    "validity": "By validity",
    "form": "By form",
    "level": "By level",
    "named": "By year of naming",
    "model": "By model",
    "cycle": "By cycle",
}
"""What the choices are called, as messages."""

_NEWEST_FIRST: Final = frozenset({"year", "named"})
_DIGITS: Final = 8


def shorter_lists(things: Iterable[T], by: Mapping[str, Callable[[T], Iterable[str]]]) -> Lists[T]:
    """Every list of what has a value in common, in the order of `by`: years newest first, other
    values by how many have them.
    """
    everything = tuple(things)
    result: Lists[T] = {}
    for name, values in by.items():
        found: dict[str, list[T]] = defaultdict(list)
        for each in everything:
            for value in dict.fromkeys(values(each)):
                found[value].append(each)
        order = sorted(found, key=lambda value: (-len(found[value]), value))
        if name in _NEWEST_FIRST:
            order.sort(reverse=True)
        result[name] = {value: tuple(found[value]) for value in order}
    return result


def choices(
    frame: Frame,
    lists: Lists[T],
    title: Callable[[str, str], str],
    path: Callable[[str, str], str],
    chosen: tuple[str, str] | None,
) -> tuple[Choices, ...]:
    """The lists to choose from; `title` and `path` are those of (by, value)."""

    def of(by: str) -> Iterator[Choice]:
        for value, found in lists[by].items():
            href = None if (by, value) == chosen else frame.href(path(by, value))
            yield Choice(title(by, value), href, len(found))

    return tuple((BY_WORDS[by], tuple(of(by))) for by, values in lists.items() if values)


def free_segment(value: str) -> str:
    """The part of an address for what people write freely, a name or a subject: its sounds, which
    two values may share, and digits that they do not.
    """
    digits = hashlib.sha256(value.encode()).hexdigest()[:_DIGITS]
    return f"{suggest_slug(value)}-{digits}"
