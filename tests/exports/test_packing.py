"""`gongshi pack`: folders as officials have them, good and bad."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from generator.exports.archive import parse_export
from generator.exports.contents import Export
from generator.exports.pack_folder import grouped_problems, pack
from generator.model.problems import DataError, GongshiError, UsageError
from generator.model.tables import Facility, Filing, Grade, Region
from generator.model.vocabulary import Crs, Nature, ServiceMode
from tests.exports.conftest import PACK_TOML
from tests.factory_portal import row_secret

FolderOf = Callable[..., Path]

FACILITIES = """机构编号,机构名称,信用代码,机构性质,行政区划代码,地址,经度,纬度,坐标系,服务方式,托位
f-2,晨曦托育,91350100m000100y43,营利性,371502,柳园路2号,115.99,36.44,高德,全日托、计时托,60
f-1,阳光托育,,,371502001000,柳园路1号,,,,,
"""

SCHEMES = {
    "评级体系.csv": "体系编号,名称,类别,制定机关,依据\nh,量化分级,卫生,卫健委,聊卫发〔2025〕1号\n",
    "评级等级.csv": "评级体系编号,等级,别名,次序,性质,含义\n"
    "h,A,,1,计入评级,好\nh,不予评级,不预评级,2,不予评级,不评\n",
}


def packed(folder: Path) -> Export:
    """The export that a folder becomes."""
    return parse_export(pack(folder, folder / "out", row_secret).path.read_bytes(), "x.zip")


def faults(folder: Path) -> list[str]:
    """Why a folder is refused; nothing was written."""
    with pytest.raises(DataError) as refused:
        pack(folder, folder / "out", row_secret)
    assert not (folder / "out").exists()
    return [str(problem) for problem in refused.value.problems]


def test_a_folder_of_chinese_tables_becomes_an_export(folder_of: FolderOf) -> None:
    """Chinese names of files, columns and values; regions from the list; every repair listed."""
    files = {"机构.csv": FACILITIES, "documents/通知.md": "# 通知\r\n"}
    folder = folder_of(files)
    report = pack(folder, folder / "out", row_secret)
    export = parse_export(report.path.read_bytes(), "x.zip")
    first, second = export.rows(Facility)
    assert (first.facility_id, first.region_code) == ("f-1", "371502001000")
    assert second.nature is Nature.FOR_PROFIT
    assert second.service_modes == (ServiceMode.FULL_DAY, ServiceMode.HOURLY)
    assert second.crs is Crs.WGS84
    assert second.lon == pytest.approx(115.984, abs=0.002)
    assert [row.name for row in export.rows(Region)] == ["山东省", "聊城市", "东昌府区", "古楼街道"]
    assert export.documents[0].text == "# 通知\n"
    assert report.rows["facilities"] == 2
    assert [str(repair) for repair in report.repairs] == [
        "机构.csv:2 信用代码: small letters made capitals",
        "机构.csv:2 行政区划代码: region code filled up to 12 digits",
        '机构.csv:2 服务方式: parts of a list separated by "|"',
        "机构.csv:2 坐标系: GCJ02 coordinates converted to WGS84",
    ]
    assert report.warnings == ()


def test_the_same_folder_gives_the_same_bytes(folder_of: FolderOf, tmp_path: Path) -> None:
    """Also when it is packed elsewhere."""
    one = pack(folder_of({"机构.csv": FACILITIES}, name="a"), tmp_path / "o1", row_secret).path
    other = pack(folder_of({"机构.csv": FACILITIES}, name="b"), tmp_path / "o2", row_secret).path
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(folder_of: FolderOf, encoding: str) -> None:
    """Three encodings give one export; GB18030 is listed, line ends do not matter."""
    data = FACILITIES.replace("\n", "\r\n").encode(encoding)
    folder = folder_of({"facilities.csv": data})
    report = pack(folder, folder / "out", row_secret)
    repairs = [repair.why for repair in report.repairs]
    assert ("read as GB18030 and written as UTF-8" in repairs) is (encoding == "gb18030")
    assert parse_export(report.path.read_bytes(), "x").rows(Facility)[0].name == "阳光托育"


def workbook(folder: Path, sheets: dict[str, list[list[Any]]], name: str = "数据.xlsx") -> None:
    """Write a workbook with these sheets."""
    book = Workbook()
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    del book["Sheet"]
    book.save(folder / name)


def test_a_workbook_becomes_an_export(folder_of: FolderOf) -> None:
    """Sheets named after tables; numbers, dates and truth values as a spreadsheet keeps them."""
    folder = folder_of({})
    headings = ["编号", "名称", "区划代码", "地址", "托位", "普惠", "开办日期", None]
    row = ["f-1", "阳光托育", 371502000000, "柳园路1号", 60, True, datetime(2020, 9, 1)]  # noqa: DTZ001
    filing = ["备案记录编号", "机构编号", "备案状态", "备案机关", "备案日期"]
    sheets: dict[str, list[list[Any]]] = {
        "机构": [headings, row, [None] * 8],
        "备案": [filing, ["b-1", "f-1", "已备案", "区卫健局", 45306]],
    }
    workbook(folder, sheets)
    export = packed(folder)
    (facility,) = export.rows(Facility)
    assert (facility.places, facility.inclusive, str(facility.opened)) == (
        60,
        True,
        "2020-09-01",
    )
    assert str(export.rows(Filing)[0].decided) == "2024-01-15"


def test_formulas_in_a_workbook_are_refused(folder_of: FolderOf) -> None:
    """Where the file keeps no value of it; the cell is named."""
    folder = folder_of({})
    lines = [["编号", "名称", "区划代码", "地址"], ["f-1", "=A1&B1", "371502000000", "柳园路"]]
    workbook(folder, {"机构": lines, "备注": []})
    assert faults(folder)[0] == (
        "数据.xlsx[机构]:2 名称: a formula of which the file keeps no value: open it in Excel or"
        " WPS, save it, and pack again"
    )


def test_aliases_of_grades_become_labels(folder_of: FolderOf) -> None:
    """A spelling that the scheme lists is read as the label, and said."""
    grades = "评级编号,机构编号,体系编号,评定等级,评定日期,评定机关\ng,f-1,h,不预评级,2025/6/1,局\n"
    folder = folder_of({"机构.csv": FACILITIES, "评级.csv": grades, **SCHEMES})
    report = pack(folder, folder / "out", row_secret)
    export = parse_export(report.path.read_bytes(), "x")
    assert export.rows(Grade)[0].grade == "不予评级"
    assert "评级.csv:2 评定等级: another spelling of the grade" in "\n".join(
        map(str, report.repairs)
    )


MAPPED = (
    PACK_TOML
    + """
