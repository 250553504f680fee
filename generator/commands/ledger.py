"""The command `gongshi ledger`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.shared.arguments import add_command, with_portal
from generator.commands.shared.clock import now
from generator.commands.shared.console import say
from generator.commands.shared.words import text, translate
from generator.model.messages import msg, nmsg
from generator.model.problems import UsageError
from generator.model.release import CHINA

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands
    from generator.exports.contents import Export


def add_ledger(commands: Commands) -> None:
    command = add_command(
        commands,
        "ledger",
        run_ledger,
        text(
            "Write the ledger of an office as a workbook: institutions by district and street,"
            " grades, inspections, rectifications, what is due."
        ),
        "gongshi ledger --portal portal --region 371502 --out 台账.xlsx",
    )
    command.add_argument(
        "--export",
        type=Path,
        metavar=text("FILE"),
        help=text("the release to take (default: what the portal accepted last)"),
    )
    command.add_argument(
        "--region",
        default="",
        metavar=text("CODE"),
        help=text("a district or a street by the beginning of its code (default: all)"),
    )
    command.add_argument(
        "--out", type=Path, required=True, metavar=text("FILE"), help=text("the workbook")
    )
    with_portal(command)


def run_ledger(options: argparse.Namespace) -> int:
    """`gongshi ledger`: from the last release to a workbook."""
    from generator.desk.lists.ledger import make_ledger
    from generator.desk.lists.ledger_sheets import ledger_workbook
    from generator.io.atomic import replace_file

    if options.out.suffix.lower() != ".xlsx":
        raise UsageError(msg("%(file)s: a ledger is an .xlsx file", file=options.out))
    if not (options.region == "" or (options.region.isascii() and options.region.isdigit())):
        raise UsageError(msg("The code of the region has six digits, such as 371502."))
    on = now().astimezone(CHINA).date()
    ledger = make_ledger(_export(options), on=on, region=options.region)
    if not ledger.rows:
        raise UsageError(msg("no institution of this release lies there"))
    replace_file(options.out, ledger_workbook(ledger, translate))
    open_ones = sum(len(row.open) for row in ledger.rows)
    said = nmsg("%(n)s institution", "%(n)s institutions", len(ledger.rows))
    say(msg("Wrote %(path)s: %(said)s, %(open)s open faults", path=options.out, said=said,
            open=open_ones))  # fmt: skip
    return 0


def _export(options: argparse.Namespace) -> Export:
    from generator.portal.folder import find_deployment
    from generator.preparation.last_release import accepted_regions, last_accepted, read_packed

    if options.export is not None:
        return read_packed(options.export)
    portal = find_deployment(options.portal)
    regions = accepted_regions(portal)
    # The narrowest agency in charge: a district's own, else its city's.
    fitting = [each for each in regions if options.region.startswith(each.rstrip("0"))]
    chosen = max(fitting, key=lambda each: len(each.rstrip("0")), default=None)
    if chosen is None and len(regions) == 1:
        chosen = regions[0]
    if chosen is None:
        raise UsageError(msg("whose release is it? name the region: --region 371500"))
    found = last_accepted(chosen, portal)
    assert found is not None, "it is among the accepted"
    return found
