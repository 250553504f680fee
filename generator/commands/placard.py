"""The command `gongshi placard`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.arguments import add_command, with_portal
from generator.commands.console import Steps, complain, say
from generator.model.messages import msg
from generator.model.problems import UsageError

if TYPE_CHECKING:
    from generator.commands.arguments import Commands


def add_placard(commands: Commands) -> None:
    """`placard`: notices for doors."""
    command = add_command(
        commands,
        "placard",
        run_placard,
        "Make print-ready notices (公示牌) for the doors of facilities, with grade and code.",
        "gongshi placard 371502T00001 --pdf\n"
        "         gongshi placard --region 371502 --size A3 --out notices",
    )
    command.add_argument(
        "facility", nargs="*", help="identifier, credit code or full name; several at once"
    )
    command.add_argument("--region", metavar="CODE", help="all facilities of a region")
    command.add_argument("--size", choices=("A4", "A3"), default="A4")
    command.add_argument("--pdf", action="store_true", help="also as PDF, by a browser found here")
    command.add_argument(
        "--scheme", metavar="ID", help="the scheme in large type (default: the agency's leading)"
    )
    command.add_argument(
        "--out", type=Path, metavar="FOLDER", help="(default: placards in the portal's folder)"
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
        say(str(path))
    if len(made.files) > 20:
        say(f"… and {len(made.files) - 20} more files")
    closed = f"; {made.closed} closed, without a notice" if made.closed else ""
    if not made.chinese:
        complain(
            "No Chinese font was found here: install one, say fonts-noto-cjk, and print again."
        )
    notices = f"{made.notices} notice" + ("" if made.notices == 1 else "s")
    files = f"{len(made.files)} file" + ("" if len(made.files) == 1 else "s")
    say(f"{notices} of size {options.size} in {files}{closed}: {out}")
    return 0
