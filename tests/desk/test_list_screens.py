"""Lists at the desk: a first release of several lists, choices that are remembered and shown."""

from __future__ import annotations

import html
import io
import json
import re
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from pathlib import Path

from msgspec.structs import replace as replace_struct
from openpyxl import Workbook

from generator.desk.lists.list_guesses import guess_list
from generator.desk.lists.list_reading import view_list
from generator.desk.lists.list_settings import ListSettings, lists_of, remember, remembered
from generator.desk.releases.prepare import Prepared, prepare
from generator.desk.writing.draft import Draft
from generator.model.tables import Facility, Grade, Inspection, Penalty, Scheme, SchemeGrade
from generator.model.vocabulary import InspectionKind
from tests.desk.conftest import OpenDesk, Visitor
from tests.desk.test_release_screens import reviewed, with_keys
from tests.factory_portal import PASSPHRASE

HEADINGS: list[object] = ["机构名称", "所在县区", "地址", "办托性质"]


def workbook(**sheets: list[list[object]]) -> bytes:
    """A workbook with these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def institutions() -> bytes:
    """Two sheets as an office keeps them, without identifiers, with a word of its own."""
    rows: list[list[object]] = [
        ["2026年托育机构名单"], HEADINGS,
        ["阳光托育", "东昌府区", "柳园路1号", "民办公助"],
        ["晨曦托育", "东昌府区", "柳园路2号", "营利性"],
    ]  # fmt: skip
    grades: list[list[object]] = [
        ["机构名称", "评定等次", "评定日期"],
        ["阳光托育", "优秀", "2026-10-20"], ["晨曦托育", "良好", "2026-10-21"],
        ["旧名托育", "良好", "2026-10-21"],
    ]  # fmt: skip
    return workbook(机构=rows, 评级=grades)


def answers(visitor: Visitor) -> dict[str, str | list[str]]:
    """What the form of the columns holds now, as a browser would send it."""
    page = visitor.page.partition("data-autosave>")[2].partition("</form>")[0]
    found: dict[str, str | list[str]] = {}
    for name, value in re.findall(r'<input[^>]*name="([\w-]+)"[^>]*value="([^"]*)"', page):
        if name != "extent":
            found[name] = html.unescape(value)
    for name, body in re.findall(r'<select[^>]*name="([\w-]+)">(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        assert chosen, name
        found[name] = html.unescape(chosen[1])
    checked = re.search(r'name="extent" value="(\w+)" checked', page)
    return {**found, **({"extent": checked[1]} if checked else {})}


def prepared(desk: OpenDesk, draft: Draft) -> Prepared:
    """What would become of a draft."""
    office = desk.desk.required_office()
    return prepare(draft, desk.desk.space, office, (), desk.clock())


def test_a_first_release_of_institutions_and_grades(visitor: Visitor, desk: OpenDesk) -> None:
    """Identifiers are made, the scheme is published with its grades, words get their meaning."""
    visitor.send("/new/list", {}, {"file": [("名单.xlsx", institutions())]})
    (draft,) = desk.desk.drafts.all()
    tables = {part: each.table for part, each in lists_of(draft).items()}
    assert tables == {"list.a": "facilities", "list.b": "grades"}
    there = f"/draft/{draft.id}/columns"
    visitor.get(f"{there}?list=list.a")
    assert "这些写法是什么意思" in visitor.words and "民办公助" in visitor.words
    said = answers(visitor)
    visitor.send(there, {**said, "stands-0": "non_profit"})
    visitor.get(f"{there}?list=list.b")
    assert "没有认出" in visitor.words and "评级体系" in visitor.words
    said = answers(visitor)
    at = next(name.partition("-")[2] for name, value in said.items() if value == "评定等次")
    said[f"column-{at}"] = "grade"
    visitor.send(there, said)
    visitor.get(f"{there}?list=list.b")
    said = answers(visitor)
    scheme = {"scheme-name": "质量评估", "scheme-kind": "quality", "scheme-issuer": "市卫健委",
              "scheme-basis": "聊卫发〔2025〕1号"}  # fmt: skip
    scheme |= {"meaning-0": "好", "meaning-1": "较好"}
    order = {said[f"label-{n}"]: n for n in range(2)}
    scheme |= {f"rank-{order['优秀']}": "1", f"rank-{order['良好']}": "2"}
    visitor.send(there, {**said, **scheme})
    found = prepared(desk, draft)
    assert not found.ready and "旧名托育" not in str(found.export)
    draft.write("list.b", draft.text("list.b").replace('"institutions": {}',
                '"institutions": {"旧名托育": "-"}'), None, desk.clock())  # fmt: skip
    found = prepared(desk, draft)
    assert found.ready and found.export is not None, [str(p) for p in found.faults]
    rows = found.export
    natures = {row.name: row.nature for row in rows.rows(Facility)}
    assert natures == {"阳光托育": "non_profit", "晨曦托育": "for_profit"}
    assert [r.name for r in rows.rows(Scheme)] == ["质量评估"]
    assert [(r.label, r.rank) for r in rows.rows(SchemeGrade)] == [("优秀", 1), ("良好", 2)]
    assert len(rows.rows(Grade)) == 2


def test_choices_are_remembered_for_the_next_list(visitor: Visitor, desk: OpenDesk) -> None:
    """Table, columns, words and extent come back with the same headings."""
    visitor.send("/new/list", {}, {"file": [("名单.xlsx", institutions())]})
    draft = desk.desk.drafts.all()[0]
    there = f"/draft/{draft.id}/columns"
    visitor.get(f"{there}?list=list.a")
    visitor.send(there, {**answers(visitor), "stands-0": "non_profit", "extent": "additions"})
    desk.clock.later(days=30)
    visitor.send("/new/list", {}, {"file": [("下月.xlsx", institutions())]})
    again = desk.desk.drafts.all()[0]
    settings = lists_of(again)["list.a"]
    assert settings.values == {"nature": {"民办公助": "non_profit"}}
    assert (settings.table, settings.extent, settings.file) == (
        "facilities",
        "additions",
        "下月.xlsx",
    )


def test_another_file_takes_the_place_of_a_wrong_one(visitor: Visitor, desk: OpenDesk) -> None:
    """What was chosen stays; a sheet can be taken out, and read again."""
    visitor.send("/new/list", {}, {"file": [("名单.xlsx", institutions())]})
    draft = desk.desk.drafts.all()[0]
    there = f"/draft/{draft.id}/columns"
    visitor.send(
        there, {"list": "list.a", "more": "instead"}, {"file": [("改.xlsx", institutions())]}
    )
    assert draft.files() == ["改.xlsx"]
    assert {each.file for each in lists_of(draft).values()} == {"改.xlsx"}
    visitor.get(f"{there}?list=list.b")
    visitor.send(there, {"list": "list.b", "away": "1", "base": visitor.hidden("base")})
    assert list(lists_of(draft)) == ["list.a"]
    visitor.get(there)
    visitor.send(there, {"list": "list.a", "more": "sheet", "other-sheet": "评级"})
    assert [each.sheet for each in lists_of(draft).values()] == ["机构", "评级"]


def test_what_cannot_be_read_leaves_no_draft(visitor: Visitor, desk: OpenDesk) -> None:
    """Empty files, junk and other kinds are refused with their name."""
    for name, content in {"a.xlsx": b"", "b.xlsx": b"junk", "c.pdf": b"%PDF", "d.csv": b""}.items():
        visitor.send("/new/list", {}, {"file": [(name, content)]})
        assert visitor.status == HTTPStatus.UNPROCESSABLE_ENTITY, name
    visitor.send("/new/list", {})
    assert visitor.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert desk.desk.drafts.all() == []


def test_a_notice_is_about_what_a_search_finds(visitor: Visitor, desk: OpenDesk) -> None:
    """By words of a name, never by an identifier; its last day is shown before it is signed."""
    test_a_first_release_of_institutions_and_grades(visitor, desk)
    with_keys(desk.desk.space.folder / "keys", "r-3715")
    draft = desk.desk.drafts.all()[0]
    reviewed(visitor, draft)
    visitor.post(f"/draft/{draft.id}/sign", key="r-3715", passphrase=PASSPHRASE.decode())
    visitor.post(f"/draft/{draft.id}/publish", handed="1")
    desk.clock.later(days=1)
    visitor.post("/new/notice")
    there = visitor.path
    fields = {"title": "关于阳光托育的公示", "text": "有异议的请反映。", "working_days": "5"}
    visitor.send(there, {**fields, "base": visitor.hidden("base"), "words": "阳光", "search": "1"})
    assert "阳光托育（柳园路1号）" in visitor.words
    picked = {"pick": "阳光托育 柳园路1号", "base": visitor.hidden("base"), "next": "1"}
    visitor.send(there, {**fields, **picked})
    assert "公示至 2026-11-09" in visitor.words and "没有发现问题" in visitor.words
    assert Penalty.table not in visitor.words


def test_a_file_of_the_same_name_replaces_nothing(visitor: Visitor, desk: OpenDesk) -> None:
    """What was handed in stays, whether the other one can be read or not."""
    visitor.send("/new/list", {}, {"file": [("名单.xlsx", institutions())]})
    (draft,) = desk.desk.drafts.all()
    there, lists = f"/draft/{draft.id}/columns", lists_of(draft)
    content = (draft.files_folder / "名单.xlsx").read_bytes()
    other = workbook(处罚=[["机构名称", "决定书文号", "处罚内容"], ["阳光托育", "x1", "罚款"]])
    for how, name, data in (
        ("file", "名单.xlsx", other),
        ("file", "名单.xlsx", b"junk"),
        ("instead", "坏.xlsx", b"junk"),
    ):
        visitor.send(there, {"list": "list.a", "more": how}, {"file": [(name, data)]})
        assert visitor.status == HTTPStatus.UNPROCESSABLE_ENTITY, (how, name)
        assert draft.files() == ["名单.xlsx"] and lists_of(draft) == lists
        assert (draft.files_folder / "名单.xlsx").read_bytes() == content


def test_one_window_never_overtakes_itself(visitor: Visitor, desk: OpenDesk) -> None:
    """What is typed for a new scheme is saved again and again; a conflict can be settled."""
    visitor.send("/new/list", {}, {"file": [("名单.xlsx", institutions())]})
    (draft,) = desk.desk.drafts.all()
    there = f"/draft/{draft.id}/columns"
    visitor.get(f"{there}?list=list.b")
    said = answers(visitor)
    at = next(name.partition("-")[2] for name, value in said.items() if value == "评定等次")
    visitor.send(there, {**said, f"column-{at}": "grade"})
    visitor.get(f"{there}?list=list.b")
    said = {**answers(visitor), "scheme-kind": "quality"}
    for name in ("质", "质量", "质量评估"):
        visitor.send(there, {**said, "scheme-name": name, "live": "1"})
        assert visitor.status == HTTPStatus.OK
        said["base"] = json.loads(visitor.page)["digest"]
    assert draft.fields("scheme")["name"] == "质量评估"
    visitor.send(there, {**said, "scheme-name": "质", "base": "0" * 16})
    assert visitor.status == HTTPStatus.CONFLICT
    settled = {"base": draft.digest("list.b"), "text": draft.text("list.b"), "to": there}
    visitor.send(f"/draft/{draft.id}/part/list.b", settled)
    assert visitor.status == HTTPStatus.OK and visitor.path == there


def test_only_what_holds_for_the_next_list_is_remembered(tmp_path: Path) -> None:
    """Neither days nor left-out rows; words that this list has not stay known."""
    settings = ListSettings(
        file="a.xlsx",
        table="grades",
        constants={"assessed": "2026-10-30", "authority": "市卫健委"},
        institutions={"彩虹托育": "-", "小彩虹": "fa-1"},
        values={"status": {"民办": "x"}},
    )
    remember(tmp_path, ["名称", "等级"], settings)
    again = remembered(tmp_path, ["等级", "名称"])
    assert again is not None
    assert again.constants == {"authority": "市卫健委"}
    assert again.institutions == {"小彩虹": "fa-1"} and again.values == settings.values


def test_words_stay_known_through_a_list_without_them(visitor: Visitor, desk: OpenDesk) -> None:
    """And an answer can be unset again."""
    plain = workbook(机构=[HEADINGS, ["晨曦托育", "东昌府区", "柳园路2号", "营利性"]])
    odd = workbook(机构=[HEADINGS, ["晨曦托育", "东昌府区", "柳园路2号", "民办公助"]])
    for name, data, stands in (("一.xlsx", odd, "non_profit"), ("二.xlsx", plain, None)):
        visitor.send("/new/list", {}, {"file": [(name, data)]})
        draft = desk.desk.drafts.all()[0]
        said = answers(visitor)
        visitor.send(visitor.path, {**said, **({"stands-0": stands} if stands else {})})
        desk.clock.later(days=30)
    visitor.send("/new/list", {}, {"file": [("三.xlsx", odd)]})
    draft = desk.desk.drafts.all()[0]
    assert lists_of(draft)["list.a"].values == {"nature": {"民办公助": "non_profit"}}
    visitor.send(visitor.path, {**answers(visitor), "stands-0": ""})
    assert lists_of(draft)["list.a"].values == {}


def test_what_changes_is_said_in_words(visitor: Visitor, desk: OpenDesk) -> None:
    """No codes of vocabularies, no identifiers, and which of several fees is meant."""
    fees: list[list[object]] = [
        ["机构名称", "收费项目", "金额", "计费单位"],
        ["晨曦托育", "保育费", 1800, "元/月"],
        ["晨曦托育", "伙食费", 300, "元/月"],
    ]
    rows: list[list[object]] = [HEADINGS, ["晨曦托育", "东昌府区", "柳园路2号", "营利性"]]
    visitor.send("/new/list", {}, {"file": [("名单.xlsx", workbook(机构=rows, 收费=fees))]})
    (draft,) = desk.desk.drafts.all()
    visitor.get(f"/draft/{draft.id}/check")
    assert "没有发现问题" in visitor.words
    assert "晨曦托育、伙食费：金额 300、计费单位 月" in visitor.words
    assert "机构性质 营利性" in visitor.words
    assert not re.search(r"for_profit|month|fa-[0-9a-f]{12}", visitor.words)


def test_a_list_of_few_institutions_is_not_all_of_them(visitor: Visitor, desk: OpenDesk) -> None:
    """Rows are not counted for institutions: three of one say nothing of the other."""
    rows: list[list[object]] = [HEADINGS]
    rows += [[f"{name}托育", "东昌府区", "柳园路2号", "营利性"] for name in "甲乙丙"]
    grades: list[list[object]] = [["机构名称", "等级", "评定日期"]]
    grades += [["甲托育", "优秀", f"2026-10-{day}"] for day in (20, 21, 22)]
    visitor.send("/new/list", {}, {"file": [("名单.xlsx", workbook(机构=rows))]})
    (draft,) = desk.desk.drafts.all()
    found = prepared(desk, draft)
    assert found.export is not None
    holders = [row.facility_id for row in found.export.rows(Facility)]
    before = [
        Grade(
            grade_id=f"g{n}",
            facility_id=holder,
            scheme_id="s",
            grade="优秀",
            assessed=date(2025, 1, 1),
            authority="局",
        )
        for n, holder in enumerate(holders)
    ]
    last = replace(found.export, tables={**found.export.tables, "grades": tuple(before)})
    folder = draft.files_folder
    (folder / "评级.xlsx").write_bytes(workbook(评级=grades))
    assert guess_list(folder, "评级.xlsx", folder, last).extent == "additions"
    once = ListSettings(file="x", table="grades", extent="current")
    remember(folder, ["机构名称", "等级", "评定日期"], once)
    assert guess_list(folder, "评级.xlsx", folder, last).extent == "additions"
    grades += [["乙托育", "优秀", "2026-10-22"]]
    (folder / "评级.xlsx").write_bytes(workbook(评级=grades))
    assert guess_list(folder, "评级.xlsx", folder, last).extent == "current"


def test_what_happened_is_added_to_what_is_known(visitor: Visitor, desk: OpenDesk) -> None:
    """A list of new inspections takes no earlier one away, whoever it names."""
    rows: list[list[object]] = [HEADINGS, ["晨曦托育", "东昌府区", "柳园路2号", "营利性"]]
    visitor.send("/new/list", {}, {"file": [("名单.xlsx", workbook(机构=rows))]})
    (draft,) = desk.desk.drafts.all()
    found = prepared(desk, draft).export
    assert found is not None
    holder = found.rows(Facility)[0].facility_id
    inspection = Inspection(inspection_id="i-1", facility_id=holder, inspected=date(2026, 9, 1),
                            kind=InspectionKind.ROUTINE, authority="局")  # fmt: skip
    last = replace(found, tables={**found.tables, "inspections": (inspection,)})
    folder = draft.files_folder
    (folder / "检查.xlsx").write_bytes(
        workbook(检查=[["机构名称", "检查日期"], ["晨曦托育", "2026-10-30"]])
    )
    settings = guess_list(folder, "检查.xlsx", folder, last)
    assert (settings.table, settings.extent) == ("inspections", "additions")
    office = desk.desk.required_office()
    view = view_list(folder, replace_struct(settings, columns={}), office, last)
    constants = {each.column.name: each.value for each in view.constants}
    assert constants.get("kind") == "routine" and not constants.get("inspected")


def test_a_list_of_meal_fees_takes_no_other_fee_away(visitor: Visitor, desk: OpenDesk) -> None:
    """Every institution is named, and half of the fees are not."""
    rows: list[list[object]] = [HEADINGS]
    rows += [[f"{name}托育", "东昌府区", "柳园路2号", "营利性"] for name in "甲乙"]
    heads: list[list[object]] = [["机构名称", "收费项目", "金额", "计费单位"]]
    meals: list[list[object]] = [[f"{name}托育", "伙食费", 300, "元/月"] for name in "甲乙"]
    care: list[list[object]] = [[f"{name}托育", "保育费", 1800, "元/月"] for name in "甲乙"]
    book = workbook(机构=rows, 收费=heads + care + meals)
    visitor.send("/new/list", {}, {"file": [("名单.xlsx", book)]})
    (draft,) = desk.desk.drafts.all()
    last = prepared(desk, draft).export
    folder = draft.files_folder
    (folder / "收费.xlsx").write_bytes(workbook(收费=heads + meals))
    assert guess_list(folder, "收费.xlsx", folder, last).extent == "additions"
    (folder / "收费.xlsx").write_bytes(workbook(收费=heads + care + meals))
    assert guess_list(folder, "收费.xlsx", folder, last).extent == "current"
