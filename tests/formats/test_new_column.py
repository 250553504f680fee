"""A column is added, and nobody has to remember anything: older archives go on.

In a copy of the program the table of facilities gets a column of the next format; there the tests
of the portal of format 1 run again, with exports of that next format.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.model.release import FORMATS, NEWEST_FORMAT

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[2]
NEXT = NEWEST_FORMAT + 1
ANCHOR = "    places: Annotated[Count | None, "
COLUMN = f"""    meals: Annotated[
        Text | None, column("膳食", "Meals, in words", since={NEXT})
    ] = None
"""


def test_a_new_column_stops_no_portal(tmp_path: Path) -> None:
    """Two places are edited: the column, and the number of the format."""
    program = tmp_path / "program"
    program.mkdir()
    shutil.copytree(
        PROJECT / "generator",
        program / "generator",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for each in PROJECT.iterdir():
        if each.name not in ("generator", ".git") and not (program / each.name).exists():
            (program / each.name).symlink_to(each)
    edit(program / "generator/model/tables.py", ANCHOR, COLUMN + ANCHOR)
    release = program / "generator/model/release.py"
    edit(release, f"FORMATS: Final = {FORMATS}", f"FORMATS: Final = {(*FORMATS, NEXT)}")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0",
         "tests/formats/test_portal_of_format_1.py"],
        cwd=program,
        env={**os.environ, "PYTHONPATH": str(program), "EXPECTED_FORMAT": str(NEXT)},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]


def edit(file: Path, before: str, after: str) -> None:
    """Replace the one place of a text in a file."""
    text = file.read_text("utf-8")
    assert text.count(before) == 1, before
    file.write_text(text.replace(before, after), "utf-8")
