"""A PDF as Chromium prints it is read as people read it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from generator.documents.imports.blocks import Table, paragraphs_of
from generator.documents.imports.document import make_document
from generator.documents.imports.read_source import read_source
from generator.model.problems import DataError

STYLE = """<meta charset=utf-8><style>
p { text-indent: 2em; margin: 0; font-size: 16pt; line-height: 28pt } h1 { text-align: center;
font-size: 22pt } .right { text-align: right }
span { print-color-adjust: exact } td { border: 1px solid; padding: 4px }
</style>"""
SENTENCE = "托育机构应当在显著位置公示收费项目、收费标准、退费办法和投诉电话，并接受家长的监督。"
PAGE = f"""{STYLE}<h1>关于规范托育机构收费行为的通知</h1>
<p style="text-indent:0">各县（市、区）卫生健康局：</p>
<p>一、总体要求</p><p>{SENTENCE * 12}</p><p>{SENTENCE * 16}</p>
<p><span style="color:#fff">白字不见</span>依据聊卫发〔2026〕12号执行。</p>
<table style="border-collapse:collapse"><tr><td colspan=2>收费表</td></tr>
<tr><td>全日托</td><td>1980元</td></tr></table>
<p class=right>示例市卫生健康委员会</p><p class=right>2026年11月20日</p>"""


def printed(browser: Browser, html: str) -> bytes:
    """The page on paper, with the number of the page below."""
    page = browser.new_page()
    page.set_content(html)
    content = page.pdf(
        format="A4",
        display_header_footer=True,
        header_template="<span></span>",
        footer_template="<div style='font-size:10pt;width:100%;text-align:center'>— "
        "<span class=pageNumber></span> —</div>",
        margin={"top": "37mm", "bottom": "35mm", "left": "28mm", "right": "26mm"},
    )
    page.close()
    return content


def test_a_printed_document(browser: Browser) -> None:
    """Paragraphs over lines and pages, a table with its spans, no page numbers, no white text."""
    read = read_source("a.pdf", printed(browser, PAGE), date(2026, 11, 1))
    texts = [paragraph.text for paragraph in paragraphs_of(read.blocks)]
    assert SENTENCE * 12 in texts and SENTENCE * 16 in texts
    assert "依据聊卫发〔2026〕12号执行。" in texts
    table = next(block for block in read.blocks if isinstance(block, Table))
    assert [[cell.columns for cell in row] for row in table.rows] == [[2], [1, 1]]
    document = make_document("a.pdf", read)
    assert document.fields["title"] == "关于规范托育机构收费行为的通知"
    assert document.fields["issuers"] == ["示例市卫生健康委员会"]
    assert document.fields["written"] == "2026-11-20"
    said = "\n".join(str(remark.what) for remark in document.remarks)
    assert "text that nobody sees: 4" in said
    assert "page numbers" in said
    assert "was deleted or inserted" in said
    assert document.taken == document.characters


def test_a_scan_is_refused(browser: Browser) -> None:
    """A page that is only a picture has no text to sign."""
    picture = "data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=="
    page = f'<img src="{picture}" width=400 height=600>'
    blank = browser.new_page()
    blank.set_content(page)
    content = blank.pdf(format="A4")
    blank.close()
    with pytest.raises(DataError, match="scan"):
        read_source("a.pdf", content, date(2026, 11, 1))


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7\n", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", b"x"]
)
def test_what_is_no_pdf_is_refused(content: bytes, tmp_path: Path) -> None:
    """In words, without a traceback."""
    with pytest.raises(DataError, match=r"a\.pdf"):
        make_document("a.pdf", read_source("a.pdf", content, date(2026, 11, 1)))
