"""What is written as Markdown is read back as the same characters, whatever they are."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.documents.imports.blocks import Cell, Paragraph, Script, Span, Table
from generator.documents.imports.markdown_text import write_markdown
from generator.documents.rendering import render_markdown

SIGNS = "#*_`[]()<>&!|~=-+.:;\\/\"'{}$^%@ 　\t1290ab甲乙第条一（）《》。，、：—…№①"
words = st.one_of(
    st.text(alphabet=SIGNS, min_size=1, max_size=40),
    st.sampled_from([
        "# 标题", "- 项", "1. 项", "2026. 年", "> 引", "---", "===", "***", "~~~", "```",
        "| a | b |", "|---|---|", "[1]: http://a.cn", "[^1]: 注", "[^1]", "<b>粗</b>",
        "<!-- 注 -->", "&lt;", "&#65;", "    缩进", "*[甲]: 乙", "![图](a.png)",
        "[链](http://a.cn)", "**粗**", "__粗__", "a_b_c", "第一条 总则", "一、总则",
        "（一）甲。乙", "http://a.cn/b_c_d", "{#a}", "甲\\", "\\*", "1) 甲", "+ 甲", "* 甲",
        "_甲_", "甲  ", "Term\n: 定义", "甲\n- 乙", "甲\n===", "甲\n---", "甲\n# 乙", "甲\n> 乙",
        "甲\n1. 乙", "<div>", "甲\n| a | b |\n|---|---|", "[甲]", "[甲](乙)", "［甲］", "$$x$$",
        "\\(x\\)", "~~删~~", "[ ] 甲",
    ]),
)  # fmt: skip
spans = st.builds(Span, words, st.sampled_from(Script))
paragraphs = st.builds(
    Paragraph,
    st.lists(spans, min_size=1, max_size=3).map(tuple),
    level=st.sampled_from([0, 0, 0, 1, 2]),
    number=st.sampled_from(["", "", "一、", "（一）", "1. "]),
)
cells = st.builds(Cell, st.lists(paragraphs, max_size=2).map(tuple))
tables = st.builds(
    Table, st.lists(st.lists(cells, min_size=1, max_size=3).map(tuple), min_size=1).map(tuple)
)
documents = st.lists(st.one_of(paragraphs, paragraphs, tables), min_size=1, max_size=5)


@given(documents)
@settings(max_examples=150, deadline=None)
@example([Paragraph((Span("* 甲"),)), Paragraph((Span("- 乙"),))])
@example([Paragraph((Span("甲\n| a | b |\n|---|---|"),))])
@example([Paragraph((Span("甲|乙"),)), Paragraph((Span("---|---"),))])
@example([Table((((Cell((Paragraph((Span("http://a.cn__粗__ D:\\甲"),)),))),),))])
def test_no_sign_becomes_markup(blocks: list[Paragraph | Table]) -> None:
    """Not a character is lost, added or moved, in paragraphs, headings and cells."""
    written = write_markdown(blocks, [])
    assert written.differences == ()


@given(st.lists(words, min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_no_text_becomes_a_tag(texts: list[str]) -> None:
    """Whatever was typed: no link, picture, quotation or list comes of it."""
    written = write_markdown([Paragraph((Span(text),)) for text in texts], [])
    html = render_markdown(written.markdown).html
    for tag in (
        '<a href="http',
        "<img",
        "<ul",
        "<ol",
        "<blockquote",
        "<pre",
        "<code",
        "<em",
        "<hr",
    ):
        assert tag not in html


def test_notes_go_where_they_are_called() -> None:
    """Below the text, and below a table for those called in it."""
    note = (Paragraph((Span("*注一*"),)),), (Paragraph((Span("注二"),)),)
    text = Paragraph((Span("正文"), Span("", note=1)))
    table = Table(((Cell((Paragraph((Span("格"), Span("", note=2))),)),),))
    written = write_markdown([text, table], note)
    assert written.differences == ()
    assert render_markdown(written.markdown).text == "正文[1]\n格（注2）\n注2：注二\n[1] *注一*"


def test_a_lead_in_is_stressed() -> None:
    """（一）in 楷体, then text in 仿宋: one paragraph, its heading stressed."""
    lead = Paragraph((Span("（一）目标。", font="楷体"), Span("正文。", font="仿宋")))
    assert write_markdown([lead], []).markdown == "**（一）目标。**正文。\n"
