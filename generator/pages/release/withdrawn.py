"""What stands at an address from which something was taken back, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from generator.pages.shared.views import Link
from generator.store.record_versions import RecordVersion


@dataclass(frozen=True, slots=True)
class UnpublishedView:
    """What is said at such an address.

    `kind` is facility, region, document, version or release. `release` of `agency` is the first
    one without it; the other three say for which `reason` they were taken back. `onward` is what it
    goes on as, `around` where else to look.
    """

    kind: str
    around: tuple[Link, ...]
    onward: tuple[Link, ...] = ()
    name: str | None = None
    day: date | None = None
    release: Link | None = None
    agency: str | None = None
    reason: str | None = None


def statement(identifier: str, release: str, taken: Sequence[RecordVersion]) -> bytes:
    """What a program reads there: which entries of the log took a facility's record back.

    `gongshi audit` looks each of them up.
    """
    said = {
        "facility_id": identifier,
        "release": release,
        "withdrawn": [version.leaf for version in taken],
    }
    return msgspec.json.encode({"unpublished": said}) + b"\n"


def write_statement(content: bytes, path: Path) -> None:
    """Write it."""
    path.write_bytes(content)
