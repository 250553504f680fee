"""What of a PDF people see, written by hand: the order of painting decides."""

from __future__ import annotations

from datetime import date

import pytest

from generator.documents.imports.blocks import ReadText, Table, paragraphs_of
from generator.documents.imports.read_source import read_source
from tests.pdf_files import line, pdf

TODAY = date(2026, 11, 1)


def read(*pages: str) -> ReadText:
    """What is read in a PDF of these pages."""
    return read_source("a.pdf", pdf(*pages), TODAY)


def texts(result: ReadText) -> list[str]:
    """The paragraphs of what was read."""
    return [paragraph.text for paragraph in paragraphs_of(result.blocks)]


def said(result: ReadText) -> str:
    """Its remarks as one text."""
    return "\n".join(str(remark.what) for remark in result.remarks)


AROUND = line("before", 740), line("after", 660)
OVER = "q {color} rg 60 690 300 24 re f Q\n"

UNSEEN = {
    "written without ink": line("hidden words", 700, "3 Tr"),
    "under a black area": line("hidden words", 700) + OVER.format(color="0 0 0"),
    "under a white area": line("hidden words", 700) + OVER.format(color="1 1 1"),
    "white": line("hidden words", 700, "1 1 1 rg"),
    "nearly white": line("hidden words", 700, ".95 .95 .95 rg"),
    "without cover": line("hidden words", 700, "/G gs"),
    "black on black": OVER.format(color="0 0 0") + line("hidden words", 700),
    "tiny": "BT /F 1 Tf 1 0 0 1 72 700 Tm (hidden words) Tj ET\n",
    "off the page": line("hidden words", 900),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_unseen_text(name: str) -> None:
    """Left out and counted, whatever hides it."""
    result = read(AROUND[0] + UNSEEN[name] + AROUND[1])
    assert texts(result) == ["before", "after"]
    assert "nobody sees: 11" in said(result)
    assert result.unread == 0


def test_white_on_an_area_is_seen() -> None:
    """The heading of a box."""
    result = read(OVER.format(color="0 0 .6") + line("white words", 700, "1 1 1 rg"))
    assert texts(result) == ["white words"]


def test_cells_hold_what_stands_in_them() -> None:
    """Neither words of the cell below nor of the paragraph under the table; what stands beside the
    frame stays.
    """
    grid = "".join(f"{x} {y} 100 20 re S\n" for x in (72, 172) for y in (700, 720))
    words = (
        line("a1", 726) + line("b1", 726, x=178) + line("a2", 706) + line("b2", 706, x=178)
        + line("beside", 706, x=290) + line("the paragraph below", 690)
    )  # fmt: skip
    result = read(grid + words)
    table = next(block for block in result.blocks if isinstance(block, Table))
    cells = [[cell.blocks[0].text for cell in row] for row in table.rows]  # type: ignore[union-attr]
    assert cells == [["a1", "b1"], ["a2", "b2"]]
    assert "beside" in texts(result) and "the paragraph below" in texts(result)
    assert result.unread == 0


def test_edges_of_pages() -> None:
    """What stands at the top of two pages of two is text; on three of three it is a header; a year
    at the bottom is no page number.
    """
    two = read(
        *(line("Article 1", 820) + line(f"page {n}", 700) + line("2026", 20) for n in (1, 2))
    )
    assert texts(two).count("Article 1") == 2 and texts(two).count("2026") == 2
    three = read(
        *(line("A notice", 820) + line(f"page {n}", 700) + line(str(n), 20) for n in (1, 2, 3))
    )
    assert texts(three) == ["page 1", "page 2", "page 3"]
    assert "repeats on every page: 24" in said(three)


def test_text_that_is_turned() -> None:
    """A watermark across the page."""
    turned = "BT /F 12 Tf 0 1 -1 0 300 400 Tm (watermark) Tj ET\n"
    result = read(line("the text", 700) + turned)
    assert texts(result) == ["the text"]
    assert "watermark?): 9" in said(result)


def test_short_lines_stay_lines() -> None:
    """Where none is long, none is part of a paragraph."""
    assert texts(read(line("title", 740) + line("one", 720) + line("two", 700))) == [
        "title", "one", "two",
    ]  # fmt: skip
