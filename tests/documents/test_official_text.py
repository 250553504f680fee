"""What officials type comes out as they meant it, and whole."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.documents.rendering import render_markdown
from generator.documents.unread_marks import unread_marks


def blocks(source: str) -> list[tuple[str, str]]:
    """The paragraphs, headings, items and cells of a text, with their tags."""
    found = re.findall(
        r"<(h\d|p|li|t[dh])\b[^>]*>(.*?)(?=</?(?:h\d|p|li|t[dh]|ul|ol)\b)",
        render_markdown(source).html,
        re.DOTALL,
    )
    plain = ((tag, re.sub(r"<[^>]+>", "", text).strip()) for tag, text in found)
    return [(tag, text) for tag, text in plain if text]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("　　第一段。\n　　第二段。", [("p", "第一段。"), ("p", "第二段。")]),
        ("    第一段。\n    第二段。", [("p", "第一段。"), ("p", "第二段。")]),
        ("\t第一段。\n\t第二段。", [("p", "第一段。"), ("p", "第二段。")]),
        (
            "一、总体要求\n（一）指导思想\n1.原则\n（1）细则\n正文。",
            [
                ("h2", "一、总体要求"),
                ("h3", "（一）指导思想"),
                ("h4", "1.原则"),
                ("h5", "（1）细则"),
                ("p", "正文。"),
            ],
        ),
        (
            "第一章 总则\n第一条 为规范托育服务，制定本办法。\n第二条 本办法适用于本市。",
            [
                ("h2", "第一章 总则"),
                ("p", "第一条 为规范托育服务，制定本办法。"),
                ("p", "第二条 本办法适用于本市。"),
            ],
        ),
        (
            "（一）加强领导。各地要高度重视。\n（二）加大投入。保障经费。",
            [("p", "（一）加强领导。各地要高度重视。"), ("p", "（二）加大投入。保障经费。")],
        ),
        (
            "材料如下：\n1.申请表\n2.承诺书",
            [("p", "材料如下："), ("p", "1.申请表"), ("p", "2.承诺书")],
        ),
        ("甲\n①乙\n②丙", [("p", "甲"), ("p", "①乙"), ("p", "②丙")]),
        ("特此通知。\n市卫生健康委\n2024年6月18日",
         [("p", "特此通知。"), ("p", "市卫生健康委"), ("p", "2024年6月18日")]),
        ("此前增长1.5倍\n1.5倍是上限", [("p", "此前增长1.5倍\n1.5倍是上限")]),
        ("下表：\n| 年 | 托位 |\n|---|---|\n| 2025 | 6 |\n完。",
         [("p", "下表："), ("th", "年"), ("th", "托位"), ("td", "2025"), ("td", "6"),
          ("p", "完。")]),
        ("｜年｜托位｜\n｜－－－｜－－－｜\n｜2025｜6｜",
         [("th", "年"), ("th", "托位"), ("td", "2025"), ("td", "6")]),
        ("一是：\n- 甲\n- 乙", [("p", "一是："), ("li", "甲"), ("li", "乙")]),
        ("- 甲；\n- 乙。\n以上各项。", [("li", "甲；"), ("li", "乙。"), ("p", "以上各项。")]),
        ("- 甲\n  - 子\n- 乙", [("li", "甲"), ("li", "子"), ("li", "乙")]),
        ("1. 甲\n\n   续\n2. 乙", [("p", "甲"), ("p", "续"), ("p", "乙")]),
        ("王*明、李*芳。", [("p", "王*明、李*芳。")]),
        ("2*3*4=24", [("p", "2*3*4=24")]),
        ("*注：见附件。", [("p", "*注：见附件。")]),
        ("姓名____性别____", [("p", "姓名____性别____")]),
        ("#1 号楼", [("p", "#1 号楼")]),
        ("## C#\n正文", [("h2", "C#"), ("p", "正文")]),
        ("[注]: 托位指床位", [("p", "[注]: 托位指床位")]),
        ("[1]: https://example.gov.cn/", [("p", "[1]: https://example.gov.cn/")]),
        ("2024. 全年", [("p", "2024. 全年")]),
        ("1.1 范围\n本标准。\n2.3.1 术语\n甲。",
         [("h2", "1.1 范围"), ("p", "本标准。"), ("h3", "2.3.1 术语"), ("p", "甲。")]),
        ("问：甲？\n答：乙。", [("p", "问：甲？"), ("p", "答：乙。")]),
        ("联系电话：0635\n地址：甲路", [("p", "联系电话：0635"), ("p", "地址：甲路")]),
        ("各市人民政府：\n现通知如下：\n甲。",
         [("p", "各市人民政府："), ("p", "现通知如下："), ("p", "甲。")]),
        ("㉑甲\n㉒乙", [("p", "㉑甲"), ("p", "㉒乙")]),
        ("A.甲\nB.乙", [("p", "A.甲"), ("p", "B.乙")]),
        ("首先，甲。\n其次，乙。", [("p", "首先，甲。"), ("p", "其次，乙。")]),
        ("图1 流程\n正文", [("p", "图1 流程"), ("p", "正文")]),
        ("（此件公开发布）\n正文", [("p", "（此件公开发布）"), ("p", "正文")]),
        ("**一、总体要求**\n正文", [("h2", "一、总体要求"), ("p", "正文")]),
        ("> 一、引。\n> 二、文。", [("p", "一、引。"), ("p", "二、文。")]),
        ("  甲。\n  乙。", [("p", "甲。"), ("p", "乙。")]),
        ("&emsp;&emsp;甲。\n&emsp;&emsp;乙。", [("p", "甲。"), ("p", "乙。")]),
        ("甲\t乙\n1\t2", [("p", "甲    乙"), ("p", "1    2")]),
        ("甲&#1 号楼", [("p", "甲&amp;#1 号楼")]),
        ("附件：1.申请表\n附件2：承诺书", [("p", "附件：1.申请表"), ("p", "附件2：承诺书")]),
        ("长长的一段话到此为止。\n---\n后文", [("p", "长长的一段话到此为止。"), ("p", "后文")]),
    ],
)  # fmt: skip
def test_a_text_is_laid_out_as_it_was_typed(source: str, expected: list[tuple[str, str]]) -> None:
    """Indents and level marks begin paragraphs; nothing needs a blank line."""
    assert blocks(source) == expected


def test_a_single_asterisk_still_stresses_at_the_edge_of_words() -> None:
    """`*重点*` where it does not follow a character, `**重点**` anywhere."""
    assert "<em>重点</em>" in render_markdown("*重点*内容").html
    assert "<em>重点</em>" in render_markdown("甲，*重点*。").html
    assert "<strong>重点</strong>" in render_markdown("有**重点**内容").html


@pytest.mark.parametrize("sign", ["[", "<"])
def test_brackets_that_nothing_closes_are_words(sign: str) -> None:
    """Also where there are too many to look for their ends: each of them comes out."""
    assert render_markdown(f"甲{sign}乙\n" * 300).text.count(f"甲{sign}乙") == 300


def test_footnotes_lead_there_and_back() -> None:
    """The note stands below the text, and its number leads back."""
    result = render_markdown("甲[^1]乙。\n[^1]: 注文。\n[^2]: 另注。")
    assert '<sup id="fnref-1"><a href="#fn-1">[1]</a></sup>' in result.html
    assert '<div id="fn-1">\n<p><a href="#fnref-1">[1]</a> 注文。</p>' in result.html
    assert result.text == "甲[1]乙。\n[1] 注文。\n[2] 另注。"
    assert not result.removed


def test_spans_of_a_table_survive() -> None:
    """A pasted table keeps its shape; a span that is no number does not."""
    table = '<table><tr><th rowspan="2">区</th><th colspan="2">托位</th></tr></table>'
    assert 'rowspan="2"' in render_markdown(table).html
    assert 'colspan="2"' in render_markdown(table).html
    bad = render_markdown('<table><tr><td colspan="9999">区</td></tr></table>')
    assert "colspan" not in bad.html and bad.removed == ("colspan=",)


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ("~~旧~~", "~~"),
        ("==重点==", "=="),
        ("- [ ] 事项", "[ ]"),
        ("<!-- 内部 -->", "<!--"),
        ("| 甲 | 乙 |", "| … |"),
        ("甲\t乙", "| … |"),
        ("甲[^3]", "[^3]"),
        ("{{ 名称 }}", "{{ }}"),
        ("[[条目]]", "![[ ]]"),
        ("【链接】(https://example.gov.cn)", "[ ]( )"),
    ],
)
def test_what_looks_like_markup_and_is_none_is_named(line: str, sign: str) -> None:
    """With its line, so that the writer looks."""
    assert list(unread_marks(["前", line])) == [(1, sign)]
    assert not list(unread_marks(["| 甲 |", "|---|", "| 乙 |", "甲[^1]", "[^1]: 乙"]))
    assert list(unread_marks(["| 甲 |", "| 乙 |", "", "[^1]见"])) == [
        (0, "| … |"), (1, "| … |"), (3, "[^1]")
    ]  # fmt: skip


WORDS = st.text(
    "托育机构王李1一二（）*_#|｜·…，。、：；“” 　\t-+.甲[]~^<>&/\\=", min_size=1, max_size=14
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(WORDS, st.just("")), min_size=1, max_size=6))
def test_no_character_of_a_text_is_lost(lines: list[str]) -> None:
    """Letters, digits and Chinese characters of any lines come out, each once, in their order."""
    source = "\n".join(lines)
    kept = re.compile(r"[^\w]|_")
    assert kept.sub("", render_markdown(source).text) == kept.sub("", source)
