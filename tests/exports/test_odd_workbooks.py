"""Workbooks as other programs write them, and damaged ones: never a traceback, never in silence."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.reader.excel import ExcelReader

from benchmarks.fuzz.workbook import XCell, XSheet, number_cell, text_cell, workbook
from generator.model.tables import Facility
from tests.exports.conftest import PACK_TOML
from tests.exports.packed_folders import faults, packed

FolderOf = Callable[..., Path]

HEADINGS = ["机构编号", "机构名称", "行政区划代码", "地址", "托位数", "公开电话"]


def sheet_of(*more: tuple[XCell | None, XCell | None]) -> XSheet:
    """A sheet of institutions, of which places and telephone are given."""
    cells: list[list[XCell | None]] = [[text_cell(each) for each in HEADINGS]]
    for number, pair in enumerate(more, start=1):
        texts = (f"f-{number}", f"托育{number}", "371502000000", "柳园路1号")
        cells.append([*map(text_cell, texts), *pair])
    return XSheet("机构", cells)


PLAIN = (text_cell("50"), text_cell("0635-8212345"))


@pytest.mark.parametrize("attribute", ['hidden="1"', 'hidden="&#49;"', "hidden = 'on'", 'ht="0"'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_hidden_row_is_seen_however_it_is_written(
    folder_of: FolderOf, attribute: str, encoding: str
) -> None:
    """In any encoding of XML, and with any word that is not no."""
    sheet = sheet_of(PLAIN, PLAIN)
    sheet.row_attributes[3], sheet.encoding = f" {attribute}", encoding
    folder = folder_of({"机构.xlsx": workbook([sheet])})
    assert any("hidden" in fault for fault in faults(folder))


def test_a_formula_without_a_value_needs_no_place(folder_of: FolderOf) -> None:
    """Cells may leave out where they stand; the value that is missing is missing all the same."""
    sheet = sheet_of((text_cell("50"), XCell("", "<f>A1&amp;B1</f>")), PLAIN)
    sheet.places = False
    folder = folder_of({"机构.xlsx": workbook([sheet])})
    (fault,) = faults(folder)
    assert fault.startswith("机构.xlsx:2 公开电话: a formula of which the file keeps no value")


def test_a_nought_that_is_not_shown_is_not_read(folder_of: FolderOf) -> None:
    """The format 0;-0;; shows nothing of it."""
    sheet = sheet_of((number_cell("0", "0;-0;;@"), PLAIN[1]))
    export, repairs = packed(folder_of({"机构.xlsx": workbook([sheet])}))
    assert export.rows(Facility)[0].places is None
    assert any("托位数: read as the spreadsheet shows it" in each for each in repairs)


def test_yes_of_a_spreadsheet_is_read_as_it_is_shown(folder_of: FolderOf) -> None:
    """A truth value shows TRUE, also in a column of texts."""
    sheet = sheet_of((PLAIN[0], XCell("b", "<v>1</v>")))
    export, _ = packed(folder_of({"机构.xlsx": workbook([sheet])}))
    assert export.rows(Facility)[0].telephone == "TRUE"


@pytest.mark.parametrize("raised", [TypeError, AttributeError, IndexError, RuntimeError])
def test_whatever_openpyxl_raises_is_said_of_the_file(
    folder_of: FolderOf, raised: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It looks at what it takes from a file only where it uses it."""

    def fail(*given: object, **named: object) -> None:
        raise raised("expected <class 'openpyxl.styles.fills.Fill'>")

    monkeypatch.setattr(ExcelReader, "read", fail)
    (fault, *_) = faults(folder_of({"机构.xlsx": workbook([sheet_of(PLAIN)])}))
    assert fault == "机构.xlsx: not a readable .xlsx file (expected openpyxl.styles.fills.Fill)"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/styles.xml", b"<fill><patternFill/></fill>", b"<fill/>"),
        (
            "xl/worksheets/sheet1.xml",
            b"</sheetData>",
            b"</sheetData><mergeCell ref='ZZZZ1:ZZZZ9'/>",
        ),
        ("xl/worksheets/sheet1.xml", b"<row ", b"<row"),
        ("xl/worksheets/sheet1.xml", b'encoding="utf-8"', b'encoding="utf-99"'),
        ("xl/worksheets/sheet1.xml", b"<worksheet", b"<!DOCTYPE worksheet []><worksheet"),
        ("xl/workbook.xml", b"rId1", b"rId9"),
    ],
)
def test_a_damaged_part_is_said_of_the_file(
    folder_of: FolderOf, part: str, old: bytes, new: bytes
) -> None:
    """Styles, areas, rows, encodings, relations."""
    folder = folder_of({"机构.xlsx": workbook([sheet_of(PLAIN)])})
    with zipfile.ZipFile(folder / "机构.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    with zipfile.ZipFile(folder / "机构.xlsx", "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(old, new) if name == part else data)
    assert all(fault.startswith("机构.xlsx") or "nothing to publish" in fault
               for fault in faults(folder))  # fmt: skip


def test_a_link_to_itself_is_a_file_that_cannot_be_read(folder_of: FolderOf) -> None:
    """Named like any other."""
    folder = folder_of({"机构.xlsx": workbook([sheet_of(PLAIN)])})
    (folder / "评级.csv").symlink_to("评级.csv")
    assert any(fault.startswith("评级.csv: cannot be read") for fault in faults(folder))


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("x = " + "9" * 5000, "holds a number that is too long, or is nested too deeply"),
        ("x = " + "[" * 3000, "holds a number that is too long, or is nested too deeply"),
        ('[[source]]\nfile = "a\\u0000.csv"\ntable = "fees"', "is no name of a file"),
        ('[[source]]\nfile = ""\ntable = "fees"', "is no name of a file"),
    ],
)
def test_settings_that_no_parser_takes(folder_of: FolderOf, more: str, why: str) -> None:
    """pack.toml is named."""
    folder = folder_of({}, settings=f"{PACK_TOML}\n{more}\n")
    (fault,) = faults(folder)
    assert fault.startswith("pack.toml")
    assert why in fault
