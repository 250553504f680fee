"""The command `gongshi status`."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from rich.filesize import decimal

from generator.commands.shared.arguments import add_command, with_portal
from generator.commands.shared.clock import now
from generator.commands.shared.console import say, show, show_problems, summary
from generator.commands.shared.words import text, translate
from generator.model.messages import msg
from generator.model.problems import Severity

if TYPE_CHECKING:
    from generator.build.disk_use import DiskUse
    from generator.build.portal_check import PortalStatus
    from generator.commands.shared.arguments import Commands


def add_status(commands: Commands) -> None:
    command = add_command(
        commands,
        "status",
        run_status,
        text("Say what a portal has published, until when it holds, and what is wrong with it."),
        "gongshi status --check --portal portal",
    )
    with_portal(command)
    command.add_argument(
        "--check",
        action="store_true",
        help=text("look for personal data too, exit status 1 where something is wrong: for timers"),
    )

    command.add_argument(
        "--disk", action="store_true", help=text("say how much of the disk each part takes")
    )
    command.add_argument(
        "--json", action="store_true", help=text("the answer for a script, on one line")
    )


def run_status(options: argparse.Namespace) -> int:
    """`gongshi status`."""
    from generator.build.disk_use import disk_use
    from generator.build.portal_check import portal_status
    from generator.portal.folder import find_deployment

    deployment = find_deployment(options.portal)
    with deployment.locked():
        status = portal_status(deployment, at=now(), personal=options.check)
        disk = disk_use(deployment) if options.disk else None
    if options.json:
        show(json.dumps(_as_json(status, disk), ensure_ascii=False))
    else:
        _say_what_is_public(status)
        _say_what_waits(status)
        if disk is not None:
            _say_disk(disk)
        show_problems(status.problems)
        say(summary(status.problems))
    faulty = any(problem.severity is Severity.ERROR for problem in status.problems)
    return 1 if faulty and options.check else 0


def _say_disk(disk: DiskUse) -> None:
    for part, size in disk.parts.items():
        show(f"{decimal(size):>10}  {part}")
    say(
        msg(
            "%(total)s in all, %(free)s free",
            total=decimal(disk.total),
            free=decimal(disk.free),
        )
    )


def _as_json(status: PortalStatus, disk: DiskUse | None) -> dict[str, object]:
    """What the lines say, for a script: times in RFC 3339, sizes in bytes."""
    return {
        "live": status.live,
        "day": status.day.isoformat() if status.day else None,
        "log": status.log_size,
        "agencies": [
            {
                "region": agency.region,
                "release": agency.release,
                "expires": agency.expires.isoformat() if agency.expires else None,
                "suspended": str(agency.suspension.why) if agency.suspension else None,
            }
            for agency in status.agencies
        ],
        "waiting": [translate(each) for each in status.waiting]
        if status.waiting is not None
        else None,
        "problems": [
            {
                "severity": str(problem.severity),
                "file": problem.file,
                "line": problem.line,
                "field": problem.field,
                "why": translate(problem.why),
            }
            for problem in status.problems
        ],
        "disk": {"free": disk.free, "parts": disk.parts} if disk else None,
    }


def _say_what_waits(status: PortalStatus) -> None:
    if status.waiting:
        say(msg("A build would publish:"))
        for each in status.waiting:
            show(f"  {translate(each)}")
    elif status.waiting is not None:
        say(msg("A build would change nothing."))


def _say_what_is_public(status: PortalStatus) -> None:
    if status.live is None:
        say(msg("No site is live."))
    else:
        say(msg("Live: release %(number)s of the site", number=status.live))
    if status.day is not None:
        say(msg("It speaks by %(day)s.", day=status.day.isoformat()))
    if status.log_size is not None:
        say(msg("The log has %(size)s entries.", size=status.log_size))
    for agency in status.agencies:
        until = f"{agency.expires:%Y-%m-%d}" if agency.expires else "–"
        line = msg(
            "%(region)s: release %(release)s, signature until %(until)s",
            region=agency.region,
            release=agency.release,
            until=until,
        )
        if agency.suspension:
            line = msg("%(line)s, suspended: %(why)s", line=line, why=agency.suspension.why)
        say(line)
