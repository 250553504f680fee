"""The command `gongshi build`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.commands.shared.arguments import (
    add_command,
    open_key,
    seconds,
    with_passphrase,
    with_portal,
)
from generator.commands.shared.clock import confirmed_now, with_clock
from generator.commands.shared.console import (
    Steps,
    complain,
    say,
    show_problems,
    warn_suspended,
)
from generator.commands.shared.words import text
from generator.model.messages import msg

if TYPE_CHECKING:
    from generator.build.pipeline import Report
    from generator.commands.shared.arguments import Commands

EXPIRING = 3
"""The exit status of a good build whose signatures do not hold for long."""


def add_build(commands: Commands) -> None:
    command = add_command(
        commands,
        "build",
        run_build,
        text("Verify the archive and bring the site and the index up to date."),
        "gongshi build --portal portal",
    )
    with_portal(command)
    with_passphrase(command)
    command.add_argument(
        "--withdraw-missing",
        action="store_true",
        help=text("take back in public the records of facilities whose source had to be destroyed"),
    )
    command.add_argument(
        "--remove",
        action="append",
        default=[],
        metavar="policy/SLUG",
        help=text(
            "take back in public a document whose file was removed; may be given several times"
        ),
    )
    command.add_argument(
        "--from-scratch",
        action="store_true",
        help=text("take no file over from the live site, which somebody may have altered"),
    )
    command.add_argument(
        "--audit",
        action="store_true",
        help=text("before going live, read every file of the new release, not a sample"),
    )
    command.add_argument(
        "--check-expiry",
        action="store_true",
        help=text("exit status 3 where a signature has ended or ends soon: for timers"),
    )
    with_clock(command)
    command.add_argument(
        "--witness-wait",
        type=seconds,
        default=0,
        metavar=text("SECONDS"),
        help=text(
            "before going live, ask the witnesses of portal.toml to sign the log, and wait so long"
            " for them"
        ),
    )


def run_build(options: argparse.Namespace) -> int:
    """`gongshi build`."""
    from generator.portal.folder import find_deployment

    report = build_portal(
        find_deployment(options.portal).folder,
        options,
        withdraw_missing=options.withdraw_missing,
        from_scratch=options.from_scratch,
        remove=options.remove,
        audit=options.audit,
        witness_wait=options.witness_wait,
        to_day=True,
    )
    return EXPIRING if options.check_expiry and report.ending else 0


def build_portal(
    folder: Path, options: argparse.Namespace, *, to_day: bool = False, **chosen: Any
) -> Report:
    """Build and say what was done; `options` has the passphrases and whether the clock was
    confirmed, `chosen` is as in `build`. With `to_day` the site speaks by the day of the clock.
    """
    from generator.build.pipeline import build
    from generator.history.publication import CLOCK_AHEAD
    from generator.portal.folder import Deployment
    from generator.trust.signed_day import day_at

    deployment = Deployment(folder)
    at = confirmed_now(options, deployment, CLOCK_AHEAD)
    if to_day:
        chosen["day"] = day_at(at)
    steps = Steps()
    try:
        report = build(deployment, lambda path: open_key(path, options), steps, at=at, **chosen)
    finally:
        steps.close()
    show_problems(report.warnings)
    # What has simply ended is said below, with what mends it.
    others = (one for one in report.suspended if one.above or one.cause != "expired")
    warn_suspended(tuple(one.message for one in others))
    show_problems(report.ending)
    for why in report.unwitnessed:
        complain(msg("NOT WITNESSED: %(why)s", why=why))
    if report.release is None:
        say(
            msg(
                "Nothing changed: %(exports)s exports verified, the site stands as it is.",
                exports=report.exports,
            )
        )
        return report
    say(
        msg(
            "%(exports)s exports verified, %(loaded)s loaded; %(made)s files made, %(reused)s"
            " kept; %(indexed)s documents indexed.",
            exports=report.exports,
            loaded=report.loaded,
            made=report.made,
            reused=report.reused,
            indexed=report.indexed,
        )
    )
    say(msg("Live: %(release)s", release=report.release))
    return report
