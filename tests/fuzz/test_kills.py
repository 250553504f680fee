"""Commands that write, killed at random instants: the same command again completes."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from benchmarks.kills import CLOCK, STAGES, Stage, Trials
from generator.io.atomic import remove

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> Trials:
    """Each command done once without being killed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(CLOCK))
        return Trials(tmp_path_factory.mktemp("kills"))


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_the_same_command_again_completes(
    trials: Trials, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is left over or doubled, and no hand is needed; the bench does it by the thousand."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(CLOCK))
    random = Random(f"kills {stage.name}")
    assert [fault for _ in range(4) if (fault := trials.run(stage, random))] == []


def test_what_a_rerun_leaves_undone_is_found(
    trials: Trials, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command that stops half-way, as if it did nothing when run again."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(CLOCK))
    stage = Stage("pack", lambda folder: ["pack", str(folder / "nowhere")], again=(2,))
    assert (trials.run(stage, Random(1)) or "").startswith("leaves something else: ")
    remove(Path(trials.root) / "work")
