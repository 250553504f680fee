"""The next release starts from the last one: what stays, what is compared, what needs a reason."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from generator.exports.archive import parse_export
from generator.exports.contents import Export
from generator.exports.pack_folder import REASONS
from generator.model.problems import DataError, UsageError
from generator.model.tables import (
    Demonstration,
    DemonstrationStage,
    Facility,
    Grade,
    Notice,
    NoticeRow,
    Region,
    Succession,
)
from generator.model.vocabulary import NoticeKind
from generator.preparation.last_release import find_last_release
from generator.preparation.pack_release import Ask, PackedRelease, pack_release
from generator.preparation.reasons import HEADINGS, Place, Reason, Silence
from generator.preparation.release_changes import release_changes
from tests.factory_portal import row_secret

SETTINGS = """
[export]
region = "371500"
release = {release}
issued = 2026-0{release}-02T09:00:00+08:00
agency = "聊城市卫生健康委员会"
reviewed_by = "办公室"
reviewed_on = 2026-0{release}-01
regions = "civil-affairs"
"""
FACILITIES = """机构编号,机构名称,行政区划代码,地址
f-1,阳光托育,371502001000,柳园路1号
f-2,晨曦托育,371502002000,柳园路2号
"""
SCHEMES = {
    "评级体系.csv": "体系编号,名称,类别,制定机关,依据\nh,量化分级,卫生,卫健委,聊卫发〔2025〕1号\n",
    "评级等级.csv": "评级体系编号,等级,次序,性质,含义\nh,A,1,计入评级,好\nh,B,2,计入评级,中\n",
}
GRADES = """评级编号,机构编号,评级体系编号,等级,评定日期,评定机关
g-1,f-1,h,A,2026-01-01,卫健委
g-2,f-2,h,B,2026-01-01,卫健委
"""
POLICY = """---
标题: 关于托育的通知
文号: 聊卫发〔2026〕1号
发文机关: 聊城市卫生健康委员会
成文日期: 2026-01-01
发布日期: 2026-01-02 09:00
有效性: 有效
---
正文。
"""
FIRST = {"机构.csv": FACILITIES, "评级.csv": GRADES, **SCHEMES, "documents/通知.md": POLICY}


def folder_of(root: Path, release: int, files: Mapping[str, str]) -> Path:
    """A folder of a release."""
    folder = root / f"release-{release}"
    for name, text in {"pack.toml": SETTINGS.format(release=release), **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def packed(folder: Path, out: Path, *, whole: bool = False) -> PackedRelease:
    """The folder packed after what lies in `out`."""
    return pack_release(
        folder,
        out,
        row_secret,
        lambda info: find_last_release(info, named=None, portal=None, out=out, whole=whole),
        whole=whole,
    )


def read(made: PackedRelease) -> Export:
    """What was written."""
    return parse_export(made.report.path.read_bytes(), made.report.path.name)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with the first release."""
    packed(folder_of(tmp_path, 1, FIRST), tmp_path / "out")
    return tmp_path / "out"


def reasons(folder: Path) -> list[dict[str, str]]:
    """The lines of reasons.csv."""
    with (folder / REASONS).open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def give(folder: Path, reason: str, kind: str | None = None) -> None:
    """Write a reason into every line."""
    lines = reasons(folder)
    with (folder / REASONS).open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.DictWriter(target, lines[0].keys())
        writer.writeheader()
        writer.writerows(
            line | {"理由": reason} | ({"类别": kind} if kind else {}) for line in lines
        )


def test_one_policy_touches_no_table(tmp_path: Path, out: Path) -> None:
    """All tables stay as they were, the other document too; only the new one is said to be new."""
    first = parse_export((out / "371500-0001.zip").read_bytes(), "x")
    made = packed(
        folder_of(tmp_path, 2, {"documents/second.md": POLICY.replace("1号", "2号")}), out
    )
    second = read(made)
    assert second.tables == first.tables
    assert [each.path for each in second.documents] == ["documents/second.md", "documents/通知.md"]
    (counts,) = made.changes.summary.counts
    assert (counts.table, counts.new, counts.changed, counts.gone) == ("documents", 1, 0, 0)


