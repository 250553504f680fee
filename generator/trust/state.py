"""What a walk finds: the state to remember, what is suspended, what is listed."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

from msgspec import Struct, field, json

from generator.model.messages import msg
from generator.model.problems import MALFORMED, DataError, UsageError
from generator.model.release import RowTreeRoot
from generator.model.suspension import Suspension
from generator.trust.agency_keys import Signing
from generator.trust.revocation import Disowned

SIGNED_DAY = "x-gongshi-day"
"""The field of the timestamp with the portal's signed day, an ISO date."""


class Accepted(Struct, frozen=True):
    """The state that was accepted last: what may never be taken back.

    `metadata` holds version and sha256 of each role's file, `targets` length and sha256 of each
    export's path, `row_trees` the root of its rows where one was signed, `disowned` the SHA-256 of
    those that were signed with a stolen key, `day` the portal's signed day where there is one.
    """

    metadata: dict[str, tuple[int, str]]
    targets: dict[str, tuple[int, str]]
    row_trees: dict[str, str] = field(default_factory=dict)
    disowned: dict[str, str] = field(default_factory=dict)
    day: date | None = None

    def to_json(self) -> bytes:
        """The same bytes for the same state."""
        return json.format(json.encode(self, order="deterministic"), indent=1) + b"\n"

    @classmethod
    def from_json(cls, data: bytes) -> Accepted:
        """What `to_json` wrote; DataError for anything else."""
        try:
            return json.decode(data, type=cls)
        except MALFORMED as error:
            raise DataError(
                msg("the accepted state cannot be read: %(error)s", error=error)
            ) from error


@dataclass(frozen=True, slots=True)
class Listed:
    """One export as the metadata describe it."""

    path: str
    region: str
    release: int
    role: str
    role_version: int
    length: int
    sha256: str
    suspension: Suspension | None
    row_tree: RowTreeRoot | None


@dataclass(frozen=True, slots=True)
class ListedCopy:
    """The public copy of an export as a TUF target; `address` is its path on the site."""

    path: str
    address: str
    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ListedCopies:
    """What the portal's role for public copies says, and until when."""

    files: tuple[ListedCopy, ...]
    expires: datetime


@dataclass(slots=True)
class Survey:
    """The metadata of one archive, verified: what a walk and the next version start from.

    `raw`, `versions`, `parents`, `ends` (when a role expires) and `signing` (with which keys it
    signs) are by role name; `order` gives, for each role that delegates, the place of each child,
    since TUF asks them in that order;
    `disowned` has, by path, what was signed with a stolen key; `log_key` is the SHA-256 of the key
    of the log, as the targets role lists it, `log_follows` what it says of the log before it;
    `copies` is None where no role for public copies is delegated; `day` is the portal's signed day.
    """

    at: datetime
    raw: dict[str, bytes] = dataclasses.field(default_factory=dict)
    versions: dict[str, int] = dataclasses.field(default_factory=dict)
    parents: dict[str, str] = dataclasses.field(default_factory=dict)
    ends: dict[str, datetime] = dataclasses.field(default_factory=dict)
    signing: dict[str, Signing] = dataclasses.field(default_factory=dict)
    order: dict[str, dict[str, int]] = dataclasses.field(default_factory=dict)
    listed: dict[str, Listed] = dataclasses.field(default_factory=dict)
    suspended: dict[str, Suspension] = dataclasses.field(default_factory=dict)
    disowned: dict[str, Disowned] = dataclasses.field(default_factory=dict)
    log_key: str | None = None
    copies: ListedCopies | None = None
    log_follows: object = None
    day: date | None = None

    def accepted(self) -> Accepted:
        """The state to compare the next walk with."""
        return Accepted(
            {
                role: (self.versions[role], sha256(data).hexdigest())
                for role, data in sorted(self.raw.items())
            },
            {path: (each.length, each.sha256) for path, each in sorted(self.listed.items())},
            {p: each.row_tree.root for p, each in sorted(self.listed.items()) if each.row_tree},
            {path: each.sha256 for path, each in sorted(self.disowned.items())},
            self.day,
        )


def in_utc(at: datetime) -> datetime:
    """`at` in UTC to the second; UsageError without a time zone."""
    if at.tzinfo is None:
        raise UsageError(msg("the reference time has no time zone"))
    return at.astimezone(UTC).replace(microsecond=0)
