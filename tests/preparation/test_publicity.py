"""What is put to publicity is found by words, and its last day by the official calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

from generator.exports.checks.consistency import check
from generator.model.problems import DataError, Severity
from generator.model.tables import Notice, NoticeRow
from generator.model.vocabulary import NoticeKind
from tests.preparation.test_pack_release import (
    FACILITIES,
    FIRST,
    GRADES,
    SETTINGS,
    folder_of,
    packed,
    read,
)

MORE = GRADES + "g-3,f-1,h,A,2026-02-01,卫健委\ng-4,f-2,h,A,2026-02-01,卫健委\n"


def publicity(**fields: object) -> str:
    """A table of pack.toml."""
    told = {"title": '"关于评级结果的公示"', "text": '"有异议的，请在公示期内反映。"'} | fields
    return "\n[[publicity]]\n" + "".join(f"{name} = {value}\n" for name, value in told.items())


def second(
    tmp_path: Path,
    settings: str,
    files: Mapping[str, str] = MappingProxyType({"评级.csv": MORE}),
    *,
    issued: str = "2026-02-02",
) -> Path:
    """The folder of a second release with this at the end of its settings."""
    folder = folder_of(tmp_path, 2, files)
    said = SETTINGS.format(release=2).replace("2026-02-02T", f"{issued}T")
    (folder / "pack.toml").write_text(said + settings, encoding="utf-8")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with the first release."""
    packed(folder_of(tmp_path, 1, FIRST), tmp_path / "out")
    return tmp_path / "out"


def notices(folder: Path, out: Path) -> tuple[Notice, list[tuple[str, str]]]:
    """The only notice of a release, and all rows that it concerns."""
    export = read(packed(folder, out))
    (only,) = export.rows(Notice)
    further = [(row.concerns_table, row.concerns_id) for row in export.rows(NoticeRow)]
    return only, [(only.concerns_table, only.concerns_id), *further]


ABOUT = {
    "a list: what is new of it": ('"评级"', [("grades", "g-3"), ("grades", "g-4")]),
    "an institution": ('"阳光托育"', [("facilities", "f-1")]),
    "an institution by a part and its street": ('"晨曦 柳园路2号"', [("facilities", "f-2")]),
    "a document by its title": ('"关于托育的通知"', [("documents", "通知")]),
    "a document by its number": ('"聊卫发〔2026〕1号"', [("documents", "通知")]),
}


@pytest.mark.parametrize("name", ABOUT)
def test_what_it_is_about(name: str, tmp_path: Path, out: Path) -> None:
    """Said as people say it, never by an identifier."""
    about, refs = ABOUT[name]
    notice, found = notices(second(tmp_path, publicity(about=about)), out)
    assert found == refs
    assert notice.kind is NoticeKind.PUBLICITY
    assert (notice.published, notice.ends) == (date(2026, 2, 2), date(2026, 2, 6))


def test_a_row_of_an_institution(tmp_path: Path, out: Path) -> None:
    """Its new grade; where nothing of it is new, its last row."""
    settings = publicity(about='"阳光"', table='"评级"')
    assert notices(second(tmp_path, settings), out)[1] == [("grades", "g-3")]
    settings = publicity(about='"阳光"', table='"评级"')
    folder = second(tmp_path / "other", settings, {"机构.csv": FIRST["机构.csv"]})
    assert notices(folder, out)[1] == [("grades", "g-1")]


def test_the_last_day_over_a_holiday(tmp_path: Path, out: Path) -> None:
    """Spring Festival of 2026: nine days free, a Saturday worked; pack says so."""
    settings = publicity(about='"评级"', working_days=5)
    made = packed(second(tmp_path, settings, issued="2026-02-12"), out)
    (notice,) = read(made).rows(Notice)
    assert notice.ends == date(2026, 2, 25)  # 12, 13, 14, 24, 25
    (said,) = [p for p in made.report.repairs if p.field == "publicity 1"]
    assert said.severity is Severity.REPAIRED
    assert "2026-02-14" in str(said.why) and "2026-02-17" in str(said.why)


