"""The list of synonyms and what is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.model.problems import DataError
from generator.search.text.synonyms import expansions, read_synonyms


def test_the_longest_synonym_is_exchanged(tmp_path: Path) -> None:
    """Inside a word too; the shorter one that it contains stays."""
    file = tmp_path / "synonyms.txt"
    file.write_text("托育园, 托育中心  # institutions\n托育 照护\n", "utf-8")
    assert expansions("阳光托育园", read_synonyms(file)) == ("阳光托育中心",)


def test_all_wrong_lines_are_named(tmp_path: Path) -> None:
    """A lonely word, a word of one character, a word in two groups: each with its line."""
    file = tmp_path / "synonyms.txt"
    file.write_text("托班 托育班\n孤独\n园 托儿所\n托班 幼托班\n", "utf-8")
    with pytest.raises(DataError) as raised:
        read_synonyms(file)
    assert [problem.line for problem in raised.value.problems] == [2, 3, 4]


def test_the_list_of_the_project_can_be_read() -> None:
    """The file in search_index/ is sound and knows 不预评级."""
    synonyms = read_synonyms(Path(__file__).parents[2] / "search_index" / "synonyms.txt")
    assert "不予评级" in synonyms["不预评级"]
