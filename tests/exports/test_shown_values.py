"""What the official sees is what is read: formats, merged cells, formulas, units."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from generator.exports.lists import line_reader
from generator.exports.reading import cells, shown
from generator.exports.reading.cell_values import Formatted
from generator.exports.reading.refusal import Refused
from generator.exports.reading.repair import canonical_cell
from generator.exports.reading.units import unit_named
from generator.exports.schema import TYPES_BY_NAME, columns
from generator.exports.spreadsheets.number_formats import shown_number
from generator.model.messages import Message
from generator.model.tables import Demonstration, Facility, Fee, Filing, Indicator
from generator.model.vocabulary import FeeUnit
from tests.exports.conftest import PACK_TOML
from tests.exports.packed_folders import faults, packed

FolderOf = Callable[..., Path]
COLUMNS = {
    f"{table}.{column.name}": column
    for table, row_type in TYPES_BY_NAME.items()
    for column in columns(row_type)
}
INSTITUTIONS = "机构编号,机构名称,行政区划代码,地址\nf-1,阳光托育,371502000000,柳园路1号\n"
FACILITY = ["机构编号", "机构名称", "行政区划代码", "地址"]


def saved(folder: Path, name: str, lines: list[list[Any]], **formats: str) -> Workbook:
    """A workbook with cells in these formats, saved in a folder."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in lines:
        sheet.append(line)
    for place, format in formats.items():
        sheet[place].number_format = format
    book.save(folder / name)
    return book


