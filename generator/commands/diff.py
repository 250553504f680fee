"""The command `gongshi diff`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from generator.commands.arguments import add_command, with_portal
from generator.commands.console import out, say

if TYPE_CHECKING:
    from generator.commands.arguments import Commands


def add_diff(commands: Commands) -> None:
    """`diff`: two releases of one agency compared."""
    command = add_command(
        commands,
        "diff",
        run_diff,
        "Compare two releases of an agency: what came, went and changed, unexplained first.",
        "gongshi diff 371500-0002 371500-0003",
    )
    command.add_argument("older", help="agency and number, as in 371500-0002")
    command.add_argument("newer", help="a later release of the same agency")
    command.add_argument("--json", action="store_true", help="the changes for a script")
    with_portal(command)


def run_diff(options: argparse.Namespace) -> int:
    """`gongshi diff`."""
    from generator.build.open_context import open_context
    from generator.commands.diff_output import diff_json, show_diff
    from generator.pages.release.comparison import compare_releases
    from generator.portal.folder import find_deployment

    with open_context(find_deployment(options.portal)) as context:
        comparison = compare_releases(context, options.older, options.newer)
        if options.json:
            say(diff_json(comparison))
        else:
            show_diff(context, comparison, out)
    return 0
