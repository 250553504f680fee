"""Pinyin: which letters find which characters."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from generator.search.text.folding import fold_character
from generator.search.text.readings import IN_WORDS
from generator.search.text.sounds import Sounds, pattern, plain, sounds_of

NAMES = "东阿莘县单县费县重庆长沙阳光区吕绿女乐园西安先众合厦门六番禺翟"


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
        ("zhonghe", "众合"),
        ("xiamen", "厦门"),
        ("luan", "六安"),
        ("panyu", "番禺"),
        ("zhai", "翟"),
    ],
)
def test_names_are_found_by_their_reading(sounds: Sounds, letters: str, name: str) -> None:
    """In full, unfinished, by initials, with the readings of surnames and places."""
    assert re.search(pattern(sounds.splittings(letters)), name)


def test_every_county_is_found_as_it_is_read_in_print() -> None:
    """And with its initials; where two books differ, by both readings."""
    missed = []
    lines = (Path(__file__).with_name("county_readings.txt")).read_text("utf-8").splitlines()
    printed = [line for line in lines if not line.startswith("#")]
    for line in printed:
        name, _, readings = line.partition(" ")
        sounds = Sounds((each, sound) for each in set(name) for sound in sounds_of(each))
        for reading in readings.split(" / "):
            syllables = reading.split()
            for letters in ("".join(syllables), "".join(each[0] for each in syllables)):
                if not re.fullmatch(pattern(sounds.splittings(letters)) or "(?!)", name):
                    missed.append((name, letters))
    assert len(printed) > 3000
    assert missed == []


@pytest.mark.parametrize(
    ("letters", "name"),
    [
        ("laoting", "乐亭县"),
        ("shanxian", "单县"),
        ("xunxian", "浚县"),
        ("yingjing", "荥经县"),
        ("qianwei", "犍为县"),
        ("junlian", "筠连县"),
        ("fanshi", "繁峙县"),
        ("huangpi", "黄陂区"),
        ("dabu", "大埔县"),
        ("xushuguan", "浒墅关镇"),
        ("kongtong", "崆峒区"),
        ("hunchun", "珲春市"),
        ("ruoqiang", "婼羌"),
        ("qin", "覃"),
        ("zhaixu", "寨圩镇"),
    ],
)
def test_places_that_are_read_in_their_own_way(letters: str, name: str) -> None:
    """Characters that have another reading in the name of a place."""
    sounds = Sounds((each, sound) for each in set(name) for sound in sounds_of(each))
    assert re.match(pattern(sounds.splittings(letters)) or "(?!)", name)


@pytest.mark.parametrize(("letters", "name"), [("yg", "众合"), ("yinge", "众合"), ("gu", "家")])
def test_readings_that_hardly_any_word_has_find_nothing(letters: str, name: str) -> None:
    """Dictionaries list 众 yin and 合 ge; nobody who types `yg` means 众合."""
    sounds = Sounds((each, sound) for each in "众合家阳谷" for sound in sounds_of(each))
    ways = sounds.splittings(letters)
    assert not ways or not re.search(pattern(ways), name)


@pytest.mark.slow
def test_readings_follow_from_the_dictionary_of_phrases() -> None:
    """A further reading counts that at least two words have; nothing was left out or made up."""
    words = Counter(
        each
        for phrase, readings in PHRASES_DICT.items()
        if len(phrase) == len(readings)
        for each in {
            (character, plain(reading[0]))
            for character, reading in zip(phrase, readings, strict=True)
        }
    )
    expected: list[str] = []
    for code, listed in sorted(PINYIN_DICT.items()):
        character = chr(code)
        further = list(dict.fromkeys(map(plain, listed.split(","))))[1:]
        used = [sound for sound in further if words[character, sound] >= 2]
        if used and fold_character(character) == character:
            expected.append(character + ",".join(used))
    assert IN_WORDS.split() == expected


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