def test_a_table_that_is_mentioned_is_compared(tmp_path: Path, out: Path) -> None:
    """A facility that is new and one that changed; grades stay though nobody mentions them."""
    rows = FACILITIES.replace("柳园路2号", "柳园路9号") + "f-3,新芽托育,371502001000,柳园路3号\n"
    made = packed(folder_of(tmp_path, 2, {"机构.csv": rows}), out)
    (counts,) = made.changes.summary.counts
    assert (counts.table, counts.new, counts.changed) == ("facilities", 1, 1)
    assert len(read(made).rows(Grade)) == 2


def test_what_vanishes_needs_a_reason(tmp_path: Path, out: Path) -> None:
    """It is refused, listed with its name; with the reason it goes and a notice says why."""
    rows = "".join(FACILITIES.splitlines(keepends=True)[:2])
    folder = folder_of(tmp_path, 2, {"机构.csv": rows})
    with pytest.raises(
        DataError, match=r"reasons\.csv:2 理由: 机构: is no longer there; write here why"
    ):
        packed(folder, out)
    assert not (out / "371500-0002.zip").exists()
    assert [(line["表"], line["编号"], line["名称"]) for line in reasons(folder)] == [
        ("机构", "f-2", "晨曦托育")
    ]
    give(folder, "已搬到外市")
    made = packed(folder, out)
    (notice,) = read(made).rows(Notice)
    assert (notice.kind, notice.concerns_id, notice.text) == (
        NoticeKind.REMOVAL,
        "f-2",
        "已搬到外市",
    )
    assert made.changes.unexplained == ()
    gone = {counts.table: counts.gone for counts in made.changes.summary.counts}
    assert gone == {"facilities": 1, "grades": 1, "notices": 0}


def test_a_title_goes_with_its_institution(tmp_path: Path) -> None:
    """Its stages are what needs a reason, said by the name of who held it."""
    out = tmp_path / "out"
    titles = {
        "示范.csv": "示范编号,对象类别,对象编号,示范级别,称号\n"
        "d-1,机构,f-1,市级,示范机构\nd-2,机构,f-2,市级,示范机构\n",
        "示范阶段.csv": "示范编号,阶段,开始日期\nd-1,命名,2025-01-01\nd-2,命名,2025-01-01\n",
    }
    packed(folder_of(tmp_path, 1, {**FIRST, **titles}), out)
    rows = "".join(FACILITIES.splitlines(keepends=True)[:2])
    folder = folder_of(tmp_path, 2, {"机构.csv": rows})
    with pytest.raises(DataError):
        packed(folder, out)
    assert [(line["表"], line["名称"]) for line in reasons(folder)] == [
        ("机构", "晨曦托育"),
        ("示范阶段", "晨曦托育"),
    ]
    give(folder, "已搬到外市")
    export = read(packed(folder, out))
    assert [row.demonstration_id for row in export.rows(Demonstration)] == ["d-1"]
    assert [row.demonstration_id for row in export.rows(DemonstrationStage)] == ["d-1"]


def test_a_grade_that_reads_otherwise_needs_a_correction(tmp_path: Path, out: Path) -> None:
    """The notice names what stood there and what stands there now, as the portal wants it."""
    folder = folder_of(tmp_path, 2, {"评级.csv": GRADES.replace("g-2,f-2,h,B", "g-2,f-2,h,A")})
    with pytest.raises(DataError, match=r"reasons\.csv:2 理由: 评级: 等级 is not what was"):
        packed(folder, out)
    (line,) = reasons(folder)
    assert (line["列"], line["原来"], line["现在"], line["类别"]) == ("等级", "B", "A", "更正")
    give(folder, "录入错误")
    made = packed(folder, out)
    (notice,) = read(made).rows(Notice)
    assert (notice.kind, notice.before, notice.after) == (NoticeKind.CORRECTION, "B", "A")
    assert (made.changes.upgraded, made.changes.unexplained) == (1, ())


