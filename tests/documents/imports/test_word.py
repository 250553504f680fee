"""What people read in a Word file is what is taken over, and nothing else."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from generator.documents.imports.blocks import Fate, Paragraph, ReadText, Table, paragraphs_of
from generator.documents.imports.word.read_word import read_word
from generator.model.problems import DataError
from tests.word_files import deleted, p, r, text_box, word_file

SAMPLES = Path(__file__).resolve().parents[4] / "shared/data/word"

READINGS = {
    "autonum": "一、甲总体要求|（一）乙目标|（二）丙任务|二、丁收费|（一）戊公示|第一条　己条文|"
    "第二条　庚条文，依照第一条执行",
    "comment": "正文甲",
    "field": "日期2026年1月2日止|域值7",
    "footnote": "正文甲正文乙",
    "header": "正文甲",
    "headings": "一、甲总体要求|（一）乙指导思想。正文丙。|1. 丁第一项|（1）戊小项",
    "hidden": "可见甲可见丙",
    "hyperlink": "见链接文字甲。",
    "math": "占比公式甲/公式乙",
    "mdspecial": "* 甲星号 <b>粗体字样</b> [2020]3号 1_2_3 #井|2026. 年份开头的段|- 减号开头",
    "props": "正文甲",
    "redhead_textbox": "聊城市卫生健康委员会文件|聊卫发〔2026〕12号",
    "ruby": "茌平甲区",
    "sdt_block": "段前|控件标题甲|段后",
    "sdt_inline": "成文日期：2026年11月20日止",
    "sealed": "聊城市卫生健康委员会|2026年11月20日",
    "smarttag": "落款2026年11月20日印发",
    "symbols": "☑是☑否|①②㈠〔〕﹝﹞［］【】",
    "table": "表前|表头甲|表头乙|子丙|子丁|值一|值二|值|三|表后",
    "tabs_breaks": "甲\t乙\n丙|丁-戊|全角缩进己|首行缩进庚",
    "tracked": "保留甲插入乙保留丁",
}
"""The right reading of each sample, paragraph by paragraph."""


def texts(read: ReadText) -> list[str]:
    """The paragraphs of what was read, those in tables too."""
    return [paragraph.text for paragraph in paragraphs_of(read.blocks)]


def said(read: ReadText) -> str:
    """All remarks as one text."""
    return "\n".join(f"{remark.fate}: {remark.what}" for remark in read.remarks)


def read(body: str, **parts: str) -> ReadText:
    """What is read in a Word file with this body."""
    return read_word("a.docx", word_file(body, parts))


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not here")
@pytest.mark.parametrize("name", READINGS)
def test_the_samples(name: str) -> None:
    """Each feature of real documents, read as people read it, and every character accounted for."""
    result = read_word(name, (SAMPLES / f"{name}.docx").read_bytes())
    assert "|".join(texts(result)) == READINGS[name]
    assert result.unread == 0
    assert "张三" not in "".join(texts(result)) + said(result)


UNSEEN = {
    "deleted": (deleted("不见"), ""),
    "moved away": ("<w:moveFrom><w:r><w:t>不见</w:t></w:r></w:moveFrom>", ""),
    "hidden": (r("不见", "<w:vanish/>"), ""),
    "hidden by a character style": (
        r("不见", '<w:rStyle w:val="h"/>'),
        '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>',
    ),
    "hidden by a style of a style": (
        r("不见", '<w:rStyle w:val="h"/>'),
        '<w:style w:type="character" w:styleId="b"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="h"><w:basedOn w:val="b"/></w:style>',
    ),
    "white": (r("不见", '<w:color w:val="FFFFFF"/>'), ""),
    "nearly white": (r("不见", '<w:color w:val="FEFEFE"/>'), ""),
    "white by theme": (r("不见", '<w:color w:val="FFFFFF" w:themeColor="background1"/>'), ""),
    "white by its fill": (
        r(
            "不见",
            '<w14:textFill><w14:solidFill><w14:srgbClr w14:val="FFFFFF"/>'
            "</w14:solidFill></w14:textFill>",
        ),
        "",
    ),
    "without a fill": (r("不见", "<w14:textFill><w14:noFill/></w14:textFill>"), ""),
    "blackened": (r("不见", '<w:highlight w:val="black"/>'), ""),
    "in the colour of its ground": (
        r("不见", '<w:color w:val="C00000"/><w:shd w:val="clear" w:fill="C00000"/>'),
        "",
    ),
    "tiny": (r("不见", '<w:sz w:val="2"/>'), ""),
    "squeezed": (r("不见", '<w:w w:val="1"/>'), ""),
    "nearly black, blackened": (
        r("不见", '<w:color w:val="0D0D0D"/><w:highlight w:val="black"/>'), "",
    ),
    "black on a solid shade": (
        r("不见", '<w:color w:val="000000"/><w:shd w:val="solid" w:color="auto" w:fill="auto"/>'),
        "",
    ),
    "white by the theme of its fill": (
        r(
            "不见",
            '<w14:textFill><w14:solidFill><w14:schemeClr w14:val="bg1"/></w14:solidFill>'
            "</w14:textFill>",
        ),
        "",
    ),
    "a clear fill": (
        r(
            "不见",
            '<w14:textFill><w14:solidFill><w14:srgbClr w14:val="000000">'
            '<w14:alpha w14:val="100000"/></w14:srgbClr></w14:solidFill></w14:textFill>',
        ),
        "",
    ),
    "a box whose anchor is hidden": (
        text_box(p(r("不见"))).replace("<wp:anchor>", '<wp:anchor hidden="1">'), "",
    ),
    "struck out": (r("不见", "<w:strike/>"), ""),
    "struck out twice": (r("不见", "<w:dstrike/>"), ""),
    "a hidden text box": (
        text_box(p(r("不见"))).replace('name="张三的文本框"', 'name="x" hidden="1"'),
        "",
    ),
    "deleted within a field": (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF a </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + deleted("不见")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        "",
    ),
    "deleted in a formula": (
        "<m:oMath><m:r><m:t>比</m:t></m:r><w:del><m:r><m:t>不见</m:t></m:r></w:del></m:oMath>",
        "",
    ),
    "an author": ('<w:fldSimple w:instr=" AUTHOR "><w:r><w:t>不见</w:t></w:r></w:fldSimple>', ""),
    "an author in a long field": (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>LASTSAVEDBY</w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + r("不见")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        "",
    ),
    "an author in a control": (
        '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/ns1:coreProperties[1]/ns0:creator[1]"/></w:sdtPr>'
        f"<w:sdtContent>{r('不见')}</w:sdtContent></w:sdt>",
        "",
    ),
    "a hint of a form": (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('不见')}</w:sdtContent></w:sdt>",
        "",
    ),
    "inserted and deleted again": (f"<w:ins>{deleted('不见')}</w:ins>", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSEEN)
@pytest.mark.parametrize("place", ["paragraph", "cell", "text box", "footnote", "control"])
def test_what_nobody_sees_is_left_out_and_said(name: str, place: str) -> None:
    """Wherever it stands: the words around it stay, it is counted and named."""
    unseen, styles = UNSEEN[name]
    inner = p(r("见前"), unseen, r("见后"))
    parts = {"styles": styles} if styles else {}
    if place == "cell":
        body = f"<w:tbl><w:tr><w:tc>{inner}</w:tc><w:tc>{p(r('旁'))}</w:tc></w:tr></w:tbl>"
    elif place == "text box":
        body = p(text_box(inner))
    elif place == "control":
        body = f"<w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
    elif place == "footnote":
        body = p(r("正文"), '<w:r><w:footnoteReference w:id="1"/></w:r>')
        parts["footnotes"] = f'<w:footnote w:id="1">{inner}</w:footnote>'
    else:
        body = inner
    result = read(body, **parts)
    everything = texts(result) + [each.text for note in result.notes for each in note]
    assert "不见" not in "".join(everything)
    assert any(each.startswith("见前") and each.endswith("见后") for each in everything)
    assert result.unread == 0
    assert any(remark.fate is Fate.LEFT_OUT for remark in result.remarks)
    assert "不见" not in said(result)


def test_a_table_style_that_hides() -> None:
    """Its characters are hidden in every cell, unless a run says otherwise."""
    styles = '<w:style w:type="table" w:styleId="T"><w:rPr><w:vanish/></w:rPr></w:style>'
    shown = r("可见", '<w:vanish w:val="0"/>')
    cells = f"<w:tc>{p(r('不见'), shown)}</w:tc><w:tc>{p(r('不见'))}</w:tc>"
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="T"/></w:tblPr><w:tr>{cells}</w:tr></w:tbl>'
    result = read(table + p(r("表外")), styles=styles)
    assert [text for text in texts(result) if text] == ["可见", "表外"]


FIELDS = {
    "EQ \\o\\ac(○,一)": "㊀", "EQ \\o\\ac(○,3)": "③", "EQ \\f(1,2)": "1/2",
    "EQ \\* jc2 \\* hps10 \\o\\ad(\\s\\up 9(chi),茌)": "茌", "SYMBOL 252 \\f Wingdings": "✓",
    "MACROBUTTON NoMacro [单击此处填写]": "",
}  # fmt: skip


@pytest.mark.parametrize("instruction", FIELDS)
def test_what_word_draws_out_of_an_instruction(instruction: str) -> None:
    """Circled characters, old ruby, fractions: there is no stored result."""
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    body = p(
        r("山东"), begin, f"<w:r><w:instrText>{instruction}</w:instrText></w:r>", end, r("平区")
    )
    assert texts(read(body)) == [f"山东{FIELDS[instruction]}平区"]


def test_fields_that_are_not_understood_are_pointed_out() -> None:
    """A number that Word would work out, a choice from a list."""
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    entries = "".join(f'<w:listEntry w:val="{each}"/>' for each in "甲乙丙")
    choice = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/>'
        f"{entries}</w:ddList></w:ffData></w:fldChar></w:r>"
    )
    body = p(r("第"), begin, "<w:r><w:instrText>AUTONUM</w:instrText></w:r>", end, choice, end)
    result = read(body)
    assert texts(result) == ["第乙"]
    assert "does not store: 1" in said(result)


FORMULAS = {
    "<m:d><m:e><m:r><m:t>a+b</m:t></m:r></m:e></m:d>": "(a+b)",
    '<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:r><m:t>a</m:t></m:r>'
    "</m:e></m:d>": "[a]",
    '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i</m:t></m:r></m:sub>'
    "<m:e><m:r><m:t>x</m:t></m:r></m:e></m:nary>": "∑_ix",
    "<m:nary/>": "∫()",
    "<m:rad><m:e><m:r><m:t>2</m:t></m:r></m:e></m:rad>": "√2",
    "<m:sSup><m:e><m:r><m:t>m</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>":
    "m^2",
}  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas(formula: str) -> None:
    """Brackets, sums, roots, powers in one line."""
    assert texts(read(p(f"<m:oMath>{formula}</m:oMath>"))) == [FORMULAS[formula]]


def test_a_note_within_a_note() -> None:
    """It is numbered behind those of the text."""
    calls = p(r("甲"), '<w:r><w:endnoteReference w:id="3"/></w:r>')
    notes = f"<w:footnote w:id='1'>{calls}</w:footnote>"
    endnotes = f"<w:endnote w:id='3'>{p(r('乙'))}</w:endnote>"
    body = p(r("正文"), '<w:r><w:footnoteReference w:id="1"/></w:r>')
    result = read(body, footnotes=notes, endnotes=endnotes)
    assert [[each.text for each in note] for note in result.notes] == [["甲"], ["乙"]]


def test_a_table_in_a_note_is_not_lost() -> None:
    """As paragraphs: a note holds no table on a page."""
    table = f"<w:tbl><w:tr><w:tc>{p(r('甲'))}</w:tc><w:tc>{p(r('乙'))}</w:tc></w:tr></w:tbl>"
    notes = f"<w:footnote w:id='1'>{table}</w:footnote>"
    result = read(p(r("正文"), '<w:r><w:footnoteReference w:id="1"/></w:r>'), footnotes=notes)
    assert [each.text for each in result.notes[0]] == ["甲", "乙"]


def test_a_deleted_end_before_a_table() -> None:
    """The words stay above the table."""
    table = f"<w:tbl><w:tr><w:tc>{p(r('甲'))}</w:tc><w:tc>{p(r('乙'))}</w:tc></w:tr></w:tbl>"
    body = p(r("前"), properties="<w:rPr><w:del/></w:rPr>") + table + p(r("后"))
    assert texts(read(body)) == ["前", "甲", "乙", "后"]


SEEN = {
    "vanish switched off": r("可见", '<w:vanish w:val="0"/>'),
    "white on red": r("可见", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="C00000"/>'),
    "white on a dark marker": r("可见", '<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>'),
    "white in a box that the theme colours": text_box(
        p(r("可见", '<w:color w:val="FFFFFF"/>'))
    ).replace("</wps:spPr>", '</wps:spPr><wps:style><a:fillRef idx="1"/></wps:style>'),
    "white in a coloured text box": text_box(
        p(r("可见", '<w:color w:val="FFFFFF"/>')), fill="C00000"
    ),
    "strike switched off": r("可见", '<w:strike w:val="false"/>'),
    "inserted": f'<w:ins w:author="张三">{r("可见")}</w:ins>',
    "moved here": f"<w:moveTo>{r('可见')}</w:moveTo>",
    "in a tag of its own": f'<w:customXml w:element="x">{r("可见")}</w:customXml>',
    "in an unknown element": f"<w:unheard>{r('可见')}</w:unheard>",
    "only in the old form": "<w:r><w:pict><v:rect><v:textbox><w:txbxContent>"
    f"{p(r('可见'))}</w:txbxContent></v:textbox></v:rect></w:pict></w:r>",
    "as ornament": '<w:r><w:pict><v:shape><v:textpath string="可见"/></v:shape></w:pict></w:r>',
    "in a changed look": '<w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr>'
    "<w:t>可见</w:t></w:r>",
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_what_people_see_is_taken_over_once(name: str) -> None:
    """However it is wrapped."""
    result = read(p(SEEN[name]))
    assert "".join(texts(result)) == "可见"
    assert result.unread == 0


def test_hidden_by_two_styles_is_seen() -> None:
    """Hiding is a switch: paragraph style and character style cancel each other out."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="P"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="C"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = p(r("可见", '<w:rStyle w:val="C"/>'), r("不见"), properties='<w:pStyle w:val="P"/>')
    assert texts(read(body, styles=styles)) == ["可见"]


