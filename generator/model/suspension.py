"""A role that is not trusted at present, and a release that was signed with a stolen key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, Literal, TypeAlias, cast

from generator.model.messages import Message, msg

Cause: TypeAlias = Literal["expired", "revoked", "keys changed"]

_CAUSES: Final[dict[Cause, Message]] = {
    "expired": msg("expired"),
    "revoked": msg("revoked"),
    "keys changed": msg("keys changed"),
}


@dataclass(frozen=True, slots=True)
class Suspension:
    """A role that is not trusted at present; what it published stays, marked so, since then.

    `reason` is "expired", "revoked" or "keys changed", after the name of a role above it where
    the cause lies there: "r-37 expired", "targets expired".
    """

    role: str
    since: datetime
    reason: str

    @property
    def above(self) -> str:
        """The role above it where the cause lies; empty where it is its own."""
        role, _, cause = self.reason.partition(" ")
        return role if cause in _CAUSES else ""

    @property
    def cause(self) -> Cause:
        """What happened, to this role or to the one above."""
        return cast(Cause, self.reason.removeprefix(self.above).lstrip())

    @property
    def day(self) -> date:
        """The day in UTC, which every page and message names."""
        return self.since.astimezone(UTC).date()

    @property
    def why(self) -> Message:
        """The reason in words."""
        why = _CAUSES[self.cause]
        return msg("%(role)s %(why)s", role=self.above, why=why) if self.above else why

    @property
    def message(self) -> Message:
        """Role, day and reason in words."""
        since = self.day.isoformat()
        return msg("%(role)s since %(since)s: %(why)s", role=self.role, since=since, why=self.why)

    @property
    def said(self) -> dict[str, str]:
        """How `/tuf/suspended.json` says it."""
        return {"since": self.since.isoformat(timespec="seconds"), "reason": self.reason}


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A release that was signed with a stolen key and taken back `at`.

    `since` is the first day on which the agency's key was not to be trusted.
    """

    agency: str
    release: int
    at: datetime
    since: date

    @property
    def day(self) -> date:
        """The day in UTC on which it was taken back."""
        return self.at.astimezone(UTC).date()
