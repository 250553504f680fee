"""Citations in running text lead to the document that they mean, and to no other."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.documents.graph import Graph
from generator.documents.running_citations import mentions, with_links
from generator.model.documents import Document, DocumentKind, Validity

KNOWN = {"聊卫发〔2026〕3号", "国务院令第619号", "财社〔2022〕31号", "政办发〔2021〕5号"}


def document(slug: str, text: str = "", **fields: object) -> Document:
    """A policy with this text."""
    told = {"title": slug, "kind": DocumentKind.POLICY} | fields
    return Document(slug=slug, body=f"<p>{text}</p>", text=text, source=f"{slug}.md", **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "references"),
    [
        (
            "根据《管理规范》（国卫人口发〔2019〕58号）制定",
            ["《管理规范》（国卫人口发〔2019〕58号）"],
        ),
        (
            "根据《管理规范》(国卫人口发[2019]058号)制定",
            ["《管理规范》（国卫人口发〔2019〕58号）"],
        ),
        (
            "《关于印发〈办法〉的通知》（聊卫发〔2026〕3号）",
            ["《关于印发〈办法〉的通知》（聊卫发〔2026〕3号）"],
        ),
        (
            "《关于《办法》的通知》（聊卫发〔2026〕3号）",
            ["《关于《办法》的通知》（聊卫发〔2026〕3号）"],
        ),
        (
            "按照聊卫发〔2026〕3号执行",
            ["聊卫发〔2026〕3号"],
        ),
        (
            "按照聊卫发﹝2026﹞3号和国办发〔2019〕15号执行",
            ["聊卫发〔2026〕3号", "国办发〔2019〕15号"],
        ),
        (
            "《女职工劳动保护特别规定》（国务院令第619号）",
            ["《女职工劳动保护特别规定》（国务院令第619号）"],
        ),
        (
            "《价格法》规定",
            ["《价格法》"],
        ),
        (
            "《意见》（国办发〔2019〕15号、国卫人口发〔2019〕58号）",
            ["《意见》", "国办发〔2019〕15号", "国卫人口发〔2019〕58号"],
        ),
        ("根据财社〔2022〕31号安排", ["财社〔2022〕31号"]),
        ("根据鲁财社〔2022〕31号安排", []),
        ("根据鲁财社发〔2022〕31号安排", ["鲁财社发〔2022〕31号"]),
        ("根据財社 〔２０２２〕31號安排", ["财社〔2022〕31号"]),
        ("贯彻落实国办函〔2011〕7号", ["国办函〔2011〕7号"]),
        ("遵照国卫办人口函〔2011〕7号", ["国卫办人口函〔2011〕7号"]),
        ("我委国卫人口发〔2011〕7号", ["国卫人口发〔2011〕7号"]),
        ("按国卫办发〔2011〕7号", []),
        ("和政办发〔2021〕5号", []),
        ("根据和政办发〔2021〕5号", ["和政办发〔2021〕5号"]),
        ("于和县政发〔2020〕3号", []),
        ("恪守国卫人口发〔2011〕7号", []),
        ("国务院令第619号规定", ["国务院令第619号"]),
        ("根据国务院令第619号", ["国务院令第619号"]),
        ("共2026年3号楼", []),
        (
            "第〔2026〕3号",
            [],
        ),
    ],
)  # fmt: skip
def test_what_a_text_cites(text: str, references: list[str]) -> None:
    """Numbers in their right spelling, without the words that run into them."""
    found = list(mentions(text, KNOWN.__contains__))
    assert [each.reference for each in found] == references
    assert all(text[each.start : each.end] in text for each in found)


def test_links_stand_in_the_text_and_nowhere_else() -> None:
    """Not in headings, in links, in code; what is escaped stays so."""
    body = (
        "<h2>聊卫发〔2026〕3号</h2><p>按聊卫发〔2026〕3号 &amp; &lt;b&gt;执行，见"
        '<a href="/x">聊卫发〔2026〕3号</a><code>聊卫发〔2026〕3号</code></p>'
    )
    linked = with_links(body, KNOWN.__contains__, lambda _: '/policy/a"b/')
    assert linked.count('<a href="/policy/a&quot;b/">聊卫发〔2026〕3号</a>') == 1
    assert (
        linked.replace('<a href="/policy/a&quot;b/">聊卫发〔2026〕3号</a>', "聊卫发〔2026〕3号", 1)
        == body
    )


@given(st.text(alphabet="《》（）〔〕[]根据聊卫发国办2026015号第令<>&; \n", max_size=60))
def test_the_words_of_a_body_never_change(text: str) -> None:
    """Whatever stands there."""
    body = f"<p>{html.escape(text, quote=False)}</p>"
    linked = with_links(body, KNOWN.__contains__, lambda _: "/x/")
    assert re.sub(r"</?a[^>]*>", "", linked) == body


def test_a_graph_of_what_texts_say() -> None:
    """Cited in the text only, in both directions, once; unknown ones are told; what is repealed or
    interpreted is no citation.
    """
    rule = document("rule", number="聊卫发〔2026〕3号", title="托育机构办法")
    old = document("old", number="聊卫发〔2018〕9号", validity=Validity.REPEALED)
    text = (
        "根据《托育机构办法》（聊卫发〔2026〕3号）和聊卫发〔2026〕3号，参照国办发〔2019〕15号、"
        "《意见》（国办发〔2019〕15号）、《没有的法》。聊卫发〔2018〕9号同时废止。"
        "本通知（聊卫发〔2026〕4号）"
    )
    notice = document("notice", text, number="聊卫发〔2026〕4号", repeals=("聊卫发〔2018〕9号",))
    graph = Graph([rule, old, notice])
    assert [(each.written, each.document) for each in graph.cites(notice)] == [
        ("《托育机构办法》（聊卫发〔2026〕3号）", rule), ("国办发〔2019〕15号", None),
    ]  # fmt: skip
    assert graph.cited_by(rule) == (notice,)
    assert graph.cites(rule) == ()


def test_what_is_said_under_引用_comes_first_and_once() -> None:
    """A citation in both places is one."""
    rule = document("rule", number="聊卫发〔2026〕3号", title="托育机构办法")
    notice = document(
        "notice",
        "按聊卫发〔2026〕3号、《意见》（国办发〔2019〕15号）",
        cites=("国办发〔2019〕15号", "rule"),
    )
    written = [each.written for each in Graph([rule, notice]).cites(notice)]
    assert written == ["国办发〔2019〕15号", "rule"]


def test_one_number_with_two_titles_are_two() -> None:
    """Neither is lost behind the other."""
    notice = document(
        "notice", "《甲办法》（冀政办发〔2019〕2号）《乙办法》（冀政办发〔2019〕2号）"
    )
    assert len(Graph([notice]).cites(notice)) == 2
