"""The command `gongshi build`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.commands.arguments import (
    add_command,
    open_key,
    seconds,
    with_passphrase,
    with_portal,
)
from generator.commands.console import (
    Steps,
    complain,
    say,
    show_problems,
    warn_suspended,
)
from generator.commands.words import text
from generator.model.messages import msg

if TYPE_CHECKING:
    from generator.commands.arguments import Commands


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

    return build_portal(
        find_deployment(options.portal).folder,
        options,
        withdraw_missing=options.withdraw_missing,
        from_scratch=options.from_scratch,
        remove=options.remove,
        audit=options.audit,
        witness_wait=options.witness_wait,
    )


def build_portal(folder: Path, options: argparse.Namespace, **chosen: Any) -> int:
    """Build and say what was done; `options` has the passphrases, `chosen` is as in `build`."""
    from generator.build.pipeline import build
    from generator.portal.folder import Deployment

    steps = Steps()
    try:
        report = build(
            Deployment(folder),
            lambda path: open_key(path, options),
            steps,
            **chosen,
        )
    finally:
        steps.close()
    show_problems(report.warnings)
    warn_suspended(report.suspended)
    for why in report.unwitnessed:
        complain(msg("NOT WITNESSED: %(why)s", why=why))
    if report.release is None:
        say(
            msg(
                "Nothing changed: %(exports)s exports verified, the site stands as it is.",
                exports=report.exports,
            )
        )
        return 0
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
    return 0
