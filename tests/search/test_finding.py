"""The promise of the search: any piece is found, and nothing that does not contain it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.search.index.document import SearchDocument
from generator.search.index.update import update
from generator.search.query.engine import search
from generator.search.query.query import Query
from generator.search.text.folding import fold

Make = Callable[..., SearchDocument]

CHARACTERS = "阳光谷東陽园托育中心区路号阿Ａa1２ （）·〔〕-" + "\u00e9"
names = st.text(CHARACTERS, min_size=1, max_size=12)


@st.composite
def pieces(draw: st.DrawFn) -> tuple[list[dict[str, Any]], int, str]:
    """Some facilities, the number of one of them, and a piece of one of its texts."""
    made = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "title": names,
                    "other_names": st.lists(names, max_size=2).map(tuple),
                    "address": st.text(CHARACTERS, max_size=20),
                    "regions": st.lists(names, max_size=2).map(tuple),
                    "numbers": st.lists(names, max_size=2).map(tuple),
                }
            ),
            min_size=1,
            max_size=8,
        )
    )
    number = draw(st.integers(0, len(made) - 1))
    text = draw(st.sampled_from(_texts(made[number])))
    start = draw(st.integers(0, len(text)))
    return made, number, text[start : draw(st.integers(start, len(text)))]


def _texts(fields: Mapping[str, Any]) -> list[str]:
    found = [fields["title"], fields["address"]]
    for name in ("other_names", "regions", "numbers"):
        found.extend(fields[name])
    return [str(text) for text in found]


def _contains(fields: Mapping[str, Any], text: str) -> bool:
    """Whether a facility must be found: every word in one of its texts, or all written in one."""
    texts = [*map(fold, _texts(fields)), fold("".join(fields["regions"]))]

    def inside(word: str) -> bool:
        names = [fold(str(fields["title"])), *map(fold, fields["other_names"])]
        return any(word in place for place in (names if len(word) == 1 else texts))

    words = [fold(word) for word in text.split() if fold(word)]
    return all(map(inside, words)) or inside("".join(words))


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(pieces())
def test_every_piece_is_found_and_nothing_else(
    made: tuple[list[dict[str, Any]], int, str],
) -> None:
    """Any piece of two characters of any text finds its facility, in either script and width."""
    facilities, number, piece = made
    if len(fold(piece)) < 2 or len(piece.split()) > 12:
        return
    documents = [
        SearchDocument(id=f"f:{at}", kind="facility", order=at, url="", digest=str(at), **fields)
        for at, fields in enumerate(facilities)
    ]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "whoosh"
        update(folder, documents, state="", processes=1)
        variants = [
            piece,
            piece.translate(str.maketrans("阳东园a1", "陽東園Ａ１")),
            piece.upper(),
        ]
        for variant in variants:
            found = {hit.id for hit in search(folder, Query(text=variant)).hits}
            expected = {
                f"f:{at}" for at, fields in enumerate(facilities) if _contains(fields, piece)
            }
            # Letters may be found as pinyin besides; all else is found exactly where it stands.
            assert f"f:{number}" in found
            assert expected <= found
            if not any(character.isascii() and character.isalpha() for character in fold(piece)):
                assert found == expected
