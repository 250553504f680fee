"""What a host is known to have: a small file that stands there beside the site, never served."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Struct

from generator.log.checkpoint import open_checkpoint
from generator.log.note import parse_key
from generator.log.tile_files import KEY
from generator.model.messages import msg
from generator.model.problems import MALFORMED, UsageError
from generator.portal.folder import Deployment

FORMAT = "gongshi-deployed-1"
RECORD = "deployed.json"


class Deployed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A release of the site on a host.

    `key` and `entries` are of its log, `listing` is the SHA-256 of its listing. `compressed` says
    whether text has a compressed variant. `leaving` has assets that are there though the site has
    them no longer, each with the time, UTC, since when.

    Where files cannot be exchanged in one step, `complete` is false meanwhile, `towards` is the
    listing they are exchanged for, and `shown` says whether a whole release was there before.
    """

    format: str
    key: str
    entries: int
    listing: str
    at: datetime
    compressed: bool = False
    complete: bool = True
    towards: str = ""
    shown: bool = True
    leaving: dict[str, datetime] = {}

    @property
    def release(self) -> str:
        """The name of the release on the host: it follows from its files."""
        return f"{self.entries:08}-{self.listing[:12]}{'-gz' if self.compressed else ''}"

    def encoded(self) -> bytes:
        """The file."""
        return msgspec.json.format(msgspec.json.encode(self)) + b"\n"


def read_record(data: bytes, name: str) -> Deployed:
    """The record in a file of this name; UsageError where a program of another time wrote it."""
    try:
        found = msgspec.json.decode(data, type=Deployed)
    except MALFORMED as error:
        raise UsageError(
            msg("%(name)s: is no record of gongshi deploy (%(error)s)", name=name, error=error)
        ) from None
    if found.format != FORMAT:
        raise UsageError(
            msg(
                "%(name)s: was written by another version of gongshi (%(format)s)",
                name=name,
                format=found.format,
            )
        )
    return found


def new_record(
    deployment: Deployment, public: bytes, listing: str, at: datetime, *, compressed: bool
) -> Deployed:
    """The record of the live release, `public` being its checkpoint."""
    key = parse_key(deployment.log_key())
    return Deployed(
        format=FORMAT,
        key=str(key),
        entries=open_checkpoint(public, key).checkpoint.size,
        listing=listing,
        at=at,
        compressed=compressed,
    )


def require_newer(deployment: Deployment, there: Deployed, ours: Deployed, host: str) -> None:
    """UsageError where a host has the site of another portal, or a release with a longer log."""
    if there.key != ours.key:
        earlier = {(log / KEY).read_text("ascii").strip() for log in deployment.earlier_logs}
        if there.key not in earlier:
            raise UsageError(
                msg(
                    "%(host)s has the site of another portal, whose log has the key %(key)s",
                    host=host,
                    key=there.key,
                )
            )
    elif there.entries > ours.entries:
        raise UsageError(
            msg(
                "%(host)s has a newer release: its log has %(there)s entries, the one here"
                " %(ours)s; who knows it would be told that the log was rolled back",
                host=host,
                there=there.entries,
                ours=ours.entries,
            )
        )
