"""Arguments that several commands share, and what they stand for."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from generator.model.problems import Misuse

if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]

Run = Callable[[argparse.Namespace], int]


def add_command(
    commands: Commands, name: str, run: Run, about: str, example: str
) -> argparse.ArgumentParser:
    """A command with what it does and an example in its help."""
    found = commands.add_parser(
        name,
        help=about,
        description=about,
        epilog=f"example: {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.set_defaults(run=run)
    return found


def with_portal(command: argparse.ArgumentParser) -> None:
    """Add --portal."""
    command.add_argument(
        "--portal", type=Path, metavar="FOLDER", help="the portal's folder (default: here, or demo)"
    )


def with_passphrase(command: argparse.ArgumentParser) -> None:
    """Add --passphrase-file."""
    command.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="file with the passphrase of the keys; asked for where it is not given",
    )


def passphrase(options: argparse.Namespace) -> bytes:
    """The passphrase of the keys, from the file or from the person at the terminal."""
    file: Path | None = options.passphrase_file
    if file is not None:
        try:
            return file.read_bytes().rstrip(b"\r\n")
        except OSError as error:
            raise Misuse(f"{file}: {error.strerror}") from None
    if not sys.stdin.isatty():
        raise Misuse("no terminal to ask for the passphrase; give --passphrase-file")
    return getpass.getpass("Passphrase of the keys: ").encode()


def now() -> datetime:
    """The clock, read once a command: everything below takes the time as an argument."""
    return datetime.now(UTC).replace(microsecond=0)
