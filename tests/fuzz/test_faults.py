"""Commands that write, killed or without room at random steps: the same command again completes."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from benchmarks.faults.__main__ import ENVIRONMENT, folder_for_trials
from benchmarks.faults.stages import STAGES, Stage
from benchmarks.faults.trials import Trials
from generator.commands import main
from generator.io import atomic

pytestmark = pytest.mark.slow

STORY = tuple(stage for stage in STAGES[:9] if stage.name != "keys card")
"""From an empty folder to a live site; the bench goes on, and does it by the thousand."""


READ_ONLY = {"keys due", "status", "search", "serve", "diff", "log show", "check"}
ENDLESS = {"log serve-witness", "desk"}
"""They write for each request, until they are ended: see tests/log/test_witness_http.py and
tests/browser/test_desk_screens.py.
"""


def commands(parser: argparse.ArgumentParser, before: str = "") -> Iterator[str]:
    """The names of all commands, with their actions."""
    inner = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not inner:
        yield before.strip()
    for name, each in inner[0].choices.items() if inner else ():
        yield from commands(each, f"{before} {name}")


def test_every_command_that_writes_has_its_trial() -> None:
    """A new command comes into the list, or is known to write nothing."""
    names = set(commands(main.parser()))
    tried = {
        name for name in names if any(f"{each.words} ".startswith(f"{name} ") for each in STAGES)
    }
    assert names - tried == READ_ONLY | ENDLESS


@pytest.fixture(scope="module")
def trials() -> Iterator[Trials]:
    """Each command done without being disturbed."""
    with (
        tempfile.TemporaryDirectory(prefix="gongshi-faults-", dir=folder_for_trials()) as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        made = Trials(Path(folder), STORY)
        try:
            yield made
        finally:
            made.close()


@pytest.mark.parametrize("stage", STORY, ids=lambda stage: stage.name)
def test_after_a_kill_the_same_command_completes(trials: Trials, stage: Stage) -> None:
    """Nothing is left over or doubled, and no hand is needed."""
    random = Random(f"kills {stage.name}")
    assert [fault for _ in range(3) if (fault := trials.kill(stage, random)[1])] == []


@pytest.mark.parametrize("stage", STORY, ids=lambda stage: stage.name)
def test_a_full_disk_is_said_in_a_line(trials: Trials, stage: Stage) -> None:
    """It names a file, the live site is the one before, and with room the command completes."""
    random = Random(f"full {stage.name}")
    assert [fault for _ in range(3) if (fault := trials.fill(stage, random)[1])] == []


def test_what_a_rerun_leaves_undone_is_found(trials: Trials) -> None:
    """A command that stops half-way, as if it did nothing when run again."""
    name = next(stage for stage in STORY if stage.name == "pack")
    stage = replace(name, words="log show --portal {}/portal")
    assert "leaves something else" in (trials.kill(stage, Random(1))[1] or "")


def test_a_disk_that_is_full_in_silence_is_found(
    trials: Trials, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that names no file is a fault."""

    def nameless(path: Path, data: bytes, **_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic, "create_file", nameless)
    stage = next(stage for stage in STORY if stage.name == "keys new")
    faults = [trials.fill(stage, Random(number))[1] or "" for number in range(3)]
    assert any("names no file" in fault for fault in faults)
