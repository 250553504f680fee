"""The portal's clock beside the times that it has signed: it may stand, and never goes back."""

from __future__ import annotations

from datetime import datetime, timedelta

from generator.log.published import newest_release, published, shown
from generator.log.writing import Log
from generator.model.messages import msg
from generator.model.problems import UsageError

CLOCK_DRIFT = timedelta(minutes=5)
"""How far the clock of the portal may go back between two commands."""
CLOCK_AHEAD = timedelta(days=7)
"""How far it may be beyond the newest time that was signed, unless the operator confirms it."""
RECEIPT_AHEAD = timedelta(days=31)
"""The same for what is received: a portal of one agency may have nothing to receive for weeks."""


def require_no_earlier(before: datetime, at: datetime) -> None:
    """UsageError where time has gone back: what is signed now would have ended before it began."""
    if at < before - CLOCK_DRIFT:
        raise UsageError(
            msg(
                "the clock of this machine says %(now)s UTC, but something was signed on"
                " %(before)s: set the clock, and run the command again",
                now=shown(at),
                before=shown(before),
            )
        )


def next_publication(log: Log, received: datetime, at: datetime) -> datetime:
    """When what is new is published: the clock, or the newest time that was signed.

    `received` is when the portal signed last. UsageError where the clock has gone back.
    """
    newest = newest_signed(log, received)
    require_no_earlier(newest, at)
    return max(newest, at)


def newest_signed(log: Log, received: datetime) -> datetime:
    """The newest time, UTC, that the portal has signed: of its metadata or of a release."""
    release = newest_release(log)
    own = published(release) if release else None
    return max(received, own) if own else received
