"""Headings and articles of a document have addresses of their own."""

from __future__ import annotations

from generator.documents.anchors import outline
from generator.documents.rendering import render_markdown

REGULATION = """第一章 总则
第一条 为规范托育服务，制定本办法。
第三条之一 增加的一条。
第二章 附则
第十条 违反本办法第一条的，依照《母婴保健法》第三条处理。"""


def test_an_article_is_a_link_to_itself() -> None:
    """Its number is that of the text, in ordinary digits."""
    html = render_markdown(REGULATION).html
    assert '<a id="article-1" href="#article-1">第一条</a> 为规范' in html
    assert '<a id="article-3-1" href="#article-3-1">第三条之一</a>' in html
    assert '<a id="article-10" href="#article-10">第十条</a>' in html


def test_only_articles_of_this_document_are_linked_in_a_text() -> None:
    """本办法第一条 leads there; an article of another law stays words."""
    html = render_markdown(REGULATION).html
    assert '本办法<a href="#article-1">第一条</a>的' in html
    assert "《母婴保健法》第三条处理" in html


def test_the_contents_are_the_headings_or_else_the_articles() -> None:
    """In their order, with their depth."""
    found = outline(render_markdown(REGULATION).html)
    assert [(s.level, s.anchor, s.title) for s in found] == [
        (1, "section-1", "第一章 总则"),
        (1, "section-2", "第二章 附则"),
    ]
    articles = outline(render_markdown("第一条 甲。\n第二条 乙。").html)
    assert [s.title for s in articles] == ["第一条", "第二条"]


def test_two_articles_of_one_number_have_two_addresses() -> None:
    """A notice and the measures issued with it both begin with 第一条."""
    html = render_markdown("第一条 甲。\n\n第一条 乙。").html
    assert 'id="article-1"' in html and 'id="article-1-2"' in html
