"""A file that goes along with a document lets nothing out that its reader does not see."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from openpyxl import Workbook

from generator.exports.checks.attached_files import scan_attachment
from generator.model.problems import Severity
from generator.preparation.clean_properties import without_names
from tests.pdf_files import line, pdf

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FILLED = "<</Type/Annot/Subtype/Widget/FT/Tx/T(tel)/V(13812345678)/Rect[0 0 9 9]>>"
WORD = '<w:document xmlns:w="w"><w:body>{}</w:body></w:document>'


def zipped(parts: dict[str, str]) -> bytes:
    """A file of Word, Excel or OpenDocument with these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def word(text: str, **parts: str) -> bytes:
    """A Word file with this text."""
    return zipped({"word/document.xml": WORD.format(text)} | parts)


def why(name: str, content: bytes) -> list[str]:
    """What is said of a file."""
    faults, hits = scan_attachment(name, content)
    return [problem.why for problem in (*faults, *hits)]


def test_an_ordinary_file_passes() -> None:
    """A form, a table and a list say nothing of anybody."""
    book = Workbook()
    book.active.append(["机构名称", "托位"])
    book.properties.creator = ""
    saved = io.BytesIO()
    book.save(saved)
    assert why("申请表.docx", word("<w:p><w:r><w:t>申请表</w:t></w:r></w:p>")) == []
    assert why("名单.xlsx", saved.getvalue()) == []
    assert why("说明.txt", "说明".encode("gb18030")) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", word("<w:p><w:del><w:delText>底价</w:delText></w:del></w:p>"), "deleted"),
        ("a.docx", word("<w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p>"), "accepted"),
        ("a.docx", word("<w:p><w:r><w:rPr><w:vanish/></w:rPr></w:r></w:p>"), "hidden text"),
        ("a.docx", zipped({"word/document.xml": "", "word/comments.xml": "<x/>"}), "comments"),
        ("a.xlsx", zipped({"xl/workbook.xml": '<sheet name="x" state="hidden"/>'}), "hidden sheet"),
        ("a.xlsx", zipped({"xl/worksheets/s.xml": '<row r="2" hidden="1"/>'}), "hidden rows"),
        ("a.xlsx", zipped({"xl/vbaProject.bin": "x"}), "macros"),
        ("a.odt", zipped({"content.xml": "<office:annotation/>"}), "comments"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password"),
        ("a.pdf", b"<html>", "is no .pdf file"),
        ("a.docx", b"PK\x03\x04broken", "is damaged"),
        ("a.pdf", b"", "is empty"),
        ("a.pdf", b"%PDF-1.7 x", "is damaged"),
        ("a.pdf", pdf(line("x"), locked=True), "needs a password"),
        (
            "a.pdf",
            pdf(line("x"), laid_upon="<</Type/Annot/Subtype/Text/Contents(x)/Rect[0 0 9 9]>>"),
            "comments",
        ),
    ],
)
def test_what_readers_could_bring_back_is_refused(name: str, content: bytes, said: str) -> None:
    """Each kind by its name, with what to do."""
    faults, _ = scan_attachment(name, content)
    errors = [problem.why for problem in faults if problem.severity is Severity.ERROR]
    assert [said in each for each in errors] == [True], faults
    assert faults[0].severity is Severity.ERROR


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", word("<w:p><w:t>手机138</w:t><w:t>12345678</w:t></w:p>")),
        ("a.docx", word("", **{"word/footnotes.xml": "<w:p><w:t>手机13812345678</w:t></w:p>"})),
        ("a.xlsx", zipped({"xl/sharedStrings.xml": "<si><t>手机13812345678</t></si>"})),
        ("a.xlsx", zipped({"xl/worksheets/s.xml": "<row><c><v>13812345678</v></c></row>"})),
        ("a.csv", "电话\n13812345678\n".encode("gb18030")),
        ("a.pdf", pdf(line("Tel 13812345678"))),
        ("a.pdf", pdf(line("13812345678", more="3 Tr"), line("x"))),
        ("a.pdf", pdf(line("13812345678") + "0 0 595 842 re f")),
        ("a.pdf", pdf(line("a long line of a notice which ends 138") + line("12345678", y=680))),
        ("a.pdf", pdf(line("x"), laid_upon=FILLED)),
        ("a.doc", OLE + bytes(512) + "联系人手机13812345678。".encode("utf-16-le")),
        ("a.doc", OLE + bytes(511) + "联系人手机13812345678。".encode("utf-16-le")),
        ("a.doc", OLE + b"\0\0Tel 13812345678\0"),
        ("a.wps", OLE + b"\0\0" + "手机13812345678。".encode("gbk") + b"\0"),
        ("a.xls", OLE + b"\x03\x02\x0e\x00" + bytes(6) + struct.pack("<d", 13812345678)),
    ],
)  # fmt: skip
def test_personal_data_are_found_in_every_part(name: str, content: bytes) -> None:
    """Split by formatting, in a note, as a number, in a table of text."""
    faults, hits = scan_attachment(name, content)
    assert [fault for fault in faults if fault.severity is Severity.ERROR] == []
    assert {hit.why for hit in hits} == {"looks like a mobile number (手机号)"}


def test_damage_is_said_however_the_file_is_packed() -> None:
    """Office programs deflate; other programs pack otherwise, and what they raise differs."""
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", method) as archive:
            archive.writestr("word/document.xml", "<w:t>正文</w:t>" * 500)
        content = bytearray(made.getvalue())
        start = content.index(b"document.xml") + len("document.xml")
        content[start : start + 12] = b"\xff" * 12
        assert why("a.docx", bytes(content)) == ["is damaged: open it and save it again"]
        assert without_names(bytes(content)) == content


def test_what_cannot_be_looked_into_is_said() -> None:
    """A scan, an old file and the data of a camera need eyes."""
    scan = pdf("0 0 500 800 re f", "0 0 500 800 re f BT /F 12 Tf (page 2) Tj ET", line("ready"))
    assert why("a.pdf", scan) == [
        "page 1、2 has no text that can be searched for personal data (a scan?): somebody has to "
        "read it"
    ]
    assert "an old format" in why("a.doc", OLE + "正文".encode("utf-16-le"))[0]
    assert "camera" in why("a.jpg", b"\xff\xd8\xff\xe1\0\0Exif\0\0x")[0]
    named = word("", **{"docProps/core.xml": "<dc:creator>某人</dc:creator>"})
    assert "its properties name who made it" in why("a.docx", named)[0]


def nested(depth: int) -> bytes:
    """A Word file that holds another, and so on; a mobile number in the innermost."""
    text = "<w:p><w:r><w:t>13812345678</w:t></w:r></w:p>"
    content = word(text)
    for _ in range(depth):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("word/document.xml", WORD.format(""))
            archive.writestr("word/embeddings/inside.docx", content)
        content = buffer.getvalue()
    return content


@pytest.mark.parametrize(
    ("depth", "said"), [(1, "手机号"), (2, "手机号"), (3, "files within files")]
)
def test_files_within_files(depth: int, said: str) -> None:
    """Two around another are searched; more are refused, whatever they hold."""
    assert any(said in each for each in why("a.docx", nested(depth)))


def test_rows_that_cannot_be_read_are_told() -> None:
    """The words are searched all the same; that no heading was looked at is said."""
    parts = {"xl/worksheets/sheet1.xml": "<sheetData><c><v>1</v></c></sheetData>"}
    said = why("a.xlsx", zipped(parts))
    assert any("rows cannot be read" in each for each in said)
