"""Commands that write, killed or without room at random steps: the same command again completes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from benchmarks.faults.__main__ import ENVIRONMENT, folder_for_trials
from benchmarks.faults.stages import STAGES, Stage
from benchmarks.faults.trials import Trials
from generator.io import atomic
from generator.io.atomic import remove

pytestmark = pytest.mark.slow

STORY = tuple(stage for stage in STAGES[:8] if stage.name != "keys card")
"""From an empty folder to a live site; the bench goes on, and does it by the thousand."""


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trials]:
    """Each command done without being disturbed."""
    fast = folder_for_trials()
    root = Path(fast, f"gongshi-{tmp_path_factory.mktemp('faults').parent.name}") if fast else None
    folder = root or tmp_path_factory.mktemp("faults")
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        made = Trials(folder, STORY)
        yield made
        made.close()
    remove(folder)


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
