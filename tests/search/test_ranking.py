"""Order, filters, counts and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from generator.model.problems import UsageError
from generator.search.index.document import SearchDocument
from generator.search.query.engine import search
from generator.search.query.query import Query, Sort

Make = Callable[..., SearchDocument]
Indexed = Callable[[Iterable[SearchDocument]], Path]

LIAOCHENG = ("山东省", "聊城市", "东昌府区")


def found(folder: Path, text: str, **fields: object) -> list[str]:
    """The ids of the hits in order."""
    return [hit.id for hit in search(folder, Query(text=text, limit=50, **fields)).hits]  # type: ignore[arg-type]


def test_the_better_place_goes_first(document: Make, indexed: Indexed) -> None:
    """Exact, start, piece, other name, like, number, address, region, body; closed ones last."""
    folder = indexed(
        [
            document(
                1, "总则", kind="policy", body="第一条。\n为了阳光的成长，制定本办法。第二条。"
            ),
            document(2, "甲园", regions=("阳光省",)),
            document(3, "乙园", address="阳光路3号"),
            document(4, "洋光园"),
            document(5, "丁园", numbers=("阳光备1号",)),
            document(6, "戊园", other_names=("小阳光",)),
            document(7, "小阳光园"),
            document(8, "阳光园"),
            document(9, "阳光"),
            document(10, "阳光", closed=True),
        ]
    )
    expected = [9, 8, 7, 6, 5, 3, 2, 1, 10]
    assert found(folder, "阳光") == [f"f:T{number:04}" for number in expected]
    ordered_by_sound = [4, 7, 8, 9, 6, 10]
    assert set(found(folder, "yangguang")) == {f"f:T{number:04}" for number in ordered_by_sound}
    assert found(folder, "yg")[-1] == "f:T0010"


def test_a_name_goes_before_an_address_with_all_words(document: Make, indexed: Indexed) -> None:
    """The example of docs/search.md."""
    folder = indexed(
        [
            document(1, "小天使托育园", address="东昌府区阳光路"),
            document(2, "阳光托育中心", regions=LIAOCHENG),
            document(3, "东昌府区阳光幼儿园"),
            document(4, "东昌府区月亮幼儿园"),
        ]
    )
    results = search(folder, Query(text="东昌府 阳光"))
    assert [(hit.id, hit.rank) for hit in results.hits] == [
        ("f:T0003", 35),
        ("f:T0002", 41),
        ("f:T0001", 136),
    ]
    assert found(folder, "阳光 东昌府") == found(folder, "东昌府 阳光")
    assert found(folder, "东昌府区 阳光幼儿园") == ["f:T0003"]


def test_filters_counts_and_preference(document: Make, indexed: Indexed) -> None:
    """Region by prefix, facets by or, fee, places; near puts first and leaves nothing out."""
    folder = indexed(
        document(
            number,
            f"阳光{number}",
            region_code=f"37150{number % 3}001000",
            facets={"grade:h": ("ABC"[number % 3],), "inclusive": ("true",)},
            filed=number % 2 == 0,
            fee=None if number == 0 else number * 100.0,
            places=number * 10,
            published=f"2024-01-{number + 1:02}",
        )
        for number in range(6)
    )
    assert found(folder, "阳光", region="371502") == ["f:T0002", "f:T0005"]
    assert found(folder, "阳光", near="371501000000")[:2] == ["f:T0001", "f:T0004"]
    assert len(found(folder, "", near="371501")) == 6
    assert found(folder, "", facets={"grade:h": ("A", "B")}, filed=True) == ["f:T0000", "f:T0004"]
    assert found(folder, "", fee_up_to=200) == ["f:T0001", "f:T0002"]
    assert found(folder, "", places_from=50) == ["f:T0005"]
    assert found(folder, "", sort=Sort.FEE)[::5] == ["f:T0001", "f:T0000"]
    assert found(folder, "", sort=Sort.NEWEST)[0] == "f:T0005"
    results = search(folder, Query(text="阳光", limit=2, offset=1))
    assert results.total == 6
    assert [hit.id for hit in results.hits] == ["f:T0001", "f:T0002"]
    assert results.counts["grade:h"] == {"A": 2, "B": 2, "C": 2}
    assert results.counts["filed"] == {"false": 3, "true": 3}


def test_hits_are_marked_in_the_text_as_written(document: Make, indexed: Indexed) -> None:
    """Spans count characters of the original, brackets and script included; texts by sentence."""
    folder = indexed(
        [
            document(1, "（東昌）陽光·園", numbers=("聊卫发〔2024〕7号",)),
            document(2, "办法", kind="policy", body="总则。每月公示一次，长期有效！附则。"),
        ]
    )
    (hit,) = search(folder, Query(text="阳光园 20247")).hits
    marked = {m.field: [m.text[start:end] for start, end in m.spans] for m in hit.matched}
    assert marked == {"title": ["陽光·園"], "number": ["2024〕7"]}
    (hit,) = search(folder, Query(text="公示一次")).hits
    assert hit.matched[1].text == "每月公示一次，长期有效！"
    (hit,) = search(folder, Query(text="yg")).hits
    assert [hit.title[start:end] for start, end in hit.matched[0].spans] == ["陽光"]


def test_synonyms_beside_the_index_are_used(document: Make, indexed: Indexed) -> None:
    """An edit takes effect without a build, and what is written goes first."""
    folder = indexed([document(1, "阳光托育中心"), document(2, "新阳光托育园")])
    assert found(folder, "阳光托育园") == ["f:T0002"]
    (folder.parent / "synonyms.txt").write_text("托育园 托育中心\n", "utf-8")
    assert found(folder, "阳光托育园") == ["f:T0002", "f:T0001"]


def test_nothing_found_says_what_to_try(document: Make, indexed: Indexed) -> None:
    """Characters of the same sound, and the nearest wider region."""
    folder = indexed(
        [
            document(1, "阳光托育园", region_code="371502001000"),
            document(2, "阳光幼儿园", region_code="371503001000"),
        ]
    )
    sound = search(folder, Query(text="洋光"))
    assert [(s.text, s.total) for s in sound.suggestions] == [("阳光", 2)]
    wider = search(folder, Query(text="阳光", region="371504"))
    assert [(s.region, s.total) for s in wider.suggestions] == [("3715", 2)]


@pytest.mark.parametrize(
    "query",
    [
        Query(text="阳" * 201),
        Query(text="阳光 " * 1_000_000),
        Query(text=" ".join(f"阳{number}" for number in range(13))),
        Query(text="*?[]()"),
        Query(text="\x00\x1b"),
        Query(text="阳光", region="3715O2"),
        Query(text="阳光", near="37'; DROP TABLE documents"),
        Query(text="阳光", limit=0),
        Query(text="阳光", offset=-1),
    ],
)
def test_hostile_queries_are_refused(document: Make, indexed: Indexed, query: Query) -> None:
    """Too long, too many words, nothing to find, no region code, numbers out of range."""
    folder = indexed([document(1, "阳光托育园")])
    with pytest.raises(UsageError):
        search(folder, query)


@pytest.mark.parametrize(
    "text", ["阳*", "name:阳光", "阳光\x00", "%阳光_", "(阳光)", "阳光 AND 阳光"]
)
def test_operators_are_plain_text(document: Make, indexed: Indexed, text: str) -> None:
    """No character of a query means anything but itself."""
    folder = indexed([document(1, "阳光托育园"), document(2, "阳台name")])
    assert set(found(folder, text)) <= {"f:T0001", "f:T0002"}