def test_one_reason_for_a_whole_list_is_one_notice(tmp_path: Path, out: Path) -> None:
    """A table that is emptied of grades: one removal that concerns both rows."""
    rows = "评级编号,机构编号,评级体系编号,等级,评定日期,评定机关\ng-3,f-1,h,B,2026-02-01,卫健委\n"
    folder = folder_of(tmp_path, 2, {"评级.csv": rows})
    with pytest.raises(DataError):
        packed(folder, out)
    give(folder, "评定结果作废", "撤回")
    second = read(packed(folder, out))
    (notice,) = second.rows(Notice)
    assert notice.kind is NoticeKind.WITHDRAWAL and notice.title.endswith("等 2 项")
    assert [row.concerns_id for row in second.rows(NoticeRow)] == ["g-2"]


def test_a_later_release_without_the_last_one_is_refused(tmp_path: Path) -> None:
    """Nobody must take back in silence what lies on another machine."""
    folder = folder_of(tmp_path, 2, FIRST)
    with pytest.raises(UsageError, match="--previous"):
        packed(folder, tmp_path / "elsewhere")
    assert read(packed(folder, tmp_path / "elsewhere", whole=True)).info.release == 2


def test_the_whole_carries_nothing_over(tmp_path: Path, out: Path) -> None:
    """What is left out is gone all the same, and is said to be."""
    folder = folder_of(tmp_path, 2, {"机构.csv": FACILITIES, **SCHEMES})
    with pytest.raises(DataError, match="no longer there"):
        packed(folder, out, whole=True)
    assert {line["编号"] for line in reasons(folder)} == {"g-1", "g-2"}


def test_regions_of_the_last_release_stay(tmp_path: Path, out: Path) -> None:
    """The present folder adds its own."""
    rows = FACILITIES + "f-3,新芽托育,371521001000,莘县路3号\n"
    second = read(packed(folder_of(tmp_path, 2, {"机构.csv": rows}), out))
    names = {row.name for row in second.rows(Region)}
    assert {"东昌府区", "阳谷县"} <= names


def test_a_first_release_is_all_new(out: Path) -> None:
    """Without an older one everything counts as new and nothing needs a reason."""
    first = parse_export((out / "371500-0001.zip").read_bytes(), "x")
    changes = release_changes(None, first)
    assert changes.older is None and changes.unexplained == ()
    assert {c.table: c.new for c in changes.summary.counts}["facilities"] == len(
        first.rows(Facility)
    )


def test_a_new_spelling_makes_no_new_institution(tmp_path: Path) -> None:
    """Identifiers that are made of name and address stay those of the last release."""
    settings = """
[[source]]
file = "机构.csv"
table = "facilities"
id = { facility_id = ["机构名称", "地址"] }
[[source]]
file = "评级.csv"
table = "grades"
columns = { grade = "等级", assessed = "评定日期", authority = "评定机关" }
constants = { scheme_id = "h" }
id = { grade_id = ["机构名称", "评定日期"], facility_id = ["机构名称", "地址"] }
"""
    facilities = (
        "机构名称,信用代码,行政区划代码,地址\n阳光托育,91350100M000100Y43,371502001000,柳园路1号\n"
    )
    grades = "机构名称,地址,等级,评定日期,评定机关\n阳光托育,柳园路1号,A,2026-01-01,卫健委\n"
    out = tmp_path / "out"
    files = {"pack.toml": SETTINGS.format(release=1) + settings, **SCHEMES}
    first = folder_of(tmp_path, 1, {**files, "机构.csv": facilities, "评级.csv": grades})
    (before,) = read(packed(first, out)).rows(Facility)
    moved = {
        "pack.toml": SETTINGS.format(release=2) + settings,
        "机构.csv": facilities.replace("柳园路1号", "花园路8号"),
        "评级.csv": grades.replace("柳园路1号", "花园路8号"),
    }
    made = packed(folder_of(tmp_path, 2, moved), out)
    (after,) = read(made).rows(Facility)
    assert (after.facility_id, after.address) == (before.facility_id, "花园路8号")
    assert any(
        "kept: the same institution by its credit code" in r.why for r in made.report.repairs
    )
    assert made.changes.unexplained == ()


