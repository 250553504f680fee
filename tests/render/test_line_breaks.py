"""Titles are broken between their words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.render.line_breaks import broken, parts


@pytest.mark.parametrize(
    "title",
    [
        "东昌府区|一米阳光|婴幼儿|照护中心",
        "明悦|婴幼儿|照护中心",
        "尹集纸飞机|托育中心",
        "东昌府区|小石榴|托育服务|有限公司",
        "许营北关社区|晨朵|托育园",
        "聊城市|托育机构|卫生监督|量化分级|管理办法（示例）",
        "聊城市|卫生健康委员会（示例）第 3 次发布",
        "启明星",
        "",
    ],
)
def test_a_title_is_broken_between_words(title: str) -> None:
    """Place, own name, kind; a short end is not left alone."""
    assert "|".join(parts(title.replace("|", ""))) == title


def test_a_long_stretch_is_broken_away_from_its_ends() -> None:
    """Where no word is known, a line may end anywhere but beside punctuation."""
    assert parts("邢臺市《關於改革完善醫療衛生行業》") == [
        "邢臺市《關於改革完",
        "善",
        "醫",
        "療衛生行業》",
    ]


@given(st.text(alphabet="市区托育中心园《》（）a 1阳光", max_size=40))
def test_a_title_stays_as_it_is(title: str) -> None:
    """Its parts joined are the title, and markup is escaped."""
    assert "".join(parts(title)) == title
    assert broken("<b>").replace("<wbr>", "") == "&lt;b&gt;"
