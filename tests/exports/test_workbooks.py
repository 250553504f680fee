"""Workbooks: every sheet is read, and what nobody sees is never published in silence."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from generator.exports.archive import parse_export
from generator.exports.pack_folder import pack
from generator.model.problems import DataError
from generator.model.tables import Facility
from tests.exports.conftest import PACK_TOML
from tests.factory_portal import row_secret

FolderOf = Callable[..., Path]
Change = Callable[[Workbook], object]

HEADINGS = ["机构编号", "机构名称", "行政区划代码", "地址", "开办日期"]
ROWS = [[f"f-{n}", f"托育{n}", "371502000000", f"柳园路{n}号", None] for n in range(1, 6)]
LEAVE_OUT = PACK_TOML + 'hidden = "leave out"\n'


def saved(folder: Path, change: Change = lambda book: None, name: str = "机构.xlsx") -> Path:
    """A workbook of five institutions, changed, in a folder."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "机构"
    for line in (HEADINGS, *ROWS):
        sheet.append(line)
    change(book)
    book.save(folder / name)
    return folder


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """The parts of a workbook as `change` gives them; None leaves one out."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            changed = change(name, data)
            if changed is not None:
                archive.writestr(name, changed)


def faults(folder: Path) -> list[str]:
    """Why a folder is refused."""
    with pytest.raises(DataError) as refused:
        pack(folder, folder / "out", row_secret)
    return [str(problem) for problem in refused.value.problems]


def packed(folder: Path) -> tuple[list[str], list[str]]:
    """The institutions of the export, and what was repaired."""
    report = pack(folder, folder / "out", row_secret)
    rows = parse_export(report.path.read_bytes(), "x.zip").rows(Facility)
    return [row.facility_id for row in rows], [str(repair) for repair in report.repairs]


def strict(name: str, data: bytes) -> bytes:
    """A part under the names of Strict Open XML."""
    if not name.endswith((".xml", ".rels")):
        return data
    usual = rb"http://schemas\.openxmlformats\.org/(spreadsheetml|officeDocument|drawingml)/2006/"
    return re.sub(usual, rb"http://purl.oclc.org/ooxml/\1/", data)


def test_strict_open_xml_is_read(folder_of: FolderOf) -> None:
    """Its dates, too, which are written as texts."""

    def dated(book: Workbook) -> None:
        book["机构"]["E2"] = "@"

    folder = saved(folder_of({}), dated)

    def change(name: str, data: bytes) -> bytes:
        date = b'<c r="E2" t="d"><v>2020-09-01T00:00:00</v></c>'
        return re.sub(rb'<c r="E2".*?</c>', date, strict(name, data))

    rewritten(folder / "机构.xlsx", change)
    with zipfile.ZipFile(folder / "机构.xlsx") as archive:
        assert b"purl.oclc.org" in archive.read("xl/workbook.xml")
    report = pack(folder, folder / "out", row_secret)
    first, *others = parse_export(report.path.read_bytes(), "x.zip").rows(Facility)
    assert str(first.opened) == "2020-09-01"
    assert len(others) == 4


@pytest.mark.parametrize("lost", ["sheet1", "sheet2"])
def test_a_sheet_that_cannot_be_read_is_named(folder_of: FolderOf, lost: str) -> None:
    """Whichever it is, it does not vanish."""
    folder = saved(folder_of({}), lambda book: book.create_sheet("收费").append(["机构编号"]))
    rewritten(
        folder / "机构.xlsx",
        lambda name, data: None if name == f"xl/worksheets/{lost}.xml" else data,
    )
    title = "机构" if lost == "sheet1" else "收费"
    assert any(f'the sheet "{title}" cannot be read' in line for line in faults(folder))


def test_a_workbook_in_which_nobody_wrote(folder_of: FolderOf) -> None:
    """Named after a table or not, it is no table without rows."""
    folder = folder_of({"说明.csv": "x"})
    Workbook().save(folder / "备案.xlsx")
    assert "备案.xlsx: is empty; not even a heading row" in faults(folder)


def test_an_empty_sheet_named_after_a_table(folder_of: FolderOf) -> None:
    """Somebody meant it to hold something."""

    def add_sheets(book: Workbook) -> None:
        for name in ("收费", "Sheet2"):
            book.create_sheet(name)

    folder = saved(folder_of({}), add_sheets)
    assert faults(folder) == ["机构.xlsx[收费]: is empty; not even a heading row"]


def hide_rows(book: Workbook) -> None:
    for number in (3, 5, 6):
        book["机构"].row_dimensions[number].hidden = True


def filter_rows(book: Workbook) -> None:
    book["机构"].auto_filter.ref = "A1:E6"
    hide_rows(book)


def strike_rows(book: Workbook) -> None:
    for number in (3, 5, 6):
        for cell in book["机构"][number]:
            cell.font = Font(strike=True)


def show_nothing(book: Workbook) -> None:
    for number in (3, 5, 6):
        for cell in book["机构"][number]:
            cell.number_format = ";;;"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (hide_rows, "hidden or filtered away"),
        (filter_rows, "hidden or filtered away"),
        (strike_rows, "struck out"),
        (show_nothing, "struck out"),
    ],
)
def test_rows_that_nobody_sees(folder_of: FolderOf, change: Change, what: str) -> None:
    """Refused with places and count; left out by a recorded choice, and listed."""
    (only,) = faults(saved(folder_of({}), change))
    assert only.startswith(f"机构.xlsx: 3 rows {what} (3, 5–6): show or delete them, or write")
    rows, repairs = packed(saved(folder_of({}, settings=LEAVE_OUT, name="y"), change))
    assert rows == ["f-1", "f-3"]
    assert f"机构.xlsx: 3 rows {what} (3, 5–6): left out, as pack.toml says" in repairs


def test_a_row_without_height(folder_of: FolderOf) -> None:
    """Drawn together until nothing of it is left, it is hidden as well."""
    folder = saved(folder_of({}))

    def flatten(name: str, data: bytes) -> bytes:
        return data.replace(b'<row r="3"', b'<row r="3" ht="0" customHeight="1"')

    rewritten(folder / "机构.xlsx", flatten)
    (only,) = faults(folder)
    assert only.startswith("机构.xlsx: 1 row hidden or filtered away (3)")


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
@pytest.mark.parametrize("title", ["收费", "选项"])
def test_sheets_that_nobody_sees(folder_of: FolderOf, state: str, title: str) -> None:
    """Whether it would be a table or not."""

    def hide(book: Workbook) -> None:
        sheet = book.create_sheet(title)
        for line in (["机构编号", "收费项目", "金额", "单位"], ["f-1", "保育费", 1880, "月"]):
            sheet.append(line)
        sheet.sheet_state = state

    (only,) = faults(saved(folder_of({}), hide))
    assert only.startswith(f"机构.xlsx[{title}]: the sheet is hidden, with 2 rows in it")
    rows, repairs = packed(saved(folder_of({}, settings=LEAVE_OUT, name="y"), hide))
    assert len(rows) == 5
    assert any(line.endswith("in it: left out, as pack.toml says") for line in repairs)


def test_columns_that_nobody_sees(folder_of: FolderOf) -> None:
    """Only those in which something stands."""

    def hide(book: Workbook) -> None:
        book["机构"]["F1"], book["机构"]["F2"] = "托位", 60
        for letter in ("F", "H"):
            book["机构"].column_dimensions[letter].hidden = True

    (only,) = faults(saved(folder_of({}), hide))
    assert only.startswith("机构.xlsx: 1 column hidden (F): unhide or delete them, or write")
    folder = saved(folder_of({}, settings=LEAVE_OUT, name="y"), hide)
    report = pack(folder, folder / "out", row_secret)
    rows = parse_export(report.path.read_bytes(), "x.zip").rows(Facility)
    assert rows[0].places is None


def test_a_row_that_is_struck_out_in_part(folder_of: FolderOf) -> None:
    """What is meant is for the official to say, whatever pack.toml says."""

    def strike(book: Workbook) -> None:
        book["机构"]["D3"].font = Font(strike=True)
        crossed = TextBlock(InlineFont(strike=True), "柳园路")
        book["机构"]["D4"] = CellRichText(crossed, "黄河路3号")

    for settings in (PACK_TOML, LEAVE_OUT):
        found = faults(saved(folder_of({}, settings=settings, name=settings[-4:-1]), strike))
        assert [line.partition(" (column D)")[0] for line in found] == [
            "机构.xlsx:3: text is struck out or shown as nothing",
            "机构.xlsx:4: text is struck out or shown as nothing",
        ]


def test_a_choice_for_one_file(folder_of: FolderOf) -> None:
    """A [[source]] says it for its own file only."""
    source = '[[source]]\nfile = "名单.xlsx"\ntable = "facilities"\nhidden = "leave out"\n'
    folder = saved(folder_of({}, settings=PACK_TOML + source), hide_rows, "名单.xlsx")
    rows, _ = packed(folder)
    assert rows == ["f-1", "f-3"]


def test_a_sheet_that_no_source_names(folder_of: FolderOf) -> None:
    """Of a workbook of which pack.toml names one sheet, another table is not dropped in silence."""

    def more(book: Workbook) -> None:
        for title in ("收费", "填表说明"):
            sheet = book.create_sheet(title)
            sheet.append(["机构编号", "收费项目"])
            sheet.append(["f-1", "保育费"])

    source = '[[source]]\nfile = "名单.xlsx"\nsheet = "机构"\ntable = "facilities"\n'
    folder = saved(folder_of({}, settings=PACK_TOML + source), more, "名单.xlsx")
    (only,) = faults(folder)
    assert only.startswith('名单.xlsx[收费]: the sheet "收费" is not read')
    book = load_workbook(folder / "名单.xlsx")
    del book["收费"]
    book.save(folder / "名单.xlsx")
    report = pack(folder, folder / "out", row_secret)
    assert [problem.file for problem in report.warnings] == ["名单.xlsx[填表说明]"]


def test_a_workbook_without_hidden_parts_is_not_touched(folder_of: FolderOf) -> None:
    """Marks that say nothing is hidden are no marks."""

    def mark(name: str, data: bytes) -> bytes:
        shown = data.replace(b'<row r="3"', b'<row r="3" hidden="0" ht="0.75"')
        return re.sub(rb"<strike[^>]*/>", b'<strike val="0"/>', shown)

    def style(book: Workbook) -> None:
        book["机构"]["A3"].font = Font(strike=True)

    folder = saved(folder_of({}), style)
    rewritten(folder / "机构.xlsx", mark)
    rows, repairs = packed(folder)
    assert len(rows) == 5
    assert not repairs
