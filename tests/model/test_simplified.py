"""What a converter of scripts has to do here, whichever it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from generator.model.simplified import simplified, traditional_characters


def test_phrases_and_characters_become_simplified() -> None:
    """What is simplified stays; what is no Chinese too."""
    assert simplified("嬰幼兒照護服務發展") == "婴幼儿照护服务发展"
    assert simplified("婴幼儿 abc 12") == "婴幼儿 abc 12"
    assert simplified("乾隆") == "乾隆" and simplified("乾") == "干"


@given(st.text(st.sampled_from([*traditional_characters(), *"乾坤隆著了託育后裏里干发頭 a1。"])))
def test_what_is_not_converted_has_nothing_to_convert(text: str) -> None:
    """The look at the characters beforehand changes no result."""
    assert simplified(text) == OpenCC("t2s").convert(text)


def test_the_list_has_every_character_once_in_order() -> None:
    """The browser's search is given it as a table."""
    found = traditional_characters()
    assert list(found) == sorted(set(found)) and len(found) > 2500
    assert {"兒", "護", "發"} <= set(found) and "儿" not in found