def test_a_renumbering_is_asked_about_and_leads_on(tmp_path: Path, out: Path) -> None:
    """New identifiers for known names are no new institutions; said so, they are successions."""
    rows = FACILITIES.replace("f-1", "n-1").replace("f-2", "n-2")
    folder = folder_of(tmp_path, 2, {"机构.csv": rows})
    with pytest.raises(DataError, match=r"2 of the 2 institutions .* \(f-1 is n-1\)"):
        packed(folder, out)
    settings = SETTINGS.format(release=2).replace("[export]", "[export]\nrenumbered = true")
    (folder / "pack.toml").write_text(settings, encoding="utf-8")
    made = packed(folder, out)
    second = read(made)
    assert [(row.old_id, row.new_id) for row in second.rows(Succession)] == [
        ("f-1", "n-1"),
        ("f-2", "n-2"),
    ]
    assert {grade.facility_id for grade in second.rows(Grade)} == {"n-1", "n-2"}
    assert made.changes.unexplained == ()


def test_documents_are_read_as_the_portal_will(tmp_path: Path, out: Path) -> None:
    """One number twice and broken fields are found before anything is signed."""
    files = {"documents/other.md": POLICY, "documents/bad.md": "没有字段\n"}
    with pytest.raises(DataError) as refused:
        packed(folder_of(tmp_path, 2, files), out)
    found = "\n".join(map(str, refused.value.problems))
    assert "documents/bad.md:1: a document begins with its fields" in found
    assert "already belongs to documents/other.md" in found


def test_a_list_of_grades_names_institutions_of_the_last_release(tmp_path: Path, out: Path) -> None:
    """A monthly list needs no table of institutions beside it."""
    rows = (
        GRADES.replace("机构编号", "机构名称").replace("f-1", "阳光托育").replace("f-2", "晨曦托育")
    )
    second = read(packed(folder_of(tmp_path, 2, {"评级.csv": rows}), out))
    assert [grade.facility_id for grade in second.rows(Grade)] == ["f-1", "f-2"]


def test_rows_that_are_renumbered_with_their_institution_are_explained(
    tmp_path: Path, out: Path
) -> None:
    """Word for word under other keys they went nowhere; one that reads otherwise needs a reason."""
    rows = FACILITIES.replace("f-1", "n-1").replace("f-2", "n-2")
    grades = GRADES.replace("f-1", "n-1").replace("f-2", "n-2").replace("g-", "h-")
    settings = SETTINGS.format(release=2).replace("[export]", "[export]\nrenumbered = true")
    better = grades.replace("n-2,h,B", "n-2,h,A")
    folder = folder_of(tmp_path, 2, {"pack.toml": settings, "机构.csv": rows, "评级.csv": better})
    with pytest.raises(DataError, match="no longer there"):
        packed(folder, out)
    assert [line["编号"] for line in reasons(folder)] == ["g-2"]
    give(folder, "等级有误")
    (folder / "评级.csv").write_text(grades, encoding="utf-8")
    made = packed(folder, out)
    assert made.changes.unexplained == ()
    assert [place for place, _ in made.needless] == [("grades", "g-2", "")]
    assert [grade.grade_id for grade in read(made).rows(Grade)] == ["h-1", "h-2"]


def test_what_is_to_go_is_named(tmp_path: Path, out: Path) -> None:
    """A document and a table: leaving them out would keep them."""
    names = '["documents/通知.md", "评级"]'
    settings = SETTINGS.format(release=2).replace("[export]", f"[export]\nremove = {names}")
    folder = folder_of(tmp_path, 2, {"pack.toml": settings})
    (folder / "机构.csv").write_text(FACILITIES, encoding="utf-8")
    with pytest.raises(DataError, match="no longer there"):
        packed(folder, out)
    give(folder, "体系停用")
    second = read(packed(folder, out))
    assert second.documents == () and second.rows(Grade) == ()
    assert len(second.rows(Facility)) == 2


def test_what_is_to_go_and_was_never_there_is_named(tmp_path: Path, out: Path) -> None:
    """A slip in a name must not keep what was to go."""
    names = '["documents/通告.md", "收费", "机构"]'
    settings = SETTINGS.format(release=2).replace("[export]", f"[export]\nremove = {names}")
    folder = folder_of(tmp_path, 2, {"pack.toml": settings, "机构.csv": FACILITIES})
    with pytest.raises(DataError) as refused:
        packed(folder, out)
    absent = "is neither a table nor a document of 371500-0001"
    assert [str(problem) for problem in refused.value.problems] == [
        f"pack.toml export.remove: documents/通告.md {absent}",
        f"pack.toml export.remove: 收费 {absent}",
        "pack.toml export.remove: 机构 is to go, but the folder holds it",
    ]


