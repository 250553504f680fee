"""Pinyin: which letters find which characters."""

from __future__ import annotations

import re

import pytest

from generator.search.sounds import Sounds, pattern, sounds_of

NAMES = "东阿莘县单县费县重庆长沙阳光区吕绿女乐园西安先"


@pytest.fixture(scope="module")
def sounds() -> Sounds:
    """The readings of the characters in a few place names."""
    return Sounds((name, sound) for name in sorted(set(NAMES)) for sound in sounds_of(name))


@pytest.mark.parametrize(
    ("letters", "name"),
    [
        ("yangguang", "阳光"),
        ("yanggu", "阳光"),
        ("yg", "阳光"),
        ("donge", "东阿"),
        ("shenxian", "莘县"),
        ("shanxian", "单县"),
        ("chongqing", "重庆"),
        ("changsha", "长沙"),
        ("leyuan", "乐园"),
        ("lv", "吕"),
        ("lu", "绿"),
        ("xian", "西安"),
        ("xian", "先"),
    ],
)
def test_names_are_found_by_their_reading(sounds: Sounds, letters: str, name: str) -> None:
    """In full, unfinished, by initials, with the readings of surnames and places."""
    assert re.search(pattern(sounds.splittings(letters)), name)


@pytest.mark.parametrize(("letters", "name"), [("angguang", "阳光"), ("yaguang", "阳光")])
def test_a_sound_begins_where_a_syllable_begins(sounds: Sounds, letters: str, name: str) -> None:
    """What cuts a syllable in front or in the middle finds nothing."""
    ways = sounds.splittings(letters)
    assert not ways or not re.search(pattern(ways), name)


def test_letters_that_are_no_pinyin_cost_nothing(sounds: Sounds) -> None:
    """Single letters, digits, and letters beyond the limit are not read as pinyin."""
    assert sounds.splittings("y") == []
    assert sounds.splittings("a1") == []
    assert sounds.splittings("xian" * 50) == []
    assert len(sounds.splittings("xian" * 10)) <= 20
