"""A list of grades without identifiers: of what is new, or of all that holds now."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.exports.contents import Export
from generator.model.problems import DataError
from generator.model.tables import Grade
from tests.preparation.test_pack_release import (
    FACILITIES,
    FIRST,
    SCHEMES,
    SETTINGS,
    folder_of,
    packed,
    read,
)

SOURCE = """
[[source]]
file = "名单.csv"
table = "grades"
extent = "{extent}"
constants = {{ scheme_id = "h", authority = "卫健委" }}
"""
MORE = FACILITIES + "f-3,新芽托育,371502003000,柳园路3号\n"
GRADES = """评级编号,机构编号,评级体系编号,等级,评定日期,评定机关,有效期至
g-0,f-1,h,B,2025-01-01,卫健委,
g-1,f-1,h,A,2026-01-01,卫健委,2026-12-31
g-2,f-2,h,B,2026-01-01,卫健委,
"""
LIST = """聊城市托育机构卫生监督量化评级结果,,,
填报单位：,市卫健委,,
序号,机构名称,等级,评定日期
1,阳光托育,A,2026-01-01
2,新芽托育,B,2026-02-01
合计,2家,,
"""


def released(tmp_path: Path, extent: str, text: str = LIST, more: str = "") -> Export:
    """The second release, of which the folder has one list."""
    out = tmp_path / "out"
    first = {**FIRST, "机构.csv": MORE, "评级.csv": GRADES}
    packed(folder_of(tmp_path, 1, first), out)
    settings = SETTINGS.format(release=2) + SOURCE.format(extent=extent) + more
    folder = folder_of(tmp_path, 2, {"名单.csv": text})
    (folder / "pack.toml").write_text(settings, "utf-8")
    return read(packed(folder, out))


def grades(export: Export) -> list[tuple[str, str, str, str]]:
    """Identifier, institution, grade and day of each."""
    rows = export.rows(Grade)
    return [(r.grade_id, r.facility_id, r.grade, r.assessed.isoformat()) for r in rows]


def test_a_list_of_what_is_new_leaves_the_others(tmp_path: Path) -> None:
    """Known events keep their identifiers and what the list does not say; new ones get one."""
    export = released(tmp_path, "additions")
    assert [each[1:] for each in grades(export)] == [
        ("f-1", "B", "2025-01-01"), ("f-1", "A", "2026-01-01"), ("f-2", "B", "2026-01-01"),
        ("f-3", "B", "2026-02-01"),
    ]  # fmt: skip
    names = [each[0] for each in grades(export)]
    assert names[:3] == ["g-0", "g-1", "g-2"] and names[3].startswith("gr-")
    assert str(export.rows(Grade)[1].valid_until) == "2026-12-31"


def test_a_list_of_what_holds_asks_why_others_are_gone(tmp_path: Path) -> None:
    """Earlier grades of those that it names are history; who is not named needs a reason."""
    with pytest.raises(DataError) as refused:
        released(tmp_path, "current")
    assert [(p.file, p.line) for p in refused.value.problems] == [("reasons.csv", 2)]
    reasons = (tmp_path / "release-2" / "reasons.csv").read_text("utf-8-sig")
    assert "评级,g-2,晨曦托育,不再公布" in reasons and "g-0" not in reasons


def test_another_grade_of_the_same_day_is_a_change(tmp_path: Path) -> None:
    """It is the same event, said otherwise: a reason is asked for."""
    with pytest.raises(DataError):
        released(tmp_path, "additions", LIST.replace("阳光托育,A", "阳光托育,B"))
    reasons = (tmp_path / "release-2" / "reasons.csv").read_text("utf-8-sig")
    assert "评级,g-1,阳光托育,变更,等级,A,B" in reasons


def test_a_doubtful_name_is_settled_by_a_person(tmp_path: Path) -> None:
    """pack.toml says which institution a name means, and where the headings stand."""
    text = LIST.replace("新芽托育", "新芽托育（总部）")
    more = 'institutions = { "新芽托育（总部）" = "f-3" }\nheading_line = 3\n'
    assert grades(released(tmp_path, "additions", text, more))[3][1:] == ("f-3", "B", "2026-02-01")


def test_the_same_list_makes_the_same_identifiers(tmp_path: Path) -> None:
    """They follow from institution, scheme and day; no scheme but its own is looked at."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one = released(tmp_path / "a", "additions")
    turned = LIST.replace("1,阳光托育,A,2026-01-01\n2,新芽托育,B,2026-02-01\n",
                          "1,新芽托育,B,2026/2/1\n2,阳光托育,A,2026年1月1日\n")  # fmt: skip
    assert grades(one) == grades(released(tmp_path / "b", "additions", turned))


def test_a_first_release_may_be_lists(tmp_path: Path) -> None:
    """There is nothing to stay; identifiers are made."""
    text = LIST.replace("2026-02-01", "2026-01-01")
    folder = folder_of(tmp_path, 1, {"机构.csv": MORE, **SCHEMES, "名单.csv": text})
    settings = SETTINGS.format(release=1) + SOURCE.format(extent="current")
    (folder / "pack.toml").write_text(settings, "utf-8")
    made = read(packed(folder, tmp_path / "out"))
    assert [each[1] for each in grades(made)] == ["f-1", "f-3"]
    assert all(each[0].startswith("gr-") for each in grades(made))
