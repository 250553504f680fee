"""The command `gongshi rebuild`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.shared.arguments import add_command, with_portal
from generator.commands.shared.console import Steps, complain, say, show
from generator.commands.shared.words import text
from generator.model.messages import msg, nmsg

if TYPE_CHECKING:
    from generator.build.earlier.rebuild import Difference, Rebuilt, Withdrawn
    from generator.commands.shared.arguments import Commands

MOST = 40
"""How many lines of a kind are shown; the rest is counted."""


def add_rebuild(commands: Commands) -> None:
    command = add_command(
        commands,
        "rebuild",
        run_rebuild,
        text("Make the site again as it was at an earlier release, and compare it with the log."),
        "gongshi rebuild --release 371500-0003 --out past",
    )
    command.add_argument(
        "--release",
        required=True,
        metavar="371500-0003",
        help=text(
            "the release of an agency with which the site was published first, the entry of the log"
            " that is a release of the site, or newest"
        ),
    )
    command.add_argument(
        "--out",
        type=Path,
        metavar=text("FOLDER"),
        help=text("where to make it, a new folder (default: rebuilt/RELEASE in the portal)"),
    )
    with_portal(command)


def run_rebuild(options: argparse.Namespace) -> int:
    """`gongshi rebuild`; 1 where it came out otherwise and nothing explains that."""
    from generator.build.earlier.rebuild import rebuild
    from generator.portal.folder import REBUILT, find_deployment

    deployment = find_deployment(options.portal)
    folder = options.out or deployment.folder / REBUILT / options.release
    steps = Steps()
    try:
        done = rebuild(deployment, options.release, folder, steps)
    finally:
        steps.close()
    _say_what_came_out(done)
    _say_what_was_taken_back(done.withdrawn)
    say(msg("To look at it: gongshi serve --portal %(folder)s", folder=done.folder))
    return 0 if done.explained else 1


def _say_what_came_out(done: Rebuilt) -> None:
    kept = done.release
    say(
        msg(
            "The release of the site that is entry %(entry)s of the log, published on %(at)s UTC.",
            entry=kept.entry,
            at=f"{kept.published:%Y-%m-%d %H:%M}",
        )
    )
    same, entries = done.entries
    say(msg("%(same)s of its %(entries)s entries were made again.", same=same, entries=entries))
    if done.equal:
        say(msg("Its manifest is the same as in the log: every byte is as it was."))
        return
    complain(
        nmsg(
            "%(count)s file is not as it was:",
            "%(count)s files are not as they were:",
            len(done.differences),
            count=len(done.differences),
        )
    )
    _show_differences(done.differences)
    for name in done.lost:
        complain(msg("%(name)s was taken out of the archive with gongshi remove", name=name))
    if done.removed:
        complain(
            nmsg(
                "%(count)s value was taken out with gongshi remove",
                "%(count)s values were taken out with gongshi remove",
                done.removed,
                count=done.removed,
            )
        )
    if not done.same_program:
        complain(
            msg(
                "It was made by another version of the program (%(version)s, files %(code)s): with"
                " that one the bytes would be the same",
                version=kept.version,
                code=kept.code[:12],
            )
        )
    if not done.explained:
        complain(msg("NOTHING EXPLAINS THIS: the archive is not what it was when it was published"))


def _show_differences(differences: Sequence[Difference]) -> None:
    # Those that speak of one record first: the others follow from them.
    ordered = sorted(differences, key=lambda each: not each.why)
    for each in ordered[:MOST]:
        named = ", ".join(f"{one.entry} ({one.reason})" for one in each.why)
        show(f"  {each.path}" + (f"  ← {named}" if named else ""))
    if len(ordered) > MOST:
        show(f"  … +{len(ordered) - MOST}")


def _say_what_was_taken_back(withdrawn: Sequence[Withdrawn]) -> None:
    if not withdrawn:
        return
    say(
        nmsg(
            "%(count)s entry of then was taken back since:",
            "%(count)s entries of then were taken back since:",
            len(withdrawn),
            count=len(withdrawn),
        )
    )
    for each in withdrawn[:MOST]:
        show(f"  {each.entry}  {each.subject or '?'}  {each.reason}")
    if len(withdrawn) > MOST:
        show(f"  … +{len(withdrawn) - MOST}")
    if any(not each.destroyed for each in withdrawn):
        complain(msg("What was made still shows some of that: look at it here, do not publish it."))
