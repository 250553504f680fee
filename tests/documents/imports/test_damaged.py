"""Damaged and odd files end in words."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date

import pytest

from generator.documents.imports.document import make_document
from generator.documents.imports.read_source import read_source
from generator.model.problems import DataError
from tests.documents.imports.test_other_formats import notice
from tests.pdf_files import line, pdf
from tests.word_files import deleted, level, lists, numbered, p, r, word_file

TODAY = date(2026, 11, 1)


def stored(content: bytes, method: int = zipfile.ZIP_STORED) -> bytes:
    """The same parts packed in another way, so that damage reaches what they say."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", method) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
    return made.getvalue()


WORD = word_file(
    p(r("关于托育的通知")) + numbered("总则") + p(deleted("旧"), r("新")),
    {"numbering": lists(level(0, "chineseCountingThousand", "%1、"))},
)
FILES = {
    "a.docx": WORD,
    "b.docx": stored(WORD),
    "c.docx": stored(WORD, zipfile.ZIP_LZMA),
    "d.docx": stored(WORD, zipfile.ZIP_BZIP2),
    "a.ofd": notice(""),
    "b.ofd": stored(notice("")),
    "a.pdf": pdf(line("some words", 700)),
    "a.html": "<meta charset=gbk><table><tr><td>文号<td>甲</table><p>正文".encode("gb18030"),
}


@pytest.mark.parametrize("name", FILES)
def test_damaged_bytes(name: str) -> None:
    """Changed, cut off or doubled anywhere: a document, or words that name the file."""
    chance = random.Random(name)
    for _ in range(60):
        content = bytearray(FILES[name])
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(content))
            kind = chance.randrange(3)
            if kind == 0:
                content[at] = chance.randrange(256)
            elif kind == 1:
                del content[at : at + chance.randint(1, 40)]
            else:
                content[at:at] = content[at : at + chance.randint(1, 40)]
            if not content:
                break
        try:
            make_document(name, read_source(name, bytes(content), TODAY))
        except DataError as refused:
            assert name in str(refused)


@pytest.mark.parametrize("charset", ["undefined", "unicode_escape", "raw_unicode_escape", "idna"])
def test_encodings_that_are_none(charset: str) -> None:
    """What Python calls an encoding is none of a web page."""
    content = f"<meta charset={charset}><p>\\ud800 \xff".encode("latin-1")
    try:
        make_document("a.html", read_source("a.html", content, TODAY))
    except DataError as refused:
        assert "a.html" in str(refused)


@pytest.mark.parametrize("name", ["a.doc", "a.rtf", "a.odt", "a.wps"])
def test_noise_is_no_document(name: str) -> None:
    """LibreOffice would read it as text."""
    with pytest.raises(DataError, match="inside"):
        read_source(name, random.Random(1).randbytes(5000), TODAY)


LARGE = {
    "many lines": ("a.txt", ("关于托育的通知\n" + "甲\n" * 15_000).encode()),
    "many blank lines": ("a.txt", ("关于托育的通知\n" + "\n" * 300_000 + "甲").encode()),
    "a long blank": ("a.txt", ("关于托育的通知\n甲" + " " * 200_000 + "乙").encode()),
    "controls": ("a.txt", ("关于托育的通知\n" + "".join(f"第{n}行。\n" for n in range(8000))
                           + "\x02x\x03").encode()),
    "empty paragraphs": ("a.docx", word_file("<w:p/>" * 1_000_000)),
    "a header a hundred times": (
        "a.docx",
        word_file(p(r("甲")), {"header": p(r("乙")) * 20_000}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_large_files_come_to_an_end(name: str) -> None:
    """Read or refused; each took minutes once."""
    shown, content = LARGE[name]
    try:
        make_document(shown, read_source(shown, content, TODAY))
    except DataError as refused:
        assert shown in str(refused)
