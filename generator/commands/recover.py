"""The command `gongshi recover`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.shared.arguments import add_command, with_portal
from generator.commands.shared.console import complain, say
from generator.commands.shared.words import text
from generator.model.messages import msg, nmsg
from generator.model.problems import UsageError

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands


def add_recover(commands: Commands) -> None:
    command = add_command(
        commands,
        "recover",
        run_recover,
        text(
            "After an accident: put back what archive and log lack, and make accepted.json again;"
            " nothing older than what was published is accepted."
        ),
        "gongshi recover --site https://gongshi.example",
    )
    command.add_argument(
        "handovers",
        type=Path,
        nargs="*",
        metavar=text("FOLDER"),
        help=text("folders that agencies handed over, for exports that the archive lacks"),
    )
    command.add_argument(
        "--site",
        metavar=text("ADDRESS-OR-FOLDER"),
        help=text("where the site is published, or a copy of it (besides the live one here)"),
    )
    command.add_argument(
        "--checkpoint",
        type=Path,
        metavar=text("FILE"),
        help=text("a checkpoint that a witness or an auditor holds: the log has to continue it"),
    )
    with_portal(command)


def run_recover(options: argparse.Namespace) -> int:
    """`gongshi recover`."""
    from generator.audit.saved_state import read_old
    from generator.build.recovery.recover import recover
    from generator.portal.folder import find_deployment

    held = read_old(options.checkpoint) if options.checkpoint else None
    if options.checkpoint and held is None:
        raise UsageError(msg("%(path)s is missing", path=options.checkpoint))
    deployment = find_deployment(options.portal)
    done = recover(deployment, site=options.site, handovers=options.handovers, checkpoint=held)
    for path in done.archive.exports:
        say(msg("Put back %(path)s", path=path))
    say(
        msg(
            "Put back: %(entries)s entries of the log, %(metadata)s files of metadata,"
            " %(exports)s exports.",
            entries=done.entries,
            metadata=len(done.archive.metadata),
            exports=len(done.archive.exports),
        )
    )
    if done.archive.lost:
        say(
            nmsg(
                "%(count)s older version of metadata was found nowhere; the archive notes that.",
                "%(count)s older versions of metadata were found nowhere; the archive notes that.",
                len(done.archive.lost),
                count=len(done.archive.lost),
            )
        )
    say(
        msg(
            "%(file)s says again what was accepted: %(exports)s exports, on %(at)s UTC.",
            file=deployment.state_file,
            exports=len(done.archive.accepted.targets),
            at=f"{done.archive.at:%Y-%m-%d %H:%M}",
        )
    )
    if done.release is None:
        complain(msg("The log is empty: nothing was published that this could be held against."))
    else:
        say(
            msg(
                "All of it follows from the log of %(size)s entries, up to the release of"
                " %(release)s.",
                size=done.size,
                release=done.release,
            )
        )
    if held is None:
        complain(
            msg(
                "Whether others hold a longer log is not known: compare with --checkpoint of a"
                " witness, or with --site ADDRESS."
            )
        )
    say(msg("Now: gongshi build"))
    return 0
