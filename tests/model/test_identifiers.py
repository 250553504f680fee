"""Check digits of credit codes, citizen ID numbers and bank cards."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model.identifiers import (
    USCC_ALPHABET,
    citizen_id_check,
    is_bank_card,
    is_citizen_id,
    is_uscc,
    uscc_check_digit,
)


def test_the_example_of_the_standard_holds_and_its_neighbour_does_not() -> None:
    """`91350100M000100Y43` is valid, `…44` is not."""
    assert is_uscc("91350100M000100Y43")
    assert not is_uscc("91350100M000100Y44")


@given(st.text(USCC_ALPHABET, min_size=17, max_size=17))
@settings(deadline=None, max_examples=100)
def test_every_body_has_exactly_one_check_digit(body: str) -> None:
    """Of the 31 characters only the one that the generator gives is accepted."""
    assert [c for c in USCC_ALPHABET if is_uscc(body + c)] == [uscc_check_digit(body)]


@given(
    st.text(USCC_ALPHABET, min_size=17, max_size=17),
    st.integers(0, 16),
    st.sampled_from(USCC_ALPHABET),
)
@settings(deadline=None, max_examples=100)
def test_one_wrong_character_is_noticed(body: str, at: int, wrong: str) -> None:
    """The weights are prime to 31, so every single mistake changes the check digit."""
    changed = body[:at] + wrong + body[at + 1 :]
    assert is_uscc(changed + uscc_check_digit(body)) is (changed == body)


@pytest.mark.parametrize("body", ["", "9" * 16, "9" * 18, "9135010OM000100Y4", "９" * 17])
def test_a_check_digit_is_given_for_right_bodies_only(body: str) -> None:
    """Wrong lengths and letters such as O are a ValueError."""
    with pytest.raises(ValueError, match="17 characters"):
        uscc_check_digit(body)


def test_citizen_numbers_need_a_birthday_and_the_check_digit() -> None:
    """A right number is known; a wrong digit, an impossible day and a credit code are not."""
    body = "11010519491231002"
    assert is_citizen_id(body + citizen_id_check(body))
    assert is_citizen_id(body + "x")
    assert not is_citizen_id(body + "1")
    assert not is_citizen_id("110105194913310028")
    assert is_citizen_id("130503670401001")
    assert not is_citizen_id("130503671301001")
    assert not is_citizen_id("113052370000390")


def test_bank_cards_follow_luhn() -> None:
    """The well-known test number passes, its neighbour and short numbers do not."""
    assert is_bank_card("4111111111111111")
    assert not is_bank_card("4111111111111112")
    assert not is_bank_card("411111111111116")
