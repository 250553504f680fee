"""What is read otherwise where nothing is found: spaces, questions, legal forms, numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from generator.model.problems import DataError
from generator.portal.folder import Deployment
from generator.search.index.document import SearchDocument
from generator.search.query.engine import search
from generator.search.query.output import plain_lines
from generator.search.query.query import Query, query_words
from generator.search.query.rephrasing import rephrasings
from generator.search.text.stopwords import STOPWORDS, TERMS, read_words

Make = Callable[..., SearchDocument]
Ask = Callable[[str], tuple[list[str], str | None]]

LISTS = Path(__file__).parents[2] / "search_index"


def test_every_county_and_name_written_in_one(demo: Deployment) -> None:
    """Of all facilities: the county, then the name, as parents type them; each is found."""
    everybody = search(demo.index, Query(kinds=("facility",), limit=1000)).hits
    missed = []
    for hit in everybody[::5]:
        county = hit.regions[min(2, len(hit.regions) - 1)]
        found = search(demo.index, Query(text=county + hit.title, limit=20))
        if hit.id not in {each.id for each in found.hits}:
            missed.append(county + hit.title)
    assert len(everybody) > 500
    assert missed == []


def test_it_says_what_it_looked_for(document: Make, indexed: Callable[..., Path]) -> None:
    """A text that is found as it stands is left as it is, and so is one that no space helps."""
    folder = indexed([document(0, "阳光托育园", address="柳园路3号"), document(1, "小星托育园")])
    found = search(folder, Query(text="阳光柳园路"))
    assert [hit.title for hit in found.hits] == ["阳光托育园"]
    assert found.read_as == "阳光 柳园路"
    assert plain_lines(found, day=date(2026, 9, 10)).startswith("looked for 阳光 柳园路: 1 found")
    assert search(folder, Query(text="阳光托育")).read_as is None
    nothing = search(folder, Query(text="阳光人民路"))
    assert (nothing.total, nothing.read_as) == (0, None)


@pytest.mark.parametrize("text", ["阳光 人民路", "yangguangliuyuanlu", "371502000000", "光柳园"])
def test_what_is_not_read_otherwise(
    document: Make, indexed: Callable[..., Path], text: str
) -> None:
    """Several words, pinyin, numbers, and what is too short for two words."""
    folder = indexed([document(0, "阳光托育园", address="柳园路3号")])
    assert search(folder, Query(text=text)).read_as is None


def test_a_filter_holds(document: Make, indexed: Callable[..., Path]) -> None:
    """What is read as two words is looked for in the same selection."""
    folder = indexed([document(0, "阳光托育园", address="柳园路3号")])
    assert search(folder, Query(text="阳光柳园路", kinds=("policy",))).total == 0


@pytest.fixture
def asked(document: Make, indexed: Callable[..., Path]) -> Ask:
    """Titles found in a small index with the project's lists, and how the text was read."""
    folder = indexed(
        [
            document(0, "阳光托育园", regions=("山东省", "聊城市", "冠县")),
            document(1, "小星托育服务有限公司", regions=("山东省", "聊城市", "莘县")),
            document(2, "检查办法", kind="policy", body="对托育机构每年检查。限20个工作日内。"),
            document(3, "价目", kind="policy", body="普惠性机构：托育的收费，按二〇二六年标准。"),
            document(4, "规定", kind="policy", body="依据《中华人民共和国人口与计划生育法》制定。"),
            document(5, "Sunny Primary School 托班"),
        ]
    )
    for path in LISTS.glob("*.txt"):
        (folder.parent / path.name).write_bytes(path.read_bytes())

    def ask(text: str) -> tuple[list[str], str | None]:
        found = search(folder, Query(text=text))
        return [hit.title for hit in found.hits], found.read_as

    return ask


@pytest.mark.parametrize(
    ("text", "title", "read_as"),
    [
        ("阳光有限公司", "阳光托育园", "阳光"),
        ("阳光托育有限责任公司", "阳光托育园", "阳光托育"),
        ("冠县阳光托育有限公司", "阳光托育园", "冠县 阳光托育"),
        ("小星有限公司", "小星托育服务有限公司", "小星"),
        ("小星托育服务有限公司", "小星托育服务有限公司", None),
        ("托育机构多久检查一次", "检查办法", "托育机构 检查"),
        ("怎么检查 托育机构", "检查办法", "检查 托育机构"),
        ("普惠托育收费", "价目", "普惠 托育 收费"),
        ("二十个工作日", "检查办法", None),
        ("20个工作日", "检查办法", None),
        ("2026年", "价目", None),
        ("二〇二六年", "价目", None),
        ("人口计生法", "规定", None),
        ("计生法", "规定", None),
        ("primary school", "Sunny Primary School 托班", None),
        ("sunnyprimary", None, None),
        ("marys", None, None),
        ("为什么", None, None),
    ],
)
def test_what_a_text_is_read_as(
    asked: Ask,
    text: str,
    title: str | None,
    read_as: str | None,
) -> None:
    """Legal forms, questions, several words in one, numbers, short names of laws, Latin words."""
    titles, said = asked(text)
    assert (titles, said) == ([title] if title else [], read_as)


def test_all_readings_in_their_order() -> None:
    """Stopwords go first, then one word is read as two, then it is cut at terms."""
    words = query_words(Query(text="普惠托育收费多少"))
    assert list(rephrasings(words, ("多少",), ("收费", "托育"))) == [
        ("普惠托育收费",),
        ("普惠", "托育收费"),
        ("普惠托", "育收费"),
        ("普惠托育", "收费"),
        ("普惠", "托育", "收费"),
    ]


def test_a_list_of_words_names_what_is_wrong(tmp_path: Path) -> None:
    """What folds to nothing, with its line; the longest words come first."""
    file = tmp_path / "terms.txt"
    file.write_text("托育，托育机构 # twice: 托育\n\n—— 收费\n", "utf-8")
    with pytest.raises(DataError) as raised:
        read_words(file)
    assert [problem.line for problem in raised.value.problems] == [3]
    file.write_text("托育，托育机构 托育\n", "utf-8")
    assert read_words(file) == ("托育机构", "托育")


def test_the_lists_of_the_project_can_be_read() -> None:
    """Sound, and without words that the other list has."""
    stopwords, terms = (set(read_words(LISTS / name)) for name in (STOPWORDS, TERMS))
    assert min(len(stopwords), len(terms)) > 50
    assert not stopwords & terms
