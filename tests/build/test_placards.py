"""Notices for doors: what they say, for whom they are made, and for whom not."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from generator.build import placards
from generator.build.open_context import open_context
from generator.build.placards import Form, Size, facility_placards, region_placards
from generator.commands.main import main
from generator.demonstration.liaocheng import cases
from generator.model.problems import UsageError
from generator.pages.shared import urls
from generator.portal.folder import Deployment

A_GRADE, NOT_RATED, NO_SCHEME = "371502T00001", "371502T00017", "410193T00001"
BEIJING = "110105T00003"


def uncounted(done: int, total: int) -> None:
    """Progress that nobody watches."""


def placard(demo: Deployment, out: Path, facility: str, form: Form | None = None) -> str:
    """The HTML of one notice."""
    made = facility_placards(demo, [facility], out, form or Form(), uncounted)
    return made.files[0].read_text("utf-8")


def words(html: str) -> str:
    """What is read on a notice, without its style."""
    body = html[html.index("<body>") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_a_notice_says_all_that_a_parent_at_the_door_asks(demo: Deployment, tmp_path: Path) -> None:
    """Name, grade, scheme, authority, dates, filing number, telephone, address."""
    said = words(placard(demo, tmp_path, A_GRADE))
    for expected in (
        "托育机构公示牌",
        "东昌府区瑞帆幼儿园托班",
        "聊城市托育机构卫生监督量化分级",
        "A 级",
        "评定机关 聊城市卫生健康综合执法支队（示例）",
        "评定日期 2026年2月5日",
        "下次评定 2027年2月4日",
        "备案编号 示托备371502T00001",
        "投诉电话 12345",
        f"http://localhost:8000{urls.door(A_GRADE)}",
        "演示数据",
    ):
        assert expected in said.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("facility", "says"),
    [
        (NOT_RATED, "不予评级"),
        (cases.WITHHELD_GRADE, "暂不公开"),
        (cases.SUSPENDED, "未公布等级"),
        (cases.SUSPENDED, "停业中"),
        (NO_SCHEME, "无等级信息"),
    ],
)
def test_what_is_no_grade_is_said_in_words(
    demo: Deployment, tmp_path: Path, facility: str, says: str
) -> None:
    """Not rated, withheld, never assessed, no scheme: as the site says it, by the scheme's rows."""
    html = placard(demo, tmp_path, facility)
    assert says in words(html)
    assert '<article class="sheet worded">' in html


def test_another_scheme_may_come_first(demo: Deployment, tmp_path: Path) -> None:
    """An official chooses which of two schemes stands in large type; the other keeps its line."""
    html = placard(demo, tmp_path, BEIJING, Form(scheme="beijing-risk"))
    assert "<h2>北京市托育机构风险评估</h2>" in html
    assert "信用 A- 级" in words(html)
    with pytest.raises(UsageError, match="--scheme none: no such scheme; there are beijing-credit"):
        placard(demo, tmp_path, BEIJING, Form(scheme="none"))


def test_every_wrong_name_is_told_at_once(
    demo: Deployment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unknown, closed and not unique: one line each, and no notice is made."""
    names = ["nobody", cases.CLOSED, "小太阳托育中心", A_GRADE]
    options = ["--portal", str(demo.folder), "--out", str(tmp_path / "out")]
    assert main(["placard", *names, *options]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line for line in lines if line.startswith("nobody: no facility")]
    assert [line for line in lines if line.startswith(f"{cases.CLOSED}: it is closed")]
    assert [line for line in lines if "小太阳托育中心: several" in line and cases.NAMESAKE in line]
    assert not list((tmp_path / "out").glob("*"))


def test_an_official_may_name_a_facility_as_it_is_called(demo: Deployment, tmp_path: Path) -> None:
    """The full name does, and naming one facility twice makes one notice."""
    names = ["东昌府区瑞帆幼儿园托班", A_GRADE]
    made = facility_placards(demo, names, tmp_path, Form(size=Size.A3), uncounted)
    assert [path.name for path in made.files] == [f"{A_GRADE}-A3.html"]
    assert "size: A3 portrait" in made.files[0].read_text("utf-8")


def test_a_region_is_cut_into_files_that_a_browser_can_print(
    demo: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every facility that is not closed has one sheet, in the order of the site."""
    monkeypatch.setattr(placards, "SHEETS", 40)
    made = region_placards(demo, "371502", tmp_path, Form(), uncounted)
    names = [path.name for path in made.files]
    assert names[0] == "371502-001-A4.html"
    sheets = [path.read_text("utf-8").count("<article") for path in made.files]
    assert sum(sheets) == made.notices
    assert set(sheets[:-1]) == {40}
    with open_context(demo) as context:
        query = "SELECT count(*) FROM facts WHERE region_code LIKE '371502%'"
        (every,) = context.connection.execute(query).fetchone()
    assert (made.notices, made.closed) == (every - 1, 1)


def test_misuse_is_told(
    demo: Deployment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither or both of facility and region, and a region that is none."""
    portal = ["--portal", str(demo.folder), "--out", str(tmp_path)]
    assert main(["placard", *portal]) == 2
    assert main(["placard", A_GRADE, "--region", "371502", *portal]) == 2
    assert main(["placard", "--region", "999999", *portal]) == 2
    assert "--region 999999: no such region" in capsys.readouterr().err


def test_without_a_browser_the_package_is_named(
    demo: Deployment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """PDF needs a browser; the message says which, and how to do without."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("GONGSHI_BROWSER", raising=False)
    asked = ["placard", A_GRADE, "--pdf", "--portal", str(demo.folder), "--out", str(tmp_path)]
    assert main(asked) == 2
    assert "install the package chromium" in capsys.readouterr().err
    monkeypatch.setenv("GONGSHI_BROWSER", "nowhere")
    assert main(asked) == 2
    assert "GONGSHI_BROWSER=nowhere" in capsys.readouterr().err


def test_notices_are_made_of_what_the_site_shows(demo: Deployment, tmp_path: Path) -> None:
    """A portal that was not built, or received an export since, makes no notice."""
    portal = tmp_path / "portal"
    portal.mkdir()
    shutil.copy(demo.settings, portal)
    with pytest.raises(UsageError, match="nothing was built yet"):
        placard(Deployment(portal), tmp_path, A_GRADE)
    shutil.copy(demo.store, portal)
    state = demo.state_file.read_bytes()
    (portal / "accepted.json").write_bytes(state.replace(b"371500-0003", b"371500-0004"))
    with pytest.raises(UsageError, match="older than the archive"):
        placard(Deployment(portal), tmp_path, A_GRADE)
