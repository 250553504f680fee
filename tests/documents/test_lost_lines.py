"""Nothing that an official types changes or goes: numbers, cells, signs, signatures."""

from __future__ import annotations

import pytest

from generator.documents.read_document import read_document
from generator.documents.rendering import render_markdown
from generator.model.problems import Severity

FRONT = """---
标题: 关于托育的通知
发文机关: 聊城市卫生健康委员会
成文日期: 2026-01-01
发布日期: 2026-01-02 09:00
有效性: 有效
---
"""


def text(source: str) -> list[str]:
    """The lines that readers see."""
    return render_markdown(source).text.split("\n")


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("1. 甲\n3. 丙", ["甲", "3. 丙"]),
        ("9. 甲\n8. 乙", ["甲", "8. 乙"]),
        ("- 甲\n- 乙\n以上各项自发布之日起施行", ["甲", "乙", "以上各项自发布之日起施行"]),
        (">5000元的，按80%退。", [">5000元的，按80%退。"]),
        ("甲方<a>、乙方<b>；若x<y，则甲", ["甲方<a>、乙方<b>；若x<y，则甲"]),
        ("<?说明?>与<![CDATA[内容]]>", ["<?说明?>与<![CDATA[内容]]>"]),
        ("前文<iframe src=x>后文", ["前文<iframe src=x>后文"]),
        (r"存在 \\server\共享 和 D:\_bak", [r"存在 \\server\共享 和 D:\_bak"]),
        ("见 https://a.gov.cn/__data__/x", ["见 https://a.gov.cn/__data__/x"]),
        ("<div>\nD:\\甲\\乙 http://a.cn/__b__\n</div>", [r"D:\甲\乙 http://a.cn/__b__"]),
        ("| 甲 |\n|---|\n| D:\\_乙 http://a.cn/__b__ |", ["甲", r"D:\_乙 http://a.cn/__b__"]),
        ("- D:\\_乙 http://a.cn/__b__", [r"D:\_乙 http://a.cn/__b__"]),
        ("`D:\\_乙` 和 `http://a.cn/__b__`", [r"D:\_乙 和 http://a.cn/__b__"]),
        ("<!-- 批 -->\n一、要求\n（一）目标\n正文", ["一、要求", "（一）目标", "正文"]),
        ("<table><tr><td>x</td></tr></table>\n一、要求\n正文", ["x", "一、要求", "正文"]),
        ("１．总则\n为规范\n２．目标", ["１．总则", "为规范", "２．目标"]),
        (
            "特此公告。\n聊城市卫生健康委员会\n聊城市市场监督管理局\n2024年6月18日",
            ["特此公告。", "聊城市卫生健康委员会", "聊城市市场监督管理局", "2024年6月18日"],
        ),
        ("市卫生健康委\n市教育局\n市民政局", ["市卫生健康委", "市教育局", "市民政局"]),
    ],
)
def test_every_line_stays_a_line(source: str, seen: list[str]) -> None:
    """Numbers as typed, signs as signs, one office a line."""
    assert text(source) == seen


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ("| 时间 | 托位 |\n|---|---|\n| 2025 | 6 | 另加2 |", [["2025", "6", "另加2"]]),
        ("| 甲 | 乙 |\n|---|\n| 1 | 2 |", [["1", "2"]]),
        ("| 甲 | 乙 |\n|---|---|\n| a | 一\n二 |\n| b | c |", [["a", "一<br>二"], ["b", "c"]]),
        ("| 甲 | 乙 |\n|---|---|\n| `a|b` | c |", [["<code>a|b</code>", "c"]]),
    ],
)
def test_every_cell_stays_in_its_row(source: str, rows: list[list[str]]) -> None:
    """Beyond the headings, below too few dashes, over two lines."""
    html = render_markdown(source).html
    body = html.split("<tbody>")[1]
    found = [
        [cell.split("</td>")[0] for cell in row.split("<td>")[1:]] for row in body.split("<tr>")[1:]
    ]
    assert found == rows


def test_program_text_keeps_its_lines() -> None:
    """Also where Chinese stands on both sides."""
    assert "申请人\n监护人" in render_markdown("```\n申请人\n监护人\n```").html


def test_notes_keep_their_numbers() -> None:
    """A text speaks of 注3; of two notes of one name the writer hears."""
    html = render_markdown("正文[^5]再[^3]。\n\n[^5]: 五\n[^3]: 三").html
    assert html.index("[5]") < html.index("[3]")
    assert "[1]" not in html
    document = read_document("a.md", f"{FRONT}正文[^1]。\n\n[^1]: 甲\n[^1]: 乙\n")
    (warning,) = document.warnings
    assert (warning.line, warning.severity) == (11, Severity.WARNING)
    assert "a second note [^1]" in warning.why
