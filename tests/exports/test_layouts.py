"""Lists as counties lay them out: titles, two rows of headings, districts, totals, notes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from generator.exports.civil_affairs import EDITION, load_regions
from generator.exports.headings import column_headed, names_a_person, nearest, table_named
from generator.exports.lists.abolished import abolished
from generator.exports.lists.layout import Sheet, lay_out
from generator.exports.pack_folder import pack
from generator.exports.schema import columns
from generator.model.tables import (
    TABLES,
    Demonstration,
    Facility,
    Filing,
    Finding,
    Grade,
    Inspection,
)
from generator.model.vocabulary import FindingResult, SubjectKind
from tests.exports.conftest import PACK_TOML
from tests.exports.packed_folders import faults, packed
from tests.factory_portal import row_secret

FolderOf = Callable[..., Path]
FACILITIES = (
    "机构编号,机构名称,行政区划代码,地址\n"
    "f-1,阳光托育,371502000000,柳园路1号\n"
    "f-2,晨曦托育,371502000000,柳园路2号\n"
    "f-3,晨曦托育,371502000000,黄河路3号\n"
)
SCHEMES = {
    "评级体系.csv": "体系编号,名称,类别,制定机关,依据\nh,量化分级,卫生,卫健委,聊卫发〔2025〕1号\n",
    "评级等级.csv": "评级体系编号,等级,别名,次序,性质,含义\n"
    "h,A,优秀,1,计入评级,好\nh,B,良好,2,计入评级,中\n",
}
GRADES = """
[[source]]
file = "评级.csv"
table = "grades"
constants = { scheme_id = "h", authority = "卫健委" }
id = { grade_id = ["机构名称", "评定时间", "评定等级"] }
"""


def workbook(folder: Path, sheets: dict[str, list[list[Any]]], *merged: str) -> Path:
    """A workbook with these sheets, the first one with merged cells."""
    book = Workbook()
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    del book["Sheet"]
    for area in merged:
        book.worksheets[0].merge_cells(area)
    book.save(folder / "机构.xlsx")
    return folder


def test_a_list_as_a_county_lays_it_out(folder_of: FolderOf) -> None:
    """Whatever is no row is passed over and said; the districts between the rows are kept."""
    text = (
        "聊城市托育机构名单,,,,\n填报单位：卫健委,,,填报日期：2026年1月,\n\n"
        "序号,机构编号,托育机构名称,机构地址,托位数（个）\n"
        "一、东昌府区（2家）,,,,\n1,f-1,阳光,柳园路1号,50\n2,f-2,晨曦,柳园路2号,40\n小计,,2家,,90\n"
        "二、临清市（1家）,,,,\n序号,机构编号,托育机构名称,机构地址,托位数（个）\n1,f-3,小树,路3号,30\n"
        "合 计,,3家,,120\n注：截至2026年1月。,,,,\n2.电话以公示为准,,,,\n填报人：,,审核人：,,\n"
    )
    export, repairs = packed(folder_of({"机构.csv": text.encode("gb18030")}))
    assert [(row.facility_id, row.region_code[:6]) for row in export.rows(Facility)] == [
        ("f-1", "371502"),
        ("f-2", "371502"),
        ("f-3", "371581"),
    ]
    passed = [each.partition(": passed over: ")[::2] for each in repairs if "passed over" in each]
    assert passed == [
        ("机构.csv:1", "2 lines above the headings (1–2)"),
        ("机构.csv:5", "a line that heads the rows below it"),
        ("机构.csv:8", "a line of totals"),
        ("机构.csv:9", "a line that heads the rows below it"),
        ("机构.csv:10", "the headings again"),
        ("机构.csv:12", "a line of totals"),
        ("机构.csv:13", "a note"),
        ("机构.csv:14", "a note"),
        ("机构.csv:15", "a note"),
        ("机构.csv:4", "the column 序号, which counts the lines"),
    ]


def test_headings_in_two_rows(folder_of: FolderOf) -> None:
    """Groups above headings; below the name of a person a telephone is no public one."""
    lines: list[list[Any]] = [
        ["名单"],
        [None, "机构编号", "基本信息", None, None, "法定代表人", None],
        [None, None, "机构名称", "所属区县", "地址", "姓名", "电话"],
        [1, "f-1", "阳光", "东昌府区", "柳园路1号", "某", "13800000000"],
        [2, "f-2", "晨曦", "聊城市临清市", "路2号", "某", None],
    ]
    merged = ("A1:G1", "B2:B3", "C2:E2", "F2:G2")
    found = faults(workbook(folder_of({}), {"机构": lines}, *merged))
    assert [each.split(":")[1] for each in found] == ["3 法定代表人姓名", "3 法定代表人电话"]
    source = '[[source]]\nfile = "机构.xlsx"\ntable = "facilities"\nignore = ["法定代表人*"]\n'
    folder = folder_of({}, settings=PACK_TOML + source, name="y")
    export, _ = packed(workbook(folder, {"机构": lines}, *merged))
    assert [(row.region_code[:6], row.telephone) for row in export.rows(Facility)] == [
        ("371502", None),
        ("371581", None),
    ]


def test_groups_without_merged_cells_are_one_message_each(folder_of: FolderOf) -> None:
    """The words of both rows, rather than a fault in every cell."""
    lines: list[list[Any]] = [
        ["机构编号", "机构名称", "区划代码", "地址", "托位数", None],
        [None, None, None, None, "普惠", "其他"],
        ["f-1", "阳光", "371502", "路", 30, 20],
    ]
    found = faults(workbook(folder_of({}), {"机构": lines}))
    assert [each.split(":")[1] for each in found] == ["2 托位数普惠", "2 托位数其他"]


def test_a_sheet_a_district(folder_of: FolderOf) -> None:
    """The sheets of a workbook named after a table are read together, each with its district."""
    sheets: dict[str, list[list[Any]]] = {
        name: [["机构编号", "机构名称", "地址"], [f"f-{number}", "阳光", "路"]]
        for number, name in enumerate(("东昌府区", "临清市"))
    }
    export, repairs = packed(workbook(folder_of({}), sheets))
    assert [row.region_code[:6] for row in export.rows(Facility)] == ["371502", "371581"]
    assert any("2 sheets read as facilities" in each for each in repairs)


def test_a_line_that_names_another_region_than_its_rows(folder_of: FolderOf) -> None:
    """The column holds, and someone should look."""
    table = "机构编号,机构名称,区县,地址\n东昌府区,,,\nf-1,甲,临清市,路\nf-2,乙,东昌府区,路\n"
    folder = folder_of({"机构.csv": table})
    report = pack(folder, folder / "out", row_secret)
    assert [(each.line, each.field) for each in report.warnings] == [(3, "区县")]


def test_a_line_with_one_cell_is_asked_about(folder_of: FolderOf) -> None:
    """Once, and not by a fault for every column."""
    assert faults(folder_of({"机构.csv": FACILITIES + "f-9,,,\n"})) == [
        "机构.csv:5: only one cell of this line holds something: fill the row, or delete it if it"
        " is a heading or a note"
    ]


def test_regions_by_name_leave_no_doubt(folder_of: FolderOf) -> None:
    """A name that the agency's regions do not have, or have twice, is asked about."""
    table = "机构编号,机构名称,县（市、区）,地址\nf-1,甲,聊城市东昌府区,路\nf-2,乙,大名县,路\n"
    (only,) = faults(folder_of({"机构.csv": table}))
    assert only.startswith("机构.csv:3 县（市、区）: no region of 371500 is called so (东昌府区、")


