"""Relatives of inputs that went wrong: what lists say beside their cells is kept or refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from generator.model.tables import Facility, Grade, Indicator, Penalty
from tests.exports.conftest import PACK_TOML
from tests.exports.packed_folders import faults, packed

FolderOf = Callable[..., Path]
HEAD = "机构编号,机构名称,行政区划代码,地址"
INSTITUTIONS = f"{HEAD}\nf-1,阳光托育,371502,柳园路1号\nf-2,晨曦托育,371503,中心街2号\n"
SCHEMES = {
    "评级体系.csv": "体系编号,名称,类别,制定机关,依据\nh,量化分级,卫生,卫健委,聊卫发〔2025〕1号\n",
    "评级等级.csv": "评级体系编号,等级,别名,次序,性质,含义\n"
    "h,A,优秀,1,计入评级,好\nh,B,良好,2,计入评级,中\n",
}
GRADED = "评级编号,机构编号,评级体系编号,等级,评定日期,评定机关\ng-1,f-1,h,{},2026-01-01,卫健委\n"
PENALTY = "处罚编号,机构编号,决定书文号,决定日期,决定机关,失信程度,违法事实,{},公示截止日期\n"
FINED = "p-1,f-1,聊卫罚〔2026〕1号,2026-01-15,卫健委,一般,超员,3,2026-12-31\n"


def regions(folder: Path) -> list[str]:
    """The counties of the institutions."""
    export, _ = packed(folder)
    return [row.region_code[:6] for row in export.rows(Facility) if isinstance(row, Facility)]


@pytest.mark.parametrize(
    "between",
    [
        "备注：以上均已核实,,,\n二、茌平区（1家）,,,\n",
        "（以下为新增机构）,,,\n茌平区,,,\n",
        "茌平区 合计（1家）,,,\n",
    ],
)
def test_a_district_heads_the_rows_below_it_whatever_stands_before(
    folder_of: FolderOf, between: str
) -> None:
    """A note, an aside and a total do not keep the next district from being read."""
    rows = f"f-1,阳光托育,柳园路1号,\n{between}f-2,晨曦托育,中心街2号,\n"
    folder = folder_of({"机构.csv": f"机构编号,机构名称,地址,电话\n东昌府区,,,\n{rows}"})
    assert regions(folder) == ["371502", "371503"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("二、已停业机构（1家）,,,\n", "停业"),
        ("（一）公办,,,\n", "公办"),
        ("普惠机构,,,\n", "普惠"),
    ],
)
def test_what_heads_rows_says_nothing_that_no_column_says(
    folder_of: FolderOf, line: str, said: str
) -> None:
    """Passed over it would be lost, and the institutions would come out as not stated."""
    text = f"{HEAD}\nf-1,阳光托育,371502,柳园路1号\n一、{line}f-2,晨曦托育,371503,中心街2号\n"
    assert f'this line says "{said}"' in faults(folder_of({"机构.csv": text}))[0]


def test_totals_are_those_of_all_or_of_a_place(folder_of: FolderOf) -> None:
    """What a row is about may end with 合计 too."""
    text = (
        "指标,行政区划代码,年份,数值,目标值,单位,数据来源\n"
        "托位数合计,371502,2025,2000,,个,统计\n培训人次累计,371502,2025,300,,人次,统计\n"
        "全市合计,,,2300,,,\n"
    )
    export, _ = packed(folder_of({"机构.csv": INSTITUTIONS, "指标.csv": text}))
    assert len(export.rows(Indicator)) == 2


def test_a_fact_that_begins_like_a_note_is_a_row(folder_of: FolderOf) -> None:
    """负责人未取得健康证明 is what was found, not who signs the list."""
    text = (
        "违法事实,处罚编号,机构编号,决定书文号,决定日期,决定机关,失信程度,罚款金额,公示截止日期\n"
        "负责人未取得健康证明：3人,p-1,f-1,聊卫罚〔2026〕1号,2026-01-15,卫健委,一般,3000,2026-12-31\n"
    )
    export, _ = packed(folder_of({"机构.csv": INSTITUTIONS, "行政处罚.csv": text}))
    (row,) = export.rows(Penalty)
    assert isinstance(row, Penalty)
    assert row.what == "负责人未取得健康证明：3人"


@pytest.mark.parametrize(
    ("above", "heading", "below", "said"),
    [
        ("单位：万元,,,,,,,,\n", "罚款金额", "", "stands outside the headings"),
        ("行政处罚一览表（单位：万元）,,,,,,,,\n", "罚款金额", "", "stands outside the headings"),
        ("", "罚款金额", "注：罚款金额单位为万元,,,,,,,,\n", "stands outside the headings"),
        ("", "罚款金额", PENALTY.format("罚款金额（万元）") + FINED, "not the same ones"),
    ],
)
def test_a_unit_is_never_lost(
    folder_of: FolderOf, above: str, heading: str, below: str, said: str
) -> None:
    """Above the headings, below the rows, in headings that stand once more."""
    text = above + PENALTY.format(heading) + FINED + below
    found = faults(folder_of({"机构.csv": INSTITUTIONS, "行政处罚.csv": text}))
    assert any(said in each for each in found), found


@pytest.mark.parametrize("grade", ["A级（已撤销）", "A（降为B）", "A级（暂定）", "B（不合格）"])
def test_words_beside_a_grade_are_not_dropped(folder_of: FolderOf, grade: str) -> None:
    """They may say that it is none."""
    folder = folder_of({"机构.csv": INSTITUTIONS, "评级.csv": GRADED.format(grade), **SCHEMES})
    assert "not a grade of h" in faults(folder)[0]


def test_words_beside_a_grade_that_say_the_same(folder_of: FolderOf) -> None:
    """The label and its other name."""
    text = GRADED.format("A级（优秀）")
    export, _ = packed(folder_of({"机构.csv": INSTITUTIONS, "评级.csv": text, **SCHEMES}))
    (row,) = export.rows(Grade)
    assert isinstance(row, Grade)
    assert row.grade == "A"


@pytest.mark.parametrize(
    ("address", "read"),
    [
        ("（同上）", "柳园路1号"), ("同 上", "柳园路1号"), ("上同", "柳园路1号"),
        ("-〃-", "柳园路1号"), ("同左", None), ("同上2号", None),
        ("同上级部门办公楼", "同上级部门办公楼"),
    ],
)  # fmt: skip
def test_the_same_as_above(folder_of: FolderOf, address: str, read: str | None) -> None:
    """However it is written; what says more is refused, what only begins so is what it is."""
    text = f"{HEAD}\nf-1,阳光托育,371502,柳园路1号\nf-2,晨曦托育,371503,{address}\n"
    folder = folder_of({"机构.csv": text})
    if read is None:
        assert "write it out" in faults(folder)[0]
        return
    export, _ = packed(folder)
    assert [getattr(row, "address", "") for row in export.rows(Facility)][1] == read


@pytest.mark.parametrize("odd", ["\u00ad", "\u200d", "\u3164", "\u2800", "\U000e0041", "\ufffc"])
def test_what_nobody_sees_is_taken_out_and_listed(folder_of: FolderOf, odd: str) -> None:
    """In a name it would make two of one."""
    folder = folder_of({"机构.csv": INSTITUTIONS.replace("阳光托育", f"阳光{odd}托育")})
    export, repairs = packed(folder)
    assert any("invisible character removed" in each for each in repairs)
    assert "阳光托育" in [getattr(row, "name", "") for row in export.rows(Facility)]


def test_characters_turned_round_are_refused(folder_of: FolderOf) -> None:
    """Without the mark they would stand in another order than they were seen."""
    folder = folder_of({"机构.csv": INSTITUTIONS.replace("阳光托育", "阳光\u202e育托\u202c")})
    assert "turns the order" in faults(folder)[0]


@pytest.mark.parametrize("number", ["30①", "30¹", "30*"])
def test_marks_of_notes_are_no_digits(folder_of: FolderOf, number: str) -> None:
    """Thirty places are not three hundred and one."""
    text = f"{HEAD},托位数\nf-1,阳光托育,371502,柳园路1号,{number}\n"
    assert "a mark of a note" in faults(folder_of({"机构.csv": text}))[0]


@pytest.mark.parametrize("again", ["阳光托育,371502,柳园路 1号", "阳光托育,371502,柳园路１号"])
def test_one_institution_under_two_identifiers_is_asked_about(
    folder_of: FolderOf, again: str
) -> None:
    """Of one name, one address and no other code."""
    folder = folder_of({"机构.csv": f"{INSTITUTIONS}f-3,{again}\n"})
    assert "are these two?" in faults(folder)[0]


@pytest.mark.parametrize("again", ["Baby宝贝", "ＢＡＢＹ宝贝", "baby宝贝", "ba by 宝贝"])
def test_a_name_in_other_letters_is_the_same_name(folder_of: FolderOf, again: str) -> None:
    """Neither case nor width nor blanks make another institution."""
    rows = f"{HEAD}\nf-1,BABY宝贝,371502,柳园路1号\nf-3,{again},371502,柳园路1号\n"
    assert "are these two?" in faults(folder_of({"机构.csv": rows}))[0]


def test_a_list_that_names_another_place_names_another_institution(folder_of: FolderOf) -> None:
    """The only one of this name, but elsewhere."""
    text = (
        "机构名称,地址,评级体系编号,等级,评定日期,评定机关\n"
        "晨曦托育,高唐县人民东路909号,h,A,2026-01-01,卫健委\n"
    )
    settings = PACK_TOML + (
        '\n[[source]]\nfile = "评级.csv"\ntable = "grades"\n'
        'id = { grade_id = ["机构名称", "评定日期"] }\n'
    )
    files = {"机构.csv": INSTITUTIONS, "评级.csv": text, **SCHEMES}
    assert "another place" in faults(folder_of(files, settings=settings))[0]


def book(folder: Path, rows: list[list[Any]], change: Callable[[Any], None]) -> Path:
    """The folder with a workbook of institutions."""
    made = Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    change(sheet)
    made.save(folder / "机构.xlsx")
    return folder


ROWS: list[list[Any]] = [
    [*HEAD.split(","), "托位数", "开办日期"],
    ["f-1", "阳光托育", "东昌府区", "柳园路1号", 30, None],
    ["f-2", "晨曦托育", None, "中心街2号", 0, None],
]


def merged(sheet: Any) -> None:
    """One district over two rows."""
    sheet.merge_cells("C2:C3")


def test_a_district_over_several_rows_is_read_for_each(folder_of: FolderOf) -> None:
    """By its name, as the first."""
    assert regions(book(folder_of({}), ROWS, merged)) == ["371502", "371502"]


def no_noughts(sheet: Any) -> None:
    """Nothing is shown where a nought stands."""
    merged(sheet)
    sheet.sheet_view.showZeros = False


def test_a_nought_that_is_not_shown_is_none(folder_of: FolderOf) -> None:
    """The option of a sheet does what a format does."""
    export, _ = packed(book(folder_of({}), ROWS, no_noughts))
    assert [getattr(row, "places", 0) for row in export.rows(Facility)] == [30, None]


def test_white_words_are_unseen(folder_of: FolderOf) -> None:
    """A row in white on nothing; on a colour it is seen."""

    def white(sheet: Any) -> None:
        merged(sheet)
        for cell in sheet[3]:
            cell.font = Font(color="FFFFFFFF")

    assert "struck out" in faults(book(folder_of({}), ROWS, white))[0]


@pytest.mark.parametrize(
    ("place", "format", "said"),
    [
        ("B2", '@"（已注销）"', "adds words to the text"),
        ("B2", '0;-0;0;"已注销"', "adds words to the text"),
        ("B2", "0;-0;0;", "adds words to the text"),
        ("E2", '"约"0', "shows 约30"),
        ("E2", '"免费"', "shows 免费"),
        ("E2", '"$"0', "shows $30"),
    ],
)
def test_what_a_format_says_is_not_dropped(
    folder_of: FolderOf, place: str, format: str, said: str
) -> None:
    """Words around a text or a number, words in its place."""

    def change(sheet: Any) -> None:
        merged(sheet)
        sheet[place].number_format = format

    assert said in faults(book(folder_of({}), ROWS, change))[0]
