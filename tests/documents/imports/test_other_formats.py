"""OFD, web pages and files of other word processors."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from generator.documents.imports.blocks import Table, paragraphs_of
from generator.documents.imports.document import make_document
from generator.documents.imports.read_source import read_source
from generator.io.libreoffice import convert, libreoffice
from generator.model.problems import DataError
from tests.word_files import deleted, level, lists, numbered, p, r, word_file

SAMPLE = Path(__file__).resolve().parents[4] / "shared/data/word/notice.ofd"
TODAY = date(2026, 11, 1)


def texts(name: str, content: bytes) -> list[str]:
    """The paragraphs of a file, those in tables too."""
    return [paragraph.text for paragraph in paragraphs_of(read_source(name, content, TODAY).blocks)]


def page(body: str) -> list[str]:
    """The paragraphs of a web page."""
    return texts("a.html", f"<!doctype html><body>{body}".encode())


def notice(line: str) -> bytes:
    """An OFD file of one page with this text object."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts = {
        "OFD.xml": "<ofd:OFD {0}><ofd:DocBody><ofd:DocInfo><ofd:Author>张三</ofd:Author>"
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": "<ofd:Document {0}><ofd:Pages><ofd:Page ID='1' "
        "BaseLoc='Pages/0.xml'/></ofd:Pages></ofd:Document>",
        "Doc_0/Pages/0.xml": "<ofd:Page {0}><ofd:Content><ofd:Layer ID='2'>"
        "<ofd:TextObject ID='3' Boundary='20 60 160 8' Font='3' Size='5'>"
        "<ofd:TextCode X='0' Y='6' DeltaX='g 3 5'>关于托育的通知</ofd:TextCode></ofd:TextObject>"
        f"{line}</ofd:Layer></ofd:Content></ofd:Page>",
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text.replace("{0}", space))
    return made.getvalue()


TEXT = "<ofd:TextCode X='0' Y='6' DeltaX='g 3 5'>不见文字</ofd:TextCode>"
TINY = "ID='4' Boundary='20 80 160 8' Font='3' Size='0.1'"
BOX = "ID='4' Boundary='20 80 160 8' Font='3' Size='5'"


@pytest.mark.skipif(not SAMPLE.exists(), reason="the shared samples are not here")
def test_the_sample_in_ofd() -> None:
    """Lines drawn out of order, a template, a text that is marked invisible."""
    document = make_document("notice.ofd", read_source("notice.ofd", SAMPLE.read_bytes(), TODAY))
    assert document.fields["title"] == "关于托育服务收费管理的通知"
    assert document.fields["number"] == "聊卫发〔2026〕12号"
    assert document.fields["issuers"] == ["聊城市卫生健康委员会"]
    assert document.fields["written"] == "2026-11-20"
    assert document.body.split("\n\n")[:3] == [
        "各县（市、区）卫生健康局：", "一、总体要求", "（一）收费公开。",
    ]  # fmt: skip
    assert "不可见" not in document.text and "张三" not in document.text
    assert any("nobody sees: 5" in str(remark.what) for remark in document.remarks)


@pytest.mark.parametrize(
    "unseen",
    [
        f"<ofd:TextObject {BOX} Visible='false'>{TEXT}</ofd:TextObject>",
        f"<ofd:TextObject {BOX} Alpha='0'>{TEXT}</ofd:TextObject>",
        f"<ofd:TextObject {BOX} Visible='0'>{TEXT}</ofd:TextObject>",
        f"<ofd:TextObject {BOX}><ofd:FillColor Value='254 254  254'/>{TEXT}</ofd:TextObject>",
        f"<ofd:TextObject {BOX}><ofd:FillColor Value='#FF #FF #FE'/>{TEXT}</ofd:TextObject>",
        f"<ofd:TextObject {TINY}>{TEXT}</ofd:TextObject>",
        f"<ofd:TextObject {BOX.replace('20 80', '-900 80')}>{TEXT}</ofd:TextObject>",
        f"<ofd:TextObject {BOX}><ofd:FillColor Value='255 255 255'/>{TEXT}</ofd:TextObject>",
        f"<ofd:TextObject {BOX} Fill='false'>{TEXT}</ofd:TextObject>",
        f"<ofd:PageBlock ID='9' Visible='false'><ofd:TextObject {BOX}>{TEXT}</ofd:TextObject>"
        "</ofd:PageBlock>",
    ],
)
def test_unseen_text_of_ofd(unseen: str) -> None:
    """However it is hidden."""
    assert texts("a.ofd", notice(unseen)) == ["关于托育的通知"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"x" * 100, word_file(p(r("甲")))])
def test_what_is_no_ofd_is_refused(content: bytes) -> None:
    """In words."""
    with pytest.raises(DataError, match=r"a\.ofd"):
        read_source("a.ofd", content, TODAY)


