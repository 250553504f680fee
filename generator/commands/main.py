"""The command `gongshi`: arguments, one call, an exit status.

0: done. 1: the data were refused. 2: the command was used wrongly.
"""

from __future__ import annotations

import argparse
import gc
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import suppress

from generator import __version__
from generator.commands.audit import add_audit
from generator.commands.build import add_build
from generator.commands.check import add_check
from generator.commands.demo import add_demo
from generator.commands.deploy import add_deploy
from generator.commands.desk import add_desk
from generator.commands.diff import add_diff
from generator.commands.init import add_init
from generator.commands.keys import add_keys
from generator.commands.ledger import add_ledger
from generator.commands.list import add_list
from generator.commands.log import add_log
from generator.commands.pack import add_pack
from generator.commands.placard import add_placard
from generator.commands.policy import add_policy
from generator.commands.rebuild import add_rebuild
from generator.commands.receive import add_receive
from generator.commands.recover import add_recover
from generator.commands.remove import add_remove
from generator.commands.search import add_search
from generator.commands.serve import add_serve
from generator.commands.shared.argparse_words import translate_argparse
from generator.commands.shared.arguments import Run, with_language_and_log
from generator.commands.shared.console import (
    complain,
    end_log,
    log_as_json,
    show_problems,
    summary,
)
from generator.commands.shared.words import asked_for, choose, names_no_language, text
from generator.commands.sign import add_sign
from generator.commands.status import add_status
from generator.io.no_room import NO_ROOM
from generator.model.messages import foreign, msg
from generator.model.problems import DataError, GongshiError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; GongshiError becomes a message and its exit status."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    choose(asked_for(given))
    _collect_seldom()
    options = parser().parse_args(given)
    _speak_as_the_portal(options)
    log_as_json(options.command if getattr(options, "log_format", "") == "json" else None)
    status = _run(options)
    end_log(status)
    return status


def _run(options: argparse.Namespace) -> int:
    command: Run = options.run
    try:
        return command(options)
    except DataError as bad:
        if bad.problems:
            show_problems(bad.problems)
            complain(
                msg("Refused: %(summary)s. Nothing was changed.", summary=summary(bad.problems)),
                "error",
            )
        else:
            complain(msg("Refused: %(why)s", why=bad), "error")
        return bad.exit_status
    except GongshiError as error:
        complain(msg("gongshi: %(error)s", error=error), "error")
        return error.exit_status
    except OSError as error:
        why = foreign(error.strerror or error)
        # Of two files the second is the one that is written.
        full = error.errno in NO_ROOM and error.filename2
        if file := full or error.filename:
            why = msg("%(file)s: %(reason)s", file=file, reason=why)
        complain(msg("gongshi: %(error)s. Nothing was put in force.", error=why), "error")
        return 1
    except sqlite3.OperationalError as error:
        complain(msg("gongshi: %(error)s. Nothing was put in force.", error=error), "error")
        return 1
    except (KeyboardInterrupt, EOFError):
        # Ctrl-C, and Ctrl-D where something was asked.
        complain(msg("gongshi: stopped; what was live before still is"))
        return 130


def _collect_seldom() -> None:
    """Look for cycles less often: a command makes millions of rows and texts, and hardly one."""
    gc.set_threshold(50_000, 20, 20)


def _speak_as_the_portal(options: argparse.Namespace) -> None:
    """Take the language of the portal, where nothing else says which is wanted."""
    if not names_no_language() or "portal" not in options:
        return
    from generator.portal.folder import find_deployment

    with suppress(GongshiError, OSError):
        choose(find_deployment(options.portal).portal().language)


def parser() -> argparse.ArgumentParser:
    """All commands with their arguments; each says what it does and gives an example."""
    translate_argparse()
    top = argparse.ArgumentParser(
        prog="gongshi",
        description=text("From signed exports about childcare institutions to a searchable site."),
    )
    top.add_argument(
        "--version",
        action="version",
        version=f"gongshi {__version__}",
        help=text("show program's version number and exit"),
    )
    with_language_and_log(top)
    commands = top.add_subparsers(metavar=text("COMMAND"), required=True)
    add_demo(commands)
    add_init(commands)
    add_keys(commands)
    add_pack(commands)
    add_sign(commands)
    add_receive(commands)
    add_build(commands)
    add_deploy(commands)
    add_status(commands)
    add_check(commands)
    add_search(commands)
    add_serve(commands)
    add_placard(commands)
    add_policy(commands)
    add_list(commands)
    add_ledger(commands)
    add_desk(commands)
    add_remove(commands)
    add_recover(commands)
    add_rebuild(commands)
    add_diff(commands)
    add_log(commands)
    add_audit(commands)
    return top
