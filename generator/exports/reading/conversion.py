"""Spreadsheets of other programs (.xls, .et, .ods), read through LibreOffice where it is there."""

from __future__ import annotations

from pathlib import Path

from generator.io.libreoffice import convert, libreoffice
from generator.model.messages import msg
from generator.model.problems import Problem, Severity

CONVERTED = frozenset([".xls", ".et", ".ods", ".xlsb", ".fods"])
"""Endings of files that LibreOffice turns into a workbook with its formats and hidden parts."""

SAVE_AS = msg("tables are .csv or .xlsx: open it and save it as .xlsx")


def converted(path: Path, shown: str, into: Path, problems: list[Problem]) -> Path | None:
    """A workbook with what a file holds, in the folder `into`; None and a problem without one."""
    command = libreoffice()
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
    made = convert(command, path, "xlsx", into)
    if made is None:
        problems.append(
            Problem(
                shown, None, None, msg("LibreOffice cannot read it; %(save_as)s", save_as=SAVE_AS)
            )
        )
        return None
    why = msg("read through LibreOffice: look at what became of it")
    problems.append(Problem(shown, None, None, why, Severity.REPAIRED))
    return made
