"""The command `gongshi demo`: the demonstration portal."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.build import build_portal
from generator.commands.serve import serve_portal
from generator.commands.shared.arguments import (
    add_command,
    port,
)
from generator.commands.shared.clock import now
from generator.commands.shared.console import (
    Steps,
)
from generator.commands.shared.words import text

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands


def add_demo(commands: Commands) -> None:
    command = add_command(
        commands,
        "demo",
        run_demo,
        text("Make the demonstration portal: exports, keys, signatures, site, index."),
        "gongshi demo --serve\n         gongshi demo --facilities 10000 --portal big",
    )
    command.add_argument("--portal", type=Path, default=Path("demo"), metavar=text("FOLDER"))
    command.add_argument(
        "--facilities",
        type=int,
        metavar=text("N"),
        help=text("invented facilities all over the country"),
    )
    command.set_defaults(passphrase_file=[], clock_is_right=True)
    command.add_argument(
        "--serve", action="store_true", help=text("serve the site when it is built")
    )
    command.add_argument("--port", type=port, default=8000, help=text("0 for any that is free"))


def run_demo(options: argparse.Namespace) -> int:
    """`gongshi demo`."""
    from generator.demonstration.portal import prepare_demo
    from generator.portal.folder import Deployment
    from generator.service.server import require_free

    deployment = Deployment(options.portal)
    if options.serve:
        require_free(options.port)
    steps = Steps()
    try:
        prepare_demo(deployment, options.facilities, at=now(), progress=steps)
    finally:
        steps.close()
    build_portal(options.portal, options)
    return serve_portal(options.portal, options.port) if options.serve else 0
