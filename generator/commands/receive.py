"""The command `gongshi receive`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.shared.arguments import (
    add_command,
    open_portal_keys,
    with_passphrase,
    with_portal,
)
from generator.commands.shared.clock import confirmed_now, with_clock
from generator.commands.shared.console import (
    say,
    show,
    warn_suspended,
)
from generator.commands.shared.words import text
from generator.model.messages import msg
from generator.model.problems import UsageError

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands


def add_receive(commands: Commands) -> None:
    command = add_command(
        commands,
        "receive",
        run_receive,
        text(
            "Take over a hand-over folder or stick; without one, renew the portal's own signatures."
        ),
        "gongshi receive /media/stick --portal portal",
    )
    command.add_argument(
        "handover_dir",
        type=Path,
        nargs="?",
        metavar=text("FOLDER"),
        help=text("folder that gongshi sign made"),
    )
    command.add_argument(
        "--build", action="store_true", help=text("bring the site up to date right afterwards")
    )
    with_portal(command)
    with_passphrase(command)
    with_clock(command)


def run_receive(options: argparse.Namespace) -> int:
    """`gongshi receive`."""
    from generator.build.receive_handover import receive_handover, renew
    from generator.commands.build import build_portal
    from generator.commands.shared.change_summary import summary_lines
    from generator.history.publication import RECEIPT_AHEAD
    from generator.portal.folder import find_deployment

    deployment = find_deployment(options.portal)
    if options.handover_dir is not None and not options.handover_dir.is_dir():
        raise UsageError(
            msg("%(handover_dir)s is no folder to receive from", handover_dir=options.handover_dir)
        )
    at = confirmed_now(options, deployment, RECEIPT_AHEAD)
    keys = open_portal_keys(deployment.keys, options)
    if options.handover_dir is None:
        receipt = renew(deployment, portal_keys=keys, at=at)
    else:
        receipt = receive_handover(deployment, options.handover_dir, portal_keys=keys, at=at)
    for export in receipt.new:
        say(msg("Accepted %(path)s  sha256 %(sha256)s", path=export.path, sha256=export.sha256))
    for changes in receipt.changes:
        for line in summary_lines(changes):
            show(line)
    warn_suspended(receipt.suspended)
    say(
        msg(
            "%(count)s new, %(exports)s exports in the archive.",
            count=len(receipt.new),
            exports=receipt.exports,
        )
    )
    if not options.build:
        return 0
    build_portal(deployment.folder, options, to_day=True)
    return 0
