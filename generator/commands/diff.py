"""The command `gongshi diff`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.shared.arguments import add_command, with_portal
from generator.commands.shared.console import out, show
from generator.commands.shared.words import text
from generator.model.messages import msg
from generator.model.problems import UsageError

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands
    from generator.exports.contents import Export


def add_diff(commands: Commands) -> None:
    """`diff`: two releases of one agency compared."""
    command = add_command(
        commands,
        "diff",
        run_diff,
        text("Compare two releases of an agency: what came, went and changed, unexplained first."),
        "gongshi diff 371500-0002 exports/371500-0003.zip",
    )
    command.add_argument(
        "older", help=text("agency and number, as in 371500-0002, or a packed zip")
    )
    command.add_argument("newer", help=text("a later release of the same agency, or a packed zip"))
    command.add_argument("--json", action="store_true", help=text("the changes for a script"))
    with_portal(command)


def run_diff(options: argparse.Namespace) -> int:
    """`gongshi diff`: two releases of a portal, or packed ones that nobody has signed yet."""
    if any(name.endswith(".zip") for name in (options.older, options.newer)):
        return _diff_files(options)
    from generator.build.open_context import open_context
    from generator.commands.shared.diff_output import diff_json, show_diff
    from generator.pages.release.comparison import compare_releases
    from generator.portal.folder import find_deployment

    with open_context(find_deployment(options.portal)) as context:
        comparison = compare_releases(context, options.older, options.newer)
        if options.json:
            show(diff_json(comparison))
        else:
            show_diff(context, comparison, out)
    return 0


def _diff_files(options: argparse.Namespace) -> int:
    from generator.commands.shared.change_summary import changed_lines, changes_json, summary_lines
    from generator.preparation.release_changes import release_changes

    older, newer = (_export(name, options) for name in (options.older, options.newer))
    if older.info.region != newer.info.region:
        raise UsageError(
            msg(
                "%(name)s and %(name_2)s are of two agencies",
                name=older.info.name,
                name_2=newer.info.name,
            )
        )
    if older.info.release >= newer.info.release:
        raise UsageError(
            msg(
                "name the older release first: %(name)s, %(name_2)s",
                name=newer.info.name,
                name_2=older.info.name,
            )
        )
    changes = release_changes(older, newer)
    if options.json:
        show(changes_json(changes))
        return 0
    for line in (*summary_lines(changes.summary), *changed_lines(changes)):
        show(line)
    return 0


def _export(name: str, options: argparse.Namespace) -> Export:
    """A packed zip, or a release that the portal accepted, by its name."""
    from generator.portal.folder import find_deployment
    from generator.preparation.last_release import last_accepted, read_packed

    if name.endswith(".zip"):
        return read_packed(Path(name))
    region, _, number = name.partition("-")
    if not number.isdigit():
        raise UsageError(msg("%(name)s: a release is named as in 371500-0002", name=name))
    found = last_accepted(region, find_deployment(options.portal), before=int(number) + 1)
    if found is None or found.info.name != name:
        raise UsageError(msg("%(name)s: no such release was accepted", name=name))
    return found
