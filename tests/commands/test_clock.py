"""The clock that stands in the log for ever, and what a timer learns of signatures that end."""

from __future__ import annotations

import argparse
from datetime import timedelta
from pathlib import Path

import pytest

from generator.commands.main import main
from generator.commands.shared.clock import age
from tests.factory_portal import TestPortal, make_portal, release_info, small_tables

pytestmark = pytest.mark.slow


@pytest.fixture
def portal(tmp_path: Path) -> TestPortal:
    """A portal that signed last in September 2026, and was built then."""
    made = make_portal(tmp_path / "portal")
    made.publish(small_tables(), release_info())
    made.build()
    return made


def test_a_clock_far_ahead_is_confirmed(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the option, or by SOURCE_DATE_EPOCH; nothing is signed before."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    before = (portal.public / "log/checkpoint").read_bytes()
    folder = str(portal.deployment.folder)
    for command in (["build"], ["receive"], ["receive", "--build"]):
        assert main([*command, "--portal", folder]) == 2
        assert "where the clock is right, add --clock-is-right" in capsys.readouterr().err
    assert (portal.public / "log/checkpoint").read_bytes() == before
    assert main(["receive", "--build", "--portal", folder, "--clock-is-right"]) == 0
    # What was signed just now is what the next clock is held against.
    assert main(["build", "--portal", folder]) == 0


def test_a_timer_learns_what_ends(portal: TestPortal, capsys: pytest.CaptureFixture[str]) -> None:
    """A status of its own, also where nothing changed; without the option it is only said."""
    folder = str(portal.deployment.folder)
    assert main(["build", "--portal", folder, "--check-expiry"]) == 3
    # The build has signed the day, and with it the timestamp; the agency signs for itself.
    said = capsys.readouterr()
    assert "r-3715: its signature" in said.err
    assert "timestamp: its signature" not in said.err
    assert main(["build", "--portal", folder, "--check-expiry"]) == 3
    said = capsys.readouterr()
    assert "Nothing changed" in said.out
    assert "r-3715: its signature" in said.err
    assert main(["build", "--portal", folder]) == 0


def test_an_age_is_days_or_hours() -> None:
    assert (age("8d"), age("36h")) == (timedelta(days=8), timedelta(hours=36))
    for wrong in ("8", "0d", "-1d", "8w", "１d", ""):
        with pytest.raises(argparse.ArgumentTypeError):
            age(wrong)


def test_a_site_that_stands_still(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = str(Path(portal.public))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(4102444800))
    assert main(["audit", site]) == 0
    assert "days ago" in capsys.readouterr().out
    assert main(["audit", site, "--max-age", "8d"]) == 1
    assert "stands still" in capsys.readouterr().err
