"""What was just answered is answered again at once, and never after it has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.io.atomic import replace_file
from generator.search.index.manifest import CURRENT
from generator.search.query.query import Query
from generator.service.frames import Found, encode_frame
from generator.service.hot_answers import EACH, HotAnswers

SUN, MOON = Query(text="阳光"), Query(text="月亮")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """The folder of an index, as far as it matters here, with a list of words beside."""
    folder = tmp_path / "whoosh"
    folder.mkdir()
    (folder / CURRENT).write_text("1")
    (tmp_path / "synonyms.txt").write_text("托班 托育班\n", "utf-8")
    return folder


def kept(hot: HotAnswers, *queries: Query) -> None:
    """Answers of a hundred bytes each."""
    for query in queries:
        hot.keep(query, Found(query.text.encode().ljust(100)), hot.stamp())


def test_the_same_query_is_known(index: Path) -> None:
    """That query and no other."""
    hot = HotAnswers(index)
    kept(hot, SUN)
    found = hot.find(SUN)
    assert found and found.json.startswith("阳光".encode())
    assert hot.find(MOON) is None
    assert hot.find(Query(text="阳光", limit=20)) is None


@pytest.mark.parametrize("changed", ["whoosh/CURRENT", "synonyms.txt", "labels.json"])
def test_a_change_forgets_all(index: Path, changed: str) -> None:
    """A build, a list of words that was edited or that came."""
    hot = HotAnswers(index)
    kept(hot, SUN, MOON)
    replace_file(index.parent / changed, b"2")
    assert hot.find(SUN) is None and hot.find(MOON) is None


def test_an_answer_that_was_overtaken_is_not_kept(index: Path) -> None:
    """The build went live between question and answer."""
    hot = HotAnswers(index)
    before = hot.stamp()
    replace_file(index / CURRENT, b"2")
    hot.keep(SUN, Found(b"old"), before)
    assert hot.find(SUN) is None


def test_there_is_room_for_the_last_ones(index: Path) -> None:
    """What was asked longest ago goes first, and one that fills everything is not kept."""
    one = EACH + len(encode_frame(SUN)) + 100
    hot = HotAnswers(index, most_bytes=2 * one + 50)
    kept(hot, SUN, MOON)
    assert hot.find(SUN)
    kept(hot, Query(text="星星"))
    assert hot.find(SUN) and not hot.find(MOON)
    hot.keep(MOON, Found(b"x" * 3 * one), hot.stamp())
    assert hot.find(SUN) and not hot.find(MOON)


def test_long_questions_without_an_answer_fill_it_too(index: Path) -> None:
    """Whoever asks for nonsense again and again takes no more memory than others."""
    hot = HotAnswers(index, most_bytes=100_000)
    queries = [Query(text=f"{number:04d}" * 30) for number in range(1_000)]
    for query in queries:
        hot.keep(query, Found(b"{}"), hot.stamp())
    assert sum(hot.find(query) is not None for query in queries) < 200