def test_all_faults_come_at_once(tmp_path: Path, out: Path) -> None:
    """Rows without a reason are named together with what else is wrong."""
    rows = "".join(FACILITIES.splitlines(keepends=True)[:2]).replace("371502001000", "379902001000")
    folder = folder_of(tmp_path, 2, {"机构.csv": rows})
    with pytest.raises(DataError) as refused:
        packed(folder, out)
    said = "\n".join(map(str, refused.value.problems))
    assert "机构.csv:2 行政区划代码" in said and "reasons.csv:2 理由" in said


def test_what_was_answered_is_not_asked_again(tmp_path: Path, out: Path) -> None:
    """The answer stands in the file: the same folder gives the same release without a terminal."""
    rows = "".join(FACILITIES.splitlines(keepends=True)[:2])
    folder = folder_of(tmp_path, 2, {"机构.csv": rows})
    asked: list[int] = []

    def answer(missing: Sequence[Silence]) -> Mapping[Place, Reason]:
        asked.append(len(missing))
        return {one.place: Reason(NoticeKind.REMOVAL, "已搬迁") for one in missing}

    def again(ask: Ask | None) -> bytes:
        found = lambda info: find_last_release(info, named=None, portal=None, out=out)  # noqa: E731
        return pack_release(folder, out, row_secret, found, ask=ask).report.path.read_bytes()

    assert again(answer) == again(None)
    assert asked == [1]


def test_a_reason_holds_no_personal_data(tmp_path: Path, out: Path) -> None:
    """It would be published: named at its line, without the value."""
    folder = folder_of(tmp_path, 2, {"机构.csv": "".join(FACILITIES.splitlines(keepends=True)[:2])})
    with pytest.raises(DataError):
        packed(folder, out)
    give(folder, "详询13800138000")
    with pytest.raises(DataError, match=r"reasons\.csv:2 理由: looks like a mobile") as refused:
        packed(folder, out)
    assert "13800138000" not in str(refused.value)


FAULTY_REASONS = {
    "semicolons": ("表;编号;理由\n机构;f-2;已搬迁\n", "reasons.csv:1: its headings have to be"),
    "no table": ("不是表,f-2,,,,,,停止公布,已搬迁\n", "reasons.csv:2 表: is no table"),
    "another kind": (
        "机构,f-2,,,,,,更正,已搬迁\n",
        "reasons.csv:2 类别: has to be 停止公布 or 撤回",
    ),
    "broken": ('机构,f-2,"已搬迁\n', "reasons.csv:2: broken CSV"),
}


@pytest.mark.parametrize("what", FAULTY_REASONS)
def test_what_was_written_into_the_file_is_never_lost(tmp_path: Path, out: Path, what: str) -> None:
    """A file with a fault is left as it is, and the fault has its line."""
    text, why = FAULTY_REASONS[what]
    if what != "semicolons":
        text = f"{','.join(HEADINGS)}\n{text}"
    rows = "".join(FACILITIES.splitlines(keepends=True)[:2])
    folder = folder_of(tmp_path, 2, {"机构.csv": rows, REASONS: text})
    with pytest.raises(DataError) as refused:
        packed(folder, out)
    assert any(str(problem).startswith(why) for problem in refused.value.problems)
    assert (folder / REASONS).read_text(encoding="utf-8") == text


def test_a_reason_holds_for_what_it_was_given_for(tmp_path: Path, out: Path) -> None:
    """Another value than the one that was explained is asked about again; other lines stay."""
    folder = folder_of(tmp_path, 2, {"评级.csv": GRADES.replace("g-2,f-2,h,B", "g-2,f-2,h,A")})
    with pytest.raises(DataError):
        packed(folder, out)
    give(folder, "录入错误")
    (folder / "评级.csv").write_text(GRADES.replace("g-1,f-1,h,A", "g-1,f-1,h,B"), encoding="utf-8")
    with pytest.raises(DataError, match="理由"):
        packed(folder, out)
    assert [(line["编号"], line["理由"]) for line in reasons(folder)] == [
        ("g-1", ""),
        ("g-2", "录入错误"),
    ]


