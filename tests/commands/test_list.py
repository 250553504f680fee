"""`gongshi list`: an Excel list becomes a release in one command, and asks for what it lacks."""

from __future__ import annotations

import io
import sys
from datetime import datetime
from pathlib import Path

import pytest

from generator.commands.main import main
from generator.exports.archive import parse_export
from generator.exports.contents import Export
from generator.model.release import CHINA
from generator.model.tables import Filing, Grade, Notice
from generator.model.vocabulary import FilingStatus
from tests.browser.test_desk_list import first_release, grade_list
from tests.desk.conftest import MONDAY, new_portal


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A portal with one release of six institutions; the list lies beside it."""
    deployment = new_portal(tmp_path / "portal")
    first_release(deployment, tmp_path, datetime(2026, 10, 31, 10, 0, tzinfo=CHINA))
    (tmp_path / "评级.xlsx").write_bytes(grade_list())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(MONDAY.timestamp())))
    monkeypatch.chdir(tmp_path)
    return deployment.folder


def packed(*more: str) -> int:
    """Run the command."""
    usual = ["评级.xlsx", "--portal", "portal", "--keys", "portal/keys", "--out", "out"]
    Path("out").mkdir(exist_ok=True)
    return main(["list", *usual, "--reviewed-by", "王审", *more])


def made() -> Export:
    """The release that was packed."""
    data = Path("out/371500-0002.zip").read_bytes()
    return parse_export(data, "371500-0002.zip")


def test_what_is_open_is_named_with_the_option_that_settles_it(
    portal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is there to be asked: nothing is written."""
    assert packed() == 1
    said = capsys.readouterr()
    assert "headings in line 3" in said.out and "--leave-out-hidden" in said.err
    # What was taken for granted is said, with the option that says otherwise.
    assert "--set scheme_id=" in said.out and "--extent additions" in said.out
    assert not Path("评级").exists()


def test_reasons_are_asked_for_and_the_list_is_put_to_publicity(
    portal: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same as at the desk, in one command at a terminal."""
    answers = io.StringIO("录入有误\n机构已迁出\n")
    monkeypatch.setattr(answers, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", answers)
    assert packed("--leave-out-hidden", "--publicity", "5") == 0
    export = made()
    assert len(export.rows(Grade)) == 7
    notices = {str(row.ends): row.title for row in export.rows(Notice)}
    assert "2026-11-06" in notices
    assert {row.text for row in export.rows(Notice)} >= {"录入有误", "机构已迁出"}
    assert "2 better, 1 worse" in capsys.readouterr().out


def test_without_a_terminal_reasons_have_their_file(portal: Path) -> None:
    """The folder is there to go on with, by this command or by pack."""
    assert packed("--leave-out-hidden") == 1
    assert Path("评级/reasons.csv").exists()
    text = Path("评级/reasons.csv").read_text("utf-8-sig")
    Path("评级/reasons.csv").write_text(
        "\n".join(line + "有理由" if line.endswith(",") else line for line in text.splitlines()),
        "utf-8",
    )
    assert packed("--leave-out-hidden") == 0
    assert made().info.reviewed_by == "王审"


def test_an_answer_has_to_mean_an_institution_or_a_word(
    portal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is remembered of one that does not; a doubtful row may be left out."""
    text = "机构名称,备案状态,备案日期\n阳光托育,民办备过,2026-09-02\n旧名托育,已备案,2026-09-03\n"
    Path("备案.csv").write_text(text, "utf-8")

    def listed(*more: str) -> int:
        Path("out").mkdir(exist_ok=True)
        return main([
            "list", "备案.csv", "--portal", "portal", "--out", "out", "--reviewed-by", "王审", *more
        ])  # fmt: skip

    assert listed() == 1
    said = capsys.readouterr().err
    assert "--set 民办备过=" in said and "--set 旧名托育=-" in said
    assert listed("--set", "旧名托育=12", "--set", "民办备过=已备案") == 2
    assert "12" in capsys.readouterr().err and not Path("备案").exists()
    assert listed("--set", "旧名托育=-", "--set", "民办备过=随便") == 2
    assert listed("--set", "旧名托育=-", "--set", "民办备过=filed") == 0
    rows = [row for row in made().rows(Filing) if row.status == FilingStatus.FILED]
    assert len(rows) == 1