[[source]]
file = "名单.csv"
table = "facilities"
columns = { name = "单位", address = "住址", region_code = "代码", uscc = "信用" }
constants = { status = "operating" }
id = { facility_id = ["代码", "单位"] }
values.uscc = { "已隐去" = "" }
ignore = ["序号"]
uscc_override = "登记系统原样"

[[source]]
file = "名单.csv"
table = "filings"
columns = { decided = "备案日" }
constants = { status = "已备案", authority = "区卫健局" }
id = { filing_id = ["代码", "单位"], facility_id = ["代码", "单位"] }

[[region]]
code = "371591000000"
name = "聊城高新技术产业开发区"
parent = "371500000000"
"""
)
LIST = """序号,单位,住址,代码,信用,备案日
1,阳光托育,柳园路,371502,91350100M000100Y44,2024-01-15
2,晨曦托育,黄河路,371591,已隐去,2024-01-16
"""


def test_foreign_columns_are_mapped(folder_of: FolderOf) -> None:
    """One file feeds two tables; identifiers hold together; a zone is added."""
    export = packed(folder_of({"名单.csv": LIST}, settings=MAPPED))
    facilities = {row.name: row for row in export.rows(Facility)}
    assert facilities["阳光托育"].uscc_override == "登记系统原样"
    assert facilities["晨曦托育"].uscc is None
    assert {row.facility_id for row in export.rows(Filing)} == {
        row.facility_id for row in facilities.values()
    }
    assert all(row.facility_id.startswith("fa-") for row in facilities.values())
    assert "聊城高新技术产业开发区" in [row.name for row in export.rows(Region)]


def test_identifiers_outlive_repairs_of_their_source(folder_of: FolderOf) -> None:
    """Width and spaces do not change an identifier."""
    one = packed(folder_of({"名单.csv": LIST}, settings=MAPPED, name="a"))
    typed = LIST.replace("阳光托育", " 阳光 托育").replace("371502", "３７１５０２")
    other = packed(folder_of({"名单.csv": typed}, settings=MAPPED, name="b"))
    assert [r.facility_id for r in one.rows(Facility)] == [
        r.facility_id for r in other.rows(Facility)
    ]


def test_every_fault_is_reported_at_once_where_it_stands(folder_of: FolderOf) -> None:
    """In the lines and under the headings of the official's own file."""
    facilities = FACILITIES.replace("柳园路2号", "电话13812345678") + "f-1,,,,12,x,,,,,很多\n"
    grades = "评级编号,机构编号,体系编号,评定等级,评定日期,评定机关\ng,f-7,h,Z,2027/6/1,局\n"
    found = faults(folder_of({"机构.csv": facilities, "评级.csv": grades, **SCHEMES}))
    assert found == [
        "机构.csv:4 机构名称: empty, but it is required",
        "机构.csv:4 托位: not a whole number from 0 to 100000000",
        "机构.csv:2 地址: looks like a mobile number (手机号)",
        '评级.csv:2 评定等级: "Z": not a grade of h (A, 不予评级)',
        "评级.csv:2 评定日期: 2027-06-01 is later than the release of 2026-03-02",
    ]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"机构.csv": FACILITIES.replace("机构名称", "机构称")},
            '机构.csv:1 机构称: no column of facilities; is "机构名称" meant? Map it',
        ),
        (
            {"机构.csv": FACILITIES.replace("地址", "机构名称")},
            "机构.csv:1 机构名称: several headings",
        ),
        ({"机构.csv": "2026年机构名单\n"}, "机构.csv:1: no heading row here"),
        ({"机构.csv": ""}, "机构.csv: is empty; not even a heading row"),
        ({"机构.csv": FACILITIES.split("\n")[0]}, "机构.csv: a heading row without rows"),
        (
            {"机构.csv": FACILITIES + "f-1,重复,,,371502,路,,,,,\n"},
            "机构.csv:3 机构编号: 2 rows have",
        ),
        (
            {"机构.csv": FACILITIES + "f-9,某,,,379999,路,,,,,\n"},
            '机构.csv:4 行政区划代码: "379999',
        ),
        (
            {"机构.csv": ",".join(f"c{n}" for n in range(200))},
            "机构.csv:1: 200 columns; a table has",
        ),
        (
            {"机构.csv": FACILITIES + "f-9,a,b,c,d,e,f,g,h,i,j,k\n"},
            "机构.csv:4: 12 cells where the",
        ),
        ({"机构.csv": FACILITIES.replace(",", ";")}, "机构.csv:1: columns are separated by commas"),
        ({"机构.csv": FACILITIES.encode()[:-4] + b"\xff\n"}, "机构.csv:3: not valid UTF-8"),
        ({"机构.csv": b"\x81\xff\n\xff"}, "机构.csv:1: neither valid UTF-8 nor valid GB18030"),
        ({"机构.csv": FACILITIES.encode("utf-16")}, "机构.csv: UTF-16; save it as CSV UTF-8"),
        ({"机构.csv": '机构编号,机构名称\nf-1,"阳光\n'}, "机构.csv:2: broken CSV"),
        (
            {"机构.csv": FACILITIES.replace("阳光", "<b>阳光</b>")},
            "机构.csv:3 机构名称: holds HTML",
        ),
        ({"机构.csv": FACILITIES.replace("阳光", "=阳光")}, '机构.csv:3 机构名称: starts with "="'),
        ({"名单.csv": FACILITIES}, '名单.csv: "名单" is no table; name it after one'),
        (
            {"机构.csv": FACILITIES, "facilities.csv": FACILITIES},
            "机构.csv: facilities.csv, 机构.csv",
        ),
        ({"机构.xls": b"x"}, "机构.xls: tables are .csv or .xlsx"),
        ({"机构.xlsx": b"PK\x03\x04"}, "机构.xlsx: not a readable .xlsx file"),
        (
            {"机构.csv": FACILITIES, "documents/x.md": "邮箱a@qq.com"},
            "documents/x.md:1: holds a priv",
        ),
    ],
)
def test_bad_files(
    folder_of: FolderOf,
    files: dict[str, str | bytes],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each has its own message with its place, and nothing is written."""
    monkeypatch.setenv("PATH", "")  # no LibreOffice
    found = faults(folder_of(files))
    assert any(fault.startswith(message) for fault in found), found


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            PACK_TOML.replace('"371500"', '"3715"'),
            "pack.toml:3 export.region: not understood: Expected str in the form",
        ),
        (PACK_TOML.replace("region =", "area ="), "pack.toml:2 export: not understood: "),
        (
            PACK_TOML.replace("+08:00", ""),
            "pack.toml:5 export.issued: not understood: Expected datetime with a tim",
        ),
        ("[export", "pack.toml: not valid TOML"),
        (
            PACK_TOML + '[[source]]\nfile="x.csv"\ntable="x"\n',
            'pack.toml source x.csv: "x" is no ta',
        ),
        (
            PACK_TOML + '[[source]]\nfile="x.csv"\ntable="fees"\ncolumns={x="y"}\n',
            "pack.toml source x.csv columns.x: fees has no such column",
        ),
        (PACK_TOML + '[[source]]\nfile="x.csv"\ntable="fees"\n', "x.csv: is missing"),
        (
            MAPPED.replace('"备案日"', '"日期"'),
            "名单.csv:1 日期: pack.toml names this heading, but",
        ),
        (
            MAPPED.replace('"已备案"', '"备好了"'),
            "pack.toml source 名单.csv constants.status: not one",
        ),
        (
            MAPPED.replace('address = "住址", ', ""),
            "名单.csv:1 住址: no column of facilities",
        ),
    ],
)
def test_bad_settings(folder_of: FolderOf, settings: str, message: str) -> None:
    """A mistake in pack.toml is named too."""
    found = faults(folder_of({"名单.csv": LIST}, settings=settings))
    assert any(fault.startswith(message) for fault in found), found


def test_a_missing_folder_or_settings_file(tmp_path: Path) -> None:
    """UsageError for a folder that is not there, bad data for one without pack.toml."""
    with pytest.raises(UsageError, match="no such folder"):
        pack(tmp_path / "nowhere", tmp_path, row_secret)
    with pytest.raises(DataError, match=r"pack\.toml: is missing"):
        pack(tmp_path, tmp_path, row_secret)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("说明.docx", "is not read: save a text as documents/NAME.md and a table as .xlsx"),
        ("备案.txt", "is not read: save a table as .csv (UTF-8) or .xlsx"),
        ("备案.csv.txt", "is not read: save a table as .csv (UTF-8) or .xlsx"),
        ("通知.md", "is not read: a document stands in documents/ and its name ends in .md"),
        ("通知.md.txt", "is not read: a document stands in documents/ and its name ends in .md"),
        ("备案.zip", "an archive is not read: unpack it"),
        ("备案.et", "tables are .csv or .xlsx: open it and save it as .xlsx"),
        ("备案.html", "tables are .csv or .xlsx: open it and save it as .xlsx"),
        ("备案", "is not read: tables are .csv or .xlsx"),
        ("三月/备案.csv", "a folder is not read: put its tables beside pack.toml"),
        ("documents/a.pdf", "is not read: a document is a Markdown file, .md"),
        ("documents/a.MD", "is not read: rename it so that its name ends in .md"),
        ("documents/a.md.txt", "is not read: rename it so that its name ends in .md"),
        ("documents/2026/a.md", "a folder is not read: put its files right into documents/"),
        ("documents/all.rar", "an archive is not read: unpack it"),
    ],
)
def test_a_file_that_is_not_read_is_an_error(
    folder_of: FolderOf, name: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is dropped in silence: each is named with what to do."""
    monkeypatch.setenv("PATH", "")  # no LibreOffice
    (only,) = faults(folder_of({"机构.csv": FACILITIES, name: "x"}))
    parts = name.split("/")
    shown = name if len(parts) == 1 else "/".join(parts[: 2 if parts[0] == "documents" else 1])
    assert only.startswith(f"{shown}: {why}")


def test_files_that_programs_leave_are_passed_over(folder_of: FolderOf) -> None:
    """A lock of an office program, views of desktops, and what pack itself wrote before."""
    left = ("~$机构.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini", "documents/.DS_Store")
    folder = folder_of({"机构.csv": FACILITIES, **dict.fromkeys(left, "x")})
    first = pack(folder, folder, row_secret).path
    first.with_suffix(".txt").write_text("repairs", encoding="utf-8")
    assert pack(folder, folder, row_secret).path == first
    assert pack(folder, folder / "out", row_secret).warnings == ()


REGIONS = "行政区划代码,名称,上级代码,级别,版本年份\n371500000000,聊城市,,地级,2026\n"


@pytest.mark.parametrize("files", [{}, SCHEMES, {"地区.csv": REGIONS}])
def test_an_export_with_nothing_of_its_own_is_refused(
    folder_of: FolderOf, files: dict[str, str]
) -> None:
    """Regions and schemes alone would take everything back that the agency has published."""
    assert any("nothing to publish" in line or "empty" in line for line in faults(folder_of(files)))


def test_a_document_alone_is_something(folder_of: FolderOf) -> None:
    """An agency may publish a notice and no institution."""
    text = "---\n标题: 通知\n---\n正文\n"
    assert packed(folder_of({"documents/通知.md": text})).documents


def test_a_full_disk(folder_of: FolderOf, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message, and no half file."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    folder = folder_of({"机构.csv": FACILITIES})
    with pytest.raises(GongshiError, match="No space left on device"):
        pack(folder, folder / "out", row_secret)
    assert list((folder / "out").iterdir()) == []


def test_repairs_can_be_summed_up(folder_of: FolderOf) -> None:
    """A thousand dates of one form are one line."""
    lines = "".join(f"f-{n},托育{n},,,371502,柳园路{n}号,,,,,\n" for n in range(3, 13))
    folder = folder_of({"机构.csv": FACILITIES + lines})
    groups = grouped_problems(pack(folder, folder / "out", row_secret).repairs)
    assert [
        (group.first.line, group.count) for group in groups if "12 digits" in group.first.why
    ] == [(2, 11)]