@pytest.mark.parametrize(
    ("value", "format", "text"),
    [
        (1, "000000", "000001"),
        (123456789, "0." + "0" * 60, f"123456789.{'0' * 60}"),
        (6358212345, "0000-0000000", "0635-8212345"),
        (3, '"第"0"号"', "第3号"),
        (7, '00"号"', "07号"),
        (0.915, "0.0%", "91.5%"),
        (0.915, "0%", "92%"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (-1234.5, "#,##0.0;(#,##0.0)", "(1,234.5)"),
        (1880, '"¥"#,##0', "¥1,880"),
        (1880, '[$¥-804]#,##0.00"元"', "¥1,880.00元"),
        (123456, '0!.0,"万"', "12.3万"),
        (1234567, "0,", "1235"),
        (12.345, "0.00", "12.35"),
        (0.5, "#.##", ".5"),
        (5, "General", "5"),
        (12, 'G/通用格式"人"', "12人"),
        (3.5, "# ?/?", None),
        (1234, "0.00E+00", None),
        (5, "[>3]0;[<=3]00", None),
    ],
)
def test_a_number_as_its_format_shows_it(value: float, format: str, text: str | None) -> None:
    """None where a format cannot be worked out."""
    assert shown_number(value, format) == text


@given(st.integers(0, 10**9), st.integers(1, 12))
@settings(deadline=None, max_examples=100)
def test_a_padded_number_has_its_digits(number: int, width: int) -> None:
    """Never fewer than the format has places, never others."""
    text = shown_number(number, "0" * width)
    assert text == str(number).rjust(width, "0")


@given(st.text(max_size=12), st.floats(-1e9, 1e9))
@settings(deadline=None, max_examples=200)
def test_any_text_as_a_format(format: str, number: float) -> None:
    """Gives a text or none, and never fails."""
    assert isinstance(shown_number(number, format), str | None)


@pytest.mark.parametrize(
    ("column", "value", "format", "text", "listed"),
    [
        ("facilities.places", 50, '0"人"', "50", False),
        ("facilities.places", 12.5, "0", "13", True),
        ("fees.amount", 1880, "#,##0.00", "1880", False),
        ("fees.amount", 12.345, "0.00", "12.35", True),
        ("fees.amount", 0.1 + 0.2, "General", "0.3", False),
        ("demonstrations.subsidy", 12.3, '0.0"万"', "123000", False),
        ("demonstrations.subsidy", 123456, '0!.0,"万元"', "123000", True),
        ("facilities.lon", 115.987654, "0.000000", "115.987654", False),
        ("facilities.region_code", 371502, "#,##0", "371502000000", False),
        ("facilities.name", 1, '"第"0"托育园"', "第1托育园", True),
        ("indicators.period", date(2026, 1, 1), 'yyyy"年"', "2026", True),
        ("indicators.period", date(2026, 3, 1), 'yyyy"年"m"月"', "2026-03", True),
        ("filings.decided", datetime(2024, 1, 5), "yyyy/m/d", "2024-01-05", False),  # noqa: DTZ001
        ("filings.decided", datetime(2024, 1, 5), "mm-dd-yy", "2024-01-05", False),  # noqa: DTZ001
        ("demonstrations.cycle", date(2024, 1, 1), 'yyyy"年"', "2024年", True),
        ("filings.reason", time(7, 30), "h:mm", "7:30", True),
        ("filings.reason", timedelta(hours=30), "[h]:mm", "30:00", True),
    ],
)
def test_a_cell_is_read_as_it_is_shown(
    column: str, value: Any, format: str, text: str, listed: bool
) -> None:
    """Said only where that differs from what is stored."""
    repairs: list[Message] = []
    assert canonical_cell(COLUMNS[column], Formatted(value, format), repairs) == text
    assert (shown.SHOWN in repairs) is listed


@pytest.mark.parametrize(
    ("column", "value", "format", "why"),
    [
        ("filings.decided", date(2026, 1, 1), 'yyyy"年"', "the spreadsheet shows no month and no"),
        ("filings.decided", date(2026, 1, 1), 'yyyy"年"m"月"', "the spreadsheet shows no day"),
        ("filings.decided", date(2026, 1, 1), 'm"月"d"日"', "the spreadsheet shows no year"),
        ("filings.decided", time(7, 30), "h:mm", "a time of day, not a date"),
        ("filings.decided", date(1899, 12, 29), "yyyy-mm-dd", "a day before March 1900"),
        ("filings.decided", date(1900, 2, 28), "yyyy-mm-dd", "a day before March 1900"),
        ("filings.decided", timedelta(hours=30), "[h]:mm", "a duration, not a date"),
        ("facilities.places", date(1900, 2, 19), "yyyy-mm-dd", "the spreadsheet shows a date"),
        ("facilities.places", timedelta(hours=30), "[h]:mm", "the spreadsheet shows a duration"),
        ("facilities.address", date(2026, 1, 2), 'm"月"d"日"', "the spreadsheet has made a date"),
        ("facilities.name", 1234, "0.00E+00", "the spreadsheet shows it in a form that cannot"),
        ("facilities.lon", 115.98765, "0.00", "the spreadsheet shows only 2 decimals"),
        ("facilities.places", 0.5, "0%", "not a whole number from 0 to 100000000: the unit"),
        ("facilities.places", 60, '0"㎡"', "not a whole number from 0 to 100000000: the unit"),
        ("fees.amount", 60, '0"美元"', "not a number from 0"),
        ("indicators.period", 46023, "General", "is how a spreadsheet stores the day 2026-01-01"),
        ("facilities.name", 1234567890123456, "0", "the spreadsheet has rounded a long number"),
    ],
)
def test_what_is_not_shown_is_refused_in_words(
    column: str, value: Any, format: str, why: str
) -> None:
    """The message says what is seen and what is needed."""
    with pytest.raises(Refused) as refused:
        canonical_cell(COLUMNS[column], Formatted(value, format), [])
    assert str(refused.value).startswith(why)


@pytest.mark.parametrize(
    "text", ["9.13715E+17", "９．１Ｅ＋１７", "1.38E+10", "913715000000000000"]
)
@pytest.mark.parametrize("column", ["facilities.uscc", "facilities.name", "facilities.telephone"])
def test_digits_that_a_spreadsheet_destroyed(column: str, text: str) -> None:
    """In every column of texts, whatever the file."""
    with pytest.raises(Refused, match="the last digits are lost"):
        canonical_cell(COLUMNS[column], text, [])


def test_percentages_and_their_unit(folder_of: FolderOf) -> None:
    """91.5 % is 91.5 with the unit %: filled where it is missing, refused where it is another."""
    headings = ["行政区划代码", "指标", "时期", "数值", "单位", "来源"]
    for name, unit in (("a", "%"), ("b", None), ("c", "个")):
        folder = folder_of({"机构.csv": INSTITUTIONS}, name=name)
        line = ["371500", "普惠占比", 2025, 0.915, unit, "x"]
        saved(folder, "指标.xlsx", [headings, line], D2="0.00%")
        if name == "c":
            assert any("contradicts" in each for each in faults(folder))
            continue
        (row,) = packed(folder)[0].rows(Indicator)
        assert (row.value, row.unit) == (91.5, "%")


def test_days_of_a_workbook_that_counts_from_1904(folder_of: FolderOf) -> None:
    """Shown as dates and as bare numbers."""
    folder = folder_of({"机构.csv": INSTITUTIONS})
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet.append(["备案记录编号", "机构编号", "备案状态", "备案机关", "提交日期", "备案日期"])
    sheet.append(["b-1", "f-1", "已备案", "局", 45306 - 1462, 45306 - 1462])
    sheet["E2"].number_format = "yyyy-mm-dd"
    book.save(folder / "备案.xlsx")
    (row,) = packed(folder)[0].rows(Filing)
    assert (str(row.submitted), str(row.decided)) == ("2024-01-15", "2024-01-15")


def test_a_merged_cell_holds_for_its_rows(folder_of: FolderOf) -> None:
    """Filled down and listed; what lies under it is not read, and said."""
    folder = folder_of({"机构.csv": INSTITUTIONS})
    lines: list[list[Any]] = [["机构编号", "收费项目", "金额", "计费单位"]]
    lines += [
        ["f-1", "保育费", "1880", "月"],
        [None, "餐费", "20", "天"],
        ["?", "代办费", "9", None],
    ]
    book = saved(folder, "收费.xlsx", lines)
    book.worksheets[0].merge_cells("A2:A4")
    book.worksheets[0].merge_cells("D3:D4")
    book.save(folder / "收费.xlsx")
    export, repairs = packed(folder)
    assert [(row.facility_id, row.item, row.unit) for row in export.rows(Fee)] == [
        ("f-1", "代办费", FeeUnit.DAY),
        ("f-1", "保育费", FeeUnit.MONTH),
        ("f-1", "餐费", FeeUnit.DAY),
    ]
    assert f"收费.xlsx:3 机构编号: {cells.MERGED}" in repairs
    assert f"收费.xlsx:4 计费单位: {cells.MERGED}" in repairs


def test_formulas_matter_where_they_are_read(folder_of: FolderOf) -> None:
    """The value that was kept is used; a picture or an error in an ignored column is no matter."""
    settings_text = (
        '[[source]]\nfile = "名单.xlsx"\ntable = "facilities"\nignore = ["照片", "备*"]\n'
    )
    folder = folder_of({}, settings=PACK_TOML + settings_text)
    lines = [
        [*FACILITY, "照片", "备注"],
        ["f-1", "阳光", "371502", "路", '=DISPIMG("I",1)', "#N/A"],
    ]
    saved(folder, "名单.xlsx", lines)
    assert packed(folder)[0].rows(Facility)[0].name == "阳光"
    for value, why in (("=A2", "a formula of which"), ("#REF!", "holds the error value #REF!")):
        lines[1][1] = value
        saved(folder, "名单.xlsx", lines)
        assert any(f"名单.xlsx:2 机构名称: {why}" in each for each in faults(folder))


@pytest.mark.parametrize(
    ("heading", "cells_below", "amount", "unit"),
    [
        ("收费标准（元/月）", "1880,", 1880, FeeUnit.MONTH),
        ("收费标准(元/人·月)", "1880,月", 1880, FeeUnit.MONTH),
        ("金额（单位：万元/年）", "1.2,", 12000, FeeUnit.YEAR),
        ("收费", "1880元/月,", 1880, FeeUnit.MONTH),
        ("金额（万元）", "0.2万元,次", 2000, FeeUnit.ONCE),
    ],
)
def test_units_of_fees(
    folder_of: FolderOf, heading: str, cells_below: str, amount: float, unit: FeeUnit
) -> None:
    """In the heading or the cell: never off by ten thousand, and the time fills the unit."""
    fees = f"机构编号,收费项目,{heading},计费单位\nf-1,保育费,{cells_below}\n"
    (row,) = packed(folder_of({"机构.csv": INSTITUTIONS, "收费.csv": fees}))[0].rows(Fee)
    assert (row.amount, row.unit) == (amount, unit)


@pytest.mark.parametrize(
    ("heading", "cells_below", "why"),
    [
        ("收费标准（元/月）", "1880,天", 'say "month": the unit contradicts them'),
        ("金额（万元）", "3000元,次", "the unit contradicts the heading"),
        ("金额（平方米）", "3000,次", 'the unit "平方米" is none of "金额"'),
        ("收费", "1880元/月,年", 'say "month": the unit contradicts them'),
    ],
)
def test_units_that_contradict(
    folder_of: FolderOf, heading: str, cells_below: str, why: str
) -> None:
    """Are asked about."""
    fees = f"机构编号,收费项目,{heading},计费单位\nf-1,保育费,{cells_below}\n"
    found = faults(folder_of({"机构.csv": INSTITUTIONS, "收费.csv": fees}))
    assert any(why in each for each in found), found


def test_ten_thousand_in_a_heading(folder_of: FolderOf) -> None:
    """Multiplied, and said with its line."""
    titles = "示范编号,对象类别,对象编号,级别,称号,补助金额（万元）\nd-1,机构,f-1,市级,示范,30\n"
    export, repairs = packed(folder_of({"机构.csv": INSTITUTIONS, "示范.csv": titles}))
    assert export.rows(Demonstration)[0].subsidy == 300_000
    assert "示范.csv:2 补助金额（万元）: multiplied by 10,000: the heading says 万元" in repairs


def test_no_unit_is_no_unit() -> None:
    """What a bracket says beside is not taken for one."""
    assert unit_named("盖章") is None
    assert unit_named("元/千克") is None
    assert unit_named("万人") == unit_named("单位：万人")


def test_the_same_as_above(folder_of: FolderOf) -> None:
    """Filled from above and listed; refused where nothing stands above."""
    rows = 'f-1,甲,371502,路1号\nf-2,乙,〃,同上\nf-3,丙,"""",路2号\n'
    export, repairs = packed(folder_of({"机构.csv": ",".join(FACILITY) + "\n" + rows}))
    assert [row.address for row in export.rows(Facility)] == ["路1号", "路1号", "路2号"]
    assert f"机构.csv:4 行政区划代码: {line_reader.DITTO}" in repairs
    first = ",".join(FACILITY) + "\nf-1,甲,371502,同上\n"
    assert "nothing stands above it" in faults(folder_of({"机构.csv": first}, name="y"))[0]


@pytest.mark.parametrize(
    ("lon", "lat", "why"),
    [("0", "0", "a point at 0 is no place"), ("36.44", "115.98", "are exchanged")],
)
def test_points_that_are_none(folder_of: FolderOf, lon: str, lat: str, why: str) -> None:
    """Nobody is sent to the sea."""
    table = f"{','.join(FACILITY)},经度,纬度,坐标系\nf-1,甲,371502,路,{lon},{lat},高德\n"
    assert any(why in each for each in faults(folder_of({"机构.csv": table})))
