"""Automatic numbers read as Word prints them."""

from __future__ import annotations

import pytest

from generator.documents.imports.word.list_number_formats import in_chinese, written_number
from generator.documents.imports.word.read_word import read_word
from generator.model.chinese_numbers import chinese_number
from tests.word_files import deleted, level, lists, numbered, p, r, word_file

CHINESE = ("chineseCountingThousand", "taiwaneseCountingThousand", "japaneseCounting")


def numbers(body: str, numbering: str, **parts: str) -> list[str]:
    """The paragraphs of a file as they are read."""
    content = word_file(body, {"numbering": numbering, **parts})
    return [block.text for block in read_word("a.docx", content).blocks]  # type: ignore[union-attr]


def test_numbers_in_chinese() -> None:
    """Every number to 2,000 is the one that the reader of Chinese numerals reads back."""
    assert [in_chinese(n) for n in (1, 10, 11, 20, 100, 101, 110, 1010)] == [
        "一", "十", "十一", "二十", "一百", "一百零一", "一百一十", "一千零一十",
    ]  # fmt: skip
    for number in range(1, 2000):
        assert chinese_number(in_chinese(number)) == number


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        *((style, "三") for style in CHINESE),
        ("chineseCounting", "三"),
        ("decimal", "3"), ("decimalZero", "03"), ("decimalFullWidth", "３"), ("lowerLetter", "c"),
        ("upperRoman", "III"), ("decimalEnclosedCircle", "③"), ("ideographTraditional", "丙"),
        ("chineseLegalSimplified", "叁"), ("decimalEnclosedParen", "⑶"), ("ideographZodiac", "寅"),
        ("none", ""),
    ],
)  # fmt: skip
def test_formats(style: str, expected: str) -> None:
    """The formats of Chinese editions of Word."""
    assert written_number(3, style) == expected


def test_a_format_that_is_not_known_is_told() -> None:
    """In Arabic digits, with a line in the report."""
    content = word_file(numbered("甲"), {"numbering": lists(level(0, "hebrew1", "%1."))})
    result = read_word("a.docx", content)
    assert result.blocks[0].text == "1.甲"  # type: ignore[union-attr]
    assert any("kind that is not known" in str(remark.what) for remark in result.remarks)


THREE = lists(
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "taiwaneseCountingThousand", "（%2）"),
    level(2, "decimal", "%1.%2.%3", "<w:isLgl/>"),
)


def test_levels_begin_anew_below_a_higher_one() -> None:
    """And a legal level writes those above it in digits too."""
    depths = zip("甲乙丙丁戊己庚辛", (0, 1, 2, 2, 1, 2, 0, 1), strict=True)
    body = "".join(numbered(text, depth) for text, depth in depths)
    assert numbers(body, THREE) == [
        "一、甲", "（一）乙", "1.1.1丙", "1.1.2丁", "（二）戊", "1.2.1己", "二、庚", "（一）辛",
    ]  # fmt: skip


def test_a_level_that_never_begins_anew() -> None:
    """Articles go on counting through the chapters."""
    numbering = lists(
        level(0, "chineseCountingThousand", "第%1章"),
        level(1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'),
    )
    body = "".join(
        numbered(t, d) for t, d in (("总则", 0), ("甲", 1), ("乙", 1), ("附则", 0), ("丙", 1))
    )
    assert numbers(body, numbering) == [
        "第一章总则",
        "第一条甲",
        "第二条乙",
        "第二章附则",
        "第三条丙",
    ]


def test_numbers_by_style() -> None:
    """The style names the list, or only the list names the style."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        "</w:pPr></w:style>"
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="C"><w:basedOn w:val="A"/></w:style>'
    )
    numbering = lists(
        level(0, "chineseCountingThousand", "%1、", '<w:pStyle w:val="A"/>'),
        level(1, "chineseCountingThousand", "（%2）", '<w:pStyle w:val="C"/>'),
    )

    def styled(text: str, name: str, more: str = "") -> str:
        return p(r(text), properties=f'<w:pStyle w:val="{name}"/>{more}')

    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = styled("甲", "A") + styled("乙", "C") + styled("丙", "B") + styled("丁", "A", none)
    assert numbers(body, numbering, styles=styles) == ["一、甲", "（一）乙", "二、丙", "丁"]


def test_lists_of_one_definition_go_on_and_begin_anew_where_they_say_so() -> None:
    """Word counts on over lists of one definition, unless one overrides the start."""
    many = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="0"/>{more}</w:num>'
        for n, more in (
            (1, ""), (2, ""),
            (3, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
            (4, f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "%1)")}</w:lvlOverride>'),
        )
    )  # fmt: skip
    numbering = lists(level(0, "chineseCountingThousand", "%1、"), numbers=many)
    lists_ = zip("甲乙丙丁戊", (1, 2, 3, 3, 4), strict=True)
    body = "".join(numbered(text, 0, n) for text, n in lists_)
    assert numbers(body, numbering) == ["一、甲", "二、乙", "一、丙", "二、丁", "3)戊"]


def test_what_is_gone_does_not_count() -> None:
    """A deleted paragraph, its end too, has no number, and neither has a hidden one."""
    own = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    gone = p(deleted("不见"), properties=own + "<w:rPr><w:del/></w:rPr>")
    hidden = p(r("不见", "<w:vanish/>"), properties=own + "<w:rPr><w:vanish/></w:rPr>")
    body = numbered("甲") + gone + hidden + numbered("乙")
    assert numbers(body, lists(level(0, "chineseCountingThousand", "%1、"))) == ["一、甲", "二、乙"]


def test_bullets_of_symbol_fonts() -> None:
    """A bullet is a sign that people see, not the letter of its code."""
    fonts = '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>'
    numbering = lists(level(0, "bullet", "\uf0d8", fonts))
    assert numbers(numbered("甲"), numbering) == ["➢ 甲"]