def test_grades_of_a_list_with_names(folder_of: FolderOf) -> None:
    """By name, then place; spellings of a grade are its label, and doubts name the candidates."""
    head = "序号,机构名称,地址,评定等级,评定时间\n"
    rows = "1,阳光托育,,A级,2025.6.1\n2,晨曦托育,黄河路3号,B（良好）,2025年6月1日\n"
    files = {"机构.csv": FACILITIES, **SCHEMES}
    export, repairs = packed(
        folder_of({**files, "评级.csv": head + rows}, settings=PACK_TOML + GRADES)
    )
    assert sorted((row.facility_id, row.grade) for row in export.rows(Grade)) == [
        ("f-1", "A"),
        ("f-3", "B"),
    ]
    assert "评级.csv:3 机构名称: the institution found by its name and place" in repairs
    doubts = "1,晨曦托育,,A,2025.6.1\n2,晨光托育,,A,2025.6.1\n"
    found = faults(
        folder_of({**files, "评级.csv": head + doubts}, settings=PACK_TOML + GRADES, name="y")
    )
    assert "2 institutions may be meant (f-2 晨曦托育, f-3 晨曦托育)" in found[0]
    assert "no institution of facilities is meant by it; is it " in found[1]


def test_two_grades_of_one_day(folder_of: FolderOf) -> None:
    """Asked which holds."""
    rows = "评级编号,机构编号,体系编号,等级,评定日期,评定机关,替代记录\n"
    rows += "g-1,f-1,h,A,2025-01-01,局,\ng-2,f-1,h,B,2025-01-01,局,"
    files = {"机构.csv": FACILITIES, **SCHEMES}
    (only,) = faults(folder_of({**files, "评级.csv": rows + "\n"}))
    assert only.startswith("评级.csv:3 等级: f-1 has another grade of h of the same day")


