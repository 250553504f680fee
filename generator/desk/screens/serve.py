"""The desk on a port of this machine: one desk a portal, for browsers of this machine only."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from generator.desk.screens.app import make_desk
from generator.desk.screens.guard import HEADERS
from generator.desk.screens.screen import Desk
from generator.io.locks import exclusive
from generator.model.messages import msg
from generator.service.server import make_app_server


def serve_desk(desk: Desk, port: int, ready: Callable[[str], None]) -> None:
    """Answer until ended; `ready` gets the address to open. UsageError where another desk works on
    this portal or in this folder, or the port is taken.
    """
    folder = desk.space.folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    busy = msg("another desk is open in %(folder)s", folder=folder)
    locks = [folder / ".lock"]
    if desk.space.portal is not None:
        locks.append(desk.space.portal.folder / ".desk.lock")
    with ExitStack() as held:
        for lock in locks:
            held.enter_context(exclusive(lock, busy))
        server, guard = make_app_server(lambda at: make_desk(desk, at), port, HEADERS)
        with server:
            ready(guard.address)
            server.serve_forever()
