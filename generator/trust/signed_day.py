"""The portal's signed day: the day by which its site speaks, where no export brought a newer one.

It stands in the timestamp, which the portal signs itself, so that a site made again from the
archive is the same whenever it is made; a build moves it to the day of the machine's clock, in
China. It never goes back. Source: TRUST.md, "Three: time".
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from generator.model.messages import msg
from generator.model.release import CHINA
from generator.trust.commit import put_into_force
from generator.trust.files import TIMESTAMP, Archive, changing
from generator.trust.keys import PortalKeys
from generator.trust.next_version import online_files
from generator.trust.signed import refuse
from generator.trust.state import Accepted, Survey
from generator.trust.survey import ONLINE, survey


def day_at(at: datetime) -> date:
    """The day in China at a time."""
    return at.astimezone(CHINA).date()


def move_day(
    archive: Path,
    day: date,
    keys: Callable[[], PortalKeys],
    *,
    at: datetime,
    accepted: Accepted,
) -> None:
    """Sign a day that is later than the one that is signed, in the state of the archive at `at`."""
    opened = keys()
    with changing(archive) as staging:
        held = Archive(archive)
        found = survey(
            held, held.trusted_root(), at=at, accepted=accepted, renewing=ONLINE, suspending=True
        )
        put_into_force(held, staging, found, online_files(found, {}, opened, at, day=day))


def require_published_on(found: Survey, at: datetime) -> None:
    """VerificationError where the signed day lies behind the day on which a release came out."""
    if found.day is not None and found.day > day_at(at):
        raise refuse(
            f"tuf/{TIMESTAMP}",
            msg(
                "says that the day is %(day)s; the newest release was published on %(published)s",
                day=found.day.isoformat(),
                published=day_at(at).isoformat(),
            ),
        )
