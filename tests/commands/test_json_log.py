"""What commands say as lines of JSON, for a collector of logs."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from generator.commands.main import main
from tests.factory_portal import SETTINGS, TestPortal, first_release

pytestmark = pytest.mark.slow

Line = dict[str, Any]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> TestPortal:
    """A portal that has published."""
    return first_release(tmp_path_factory.mktemp("logged") / "portal")


def logged(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[Line]]:
    """The exit status of a command, and each line that it wrote."""
    capsys.readouterr()
    status = main(["--log-format", "json", "--language", "en", *words])
    written = capsys.readouterr()
    assert written.out == ""
    lines = [json.loads(line) for line in written.err.splitlines()]
    for line in lines:
        assert line["command"] == words[0] and line["level"] in ("info", "warning", "error")
        assert datetime.fromisoformat(line["time"]).tzinfo
    return status, lines


def test_a_build_says_its_steps_and_its_end(
    portal: TestPortal, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step begins in words and ends with its seconds; the last line has the status."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(portal.clock.timestamp()) + 60))
    portal.deployment.settings.write_text(SETTINGS + 'organiser = "某市"\n', "utf-8")
    status, lines = logged(capsys, "build", "--portal", str(portal.deployment.folder))
    assert status == 0
    begun = [line["step"] for line in lines if "step" in line and "message" in line]
    ended = [line["step"] for line in lines if "step" in line and "seconds" in line]
    assert begun == ended == ["verify", "load", "log", "index", "pages", "audit"]
    (counts,) = [line for line in lines if "files made" in line.get("message", "")]
    assert counts["values"]["exports"] == 1 and "%(made)s" in counts["template"]
    assert lines[-1]["status"] == 0 and lines[-1]["seconds"] > 0


def test_what_is_wrong_is_said_with_its_place(
    portal: TestPortal, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """File and reason by themselves, and the end of a command that was refused."""
    content = portal.deployment.folder / "content" / "policies"
    content.mkdir(parents=True)
    (content / "slip.md").write_text("---\n标题: 甲\n文号：一\n---\n正文。\n", "utf-8")
    status, lines = logged(capsys, "build", "--portal", str(portal.deployment.folder))
    (content / "slip.md").unlink()
    assert status == 1
    places = [line for line in lines if line.get("file") == "content/policies/slip.md"]
    assert places and all(line["level"] == "error" for line in places)
    assert any(line.get("message", "").startswith("Refused") for line in lines)
    assert (lines[-1]["status"], lines[-1]["level"]) == (1, "error")


def test_a_wrong_use_is_an_error(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Where there is no portal."""
    status, lines = logged(capsys, "build", "--portal", str(tmp_path))
    assert status == 2
    assert [line["level"] for line in lines] == ["error", "error"]


def test_answers_stay_on_standard_output(
    portal: TestPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a command is asked for is no log."""
    capsys.readouterr()
    folder = str(portal.deployment.folder)
    main(["status", "--json", "--portal", folder, "--log-format", "json"])
    written = capsys.readouterr()
    assert json.loads(written.out)["live"]
    assert json.loads(written.err.splitlines()[-1])["command"] == "status"


def test_the_next_command_speaks_in_words(
    portal: TestPortal, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """One command's log is not another's."""
    logged(capsys, "build", "--portal", str(tmp_path))
    main(["status", "--portal", str(portal.deployment.folder), "--language", "en"])
    assert capsys.readouterr().out.startswith("Live")
