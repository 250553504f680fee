"""The list of characters that look alike, and what it helps to find."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.model.problems import DataError
from generator.search.index.document import SearchDocument
from generator.search.query.engine import search
from generator.search.query.query import Query
from generator.search.text.lookalikes import FILE, read_lookalikes

Make = Callable[..., SearchDocument]


def test_a_mistyped_character_leads_to_what_was_meant(
    document: Make, indexed: Callable[..., Path]
) -> None:
    """By its look where the list has it, by its sound always, open facilities first."""
    folder = indexed(
        [
            document(0, "未来幼儿园", closed=True),
            document(1, "阳光幼儿园"),
            document(2, "阳光托育园"),
        ]
    )
    (folder.parent / FILE).write_text("幼幻\n", "utf-8")
    assert [s.text for s in search(folder, Query(text="幻儿园")).suggestions] == ["幼儿园"]
    assert [s.text for s in search(folder, Query(text="洋光")).suggestions] == ["阳光"]
    assert search(folder, Query(text="猫头鹰")).suggestions == ()


def test_a_group_needs_two_characters(tmp_path: Path) -> None:
    """Every line that is wrong is named; comments and traditional forms are understood."""
    file = tmp_path / FILE
    file.write_text("# 注释\n陽楊\n單单\n一\n", "utf-8")
    with pytest.raises(DataError) as caught:
        read_lookalikes(file)
    assert [problem.line for problem in caught.value.problems] == [3, 4]
    file.write_text("陽楊\n", "utf-8")
    assert read_lookalikes(file) == {"阳": "杨", "杨": "阳"}


def test_our_own_list_can_be_read() -> None:
    """No line of the list that comes with the code is wrong."""
    assert len(read_lookalikes(Path(__file__).parents[2] / "search_index" / FILE)) > 300
