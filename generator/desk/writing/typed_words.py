"""What is typed into a paragraph and not saved yet: kept, offered again, never lost or counted."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from generator.desk.writing.document_drafts import Part
from generator.desk.writing.draft import Draft


class TypedWords(Struct, frozen=True):
    """Words that one window typed into a paragraph and did not save: the paragraph as it stood, by
    its digest, and the window.
    """

    block: str
    window: str
    words: str


class Typed(Struct, frozen=True):
    """What was typed into paragraphs of a text and is not saved yet, the newest last."""

    entries: tuple[TypedWords, ...] = ()


def typed_words(draft: Draft, part: Part) -> tuple[TypedWords, ...]:
    """What was typed into paragraphs and is not in the text yet."""
    found = draft.load(f"{part}.typed.json", Typed)
    return found.entries if found else ()


def keep_words(draft: Draft, part: Part, block: str, window: str, words: str) -> None:
    """Keep what is being typed into a paragraph, so that a crash does not take it."""
    others = _without(typed_words(draft, part), block, window)
    draft.save(f"{part}.typed.json", Typed((*others, TypedWords(block, window, words))))


def drop_words(draft: Draft, part: Part, block: str, window: str) -> None:
    """Forget what a window typed into a paragraph: it was saved, or is not wanted."""
    others = _without(typed_words(draft, part), block, window)
    draft.save(f"{part}.typed.json", Typed(tuple(others)))


def _without(entries: Sequence[TypedWords], block: str, window: str) -> list[TypedWords]:
    return [each for each in entries if (each.block, each.window) != (block, window)]