def test_an_inspection_list_feeds_two_tables(folder_of: FolderOf) -> None:
    """A usual heading that another source of the file takes is none of this one's business."""
    text = "序号,检查对象,统一社会信用代码,检查时间,检查结果\n1,阳光托育,无,2025.5.1,未发现问题\n"
    sources = """
[[source]]
file = "双随机抽查结果.csv"
table = "inspections"
constants = { kind = "双随机", authority = "卫健委" }
id = { inspection_id = ["检查对象", "检查时间"] }

[[source]]
file = "双随机抽查结果.csv"
table = "findings"
constants = { domain = "综合" }
id = { inspection_id = ["检查对象", "检查时间"], finding_id = ["检查对象", "检查时间"] }
"""
    files = {"机构.csv": FACILITIES, "双随机抽查结果.csv": text}
    export, _ = packed(folder_of(files, settings=PACK_TOML + sources))
    assert export.rows(Inspection)[0].facility_id == "f-1"
    assert export.rows(Finding)[0].result is FindingResult.PASS


def test_mapping_in_pack_toml(folder_of: FolderOf) -> None:
    """One heading for two columns, several joined, rows that are wanted, forms of dates."""
    text = "No,街道,门牌,名,码,日,备1,备2\nx1,柳园路,1号,甲,371502,01/02/2024,a,b\n"
    text += "x2,路,2号,乙,371581,,,\n"
    sources = """
[[source]]
file = "t.csv"
table = "facilities"
columns = { facility_id = "No", name = "名", address = ["街道", "门牌"], region_code = "码" }
ignore = ["备*"]
rows = { "码" = "371502*" }

[[source]]
file = "t.csv"
table = "filings"
columns = { filing_id = "No", facility_id = "No", decided = "日" }
constants = { status = "filed", authority = "局" }
rows = { "码" = ["371502", "371503"] }
dates = { decided = "DD/MM/YYYY" }
"""
    export, repairs = packed(folder_of({"t.csv": text}, settings=PACK_TOML + sources))
    (facility,) = export.rows(Facility)
    (filing,) = export.rows(Filing)
    assert (facility.address, str(filing.decided)) == ("柳园路1号", "2024-02-01")
    assert filing.facility_id == facility.facility_id == "x1"
    assert "t.csv: 1 row left out: pack.toml takes 码 = 371502*" in repairs


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"371500"', "“371500”", "pack.toml:3: not valid TOML: marks of a Chinese keyboard; write"),
        ("2026-03-02T09:00:00+08:00", '"2026-03-02"', "pack.toml:5 export.issued: a date stands"),
        ("2026-03-01", '"2026年3月1日"', "pack.toml:8 export.reviewed_on: a date stands without"),
        ("2026-03-02T09:00:00+08:00", "2026-03-02", "pack.toml:5 export.issued: a time and its"),
    ],
)
def test_mistakes_in_pack_toml(folder_of: FolderOf, old: str, new: str, message: str) -> None:
    """The line, and how it should read."""
    settings_text = PACK_TOML.replace(old, new)
    found = faults(folder_of({"机构.csv": FACILITIES}, settings=settings_text))
    assert found[0].startswith(message)


def test_a_county_that_goes_on_under_another_code(folder_of: FolderOf) -> None:
    """It is put there, and told; nobody has to write a line for it."""
    table = FACILITIES.replace("371502000000", "371523")
    export, repairs = packed(folder_of({"机构.csv": table}))
    assert {row.region_code for row in export.rows(Facility)} == {"371503000000"}
    told = [line for line in repairs if "3 rows with the code 371523000000 (茌平县" in line]
    assert len(told) == 1 and "put under 371503000000 (茌平区)" in told[0]
    own = (
        PACK_TOML + '[[region]]\ncode = "371523000000"\nname = "茌平县"\nparent = "371500000000"\n'
    )
    own += 'level = "county"\n'
    kept, said = packed(folder_of({"机构.csv": table}, settings=own, name="own"))
    assert {row.region_code for row in kept.rows(Facility)} == {"371523000000"}
    assert not [line for line in said if "put under" in line]


def test_a_county_that_was_divided(folder_of: FolderOf) -> None:
    """Nobody can say for a row where it lies now; the name and the year help who has to."""
    found = faults(folder_of({"机构.csv": FACILITIES.replace("371502000000", "130521")}))
    assert any(
        "3 rows have the code 130521000000 (邢台县), which ended in 2019" in f for f in found
    )