def test_reasons_from_excel_in_another_encoding(tmp_path: Path, out: Path) -> None:
    """Saved as CSV by a Chinese Excel."""
    folder = folder_of(tmp_path, 2, {"机构.csv": "".join(FACILITIES.splitlines(keepends=True)[:2])})
    with pytest.raises(DataError):
        packed(folder, out)
    give(folder, "已搬迁")
    text = (folder / REASONS).read_text(encoding="utf-8-sig")
    (folder / REASONS).write_bytes(text.encode("gb18030"))
    (notice,) = read(packed(folder, out)).rows(Notice)
    assert notice.text == "已搬迁"


CODED = """机构编号,机构名称,统一社会信用代码,行政区划代码,地址
1,阳光托育,52371502MJ0000001F,371502001000,柳园路1号
2,晨曦托育,52371502MJ0000002J,371502002000,柳园路2号
"""


@pytest.mark.parametrize(
    "second",
    [
        # Another institution has the identifier; the two changed theirs; rows were numbered anew.
        CODED.replace("1,阳光托育,52371502MJ0000001F", "1,星星托育,52371502MJ0000003M").replace(
            "柳园路1号", "中心街8号"
        ),
        CODED.replace("1,阳光", "x,阳光").replace("2,晨曦", "1,晨曦").replace("x,阳光", "2,阳光"),
        CODED.replace("2,晨曦", "3,晨曦").replace("1,阳光", "2,阳光")
        + "1,新来托育,52371502MJ0000004P,371502001000,柳园路4号\n",
    ],
)
def test_no_identifier_goes_to_another_institution(tmp_path: Path, second: str) -> None:
    """Its grades and penalties would stand there too."""
    packed(folder_of(tmp_path, 1, {"机构.csv": CODED}), tmp_path / "out")
    folder = folder_of(tmp_path, 2, {"机构.csv": second})
    with pytest.raises(DataError, match="never given to another institution"):
        packed(folder, tmp_path / "out")


def test_the_same_institution_may_change_name_or_code(tmp_path: Path) -> None:
    """With its code, with its former name beside, or at its place."""
    packed(folder_of(tmp_path, 1, {"机构.csv": CODED}), tmp_path / "out")
    second = (
        "机构编号,机构名称,其他名称,统一社会信用代码,行政区划代码,地址\n"
        "1,新阳光托育,,52371502MJ0000001F,371502001000,中心街8号\n"
        "2,新晨曦托育,晨曦托育,52371502MJ0000003M,371502002000,柳园路2号\n"
    )
    made = packed(folder_of(tmp_path, 2, {"机构.csv": second}), tmp_path / "out")
    (counts,) = made.changes.summary.counts
    assert (counts.new, counts.changed, counts.gone) == (0, 2, 0)


def test_identifiers_made_of_names_go_by_the_code_first(tmp_path: Path) -> None:
    """A new institution of an old name gets one of its own; the renamed one keeps its own."""
    made_of_name = SETTINGS + (
        '[[source]]\nfile = "机构.csv"\ntable = "facilities"\n'
        'id = {{ facility_id = ["机构名称"] }}\n'
    )
    head = "机构名称,统一社会信用代码,行政区划代码,地址\n"
    first = "阳光托育,52371502MJ0000001F,371502001000,柳园路1号\n"
    second = "新" + first + "阳光托育,52371502MJ0000002J,371503001000,中心路2号\n"
    exports = []
    for release, rows in ((1, first), (2, second)):
        files = {"机构.csv": head + rows, "pack.toml": made_of_name.format(release=release)}
        exports.append(read(packed(folder_of(tmp_path, release, files), tmp_path / "out")))
    (before,) = exports[0].rows(Facility)
    after = {row.uscc: row.facility_id for row in exports[1].rows(Facility)}
    assert isinstance(before, Facility)
    assert after["52371502MJ0000001F"] == before.facility_id
    assert after["52371502MJ0000002J"] != before.facility_id
