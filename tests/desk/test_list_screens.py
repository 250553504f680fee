"""Lists at the desk: a first release of several lists, choices that are remembered and shown."""

from __future__ import annotations

import html
import io
import re
from http import HTTPStatus

from openpyxl import Workbook

from generator.desk.lists.list_settings import lists_of
from generator.desk.releases.prepare import Prepared, prepare
from generator.desk.writing.draft import Draft
from generator.model.tables import Facility, Grade, Penalty, Scheme, SchemeGrade
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