def test_white_on_a_coloured_cell_is_seen() -> None:
    """The heading row of a coloured table."""
    white = r("单位", '<w:color w:val="FFFFFF"/>')
    shaded = f'<w:tc><w:tcPr><w:shd w:val="clear" w:fill="1F4E79"/></w:tcPr>{p(white)}</w:tc>'
    plain = f"<w:tc>{p(white)}</w:tc>"
    result = read(f"<w:tbl><w:tr>{shaded}{plain}</w:tr></w:tbl>")
    assert texts(result) == ["单位"]
    assert "2 characters" in said(result)


def test_a_deleted_end_joins_two_paragraphs() -> None:
    """As Word shows them, with the number of the second."""
    mark = "<w:rPr><w:del/></w:rPr>"
    body = p(r("前半"), properties=mark) + p(r("后半")) + p(r("末段"), properties=mark)
    assert texts(read(body)) == ["前半后半", "末段"]


def test_rows_and_cells_that_were_deleted() -> None:
    """A deleted row is gone; a merged cell covers what Word shows."""

    def cell(text: str, about: str = "") -> str:
        return f"<w:tc><w:tcPr>{about}</w:tcPr>{p(r(text)) if text else '<w:p/>'}</w:tc>"

    down, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [
        cell("县区", down) + cell("机构", '<w:gridSpan w:val="2"/>'),
        f"<w:trPr><w:del/></w:trPr>{cell('不见')}{cell('不见')}{cell('不见')}",
        cell("", goes_on) + cell("甲") + cell("不见", "<w:cellDel/>"),
    ]
    last = f"<w:tr>{cell('东')}{cell('乙')}{cell('丙')}</w:tr>"
    body = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    body = f"<w:tbl>{body}<w:sdt><w:sdtContent>{last}</w:sdtContent></w:sdt></w:tbl>"
    result = read(body)
    table = result.blocks[0]
    assert isinstance(table, Table)
    shape = [
        [(cell.blocks[0].text, cell.columns, cell.rows) for cell in row]  # type: ignore[union-attr]
        for row in table.rows
    ]
    assert shape == [
        [("县区", 1, 2), ("机构", 2, 1)],
        [("甲", 1, 1)],
        [("东", 1, 1), ("乙", 1, 1), ("丙", 1, 1)],
    ]
    assert result.unread == 0


