"""The command `gongshi init`: a new portal."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.shared.arguments import (
    add_command,
    new_passphrase,
    with_passphrase,
)
from generator.commands.shared.clock import now
from generator.commands.shared.console import (
    say,
)
from generator.commands.shared.words import text
from generator.model.messages import msg

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands


def add_init(commands: Commands) -> None:
    command = add_command(
        commands,
        "init",
        run_init,
        text("Found a portal: root and targets keys, the portal's own keys, the first agency."),
        "gongshi init portal --name 托育公示 --address https://ty.example.gov.cn"
        " --region 371500 --agency 聊城市卫生健康委员会",
    )
    command.add_argument("folder", type=Path)
    command.add_argument("--name", required=True, help=text("name of the site"))
    command.add_argument(
        "--address", required=True, help=text("where it will stand, with https://")
    )
    command.add_argument(
        "--region",
        help=text("six-digit region code of the agency; without one, add many with gongshi keys"),
    )
    command.add_argument("--agency", help=text("name of the agency"))
    with_passphrase(command)


def run_init(options: argparse.Namespace) -> int:
    """`gongshi init`."""
    from generator.portal.folder import Deployment
    from generator.portal.init_portal import init_portal

    new_portal = init_portal(
        Deployment(options.folder),
        name=options.name,
        address=options.address,
        region=options.region,
        agency=options.agency,
        passphrase=new_passphrase(options),
        at=now(),
    )
    say(
        msg(
            "Founded %(folder)s. Keys, each with the fingerprint to read aloud:",
            folder=options.folder,
        )
    )
    for key in new_portal.keys:
        say(msg("  %(fingerprint)s  %(private)s", fingerprint=key.fingerprint, private=key.private))
    say(
        msg(
            "Move the root and targets keys to safe places, and hand r-… to its agency; the "
            "portal needs snapshot, timestamp and log."
        )
    )
    say(msg("The key of the log, to be printed and kept where nobody of the portal can change it:"))
    say(msg("  %(log_key)s", log_key=Deployment(options.folder).log_key()))
    return 0