@pytest.mark.parametrize(
    "unseen",
    [
        "<span style='display:none'>不见</span>",
        "<span style='visibility: hidden'>不见</span>",
        "<p hidden>不见</p>",
        "<font color='#ffffff'>不见</font>",
        "<span style='color:#FFF'>不见</span>",
        "<span style='font-size:0'>不见</span>",
        "<span style='mso-hide:all'>不见</span>",
        "<del>不见</del>",
        "<!-- 不见 -->",
        "<script>不见</script>",
        "<style>不见</style>",
        "<style>.h { display : none }</style><span class='a h'>不见</span>",
        "<style>p span#x{visibility:hidden}</style><span id=x>不见</span>",
        "<mark style='display:none'>不见</mark>",
        "<code hidden>不见</code>",
        "<unheard style='display:none'>不见</unheard>",
        "<dialog>不见</dialog>",
        "<span style='text-decoration: line-through'>不见</span>",
        "<span style='opacity:0.0'>不见</span>",
        "<span style='opacity:.0'>不见</span>",
        "<span style='color:transparent'>不见</span>",
        "<span style='color:rgba(0,0,0,0)'>不见</span>",
        "<span style='color:#fefefe'>不见</span>",
        "<span style='color:hsl(0,0%,100%)'>不见</span>",
        "<span style='position:absolute;left:-9999px'>不见</span>",
        "<span style='font-size:0.1px'>不见</span>",
        "<span style='display:block;height:0;overflow:hidden'>不见</span>",
        "<span style='clip:rect(0,0,0,0)'>不见</span>",
        "<span style='background:#000;color:#000'>不见</span>",
        "<textarea>不见</textarea><button>不见</button><select><option>不见</select>",
    ],
)
def test_what_a_web_page_hides(unseen: str) -> None:
    """Nobody reads it there, so nobody reads it here."""
    assert "".join(page(f"<p>甲{unseen}乙</p><p>丙</p>")) == "甲乙丙"


def test_deleted_blocks_and_deep_pages() -> None:
    """A block within <del> is gone too; a page nested without end is refused."""
    assert page("<p>甲</p><del><p>不见</p></del><s><div>不见</div></s><p>乙</p>") == ["甲", "乙"]
    with pytest.raises(DataError, match="nested"):
        page("<div>" * 400 + "<span style='display:none'>不见</span>甲")


def test_white_on_colour_is_seen() -> None:
    """The heading row of a coloured table."""
    body = (
        "<table border=1><tr bgcolor='#1F4E79' style='color:#fff'><td>单位<td>等级"
        "<tr><td>甲<td>A</table><div style='background:#c00'><p style='color:white'>白字</p></div>"
    )
    assert page(body) == ["单位", "等级", "甲", "A", "白字"]


def test_a_web_page_as_browsers_repair_it() -> None:
    """Unclosed elements, breaks between paragraphs, layout tables, a table with spans."""
    body = (
        "<table border=0><tr><td><p>　　甲<p>乙<br>　　丙</td></tr></table>"
        "<table border=1><tr><td rowspan=2>县区<td>机构<tr><td>一</table>"
    )
    assert page(body) == ["甲", "乙", "丙", "县区", "机构", "一"]
    blocks = read_source("a.html", f"<body>{body}".encode(), TODAY).blocks
    tables = [block for block in blocks if isinstance(block, Table)]
    assert [[(c.columns, c.rows) for c in row] for row in tables[0].rows] == [
        [(1, 2), (1, 1)], [(1, 1)],
    ]  # fmt: skip


def test_a_page_in_another_encoding() -> None:
    """As it says of itself."""
    content = "<meta charset=gb2312><body><p>关于托育的通知</p>".encode("gb18030")
    assert texts("a.htm", content) == ["关于托育的通知"]


def test_without_libreoffice_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Save it as .docx."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DataError, match=r"save it as \.docx"):
        read_source("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", TODAY)


@pytest.mark.slow
@pytest.mark.skipif(libreoffice() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("ending", [".doc", ".odt", ".wps"])
def test_other_word_processors(ending: str, tmp_path: Path) -> None:
    """Numbers, changes, hidden text and tables survive the way through LibreOffice."""
    body = (
        numbered("总体要求")
        + p(r("应当"), deleted("不必"), r("公示"), r("内部", "<w:vanish/>"), r("。"))
        + '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/></w:tblGrid>'
        f"<w:tr><w:tc>{p(r('甲'))}</w:tc><w:tc>{p(r('乙'))}</w:tc></w:tr></w:tbl>" + p(r("丙"))
    )
    content = word_file(body, {"numbering": lists(level(0, "chineseCountingThousand", "%1、"))})
    original = tmp_path / "a.docx"
    original.write_bytes(content)
    command = libreoffice()
    assert command
    made = convert(command, original, ending.replace("wps", "doc").lstrip("."), tmp_path)
    assert made
    read = read_source(f"a{ending}", made.read_bytes(), TODAY)
    result = [paragraph.text for paragraph in paragraphs_of(read.blocks)]
    assert result == ["一、总体要求", "应当公示。", "甲", "乙", "丙"]
    assert result == texts("a.docx", content)
