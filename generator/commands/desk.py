"""The command `gongshi desk`."""

from __future__ import annotations

import argparse
import os
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.shared.arguments import add_command, port, with_portal
from generator.commands.shared.clock import now
from generator.commands.shared.console import say, show
from generator.commands.shared.words import language, say_problem, text, translate
from generator.model.messages import msg

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands
    from generator.portal.folder import Deployment

USUAL_PORT = 8750


def add_desk(commands: Commands) -> None:
    command = add_command(
        commands,
        "desk",
        run_desk,
        text(
            "Open the officials' desk in the browser: documents, lists and notices, from the file"
            " to the signature."
        ),
        "gongshi desk --portal portal",
    )
    command.add_argument(
        "folder",
        type=Path,
        nargs="?",
        metavar=text("FOLDER"),
        help=text("where drafts and releases lie (default: desk, in the portal or here)"),
    )
    with_portal(command)
    command.add_argument(
        "--port", type=port, default=USUAL_PORT, help=text("0 takes any that is free")
    )
    command.add_argument(
        "--no-browser", action="store_true", help=text("print the address and open nothing")
    )


def run_desk(options: argparse.Namespace) -> int:
    """`gongshi desk`: prints one address and answers there until it is ended."""
    from generator.desk.releases.publishing import Publisher
    from generator.desk.releases.workspace import Workspace
    from generator.desk.screens.screen import Desk, Words
    from generator.desk.screens.serve import serve_desk
    from generator.desk.writing.drafts import Drafts

    portal = _portal(options)
    folder = options.folder or (portal.folder / "desk" if portal else Path("desk"))
    space = Workspace(folder.resolve(), portal)
    words = Words(language(), translate, say_problem)
    desk = Desk(space, Drafts(space.folder / "drafts"), words, now, Publisher())

    def ready(address: str) -> None:
        say(msg("The desk is open at %(address)s (Ctrl+C ends it).", address=address))
        sys.stdout.flush()
        if not options.no_browser:
            webbrowser.open(address)

    try:
        serve_desk(desk, options.port, ready)
    except KeyboardInterrupt:
        show("")
    return 0


def _portal(options: argparse.Namespace) -> Deployment | None:
    """The portal that is named, or in which the command runs; None where there is none."""
    from generator.portal.folder import Deployment, find_deployment

    if options.portal is not None:
        return find_deployment(options.portal)
    here = Path(os.environ.get("GONGSHI_PORTAL", "."))
    return Deployment(here) if (here / "portal.toml").exists() else None
