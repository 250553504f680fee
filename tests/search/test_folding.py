"""Folding: what is the same to a search."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.search.text.folding import fold, fold_with_offsets


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("陽光託育園", "阳光托育园"),
        ("ＡＢＣ　１２３", "abc123"),
        ("邢政办发〔2020〕3号", "邢政办发20203号"),
        ("邢政办发[2020]3号", "邢政办发20203号"),
        ("邢政办发（2020） 3 号", "邢政办发20203号"),
        ("yángguāng", "yangguang"),
        ("Caf\u00e9 Cafe\u0301", "cafe cafe"),
        ("St. Mary's  -  Primary School 阳光 3 B", "st marys primary school阳光3b"),
        ("！？\x00\udcff\u200b", ""),
    ],
)
def test_script_width_case_and_brackets_make_no_difference(written: str, folded: str) -> None:
    """Spellings of the same thing fold to the same text."""
    assert fold(written) == folded


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=12), st.text(max_size=12))
def test_a_piece_folds_to_a_piece(before: str, after: str) -> None:
    """The fold of a text is the folds of its parts in a row, perhaps with the space between two
    Latin words: no piece of it can be missed.
    """
    apart = fold(before), fold(after)
    assert fold(before + after) in ("".join(apart), " ".join(apart))
    assert fold(fold(before)) == fold(before)


def test_every_character_folds_once_and_for_all() -> None:
    """Folding folded text changes nothing, for every character of the first two planes and Han."""
    for code in (*range(0x3000), *range(0x3000, 0xA000, 7), *range(0xF900, 0x10000)):
        folded = fold(chr(code))
        assert fold(folded) == folded, hex(code)


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=30))
def test_offsets_lead_back_to_the_written_text(text: str) -> None:
    """Each folded character comes from the character that its offset names."""
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert all(
        character in fold(text[offset]) or (character == " " and text[offset].isspace())
        for character, offset in zip(folded, offsets, strict=True)
    )
