"""Spreadsheets of other programs (.xls, .et, .ods), read through LibreOffice where it is there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from generator.model.messages import msg
from generator.model.problems import Problem, Severity

CONVERTED = frozenset([".xls", ".et", ".ods", ".xlsb", ".fods"])
"""Endings of files that LibreOffice turns into a workbook with its formats and hidden parts."""

TIMEOUT_S = 120
SAVE_AS = msg("tables are .csv or .xlsx: open it and save it as .xlsx")


def converter() -> str | None:
    """LibreOffice's command, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def converted(path: Path, shown: str, into: Path, problems: list[Problem]) -> Path | None:
    """A workbook with what a file holds, in the folder `into`; None and a problem without one."""
    command = converter()
    if command is None:
        problems.append(
            Problem(
                shown,
                None,
                None,
                msg("%(save_as)s (LibreOffice is not installed)", save_as=SAVE_AS),
            )
        )
        return None
    profile = (into / "profile").as_uri()
    arguments = [
        *(command, "--headless", "--norestore", f"-env:UserInstallation={profile}"),
        *("--convert-to", "xlsx", "--outdir", str(into), str(path.resolve())),
    ]
    made = into / f"{path.stem}.xlsx"
    try:
        subprocess.run(arguments, capture_output=True, check=True, timeout=TIMEOUT_S)
    except (OSError, subprocess.SubprocessError):
        made.unlink(missing_ok=True)
    if not made.is_file():
        problems.append(
            Problem(
                shown, None, None, msg("LibreOffice cannot read it; %(save_as)s", save_as=SAVE_AS)
            )
        )
        return None
    why = msg("read through LibreOffice: look at what became of it")
    problems.append(Problem(shown, None, None, why, Severity.REPAIRED))
    return made
