"""A place and a name, or a name and a street, without the space between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from generator.portal.folder import Deployment
from generator.search.index.document import SearchDocument
from generator.search.query.engine import search
from generator.search.query.output import plain_lines
from generator.search.query.query import Query

Make = Callable[..., SearchDocument]


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
