"""The command `gongshi serve`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.shared.arguments import (
    add_command,
    header_name,
    port,
    with_portal,
)
from generator.commands.shared.console import (
    complain,
    say,
    show,
)
from generator.commands.shared.words import text
from generator.model.messages import foreign, msg

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands


def add_serve(commands: Commands) -> None:
    command = add_command(
        commands,
        "serve",
        run_serve,
        text("Serve the built site on this machine."),
        "gongshi serve --portal portal --port 8080",
    )
    with_portal(command)
    command.add_argument("--port", type=port, default=8000, help=text("0 for any that is free"))
    command.add_argument(
        "--visitor-header",
        metavar="NAME",
        type=header_name,
        help=text("the header, such as X-Real-IP, in which your web server says who asks"),
    )


def run_serve(options: argparse.Namespace) -> int:
    """`gongshi serve`."""
    from generator.portal.folder import find_deployment

    portal = find_deployment(options.portal).folder
    return serve_portal(portal, options.port, options.visitor_header or "")


def serve_portal(folder: Path, port: int, visitor_header: str = "") -> int:
    from generator.portal.folder import Deployment
    from generator.service.server import make_server

    deployment = Deployment(folder)
    portal = deployment.portal()
    root, images = portal.root, portal.map.hosts if portal.map else ()
    with make_server(
        deployment.site,
        port,
        root,
        images=images,
        index=deployment.index,
        visitor_header=visitor_header,
        warn=_warn_of_index,
    ) as server:
        say(
            msg(
                "Serving at http://localhost:%(server_address)s%(root)s/  (Ctrl+C ends it)",
                server_address=server.server_address[1],
                root=root,
            )
        )
        sys.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            show("")
    return 0


def _warn_of_index(why: str) -> None:
    complain(msg("gongshi: no search over HTTP: %(why)s", why=foreign(why)))
