"""The command `gongshi deploy`."""

from __future__ import annotations

import argparse
from itertools import islice
from typing import TYPE_CHECKING

from rich.filesize import decimal

from generator.commands.shared.arguments import add_command, with_portal
from generator.commands.shared.clock import age, now
from generator.commands.shared.console import Steps, complain, say, show
from generator.commands.shared.words import text
from generator.model.messages import msg
from generator.model.problems import GongshiError

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands
    from generator.deploy.deploy import Plan

MOST = 40
"""How many changes a dry run shows; the rest is counted."""


def add_deploy(commands: Commands) -> None:
    """Add `deploy`."""
    command = add_command(
        commands,
        "deploy",
        run_deploy,
        text("Send the live site to the host that serves it: only what changed, never half of it."),
        "gongshi deploy www@ty.example.gov.cn:/srv/www/ty\n"
        "         gongshi deploy s3://ty-example --compress --dry-run",
    )
    command.add_argument(
        "target",
        metavar=text("TARGET"),
        help=text("a folder, user@host:/path (rsync over SSH) or s3://bucket/prefix"),
    )
    command.add_argument(
        "--dry-run", action="store_true", help=text("say what would be sent, and send nothing")
    )
    command.add_argument(
        "--compress",
        action="store_true",
        help=text(
            "send pages, styles and scripts compressed: beside the files for a web server, in"
            " their place for an object store"
        ),
    )
    command.add_argument(
        "--grace",
        type=age,
        default=age("24h"),
        metavar=text("24h"),
        help=text(
            "how long scripts and styles that the site has no longer stay for pages that are open"
            " (default: 24h); all else leaves at once"
        ),
    )
    command.add_argument(
        "--address",
        metavar=text("ADDRESS"),
        help=text("where visitors find it, to audit it there afterwards (default: portal.toml)"),
    )
    choice = command.add_mutually_exclusive_group()
    choice.add_argument(
        "--no-check", action="store_true", help=text("do not look at it afterwards")
    )
    choice.add_argument(
        "--audit",
        action="store_true",
        help=text("afterwards look at every file, not only at about 200"),
    )
    with_portal(command)


def run_deploy(options: argparse.Namespace) -> int:
    """`gongshi deploy`."""
    from generator.audit.site_source import require_address
    from generator.deploy.deploy import check_host, planned
    from generator.deploy.targets import host_of
    from generator.portal.folder import find_deployment

    deployment = find_deployment(options.portal)
    host = host_of(options.target, deployment)
    address = options.address or deployment.portal().address
    if not options.no_check:
        require_address(address)
    with (
        deployment.locked(".deploying"),
        planned(deployment, host, now(), options.grace, compress=options.compress) as plan,
    ):
        _say_what_changes(plan)
        if options.dry_run:
            _show_changes(plan)
            return 0
        if plan.done:
            say(msg("%(host)s has it already.", host=host.name))
        else:
            steps = Steps()
            try:
                steps.step("deploy")
                plan.send(steps.count)
            finally:
                steps.close()
            say(
                msg(
                    "%(host)s: release %(release)s is live.",
                    host=host.name,
                    release=plan.site.record.release,
                )
            )
        if not options.no_check:
            try:
                check_host(deployment, plan, address, whole=options.audit)
            except GongshiError as error:
                complain(
                    msg(
                        "%(host)s has the release, but what visitors get is not in order:"
                        " %(error)s",
                        host=host.name,
                        error=error,
                    )
                )
                return error.exit_status
            say(msg("%(address)s shows it, and its audit holds.", address=address))
    return 0


def _say_what_changes(plan: Plan) -> None:
    say(
        msg(
            "New files %(new)s, changed %(other)s, leaving %(gone)s, as they are %(same)s;"
            " %(size)s to send.",
            new=plan.new,
            other=plan.other,
            gone=plan.gone,
            same=plan.same,
            size=decimal(plan.size),
        )
    )


def _show_changes(plan: Plan) -> None:
    for each in islice(plan.changes(), MOST):
        sign = "+" if each.old is None else "-" if each.new is None else "*"
        show(f"  {sign} {each.path}")
    more = plan.new + plan.other + plan.gone - MOST
    if more > 0:
        show(f"  … +{more}")