def test_a_village_stands_under_its_township(folder_of: FolderOf) -> None:
    """No list goes further down; it is told once for each code."""
    table = FACILITIES.replace("371502000000", "371502003012")
    export, repairs = packed(folder_of({"机构.csv": table}))
    assert {row.region_code for row in export.rows(Facility)} == {"371502003000"}
    told = [line for line in repairs if "village code 371502003012" in line]
    assert len(told) == 1 and "371502003000 (柳园街道)" in told[0]


def test_two_regions_of_one_name(folder_of: FolderOf) -> None:
    """Warned of: the name is all by which readers tell them apart."""
    own = PACK_TOML + "".join(
        f'[[region]]\ncode = "{code}"\nname = "高新区"\nparent = "371500000000"\nlevel = "county"\n'
        for code in ("371591000000", "371592000000")
    )
    folder = folder_of({"机构.csv": FACILITIES}, settings=own)
    told = [str(each) for each in pack(folder, folder / "out", row_secret).warnings]
    assert len(told) == 1 and "371592000000 and 371591000000 below 371500000000" in told[0]


def test_codes_that_have_ended() -> None:
    """None is a code of today, and each leads to one of today in the same province."""
    regions, ended = load_regions(), abolished()
    assert len(ended) > 3500 and not ended.keys() & regions.keys()
    for code, (name, until, successor) in ended.items():
        assert name and 1979 < until < EDITION
        assert not successor or successor in regions
        # Chongqing was a city of Sichuan, and Hainan a part of Guangdong.
        moved = successor[:2] in ("50", "46")
        assert not successor or moved or successor[:2] == code[:2]
    for old, new in (
        ("610821", "610881"), ("370206", "370203"), ("371523", "371503"), ("120225", "120119"),
        ("330621", "330603"), ("372500", "371500"),
    ):  # fmt: skip
        assert ended[f"{old}000000"].successor == f"{new}000000", old
    for divided in ("130521", "320304", "330104"):
        assert not ended[f"{divided}000000"].successor
    # Others of nearly the same name stood beside them: 武昌区 is not what 武昌县 became.
    for beside in ("420122", "420121", "132601", "362401", "412201", "132300"):
        assert not ended[f"{beside}000000"].successor


def test_usual_headings_and_hints() -> None:
    """No heading of a column names a person, and no hint leads from one thing to another."""
    usual = (
        "托育机构名称 社会信用代码 经营地址 办公电话 备案托位数 办学性质 运营状态 所属区县 普惠性"
    )
    assert all(column_headed(Facility, heading) for heading in usual.split())
    spellings = [
        heading
        for row_type in TABLES
        for column in columns(row_type)
        for heading in (column.title, *column.headings)
    ]
    assert not any(map(names_a_person, spellings))
    for wrong in ("序号", "检查时间", "法定代表人", "负责人电话", "联系人电话"):
        assert nearest(Facility, wrong) is None
    assert nearest(Facility, "机构称") == "机构名称"
    assert table_named("双随机抽查结果") is Inspection


CELL = st.one_of(
    st.none(), st.text(max_size=6), st.sampled_from(["机构名称", "地址", "合计", "注："])
)


@given(st.lists(st.lists(CELL, min_size=1, max_size=6), min_size=1, max_size=12))
@settings(deadline=None, max_examples=150)
def test_any_sheet_is_laid_out_or_refused(rows: list[list[str | None]]) -> None:
    """Every line is a row, or passed over or refused with its number."""
    lines = tuple((at, tuple(row)) for at, row in enumerate(rows, 1) if any(row))
    if not lines:
        return
    problems: list[Any] = []
    table = lay_out(
        Sheet("x.csv", "x", lines), lambda h: h if h in ("机构名称", "地址") else None, problems
    )
    if table is None:
        assert problems
        return
    kept = {number for number, _ in table.lines}
    said = {problem.line for problem in problems}
    below = {number for number, _ in lines if number > table.heading_line}
    assert below <= kept | said


def test_a_list_of_demonstrations_names_institutions(folder_of: FolderOf) -> None:
    """Which then are what holds the title."""
    table = "序号,示范机构名称,级别,称号\n1,阳光托育,省级,示范托育机构\n"
    source = """
[[source]]
file = "示范名单.csv"
table = "demonstrations"
id = { demonstration_id = ["示范机构名称", "称号"] }
"""
    files = {"机构.csv": FACILITIES, "示范名单.csv": table}
    export, _ = packed(folder_of(files, settings=PACK_TOML + source))
    (title,) = export.rows(Demonstration)
    assert (title.subject_id, title.subject_kind) == ("f-1", SubjectKind.FACILITY)
