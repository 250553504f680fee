"""The command `gongshi pack`."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.arguments import (
    add_command,
)
from generator.commands.console import (
    complain,
    say,
    summary,
)

if TYPE_CHECKING:
    from generator.commands.arguments import Commands


def add_pack(commands: Commands) -> None:
    command = add_command(
        commands,
        "pack",
        run_pack,
        "Check a folder of CSV, Excel and Markdown files and pack it into an export.",
        "gongshi pack 2026-09 --out exports",
    )
    command.add_argument("folder", type=Path, help="holds pack.toml and the tables")
    command.add_argument("--out", type=Path, default=Path(), metavar="FOLDER")
    command.add_argument(
        "--keys",
        type=Path,
        metavar="FOLDER",
        help="where the role's key lies, and beside it the secret of its rows, r-….salt"
        " (default: keys, here or beside the folder); made where there is none",
    )


def run_pack(options: argparse.Namespace) -> int:
    """`gongshi pack`: kinds of repairs on the terminal, every single one in a file beside."""
    from generator.exports.pack_folder import grouped_problems, pack
    from generator.io.atomic import replace_file

    named = [options.keys] if options.keys else [Path("keys"), options.folder.parent / "keys"]
    report = pack(options.folder, options.out, partial(_row_secret, named))
    notes = (*report.repairs, *report.warnings)
    for group in grouped_problems(notes):
        more = f"  (and {group.count - 1} more like it)" if group.count > 1 else ""
        complain(f"{group.first.severity.value:>8}  {group.first}{more}")
    rows = ", ".join(f"{count} {table}" for table, count in report.rows.items() if count)
    say(f"Packed {report.path}: {rows} ({summary(notes)}).")
    if notes:
        listing = report.path.with_suffix(".txt")
        lines = (f"{note.severity.value} {note}\n" for note in notes)
        try:
            replace_file(listing, "".join(lines).encode())
        except OSError as error:
            complain(f"{listing}: {error.strerror}; the export itself is complete")
            return 0
        say(f"Every repair and warning, line by line: {listing}")
    return 0


def _row_secret(folders: list[Path], region: str) -> bytes:
    """The secret of a region's rows; says so where it was made now."""
    from generator.trust.row_secret import find_row_secret, secret_file

    before = {file for folder in folders if (file := secret_file(folder, region)).exists()}
    path, secret = find_row_secret(folders, region)
    if path not in before:
        say(f"Made {path}: the secret of this agency's rows. Back it up with the key beside it.")
    return secret
