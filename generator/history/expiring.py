"""Which signatures have ended or end soon, and which command mends that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from generator.log.published import shown
from generator.model.messages import Message, msg
from generator.model.problems import Problem, Severity
from generator.trust.scope import COPIES
from generator.trust.survey import ONLINE

SOON = timedelta(days=2)
"""How long before its end a signature of the portal itself is warned of."""
SOON_OF_PEOPLE = timedelta(days=30)
"""The same for signatures that people have to make."""


def ending(ends: Mapping[str, datetime], at: datetime) -> Iterator[Problem]:
    """An error for each role whose signature has ended at `at`, a warning where it ends soon."""
    for role, expires in sorted(ends.items()):
        day = shown(expires)
        if expires <= at:
            why = msg("its signature ended on %(day)s UTC; %(mend)s", day=day, mend=_mend(role))
            yield Problem(role, None, None, why)
        elif expires - at <= (SOON if role in ONLINE else SOON_OF_PEOPLE):
            why = msg("its signature ends on %(day)s UTC; %(mend)s", day=day, mend=_mend(role))
            yield Problem(role, None, None, why, Severity.WARNING)


def _mend(role: str) -> Message:
    """Which command renews a role."""
    if role in ONLINE:
        return msg("gongshi receive without a folder renews it")
    if role in ("root", "targets"):
        return msg("gongshi keys renew %(role)s renews it", role=role)
    if role == COPIES:
        return msg("gongshi build renews it")
    return msg("the authority renews it with gongshi sign, or by its next release")
