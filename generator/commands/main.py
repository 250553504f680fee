"""The command `gongshi`: arguments, one call, an exit status.

0: done. 1: the data were refused. 2: the command was used wrongly.
"""

from __future__ import annotations

import argparse
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from generator import __version__
from generator.commands.arguments import (
    Run,
)
from generator.commands.audit import add_audit
from generator.commands.build import add_build
from generator.commands.console import complain, show_problems, summary
from generator.commands.demo import add_demo
from generator.commands.diff import add_diff
from generator.commands.init import add_init
from generator.commands.keys import add_keys
from generator.commands.log import add_log
from generator.commands.pack import add_pack
from generator.commands.placard import add_placard
from generator.commands.receive import add_receive
from generator.commands.search import add_search
from generator.commands.serve import add_serve
from generator.commands.sign import add_sign
from generator.model.problems import DataError, GongshiError

if TYPE_CHECKING:
    pass


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; GongshiError becomes a message and its exit status."""
    options = parser().parse_args(arguments)
    command: Run = options.run
    try:
        return command(options)
    except DataError as bad:
        if bad.problems:
            show_problems(bad.problems)
            complain(f"Refused: {summary(bad.problems)}. Nothing was changed.")
        else:
            complain(f"Refused: {bad}")
        return bad.exit_status
    except GongshiError as error:
        complain(f"gongshi: {error}")
        return error.exit_status
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        complain(f"gongshi: {place}{error.strerror or error}. Nothing was put in force.")
        return 1
    except sqlite3.OperationalError as error:
        complain(f"gongshi: {error}. Nothing was put in force.")
        return 1
    except (KeyboardInterrupt, EOFError):
        # Ctrl-C, and Ctrl-D where something was asked.
        complain("gongshi: stopped; what was live before still is")
        return 130


def parser() -> argparse.ArgumentParser:
    """All commands with their arguments; each says what it does and gives an example."""
    top = argparse.ArgumentParser(
        prog="gongshi",
        description="From signed exports about childcare institutions to a searchable site.",
    )
    top.add_argument("--version", action="version", version=f"gongshi {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    add_demo(commands)
    add_init(commands)
    add_keys(commands)
    add_pack(commands)
    add_sign(commands)
    add_receive(commands)
    add_build(commands)
    add_search(commands)
    add_serve(commands)
    add_placard(commands)
    add_diff(commands)
    add_log(commands)
    add_audit(commands)
    return top
