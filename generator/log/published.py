"""When releases of the site were published: what the time in a release leaf has to obey. Pure.

`published` is the portal's clock at the build that made the release. It never goes back; leaves
without it are valid only before the first that has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from generator.log.leaves import ReleaseLeaf, decode_leaf
from generator.model.merkle import TILE
from generator.model.messages import msg
from generator.model.problems import VerificationError

CLOCKS_DIFFER = timedelta(minutes=10)
"""How far the clocks of a portal, a witness and an auditor may lie apart."""
ISSUED_AHEAD = timedelta(days=1)
"""How far the clock of an agency may be ahead of the portal's."""

_RELEASE = b'"release"'


class Entries(Protocol):
    """What has the entries of a log."""

    @property
    def size(self) -> int: ...

    def entries(self, start: int = 0, end: int | None = None) -> Iterable[bytes]: ...


def newest_release(log: Entries, size: int | None = None) -> ReleaseLeaf | None:
    """The newest release among the first `size` entries of a log (None: all of them), if any."""
    end = log.size if size is None else size
    while end:
        start = (end - 1) // TILE * TILE
        for entry in reversed(list(log.entries(start, end))):
            leaf = decode_leaf(entry) if _RELEASE in entry else None
            if isinstance(leaf, ReleaseLeaf):
                return leaf
        end = start
    return None


def published(leaf: ReleaseLeaf) -> datetime | None:
    """When a release was published, UTC; None for those of earlier versions.

    VerificationError where it is no time.
    """
    return None if leaf.published is None else _moment(leaf.published)


def judged_at(leaf: ReleaseLeaf) -> datetime:
    """The time, UTC, at which signatures under a release are judged."""
    return published(leaf) or _moment(leaf.reference)


def require_in_order(leaf: ReleaseLeaf, before: datetime | None) -> datetime | None:
    """When a release was published; VerificationError unless it follows upon the one `before`.

    It may not be dated back behind its own exports either.
    """
    own = published(leaf)
    if before is not None and own is None:
        raise VerificationError(msg("does not say when it was published, though one before it did"))
    if own is None:
        return None
    if before is not None and own < before:
        raise VerificationError(
            msg(
                "was published on %(published)s UTC, which is before the release before it, of"
                " %(before)s",
                published=shown(own),
                before=shown(before),
            )
        )
    issued = _moment(leaf.reference)
    if own < issued - ISSUED_AHEAD:
        raise VerificationError(
            msg(
                "was published on %(published)s UTC, which is before its newest export, of"
                " %(issued)s",
                published=shown(own),
                issued=shown(issued),
            )
        )
    return own


def require_witnessed_after(name: str, at: datetime, own: datetime | None) -> None:
    """VerificationError where a witness signed a release long before it was published."""
    if own is not None and own > at + CLOCKS_DIFFER:
        raise VerificationError(
            msg(
                "%(name)s signed on %(at)s UTC a log whose newest release says that it was"
                " published on %(published)s UTC: one of the two clocks is wrong",
                name=name,
                at=shown(at),
                published=shown(own),
            )
        )


def shown(moment: datetime) -> str:
    """A time for messages, UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def _moment(written: str) -> datetime:
    try:
        return datetime.fromisoformat(written)
    except ValueError as error:
        raise VerificationError(
            msg("has a release at %(reference)s: %(error)s", reference=written, error=error)
        ) from None
