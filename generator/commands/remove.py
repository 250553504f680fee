"""The command `gongshi remove`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from generator.commands.build import build_portal
from generator.commands.shared.arguments import add_command, with_passphrase, with_portal
from generator.commands.shared.clock import confirmed_now, with_clock
from generator.commands.shared.console import complain, say
from generator.commands.shared.words import text
from generator.history.document_versions import REASONS
from generator.model.messages import msg, nmsg
from generator.portal.folder import find_deployment

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands


def add_remove(commands: Commands) -> None:
    command = add_command(
        commands,
        "remove",
        run_remove,
        text("Take a value, or a version of a document, off the site and out of its history."),
        "gongshi remove facilities/371502-0001/address --reason personal-data"
        "\n         gongshi remove policy/2024-hygiene-grading --version 2 --reason mistake",
    )
    command.add_argument(
        "place",
        metavar=text("PLACE"),
        help=text("a cell as TABLE/KEY/COLUMN, or a document as policy/SLUG, interpretation/SLUG"),
    )
    command.add_argument("--reason", required=True, choices=REASONS, help=text("stands in the log"))
    command.add_argument(
        "--version",
        type=int,
        metavar=text("N"),
        help=text("of a document, counted from 1 (default: all that stand)"),
    )
    command.add_argument(
        "--agency",
        metavar=text("CODE"),
        help=text("of the agency with the cell, needed where several say something there"),
    )
    command.add_argument(
        "--release",
        type=int,
        metavar=text("N"),
        help=text("of the agency, whose value goes (default: the newest that has one)"),
    )
    with_portal(command)
    with_passphrase(command)
    with_clock(command)


def run_remove(options: argparse.Namespace) -> int:
    """`gongshi remove`."""
    from generator.build.remove_value import Asked, forget_earlier_releases, note_removal
    from generator.history.publication import CLOCK_AHEAD

    deployment = find_deployment(options.portal)
    # Before anything is noted: the build would refuse it afterwards.
    confirmed_now(options, deployment, CLOCK_AHEAD)
    removed = note_removal(
        deployment,
        Asked(options.place, options.reason, options.version, options.agency, options.release),
    )
    if removed.before:
        say(msg("It was removed before; what was not completed then is completed now."))
    else:
        say(msg("Noted; store, index and every page are made again without it."))
    build_portal(deployment.folder, options)
    gone = forget_earlier_releases(deployment)
    if not removed.before:
        say(
            nmsg(
                "%(count)s entry of the log is taken back in public.",
                "%(count)s entries of the log are taken back in public.",
                removed.taken_back,
                count=removed.taken_back,
            )
        )
    if gone:
        say(
            nmsg(
                "%(count)s earlier release of the site was deleted from this disk.",
                "%(count)s earlier releases of the site were deleted from this disk.",
                len(gone),
                count=len(gone),
            )
        )
    for place in removed.elsewhere:
        complain(msg("It stands in %(place)s too: gongshi remove %(place)s", place=place))
    say(msg("Still to do by hand:"))
    for line in (
        msg("- gongshi deploy to every server that serves the site, and empty their caches"),
        msg("- delete older copies of the site, of its downloads and of printed notices"),
        msg("- back up the archive: archive/log/removals.jsonl and documents.jsonl belong to it"),
        msg("- ask the agency to sign a release without it; the archive keeps what was signed,"
            " unpublished, and what others downloaded cannot be called back"),
    ):  # fmt: skip
        say(line)
    return 0