FAULTS = {
    "nothing of that name": (publicity(about='"没有的托育"'), "nothing is called"),
    "several": (publicity(about='"托育"'), "fits 3"),
    "nothing new": (publicity(about='"备案"'), "nothing of 备案 is new"),
    "no table": (publicity(about='"阳光"', table='"颜色"'), "no table 颜色"),
    "no row": (publicity(about='"阳光"', table='"备案"'), "has no row of it"),
    "backwards": (publicity(about='"评级"', ends="2026-01-01"), "before it begins"),
    "a mobile number": (
        publicity(about='"评级"', text='"请拨打13800138000反映。"'), "mobile",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_put_to_publicity(name: str, tmp_path: Path, out: Path) -> None:
    """A message that names the place and what to do; nothing is written."""
    settings, words = FAULTS[name]
    with pytest.raises(DataError) as refused:
        packed(second(tmp_path, settings), out)
    problems = [p for p in refused.value.problems if p.field and "publicity 1" in p.field]
    assert any(words in str(problem) for problem in problems)
    assert "13800138000" not in str(refused.value)
    assert not (out / "371500-0002.zip").exists()


def test_beyond_the_calendar(tmp_path: Path, out: Path) -> None:
    """Chinesecalendar ends with 2026: the message says so, and what to write."""
    folder = second(tmp_path, publicity(about='"评级"'), issued="2026-12-29")
    with pytest.raises(DataError, match="which ends with 2026"):
        packed(folder, out)


def test_days_that_the_calendar_does_not_know_yet(tmp_path: Path, out: Path) -> None:
    """Said in the settings, or the last day is."""
    days = "[2027-01-01, 2027-01-02, 2027-01-03]"
    settings = publicity(about='"评级"', free=days, worked="[2027-01-04, 2027-01-05]")
    folder = second(tmp_path, settings, issued="2026-12-29")
    assert notices(folder, out)[0].ends == date(2027, 1, 5)
    settings = publicity(about='"评级"', ends="2027-01-05")
    folder = second(tmp_path / "other", settings, issued="2026-12-29")
    assert notices(folder, out)[0].ends == date(2027, 1, 5)


def test_a_notice_stays_in_the_release_after(tmp_path: Path, out: Path) -> None:
    """The next folder need not repeat it."""
    packed(second(tmp_path, publicity(about='"评级"')), out)
    export = read(packed(folder_of(tmp_path, 3, {"评级.csv": MORE}), out))
    assert len(export.rows(Notice)) == 1 and len(export.rows(NoticeRow)) == 1


def test_what_was_put_to_publicity_may_go_later(tmp_path: Path) -> None:
    """The notice goes on speaking of it; a notice of removal names what went along."""
    out = tmp_path / "out"
    packed(folder_of(tmp_path, 1, FIRST), out)
    second = folder_of(tmp_path, 2, {"评级.csv": GRADES + "g-3,f-2,h,A,2026-02-01,卫健委\n"})
    put = '[[publicity]]\ntitle = "评级公示"\ntext = "公示"\nabout = "评级"\nends = 2026-02-09\n'
    (second / "pack.toml").write_text(SETTINGS.format(release=2) + put, "utf-8")
    packed(second, out)
    third = folder_of(tmp_path, 3, {"机构.csv": FACILITIES.rpartition("f-2")[0]})
    with pytest.raises(DataError) as refused:
        packed(third, out)
    assert {problem.file for problem in refused.value.problems} == {"reasons.csv"}
    reasons = third / "reasons.csv"
    text = reasons.read_text("utf-8-sig")
    reasons.write_text(
        "\n".join(line + "停办" if line.endswith(",") else line for line in text.splitlines()),
        "utf-8",
    )
    export = read(packed(third, out))
    removal = next(row for row in export.rows(Notice) if row.kind is NoticeKind.REMOVAL)
    named = {
        row.concerns_id for row in export.rows(NoticeRow) if row.notice_id == removal.notice_id
    }
    assert removal.concerns_id == "f-2" and "g-3" in named
    assert check(export) == []
