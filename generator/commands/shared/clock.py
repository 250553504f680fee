"""The clock, read once a command: everything below takes the time as an argument."""

from __future__ import annotations

import argparse
import os
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from generator.commands.shared.words import text
from generator.log.published import shown
from generator.model.messages import msg
from generator.model.problems import UsageError

if TYPE_CHECKING:
    from generator.portal.folder import Deployment


def now() -> datetime:
    """The time, UTC. SOURCE_DATE_EPOCH, where it is set, is the time (reproducible-builds.org): for
    fixtures, and to go on with a portal of the past.
    """
    return _said() or datetime.now(UTC).replace(microsecond=0)


def with_clock(command: argparse.ArgumentParser) -> None:
    """Add --clock-is-right."""
    command.add_argument(
        "--clock-is-right",
        action="store_true",
        help=text("the date of this machine is right, though nothing was signed here for long"),
    )


def confirmed_now(
    options: argparse.Namespace, deployment: Deployment, ahead: timedelta
) -> datetime:
    """The time, for what a portal signs; UsageError where the clock may be wrong.

    A clock further than `ahead` beyond the newest time that the portal has signed has to be
    confirmed, by the option or by SOURCE_DATE_EPOCH: a date of another year would stand in the log
    for ever.
    """
    from generator.build.site_log import newest_signed_of

    at = now()
    newest = newest_signed_of(deployment)
    confirmed = options.clock_is_right or _said() is not None
    if newest is not None and at - newest > ahead and not confirmed:
        raise UsageError(
            msg(
                "the clock of this machine says %(now)s UTC, and what this portal signed last is of"
                " %(newest)s, %(count)s days before: a wrong date would stand in the log for ever;"
                " where the clock is right, add --clock-is-right",
                now=shown(at),
                newest=shown(newest),
                count=(at - newest).days,
            )
        )
    return at


def age(written: str) -> timedelta:
    """A length of time, as 8d or 36h; for argparse."""
    found = re.fullmatch(r"([1-9]\d{0,4})([dh])", written, re.ASCII)
    if not found:
        raise argparse.ArgumentTypeError(text("days or hours, such as 8d or 36h"))
    number = int(found[1])
    return timedelta(days=number) if found[2] == "d" else timedelta(hours=number)


def _said() -> datetime | None:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return None
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            msg("SOURCE_DATE_EPOCH=%(epoch)s: not the seconds since 1970", epoch=epoch)
        ) from None