def test_a_frame_is_no_table() -> None:
    """A table of one cell only draws a line around a text."""
    assert isinstance(
        read(f"<w:tbl><w:tr><w:tc>{p(r('正文'))}</w:tc></w:tr></w:tbl>").blocks[0], Paragraph
    )


def test_a_form_is_read_as_it_is_printed() -> None:
    """Boxes that are ticked, lines to write on, symbols of special fonts."""
    tick = '<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>'
    unticked = '<w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData>'
    box = (
        f'<w:r><w:fldChar w:fldCharType="begin">{unticked}</w:fldChar></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    typed = r("R", '<w:rFonts w:ascii="Wingdings 2"/>')
    strange = '<w:r><w:sym w:font="Wingdings" w:char="F021"/></w:r>'
    line = r("      ", '<w:u w:val="single"/>')
    result = read(p(tick, r("是"), box, r("否"), typed, strange, r("姓名"), line))
    assert texts(result) == ["☑是□否☑〓姓名______"]
    assert "〓: 1" in said(result)


def test_what_cannot_be_taken_over_is_said() -> None:
    """Pictures, objects, comments, headers, fields of form letters and of today's date."""
    picture = (
        "<w:r><w:drawing><wp:inline><a:graphic><pic:pic/></a:graphic></wp:inline></w:drawing></w:r>"
    )
    embedded = "<w:r><w:object><o:OLEObject/></w:object></w:r>"
    date = '<w:fldSimple w:instr="DATE"><w:r><w:t>2026年1月1日</w:t></w:r></w:fldSimple>'
    merge = '<w:fldSimple w:instr="MERGEFIELD 姓名"><w:r><w:t>«姓名»</w:t></w:r></w:fldSimple>'
    body = p(picture, embedded, date, merge, "<w:r><w:commentReference/></w:r>") + "<w:altChunk/>"
    result = read(
        body, comments=f"<w:comment>{p(r('请局长定'))}</w:comment>", header=p(r("内部资料"))
    )
    for words in (
        "pictures", "embedded objects", "date fields", "mail merge", "comments: 4",
        "headers and footers: 4", "documents within the document",
    ):  # fmt: skip
        assert words in said(result)
    assert "请局长定" not in said(result)


def test_strict_open_xml_says_the_same() -> None:
    """The other addresses of the same elements."""
    result = read_word("a.docx", word_file(p(r("甲"), deleted("乙")), strict=True))
    assert texts(result) == ["甲"]


def test_a_link_keeps_where_it_leads() -> None:
    """Of addresses of the web only."""

    def link(name: str, text: str) -> str:
        return f'<w:hyperlink r:id="{name}">{r(text)}</w:hyperlink>'

    content = word_file(
        p(link("L1", "官网") + link("L2", "邮箱")),
        links={"L1": "https://example.gov.cn/a", "L2": "mailto:a@b.cn"},
    )  # fmt: skip
    spans = paragraphs_of(read_word("a.docx", content).blocks)[0].spans
    assert [(span.text, span.address) for span in spans] == [
        ("官网", "https://example.gov.cn/a"), ("邮箱", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
        (b"not a zip", "no .docx"),
        (word_file("<w:p>")[:-40], "no .docx"),
        (word_file("<w:p>"), "cannot be read"),
        (word_file("<w:p>" * 300 + "</w:p>" * 300), "nested too deeply"),
    ],
)
def test_what_is_no_word_file_is_refused_in_words(content: bytes, words: str) -> None:
    """Locked, cut off, broken, nested without end."""
    with pytest.raises(DataError) as refused:
        read_word("坏.docx", content)
    assert words in str(refused.value)
    assert "坏.docx" in str(refused.value)


def test_a_part_that_declares_a_document_type_is_refused() -> None:
    """No part of a Word file does; entities could be made of it."""
    content = word_file(p(r("甲")))
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            text = old.read(entry).decode()
            if entry.filename == "word/document.xml":
                text = text.replace("?>", '?><!DOCTYPE w:document [<!ENTITY a "x">]>', 1)
            new.writestr(entry, text)
    with pytest.raises(DataError, match="document type"):
        read_word("a.docx", made.getvalue())
