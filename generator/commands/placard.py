"""The command `gongshi placard`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.shared.arguments import add_command, with_portal
from generator.commands.shared.console import Steps, complain, say, show
from generator.commands.shared.words import text
from generator.model.messages import msg, nmsg
from generator.model.problems import UsageError

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands


def add_placard(commands: Commands) -> None:
    """`placard`: notices for doors."""
    command = add_command(
        commands,
        "placard",
        run_placard,
        text("Make print-ready notices (公示牌) for the doors of facilities, with grade and code."),
        "gongshi placard 371502T00001 --pdf\n"
        "         gongshi placard --region 371502 --size A3 --out notices",
    )
    command.add_argument(
        "facility", nargs="*", help=text("identifier, credit code or full name; several at once")
    )
    command.add_argument("--region", metavar=text("CODE"), help=text("all facilities of a region"))
    command.add_argument("--size", choices=("A4", "A3"), default="A4")
    command.add_argument(
        "--pdf", action="store_true", help=text("also as PDF, by a browser found here")
    )
    command.add_argument(
        "--scheme",
        metavar=text("ID"),
        help=text("the scheme in large type (default: the agency's leading)"),
    )
    command.add_argument(
        "--out",
        type=Path,
        metavar=text("FOLDER"),
        help=text("(default: placards in the portal's folder)"),
    )
    with_portal(command)


def run_placard(options: argparse.Namespace) -> int:
    """`gongshi placard`."""
    from generator.build.placards import Form, Size, facility_placards, region_placards
    from generator.portal.folder import find_deployment

    if bool(options.facility) == bool(options.region):
        raise UsageError(msg("name facilities, or a region with --region"))
    deployment = find_deployment(options.portal)
    out = options.out or deployment.folder / "placards"
    form = Form(Size(options.size), options.pdf, options.scheme)
    steps = Steps()
    steps.step("placards")
    try:
        if options.region:
            made = region_placards(deployment, options.region, out, form, steps.count)
        else:
            made = facility_placards(deployment, options.facility, out, form, steps.count)
    finally:
        steps.close()
    for path in made.files[:20]:
        show(str(path))
    if len(made.files) > 20:
        say(msg("… and %(count)s more files", count=len(made.files) - 20))
    if not made.chinese:
        complain(
            msg("No Chinese font was found here: install one, say fonts-noto-cjk, and print again.")
        )
    done = msg(
        "%(notices)s of size %(size)s in %(files)s",
        notices=nmsg("%(n)s notice", "%(n)s notices", made.notices),
        size=options.size,
        files=nmsg("%(n)s file", "%(n)s files", len(made.files)),
    )
    if made.closed:
        done = msg("%(done)s; %(n)s closed, without a notice", done=done, n=made.closed)
    say(msg("%(done)s: %(out)s", done=done, out=out))
    return 0
