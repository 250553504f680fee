"""When the releases of a site were published, by the auditor's clock and the witnesses'."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from generator.audit.heads import LOG, AuditOptions, Head, log_file
from generator.audit.log_leaves import LogContents
from generator.log.published import (
    CLOCKS_DIFFER,
    judged_at,
    require_witnessed_after,
    shown,
)
from generator.log.tile_files import CHECKPOINTS
from generator.model.messages import message_of, msg
from generator.model.problems import VerificationError
from generator.trust.signed import refuse


def check_times(head: Head, log_says: LogContents, options: AuditOptions) -> None:
    """VerificationError where a release is of the future, by the clock of the auditor or of a
    witness, or the newest one is older than was asked for.
    """
    numbers = [number for number, _ in log_says.published]
    for one in head.cosigned:
        before = bisect_left(numbers, one.size)
        own = log_says.published[before - 1][1] if before else None
        try:
            require_witnessed_after(one.key.name, one.at, own)
        except VerificationError as error:
            raise refuse(log_file(f"{CHECKPOINTS}/{one.size}"), message_of(error)) from None
    release, at = log_says.release, options.at
    if release is None or at is None:
        return
    own = judged_at(release)
    if log_says.published and own > at + CLOCKS_DIFFER:
        raise refuse(
            LOG,
            msg(
                "says that the newest release was published on %(published)s UTC, and it is"
                " %(now)s: one of the two clocks is wrong",
                published=shown(own),
                now=shown(at),
            ),
        )
    if options.max_age is not None and at - own > options.max_age:
        raise refuse(
            LOG,
            msg(
                "has had no release since %(published)s UTC, which is %(age)s ago, and --max-age"
                " asks for one of the last %(limit)s: the site stands still, or you are shown an"
                " old copy",
                published=shown(own),
                age=in_words(at - own),
                limit=in_words(options.max_age),
            ),
        )


def ended_since(ends: Mapping[str, datetime], published: datetime, at: datetime) -> Iterator[str]:
    """The roles whose signatures held when the site was published and have ended by `at`."""
    return (role for role, end in sorted(ends.items()) if published < end <= at)


def in_words(length: timedelta) -> str:
    """A length of time in days, or in hours below two days."""
    hours = max(length, timedelta()) // timedelta(hours=1)
    if hours < 48:
        return msg("%(count)s hours", count=hours)
    return msg("%(count)s days", count=hours // 24)
