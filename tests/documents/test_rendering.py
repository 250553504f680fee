"""Markdown becomes HTML that cannot harm, and text that can be searched."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.documents.rendering import TAGS, render_markdown


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<p onclick="alert(1)">x</p>',
        "[x](javascript:alert(1))",
        '<a href="JaVa\tScript:alert(1)">x</a>',
        '<iframe src="https://example.com"></iframe>',
        '<p style="position:fixed">x</p>',
        "<style>p{}</style>",
        '<svg onload="alert(1)"></svg>',
        '<img src="x" onerror="alert(1)">',
        "![x](https://example.com/pixel.png)",
        "![x](//example.com/pixel.png)",
        "![x](../../secret.png)",
        "[x](//example.com)",
        '<a href="/\\example.com">x</a>',
        '<form action="/x"><input></form>',
        '<object data="x"></object>',
        '<a href="data:text/html,x">x</a>',
    ],
)
def test_dangerous_markup_is_taken_out_and_named(attack: str) -> None:
    """None of it reaches the page, and the writer hears of each."""
    result = render_markdown(f"前\n\n{attack}\n\n后")
    lowered = result.html.lower()
    for trace in ("script", "onclick", "onerror", "onload", "style", "iframe", "example.com"):
        assert trace not in lowered
    for trace in ("<form", "<object", "data:", "secret"):
        assert trace not in lowered
    assert result.removed
    assert "前" in result.html and "后" in result.html


def test_links_keep_their_kind() -> None:
    """Links to other sites are marked, links within this site are not."""
    html = render_markdown("[外](https://example.com/?a=1) [内](/policy/rule/) [页](#x)").html
    assert '<a href="https://example.com/?a=1" rel="noopener external">外</a>' in html
    assert '<a href="/policy/rule/">内</a>' in html
    assert '<a href="#x">页</a>' in html


def test_an_image_beside_the_document_stays() -> None:
    """Only an image that lies with the content is shown."""
    result = render_markdown("![流程图](images/steps.png)")
    assert '<img alt="流程图" src="images/steps.png">' in result.html
    assert not result.removed


def headings(source: str) -> list[tuple[str, str]]:
    """Level and words of the headings of a text."""
    return re.findall(r"<(h\d)[^>]*>(.*?)</h\d>", render_markdown(source).html)


def test_headings_start_below_the_title_of_the_page() -> None:
    """Whatever levels the writer used, they begin with h2, and none is left out."""
    assert headings("# 甲\n\n## 乙") == [("h2", "甲"), ("h3", "乙")]
    assert headings("### 甲\n\n###### 乙") == [("h2", "甲"), ("h3", "乙")]


def test_tables_have_scoped_headings_and_classes_instead_of_styles() -> None:
    """Alignment is a class for the stylesheet; the policy of the site forbids inline styles."""
    result = render_markdown("| 项目 | 数 |\n|---|---:|\n| 甲 | 1 |")
    assert '<th class="align-right" scope="col">数</th>' in result.html
    assert '<td class="align-right">1</td>' in result.html
    assert not result.removed


def test_lines_of_one_chinese_paragraph_join_without_a_space() -> None:
    """A line break in the source is no space between two Chinese characters."""
    assert "<p>第一行，第二行</p>" in render_markdown("第一行，\n第二行").html
    assert render_markdown("甲\n\n乙 ok\nok").text == "甲\n乙 ok ok"


class _Elements(HTMLParser):
    """Every element and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


PIECES = st.sampled_from(
    [
        *"<>\"'=/[]()!;:\n|甲`",
        *("a ", "&#", "- ", "<script", "<svg", " onload=", " style="),
        *("javascript:", "<a href=", "<table>"),
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_however_it_is_pieced_together_only_listed_elements_come_out(source: str) -> None:
    """The allow-list holds for text that no one would write by mistake."""
    page = _Elements()
    page.feed(render_markdown(source).html)
    assert page.tags <= TAGS
    assert page.attributes <= {"href", "src", "alt", "start", "scope", "class", "rel", "id"}


def test_an_empty_corner_of_a_table_is_no_heading() -> None:
    """A heading cell without words is a plain cell, as a screen reader expects."""
    html = render_markdown("| | 甲 |\n|---|---|\n| 一 | 1 |\n").html
    assert html.count("<th ") == 1
    assert "<td></td>" in html
