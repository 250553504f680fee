"""An earlier commit of this program, beside today's in the same run."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from benchmarks.measure import Run, measure

ROOT = Path(__file__).resolve().parents[1]
EARLIER = "295ab8a"
"""The first landing, beside which BUDGETS.md measures."""


def checked_out(commit: str, target: Path) -> Path:
    """The files of a commit of this repository; CalledProcessError where a clone has it not."""
    archive = subprocess.run(
        ["git", "archive", "--format=tar", commit], cwd=ROOT, check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=BytesIO(archive)) as files:
        files.extractall(target, filter="data")
    return target


PREPARE = """\
import sys
from datetime import UTC, datetime
from pathlib import Path
from generator.build import Silence
from generator.demo import prepare_demo
from generator.deployment import Deployment
at = datetime.now(UTC).replace(microsecond=0)
prepare_demo(Deployment(Path(sys.argv[1])), int(sys.argv[2]), at=at, progress=Silence())
"""
"""By the names that the program had then."""


@dataclass(frozen=True)
class EarlierBuild:
    """A tree with an environment of its own, and a portal that it made itself."""

    tree: Path
    pristine: Path

    @classmethod
    def prepared(cls, commit: str, work: Path, facilities: int) -> EarlierBuild:
        """The tree with its packages, and its demonstration of so many facilities, unbuilt."""
        earlier = cls(checked_out(commit, work / "earlier"), work / "earlier-pristine")
        subprocess.run([".ci/environment", "run"], cwd=earlier.tree, check=True)
        earlier._python("-c", PREPARE, str(earlier.pristine), str(facilities))
        return earlier

    def clean_build(self, portal: Path) -> Run:
        """`gongshi build` of a copy, with nothing there but the archive."""
        shutil.copytree(self.pristine, portal, symlinks=True)
        return self._python("-m", "generator.cli", "build", "--portal", str(portal))

    def _python(self, *words: str) -> Run:
        command = [str(self.tree / ".venv" / "bin" / "python"), *words]
        return measure(command, cwd=self.tree)
